"""StatementResult: why a statement applies or not, one reason for each of its elements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from swtui.access.evaluator.policy import Statement

Truth = bool | None
"""True, False, or None for what is not known."""


def every(values: Iterable[Truth]) -> Truth:
    """Return False if any is False, else None if any is not known, else True."""
    distinct = set(values)
    return False if False in distinct else None if None in distinct else True


def some(values: Iterable[Truth]) -> Truth:
    """Return True if any is True, else None if any is not known, else False."""
    distinct = set(values)
    return True if True in distinct else None if None in distinct else False


def opposite(value: Truth) -> Truth:
    """Return the other one; what is not known stays so."""
    return None if value is None else not value


_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """The result of one element of a statement."""

    element: str
    """`Principal`, `NotAction`, `Condition`, …; `Statement` when all of it cannot be judged."""
    met: Truth
    """Whether the element covers the request; None when that is not known."""
    words: str
    """One clause in raw text: what is required and what there is."""
    operator: str = ""
    """Of a condition, as written."""
    key: str = ""
    """Of a condition, as written."""
    wanted: tuple[str, ...] = ()
    """The values that the policy lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementResult:
    """One statement against one request."""

    statement: Statement
    reasons: tuple[Reason, ...]
    """One for each element, in the order who, what, where, conditions."""
    matched_as: frozenset[str] = frozenset()
    """The ways in which a Principal matched the caller: `account`, `itself`, … of `principals`."""
    policy: str = ""
    """The policy's name, where it has one."""

    @property
    def matched(self) -> Truth:
        """Whether the statement applies to the request; None when that is not known."""
        return every(reason.met for reason in self.reasons)

    @property
    def label(self) -> str:
        """The statement's name for messages: `Statement[0] (AllowOps)`."""
        sid = f" ({self.statement.sid})" if self.statement.sid else ""
        of = f" of {self.policy}" if self.policy else ""
        return f"{self.statement.path}{sid}{of}"

    @property
    def deciding(self) -> tuple[Reason, ...]:
        """The reasons that keep it from applying, else those not known, else all."""
        unmet = tuple(reason for reason in self.reasons if reason.met is False)
        unknown = tuple(reason for reason in self.reasons if reason.met is None)
        return unmet or unknown or self.reasons

    @property
    def why(self) -> str:
        """Return one sentence that says whether it applies, and what decided that."""
        verbs = {True: "applies", False: "does not apply", None: "may or may not apply"}
        clauses = "; ".join(reason.words for reason in self.deciding)
        return f"{self.label} {verbs[self.matched]}: {clauses}."


def quote_list(texts: Iterable[str], last: str = "or") -> str:
    """Return `"a", "b" or "c"`, in quotes; of a long list its beginning and how many more."""
    quoted = [f'"{text}"' for text in texts]
    if len(quoted) > _SHOWN + 1:
        return f"{', '.join(quoted[:_SHOWN])} {last} {len(quoted) - _SHOWN} more"
    return f" {last} ".join(part for part in (", ".join(quoted[:-1]), *quoted[-1:]) if part)


Verdict = Literal["allowed", "denied", "not-allowed", "unknown"]
"""`denied` is an explicit Deny, `not-allowed` a missing Allow (an implicit deny)."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results of all policies of one kind."""

    results: tuple[StatementResult, ...]
    """Every statement, in the order they stand in."""
    is_read: bool = True
    """False when there are policies, or parts of them, that could not be read."""

    @property
    def allows(self) -> Truth:
        """Whether a statement with Effect Allow applies."""
        return self._any("Allow")

    @property
    def denies(self) -> Truth:
        """Whether a statement with Effect Deny applies."""
        return self._any("Deny")

    def _any(self, effect: str) -> Truth:
        matched = [each.matched for each in self.results if each.statement.effect in (effect, "")]
        return some(matched if self.is_read else [*matched, None])

    @property
    def verdict(self) -> Verdict:
        """The decision of these policies: "an explicit deny in any policy overrides any allows".

        Where nothing allows it, whether it is denied as well makes no difference to the caller.
        """
        return decide_verdict(self.allows, self.denies)

    @property
    def deciding(self) -> tuple[StatementResult, ...]:
        """The statements that the verdict rests on; all, where it rests on none of them."""
        verdict, results = self.verdict, self.results
        if verdict in ("allowed", "denied"):
            effect = "Allow" if verdict == "allowed" else "Deny"
            return tuple(r for r in results if r.matched and r.statement.effect == effect)
        unsure = tuple(r for r in results if r.matched is None)
        return unsure if unsure and verdict == "unknown" else results


def decide_verdict(allows: Truth, denies: Truth) -> Verdict:
    """Return the verdict that follows from an allow and a deny."""
    if denies:
        return "denied"
    if allows is False:
        return "not-allowed"
    return "allowed" if allows and denies is False else "unknown"


UNREAD = Evaluation((), is_read=False)
"""The result for policies that were not read: nothing is known."""

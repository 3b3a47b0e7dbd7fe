"""Why a statement applies or not: one reason for each of its elements, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from swtui.access.evaluator.policy_document import Statement
from swtui.access.evaluator.truth import Truth, every

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """What one element of a statement says about a request."""

    element: str
    """`Principal`, `NotAction`, `Condition`, …; `Statement` when all of it cannot be judged."""
    met: Truth
    """Whether the element covers the request; None when that is not known."""
    words: str
    """One clause in raw text: what is wanted and what there is."""
    path: str
    """Its place in the document: `Statement[0].Condition.Bool.aws:MultiFactorAuthPresent`."""
    operator: str = ""
    """Of a condition, as written."""
    key: str = ""
    """Of a condition, as written."""
    wanted: tuple[str, ...] = ()
    """What the policy lists."""
    actual: tuple[str, ...] | None = None
    """What the request has: empty when it has none, None when that is not known."""


@dataclass(frozen=True, slots=True)
class StatementResult:
    """One statement against one request."""

    statement: Statement
    reasons: tuple[Reason, ...]
    """One for each element, in the order who, what, where, conditions."""
    standings: frozenset[str] = frozenset()
    """As whom a Principal names the caller: of `principals.STANDINGS`."""
    policy: str = ""
    """The policy's name, where it has one."""

    @property
    def matched(self) -> Truth:
        """Whether the statement applies to the request; None when that is not known."""
        return every(reason.met for reason in self.reasons)

    @property
    def label(self) -> str:
        """How to speak of it: `Statement[0] (AllowOps)`."""
        sid = f" ({self.statement.sid})" if self.statement.sid else ""
        of = f" of {self.policy}" if self.policy else ""
        return f"{self.statement.path}{sid}{of}"

    @property
    def deciding(self) -> tuple[Reason, ...]:
        """The reasons that keep it from applying, else those not known, else all."""
        for met in (False, None):
            found = tuple(reason for reason in self.reasons if reason.met is met)
            if found:
                return found
        return self.reasons

    @property
    def why(self) -> str:
        """Say in one sentence whether it applies, and by what that was decided."""
        says = {True: "applies", False: "does not apply", None: "may or may not apply"}
        clauses = "; ".join(reason.words for reason in self.deciding)
        return f"{self.label} {says[self.matched]}: {clauses}."


def listed(texts: Iterable[str], last: str = "or") -> str:
    """Return `"a", "b" or "c"`, in quotes; of a long list its beginning and how many more."""
    quoted = [f'"{text}"' for text in texts]
    if len(quoted) > _SHOWN + 1:
        return f"{', '.join(quoted[:_SHOWN])} {last} {len(quoted) - _SHOWN} more"
    return f" {last} ".join(part for part in (", ".join(quoted[:-1]), *quoted[-1:]) if part)

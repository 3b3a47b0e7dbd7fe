"""What policies of one kind say of a request: allowed, denied, not allowed, or not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from swtui.access.evaluator.reasons import StatementResult
from swtui.access.evaluator.truth import Truth, some

Verdict = Literal["allowed", "denied", "not-allowed", "unknown"]
"""`denied` is an explicit Deny, `not-allowed` the lack of an Allow (an implicit deny)."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What policies of one kind say of a request."""

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
        found = [each.matched for each in self.results if each.statement.effect in (effect, "")]
        return some(found if self.is_read else [*found, None])

    @property
    def verdict(self) -> Verdict:
        """What these policies alone decide: "an explicit deny in any policy overrides any allows".

        Where nothing allows it, whether it is denied as well makes no difference to the caller.
        """
        return verdict_of(self.allows, self.denies)

    @property
    def deciding(self) -> tuple[StatementResult, ...]:
        """The statements that the verdict rests on; all, where it rests on none of them."""
        effect = {"allowed": "Allow", "denied": "Deny"}.get(self.verdict)
        if effect:
            return tuple(
                each for each in self.results if each.matched and each.statement.effect == effect
            )
        unsure = tuple(each for each in self.results if each.matched is None)
        return unsure if unsure and self.verdict == "unknown" else self.results


def verdict_of(allows: Truth, denies: Truth) -> Verdict:
    """Return the verdict that follows from an allow and a deny."""
    if denies:
        return "denied"
    if allows is False:
        return "not-allowed"
    return "allowed" if allows and denies is False else "unknown"


UNREAD = Evaluation((), is_read=False)
"""What is said of policies that nobody read: nothing is known."""

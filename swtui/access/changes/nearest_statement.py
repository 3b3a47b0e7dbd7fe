"""Which statement of a trust policy comes nearest to letting a call through, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable

from swtui.access.evaluator.evaluation import Evaluation
from swtui.access.evaluator.matching import fits_action
from swtui.access.evaluator.reasons import Reason, StatementResult


def nearest_allow(evaluation: Evaluation) -> StatementResult | None:
    """Return the Allow that comes nearest: conditions alone fail, then the action, then whom."""
    allows = [r for r in evaluation.results if r.statement.effect == "Allow" and not r.matched]
    return min(allows, key=_distance, default=None)


def admits(result: StatementResult) -> bool:
    """Whether whom a statement names may assume the role by it."""
    statement = result.statement
    named = any(fits_action(each, "sts:AssumeRole") for each in statement.actions)
    return statement.action_element == "Action" and named


def _distance(result: StatementResult) -> tuple[bool, bool, bool, int, int]:
    failed = failed_reasons(result)
    elements = "".join(reason.element for reason in failed)
    who, what = "Principal" in elements, "Action" in elements
    unsure = sum(reason.met is None for reason in result.reasons)
    return who, what, not admits(result), len(failed), unsure


def failed_reasons(result: StatementResult) -> list[Reason]:
    """Return the elements that plainly do not cover the request."""
    return [reason for reason in result.reasons if reason.met is False]


def goes_along(result: StatementResult, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return a sentence on what a statement allows beyond the wanted actions; empty for nothing.

    Whoever is added to it, or whatever role is, gets that as well: a reviewer must know.
    """
    statement, known = result.statement, {action.lower() for action in wanted}
    more = [action for action in statement.actions if action.lower() not in known]
    if statement.action_element != "Action":
        return (f"{result.label} allows more than this call needs: all but what it lists",)
    joined = " and ".join(more)
    return (f"{result.label} allows more than this call needs: {joined}",) if more else ()


def names_people(result: StatementResult) -> bool:
    """Whether a statement names users, roles or accounts, and not services alone."""
    return any(named.kind == "AWS" for named in result.statement.principals)

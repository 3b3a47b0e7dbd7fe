"""The Allow of a trust policy that comes nearest to a request, and the conditions in force.

There is one definition of "the nearest Allow": the causes and the changes both ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from swtui.access.evaluator.conditions import NULL, OPERATORS, parse_operator
from swtui.access.evaluator.matching import fits_action
from swtui.access.evaluator.policy import Condition, Statement
from swtui.access.evaluator.results import Evaluation, Reason, StatementResult

ASSUME = "sts:AssumeRole"
WIDENED = ("ArnLike", "ArnEquals", "StringLike", "StringEquals")
"""Operators that list the ARNs a statement admits, where the key is aws:PrincipalArn."""
_WHOM = (
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principaltype",
    "aws:userid",
    "aws:username",
)
"""Keys that say who is meant, as a Principal does."""
_OF_MACHINES = (
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:viaawsservice",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:federatedprovider",
)
"""Keys that only calls of AWS services, or of an identity provider's users, have."""


def nearest_allow(evaluations: Mapping[str, Evaluation], action: str) -> StatementResult | None:
    """Return the Allow closest to the whole request, as judged for `action`; None without one.

    `evaluations` are by action, of one policy. A statement that lets no user or role assume the
    role comes last, whatever it has in common with the request, unless it covers the action and
    another already lets the caller assume the role. Then the principals that it names count, then
    the actions that no other statement allows, then its conditions. Of statements for other
    callers the one with the most conditions comes first.
    """
    assumed = ASSUME in evaluations and evaluations[ASSUME].allows is True
    missing = [each for name, each in evaluations.items() if not each.allows or name == action]
    results = evaluations[action].results

    def distance(index: int) -> tuple[bool, bool, bool, int, int, int, int]:
        result = results[index]
        may_assume = admits(result.statement) or (assumed and not _fails_by_action(result))
        other = not names_caller(result)
        return (
            not names_people(result),
            not may_assume,
            other,
            sum(_fails_by_action(each.results[index]) for each in missing),
            -len(result.statement.conditions) if other else 0,
            len(failed_reasons(result)),
            sum(reason.met is None for reason in result.reasons),
        )

    allows = [i for i, r in enumerate(results) if r.statement.effect == "Allow" and not r.matched]
    return results[min(allows, key=distance)] if allows else None


def _fails_by_action(result: StatementResult) -> bool:
    return any(reason.met is False and "Action" in reason.element for reason in result.reasons)


def failed_reasons(result: StatementResult) -> list[Reason]:
    """Return the elements that plainly do not cover the request."""
    return [reason for reason in result.reasons if reason.met is False]


def names_people(result: StatementResult) -> bool:
    """Whether a statement can be judged, and names users, roles or accounts, not services alone."""
    statement = result.statement
    is_judged = statement.principal_element == "Principal" and not statement.broken
    return is_judged and _has_people(statement)


def names_caller(result: StatementResult) -> bool:
    """Whether a statement names the caller, in its Principal and by its list of ARNs, if any."""
    return not any("Principal" in r.element or lists_arns(r) for r in failed_reasons(result))


def lists_arns(reason: Reason) -> bool:
    """Return whether a condition lists the ARNs that a statement admits."""
    return reason.key.lower() == "aws:principalarn" and reason.operator in WIDENED


def admits(statement: Statement) -> bool:
    """Return whether the principals of a statement may assume the role by it."""
    is_listed = any(fits_action(each, ASSUME) for each in statement.actions)
    return is_listed != (statement.action_element == "NotAction")


def extra_actions(result: StatementResult, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return a sentence on what a statement allows beyond the wanted actions; empty for nothing.

    A caller that is added to it, or a role that is, gets that as well: a reviewer must know.
    """
    statement, known = result.statement, {action.lower() for action in wanted}
    more = [action for action in statement.actions if action.lower() not in known]
    if statement.action_element != "Action":
        return (f"{result.label} allows more than this call needs: all but what it lists",)
    joined = " and ".join(more)
    return (f"{result.label} allows more than this call needs: {joined}",) if more else ()


def guards(
    nearest: StatementResult | None, evaluations: Iterable[Evaluation], *, any_action: bool = False
) -> tuple[Condition, ...]:
    """Return the conditions that an Allow must have, so that it admits no request without them.

    They are those of `nearest`, first, and those of the other Allows that cover an action which
    one of the evaluations is about, or `any_action`. A condition on the principal is not one of
    them. Where two statements want different values of one key, those of `nearest` count, unless
    a request without the key meets them.
    """
    path = nearest.statement.path if nearest is not None else ""
    conditions = list(_guards(nearest.statement)) if nearest is not None else []
    others = [
        result
        for evaluation in evaluations
        for result in evaluation.results
        if result.statement.effect == "Allow" and result.statement.path != path
    ]
    people = [r for r in others if _has_people(r.statement)]
    people = [r for r in people if any_action or not _fails_by_action(r)]
    if people or (nearest is not None and names_people(nearest)):
        others = people
    for condition in (each for result in others for each in _guards(result.statement)):
        same = [each for each in conditions if each.key.lower() == condition.key.lower()]
        if condition not in conditions and all(_is_weak(each) for each in same):
            conditions.append(condition)
    return tuple(conditions)


def _has_people(statement: Statement) -> bool:
    return any(each.kind in ("AWS", "*") for each in statement.principals)


def _guards(statement: Statement) -> Iterator[Condition]:
    for condition in statement.conditions:
        key, name = condition.key.lower(), parse_operator(condition.operator)
        tested = OPERATORS.get(name.plain) if name is not None else None
        says_whom = key in _WHOM and tested is not None and not tested.negated
        if key.startswith(("aws:", "sts:")) and key not in _OF_MACHINES and not says_whom:
            yield condition


def _is_weak(condition: Condition) -> bool:
    """Return whether a request without the key, or with any value of it, meets a condition."""
    name = parse_operator(condition.operator)
    if name is None:
        return False
    if name.plain == NULL:
        return "true" in condition.values
    spares_absent = name.if_exists or name.over == "ForAllValues"
    return spares_absent or OPERATORS[name.plain].negated or "*" in condition.values

"""Find the trust statement that is nearest to admitting the caller, and what it needs.

The causes and the changes both follow it, so that they speak of the same statement.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from swtui.access.diagnosis.refused_call import (
    RefusedCall,
    build_request,
    caller_principal,
)
from swtui.access.evaluator.combining import IDENTITY, combine, exempt
from swtui.access.evaluator.nearest import (
    extra_actions,
    failed_reasons,
    guards,
    lists_arns,
    names_caller,
    names_people,
    nearest_allow,
)
from swtui.access.evaluator.policy import Condition, Policy
from swtui.access.evaluator.principals import ACCOUNT, ITSELF, ROLE
from swtui.access.evaluator.results import Evaluation, StatementResult
from swtui.access.policies.documents import (
    Document,
    caller_statement,
    condition_element,
    policy,
    trust_statement_for,
    with_condition,
)


def is_permission_set(refused: RefusedCall) -> bool:
    """Whether the caller's role belongs to a permission set, which a trust policy names by pattern.

    IAM Identity Center makes such a role again under another name.
    """
    arn = caller_principal(refused)
    return ":role/aws-reserved/" in arn or "AWSReservedSSO_" in arn


Step = Literal["meet", "principal", "statement"]
"""Meet the statement's conditions; add the caller to its principals; add a statement for the caller
alone, under the conditions in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """The nearest Allow, and what is missing from it first."""

    actions: tuple[str, ...]
    """The actions that are not allowed yet, including the one that was asked about."""
    nearest: StatementResult | None
    """None where the policy has no Allow that does not apply already."""
    step: Step
    conditions: tuple[Condition, ...] = ()
    """The conditions that a new statement must have, so that it admits no request without them."""


def way_in(refused: RefusedCall, evaluations: Mapping[str, Evaluation], action: str) -> WayIn:
    """Return how the nearest Allow could allow an action that the policy does not allow."""
    nearest = nearest_allow(evaluations, action)
    open_ = tuple(name for name, each in evaluations.items() if not each.allows or name == action)
    conditions = guards(nearest, (evaluations[name] for name in open_))
    if nearest is None:
        return WayIn(actions=open_, nearest=None, step="statement", conditions=conditions)
    step = _step(refused, nearest)
    if step == "principal":  # the caller then gets all that the statement allows
        more = bool(extra_actions(nearest, open_))
        others = guards(nearest, evaluations.values(), any_action=more)
        if len(others) > len(guards(nearest, ())):
            step = "statement"  # others ask for more than this one: it would be a way round them
    return WayIn(actions=open_, nearest=nearest, step=step, conditions=conditions)


def _step(refused: RefusedCall, nearest: StatementResult) -> Step:
    failed = failed_reasons(nearest)
    elements = {reason.element for reason in failed}
    if not names_people(nearest) or elements & {"Action", "NotAction"}:
        return "statement"
    if names_caller(nearest):
        return "meet"
    in_list = "Principal" in elements and not any(map(lists_arns, failed))
    return "principal" if in_list and not is_permission_set(refused) else "statement"


def statement_for_caller(refused: RefusedCall, way: WayIn) -> Document | None:
    """Return a statement that lets the caller in under the conditions in force.

    What went with the call becomes a condition too. None for a caller that no policy can name.
    """
    arn = caller_principal(refused)
    if not arn:
        return None
    statement = trust_statement_for(
        arn,
        way.actions,
        mfa=bool(refused.sent.get("SerialNumber")),
        external_id=str(refused.sent.get("ExternalId") or ""),
    )
    asked = {condition.key.lower() for condition in way.conditions}
    merged = condition_element(way.conditions)
    for operator, keys in statement.pop("Condition", {}).items():
        for key, value in keys.items():
            if key.lower() not in asked:
                merged.setdefault(operator, {}).setdefault(key, value)
    return with_condition(statement, merged)


def needs_own_policy(refused: RefusedCall, evaluations: Mapping[str, Evaluation]) -> bool:
    """Whether the caller's own policies must allow the call as well, once the trust policy does.

    Across accounts they must. Within one account a trust policy that names the caller itself is
    enough, and one that names the account leaves it to them.
    """
    return any(_needs(refused, evaluations, action) for action in evaluations)


def _needs(refused: RefusedCall, evaluations: Mapping[str, Evaluation], action: str) -> bool:
    evaluation = evaluations[action]
    if evaluation.denies:
        return True
    request = build_request(refused, action, Policy())
    if evaluation.allows is not False:
        return IDENTITY in combine(request, evaluation, None).kinds
    way = way_in(refused, evaluations, action)
    matched_as = frozenset({ACCOUNT})
    if way.step == "meet" and way.nearest is not None:
        matched_as = way.nearest.matched_as
    elif caller_principal(refused) and not is_permission_set(refused):
        matched_as = frozenset({ITSELF if request.principal.kind == "user" else ROLE})
    return IDENTITY not in exempt(request, matched_as)


def allowing(actions: tuple[str, ...], role_arn: str) -> str:
    """Return the smallest policy of a caller that allows these actions on one role, as JSON."""
    return json.dumps(policy([caller_statement(actions, [role_arn])]), indent=2)

"""The smallest change to the caller's own policies: one statement more, or a new policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from swtui.access.diagnosis.caller_policies import INLINE, MANAGED, AttachedPolicy, CallerPolicies
from swtui.access.diagnosis.named_policy import IDENTITY, named_policy
from swtui.access.diagnosis.policy_lookup import PolicyLookup
from swtui.access.diagnosis.refused_call import RefusedCall, build_request, needed_actions
from swtui.access.evaluator.combining import is_same_account
from swtui.access.evaluator.evaluator import evaluate_identity
from swtui.access.evaluator.nearest import admits
from swtui.access.evaluator.policy import Policy, Statement
from swtui.access.evaluator.results import Evaluation, Reason, StatementResult, Truth
from swtui.access.fixes.document_edits import and_statement
from swtui.access.fixes.fix import CALLER, LIKELY, POSSIBLE, SURE, Fix
from swtui.access.fixes.profile_side import asker_change
from swtui.access.policies.documents import (
    Document,
    caller_statement,
    condition_element,
    policy,
    with_condition,
)
from swtui.access.policies.warnings import INLINE_ROLE, INLINE_USER, size
from swtui.access.policies.warnings import MANAGED as MANAGED_SIZE
from swtui.aws.calls import USER
from swtui.roles.arn import split_arn


def evaluate_caller(refused: RefusedCall, action: str, policies: list[Policy]) -> Evaluation:
    """Return what policies of the caller say of an action on the role."""
    whole = Policy(
        version="2012-10-17",
        id="",
        statements=tuple(s for each in policies for s in each.statements),
    )
    return evaluate_identity(policies, build_request(refused, action, whole))


def is_missing_for_caller(refused: RefusedCall, lookup: PolicyLookup, action: str) -> Truth:
    """Return whether the caller's policies do not allow an action; None when that is not known."""
    named = named_policy(refused.words)
    if named and named.kind == IDENTITY and refused.action == action:
        return True
    simulated = lookup.sure_decisions.get(action)
    if simulated:
        return simulated == "implicitDeny"
    held = lookup.held
    if held is not None and held.is_whole:
        allows = evaluate_caller(refused, action, [each.read() for each in held.policies]).allows
        if allows is not None:
            return not allows
    if named and refused.action == action:
        return False  # AWS looks at the caller's own policies first, and names another kind
    request = build_request(refused, action, Policy())
    return False if action == refused.action and is_same_account(request) else None


def propose_caller_fixes(refused: RefusedCall, lookup: PolicyLookup) -> Iterator[Fix]:
    """Yield what is missing in the caller's policies; nothing where they are known to allow it."""
    needed = needed_actions(refused)
    is_missing = {action: is_missing_for_caller(refused, lookup, action) for action in needed}
    missing = tuple(action for action in needed if is_missing[action] is not False)
    if not missing or refused.role is None:
        return
    certainty = SURE if any(is_missing.values()) else POSSIBLE
    held = lookup.held or CallerPolicies()
    if certainty == SURE:
        missing = tuple(action for action in needed if is_missing[action])
    named = named_policy(refused.words)
    said = named is not None and named.kind == IDENTITY
    if held.is_whole and not said and _all_allow(refused, held, missing):
        yield _elsewhere(refused, missing)
        return
    by_action = (lookup.asked, lookup.unsure)
    asked = {key for keys in by_action for action in missing for key in keys.get(action, ())}
    if asked and not held.is_whole:
        yield _asked_for(refused, sorted(asked))
        return
    conditions = list(_only_conditions(refused, held, missing))
    if conditions:
        yield from conditions
        return
    unread = not is_read(lookup, missing)
    certainty = POSSIBLE if unread else certainty
    doubts = (_doubt(refused, unread=unread),) if certainty == POSSIBLE else ()
    nearest = _find_nearest(refused, held, missing)
    yield replace(_allowing(refused, held, nearest, missing), certainty=certainty, notes=doubts)
    if nearest is not None:
        policy, result = nearest
        for reason in _unmet_conditions(result):
            yield asker_change(refused, policy.read(), result, reason)


def is_read(lookup: PolicyLookup, actions: Iterable[str]) -> bool:
    """Whether it is known what the caller's policies say of these actions, and under what."""
    whole = lookup.held is not None and lookup.held.is_whole
    return whole or set(actions) <= set(lookup.sure_decisions)


def _doubt(refused: RefusedCall, *, unread: bool) -> str:
    """Say why a policy is only a possibility."""
    if not unread:
        return "only a possibility: AWS does not say which policy is missing"
    return (
        f"only a possibility: the policies of {refused.who} were not all read; where one of them "
        "allows it under a condition (MFA, an address), meet that instead, for this one would be "
        "a way round it"
    )


def _all_allow(refused: RefusedCall, held: CallerPolicies, actions: tuple[str, ...]) -> bool:
    policies = [each.read() for each in held.policies]
    return all(
        evaluate_caller(refused, action, policies).verdict == "allowed" for action in actions
    )


def _elsewhere(refused: RefusedCall, actions: tuple[str, ...]) -> Fix:
    return Fix(
        side=CALLER,
        kind="elsewhere",
        why=f"The policies of {refused.who} allow {' and '.join(actions)} on this role already; "
        "what refuses is a permissions boundary, or a policy of the organization or the session.",
        where=f"policies of {refused.who}",
    )


def _asked_for(refused: RefusedCall, keys: list[str]) -> Fix:
    """Say which conditions the caller's policies ask for: an Allow more could be a way round."""
    return Fix(
        side=CALLER,
        kind="caller-policy",
        why=f"A policy of {refused.who} asks for {' and '.join(keys)}, which the call has not, or "
        "which is not known here. Where that policy is for this role, meet it; the policies were "
        "not read.",
        where=f"policies of {refused.who}",
        certainty=LIKELY,
    )


def _only_conditions(
    refused: RefusedCall, held: CallerPolicies, actions: tuple[str, ...]
) -> Iterator[Fix]:
    """Yield what the asker has to bring where a statement fits but for its conditions."""
    for each in held.policies:
        read = each.read()
        for result in evaluate_caller(refused, actions[0], [read]).results:
            unmet = _unmet_conditions(result)
            if result.statement.effect == "Allow" and unmet and not _failed_elements(result):
                yield from (asker_change(refused, read, result, reason) for reason in unmet)
                return


def _unmet_conditions(result: StatementResult) -> list[Reason]:
    return [each for each in result.reasons if each.element == "Condition" and not each.met]


def _failed_elements(result: StatementResult) -> set[str]:
    """Return the elements besides conditions that do not cover the request, or may not."""
    return {each.element for each in result.reasons if not each.met} - {"Condition"}


def _find_nearest(
    refused: RefusedCall, held: CallerPolicies, actions: tuple[str, ...]
) -> tuple[AttachedPolicy, StatementResult] | None:
    """Return the Allow of sts:AssumeRole on roles that comes nearest; None without one.

    One on roles of the same account comes first, then the one with the most conditions, so that
    the new statement is no way round them, then one of a policy that is the caller's own.
    """
    account = refused.role.account_id if refused.role is not None else ""

    def rank(each: tuple[AttachedPolicy, StatementResult]) -> tuple[bool, int, bool]:
        policy, statement = each[0], each[1].statement
        is_near = any(split_arn(arn).account == account for arn in statement.resources)
        return is_near, len(statement.conditions), policy.is_own

    near = [
        (policy, result)
        for policy in held.policies
        for result in evaluate_caller(refused, actions[0], [policy.read()]).results
        if _is_about_roles(result.statement) and not result.statement.broken
    ]
    return max(near, key=rank, default=None)


def _is_about_roles(statement: Statement) -> bool:
    """Return whether a statement allows roles to be assumed, and nothing of other services."""
    of_sts = all(each.lower().startswith("sts:") for each in statement.actions)
    allows = statement.effect == "Allow" and statement.action_element == "Action"
    return allows and of_sts and admits(statement)


def _allowing(
    refused: RefusedCall,
    held: CallerPolicies,
    nearest: tuple[AttachedPolicy, StatementResult] | None,
    actions: tuple[str, ...],
) -> Fix:
    """Return the policy of the nearest statement with one more, under the same conditions.

    It is a new policy where there is none, where it has no room, and where what is added to it is
    added for others as well: policies of a group, of AWS, and those that others have too.
    """
    allow = caller_statement(actions, [str(refused.role)])
    current, result = nearest or (None, None)
    conditions = result.statement.conditions if result is not None else ()
    statement = with_condition(allow, condition_element(conditions))
    under = f", under the conditions of {result.label}" if result is not None and conditions else ""
    wanted = " and ".join(actions)
    new = Fix(
        side=CALLER,
        kind="caller-policy",
        why=f"Allows {refused.who} {wanted} on this role{under}, and nothing else.",
        where=f"new policy for {refused.who}",
        proposed=policy([statement]),
    )
    if current is None or not current.is_own:
        return new
    proposed = and_statement(current.document, statement)
    extended = replace(
        new,
        why=f"Adds a statement that allows {wanted} on this role{under}.",
        where=current.words,
        current=current.document,
        proposed=proposed,
        policy=current,
    )
    return extended if _has_room(current, proposed, held) else new


def _has_room(policy: AttachedPolicy, proposed: Document, held: CallerPolicies) -> bool:
    """Whether IAM takes a policy that has grown; inline ones of one holder share their limit."""
    if policy.kind == MANAGED:
        return size(proposed) <= MANAGED_SIZE
    most = INLINE_USER if policy.holder == USER else INLINE_ROLE
    others = [each for each in held.policies if each.kind == INLINE and each is not policy]
    theirs = [each for each in others if each.holder == policy.holder]
    return size(proposed) + sum(size(each.document) for each in theirs) <= most

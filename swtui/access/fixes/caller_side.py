"""The smallest change to the caller's own policies: a role or an action more, or a new policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from swtui.access.diagnosis.caller_policies import INLINE, MANAGED, AttachedPolicy, CallerPolicies
from swtui.access.diagnosis.named_policy import IDENTITY, named_policy
from swtui.access.diagnosis.policy_lookup import PolicyLookup
from swtui.access.diagnosis.refused_call import RefusedCall, actions_of, request_of
from swtui.access.evaluator.combining import is_same_account
from swtui.access.evaluator.evaluator import evaluate_identity
from swtui.access.evaluator.matching import fits_action
from swtui.access.evaluator.nearest import goes_along
from swtui.access.evaluator.policy import Policy
from swtui.access.evaluator.results import Evaluation, Reason, StatementResult, Truth
from swtui.access.fixes.document_edits import and_value, statement_at, with_statement
from swtui.access.fixes.fix import CALLER, LIKELY, POSSIBLE, SURE, Fix
from swtui.access.fixes.profile_side import asker_change
from swtui.access.policies.documents import one_or_many, policy
from swtui.access.policies.limits import INLINE_ROLE, INLINE_USER, size
from swtui.access.policies.limits import MANAGED as MANAGED_SIZE
from swtui.aws.calls import USER


def evaluated(refused: RefusedCall, action: str, policies: list[Policy]) -> Evaluation:
    """Return what policies of the caller say of an action on the role."""
    whole = Policy(
        version="2012-10-17",
        id="",
        statements=tuple(s for each in policies for s in each.statements),
    )
    return evaluate_identity(policies, request_of(refused, action, whole))


def caller_lacks(refused: RefusedCall, lookup: PolicyLookup, action: str) -> Truth:
    """Return whether the caller's policies do not allow an action; None when that is not known."""
    named = named_policy(refused.words)
    if named and named.kind == IDENTITY and refused.action == action:
        return True
    simulated = lookup.sure_decisions.get(action)
    if simulated:
        return simulated == "implicitDeny"
    held = lookup.held
    if held is not None and held.is_whole:
        allows = evaluated(refused, action, [each.read() for each in held.policies]).allows
        if allows is not None:
            return not allows
    if named and refused.action == action:
        return False  # AWS looks at the caller's own policies first, and names another kind
    request = request_of(refused, action, Policy())
    return False if action == refused.action and is_same_account(request) else None


def caller_changes(refused: RefusedCall, lookup: PolicyLookup) -> Iterator[Fix]:
    """Yield what is missing in the caller's policies; nothing where they are known to allow it."""
    lacks = {action: caller_lacks(refused, lookup, action) for action in actions_of(refused)}
    missing = tuple(action for action, lacking in lacks.items() if lacking is not False)
    if not missing or refused.role is None:
        return
    certainty = SURE if any(lacks.values()) else POSSIBLE
    held = lookup.held or CallerPolicies()
    if certainty == SURE:
        missing = tuple(action for action, lacking in lacks.items() if lacking)
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
    change = _extended(refused, held, missing) or _new(refused, missing)
    certainty = POSSIBLE if unread else certainty
    doubts = (_doubt(refused, unread=unread),) if certainty == POSSIBLE else ()
    yield replace(change, certainty=certainty, notes=(*doubts, *change.notes))


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
    return all(evaluated(refused, action, policies).verdict == "allowed" for action in actions)


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
        for result in evaluated(refused, actions[0], [read]).results:
            failed = [reason for reason in result.reasons if reason.met is not True]
            allows = result.statement.effect == "Allow"
            if allows and failed and all(reason.element == "Condition" for reason in failed):
                yield from (asker_change(refused, read, result, reason) for reason in failed)
                return


def _extended(refused: RefusedCall, held: CallerPolicies, actions: tuple[str, ...]) -> Fix | None:
    """Return the change of a statement that is near enough; None without one.

    Policies of a group, of AWS, and those that others have too are left alone: what is added to
    them is added for others as well.
    """
    for each in held.policies:
        if not each.is_own:
            continue
        read = each.read()
        by_action = [evaluated(refused, action, [read]).results for action in actions]
        for results in zip(*by_action, strict=True):
            change = _with_role(refused, each, results)
            change = change or _with_actions(refused, each, results, actions)
            if change is not None and _has_room(change, held):
                return change
    return None


def _has_room(change: Fix, held: CallerPolicies) -> bool:
    """Whether IAM takes a policy that has grown; inline ones of one holder share their limit."""
    policy, proposed = change.policy, change.proposed
    if policy is None or proposed is None or policy.kind == MANAGED:
        return proposed is None or size(proposed) <= MANAGED_SIZE
    most = INLINE_USER if policy.holder == USER else INLINE_ROLE
    beside = [each for each in held.policies if each.kind == INLINE and each is not policy]
    theirs = [each for each in beside if each.holder == policy.holder]
    return size(proposed) + sum(size(each.document) for each in theirs) <= most


def _with_role(
    refused: RefusedCall, held: AttachedPolicy, results: tuple[StatementResult, ...]
) -> Fix | None:
    """Return the policy with the role among the resources of a statement on roles by name.

    One that allows more than STS's actions would allow all that on the role as well.
    """
    statement = results[0].statement
    if statement.effect != "Allow" or not all(_fails_by(r, "Resource") for r in results):
        return None
    of_roles = all(":role/" in resource for resource in statement.resources)
    of_sts = all(each.lower().startswith("sts:") for each in statement.actions)
    if not of_roles or not of_sts or statement.action_element != "Action":
        return None
    found = statement_at(held.document, statement.path)
    added = and_value(found, "Resource", str(refused.role))
    why = f"Adds {refused.role} to the roles of {results[0].label}."
    notes = goes_along(results[0], actions_of(refused))
    return _of(held, with_statement(held.document, statement.path, added), why, notes)


def _with_actions(
    refused: RefusedCall,
    held: AttachedPolicy,
    results: tuple[StatementResult, ...],
    actions: tuple[str, ...],
) -> Fix | None:
    """Return the policy with actions more in a statement that is on this role alone.

    What goes with sts:AssumeRole may also be added where other roles are named, if the statement
    lets these be assumed already.
    """
    statement = results[0].statement
    allows = statement.effect == "Allow" and statement.resource_element == "Resource"
    if not allows or not all(_fails_by(result, "Action") for result in results):
        return None
    named = not any(set(resource) & set("*?$") for resource in statement.resources)
    assumed = "sts:AssumeRole" not in actions and any(
        fits_action(each, "sts:AssumeRole") for each in statement.actions
    )
    if not named or not (assumed or statement.resources == (str(refused.role),)):
        return None
    found = statement_at(held.document, statement.path)
    for action in actions:
        found = and_value(found, "Action", action)
    why = f"Adds {' and '.join(actions)} to {results[0].label}."
    others = len(statement.resources) > 1
    notes = (f"that is for all {len(statement.resources)} roles it names",) if others else ()
    return _of(held, with_statement(held.document, statement.path, found), why, notes)


def _fails_by(result: StatementResult, element: str) -> bool:
    """Return whether that one element keeps a statement from applying, and all else is met."""
    open_: list[Reason] = [reason for reason in result.reasons if reason.met is not True]
    return [(reason.element, reason.met) for reason in open_] == [(element, False)]


def _of(held: AttachedPolicy, proposed: dict[str, object], why: str, notes: tuple[str, ...]) -> Fix:
    return Fix(
        side=CALLER,
        kind="caller-policy",
        why=why,
        where=held.words,
        current=held.document,
        proposed=proposed,
        policy=held,
        notes=notes,
    )


def _new(refused: RefusedCall, actions: tuple[str, ...]) -> Fix:
    allow = {"Effect": "Allow", "Action": one_or_many(actions), "Resource": str(refused.role)}
    return Fix(
        side=CALLER,
        kind="caller-policy",
        why=f"Allows {refused.who} {' and '.join(actions)} on this role, and nothing else.",
        where=f"new policy for {refused.who}",
        proposed=policy([allow]),
    )

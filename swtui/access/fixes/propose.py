"""Propose the smallest changes that would allow a refused call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from swtui.access.diagnosis.caller_policies import CallerPolicies
from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.credential_causes import DUMMY_ON_EC2
from swtui.access.diagnosis.named_policy import GRANTING, TRUST_POLICY, named_policy
from swtui.access.diagnosis.policy_lookup import PolicyLookup
from swtui.access.diagnosis.refused_call import (
    RefusedCall,
    caller_principal,
    find_role_arn,
    needed_actions,
    trust_words,
)
from swtui.access.diagnosis.special_roles import RESERVED, is_reserved
from swtui.access.diagnosis.statements import needs_own_policy
from swtui.access.fixes.caller_side import evaluate_caller, is_read, propose_caller_fixes
from swtui.access.fixes.fix import CALLER, LIKELY, POSSIBLE, PROFILE, SURE, TRUST, Fix
from swtui.access.fixes.profile_side import answered, describe_profile, likeliest_change
from swtui.access.fixes.trust_side import TrustWork
from swtui.access.fixes.verify import verify_caller_fix, verify_trust_fix
from swtui.errors import RefusedError


def instance_change(refused: RefusedCall, causes: tuple[Cause, ...]) -> Fix | None:
    """Return the profile started from the instance, if the likeliest cause says so."""
    step = refused.step
    cause = causes[0] if causes else None
    if cause is None or cause.kind != DUMMY_ON_EC2 or step is None or refused.hop != 1:
        return None
    profile = refused.profile
    where = f"profile {step.profile}{refused.at(profile.place)}" if profile else "the call"
    return Fix(
        side=PROFILE,
        kind=cause.kind,
        why=cause.sentence,
        where=where,
        settings=(("credential_source", "Ec2InstanceMetadata"),) if profile else (),
        removed=("source_profile",) if profile else (),
        options=("--instance-role",),
        notes=cause.evidence,
    )


_NOT_READ = PolicyLookup()
_ACTIONS = ("tag-session", "source-identity")


def propose_fixes(
    refused: RefusedCall, causes: tuple[Cause, ...], lookup: PolicyLookup | None = None
) -> tuple[Fix, ...]:
    """Return the changes, those that are sure first; makes no call.

    `causes` are those of `refused`, ranked; `lookup` is what IAM let us read, with the caller's
    own policies in `Reading.held` if those were asked for. No condition is loosened, nothing is
    proposed against an explicit deny, and every proposal has been through our evaluator. Empty
    where no policy and no setting of the asker's fixes the refusal: the causes say why.
    """
    instance = instance_change(refused, causes)
    if instance is not None:
        return (instance,)
    error, role = refused.error, refused.role
    denied = isinstance(error, RefusedError) and error.code.startswith("AccessDenied")
    is_root = refused.caller.endswith(":root")  # it may assume no role, whatever policies say
    if role is None or not denied or is_root or "MultiFactorAuthentication" in refused.words:
        return ()
    if is_reserved(role):
        return (_reserved(refused, causes),)
    lookup = lookup or _NOT_READ
    forbidden = tuple(_forbidden(refused, causes, lookup))
    if forbidden:
        return forbidden
    if lookup.is_missing or (lookup.found_arn and lookup.found_arn != str(role)):
        return tuple(_another_role(refused, lookup))
    if lookup.trust is None:
        found = [*_unread_trust(refused, causes), *_callers(refused, lookup)]
        return tuple(sorted(found, key=_order))
    work = TrustWork(refused, lookup.trust)
    found = [
        verify_trust_fix(work.evidence, change) if change.proposed else change
        for change in work.changes()
    ]
    if needs_own_policy(work.evidence, work.evaluations):
        found += _callers(refused, lookup)
    return tuple(sorted(_ranked(found, refused, lookup), key=_order))


def _reserved(refused: RefusedCall, causes: tuple[Cause, ...]) -> Fix:
    """Return what to do about a role whose trust policy only AWS may change: nothing in IAM."""
    first = causes[0] if causes else None
    why = f"{first.sentence} {first.next_step}" if first else "Only AWS may change this role."
    return Fix(side=PROFILE, kind=RESERVED, why=why, where=describe_profile(refused))


def _order(change: Fix) -> int:
    return (SURE, LIKELY, POSSIBLE).index(change.certainty)


def _forbidden(
    refused: RefusedCall, causes: tuple[Cause, ...], lookup: PolicyLookup
) -> Iterator[Fix]:
    """Yield what no Allow changes: an explicit Deny, or a policy that only limits."""
    named = named_policy(refused.words)
    kind = named.kind if named else ""
    decoded = lookup.decoded is not None and lookup.decoded.explicit
    said = bool(named and named.explicit) or "explicit deny" in refused.words.lower()
    is_deny = decoded or said
    limits = bool(named) and kind not in GRANTING
    if is_deny or limits:
        side = TRUST if kind == TRUST_POLICY else CALLER
        labels = _denying(refused, lookup, side) if is_deny else ()
        sentence = causes[0].sentence if causes else "A policy forbids it."
        why = " ".join((sentence, causes[0].next_step if causes else "", *labels)).strip()
        own = f"policies of {refused.who}"
        where = trust_words(refused) if side == TRUST else kind if limits else own
        yield Fix(side=side, kind=causes[0].kind if causes else "denied", why=why, where=where)
    elif "explicitDeny" in lookup.sure_decisions.values():
        labels = _denying(refused, lookup, CALLER)
        why = f"A policy of {refused.who} denies it, and no Allow overrides a Deny."
        where = f"policies of {refused.who}"
        yield Fix(side=CALLER, kind="caller-denied", why=" ".join((why, *labels)), where=where)


def _denying(refused: RefusedCall, lookup: PolicyLookup, side: str) -> tuple[str, ...]:
    """Return which statements deny it, where they were read."""
    if side == TRUST:
        found = lookup.evaluations.get(refused.action)
    elif lookup.held is not None:
        policies = [each.read() for each in lookup.held.policies]
        found = evaluate_caller(refused, refused.action, policies)
    else:
        found = None
    if found is None:
        return ()
    if found.verdict == "denied":
        return tuple(f"It is this one: {result.why}" for result in found.deciding)
    open_ = (r for r in found.results if r.statement.effect != "Allow" and r.matched is None)
    return tuple(f"It may be this one: {result.why}" for result in open_)


def _another_role(refused: RefusedCall, lookup: PolicyLookup) -> Iterator[Fix]:
    if not lookup.found_arn:
        return
    yield Fix(
        side=PROFILE,
        kind="no-such-role",
        why=f"There is no role {refused.role}; the one of that name is {lookup.found_arn}.",
        where=describe_profile(refused),
        settings=(("role_arn", lookup.found_arn),),
    )


def _unread_trust(refused: RefusedCall, causes: tuple[Cause, ...]) -> Iterator[Fix]:
    """Yield what may be missing from a trust policy that was not read, the likeliest first."""
    named = named_policy(refused.words)
    told = named is not None and named.kind == TRUST_POLICY
    members = [cause for cause in causes if cause.group]
    is_action_missing = named is None and bool(causes) and causes[0].kind in _ACTIONS
    if not (told or members or is_action_missing):
        return
    first = members[0].kind if members else "not-trusted"
    of_trust = first in ("not-trusted", "deleted-principal")
    if not of_trust and first not in ("caller-policy", "conditions", "source-address"):
        yield likeliest_change(refused, members[0])
    if caller_principal(refused):
        certainty = SURE if told and not members else LIKELY if of_trust else POSSIBLE
        yield _unread(refused, certainty)


def _unread(refused: RefusedCall, certainty: str) -> Fix:
    """Return what the owner may have to do; a statement would be a way round what is not known."""
    who = find_role_arn(caller_principal(refused))
    wanted = " and ".join(needed_actions(refused))
    return Fix(
        side=TRUST,
        kind="not-trusted",
        why=f"It was not read. If it does not let {who} in, its owner adds that ARN to the "
        f"principals of the statement that allows {wanted}, and leaves its conditions as they are.",
        where=trust_words(refused),
        certainty=certainty,
    )


def _callers(refused: RefusedCall, lookup: PolicyLookup) -> Iterator[Fix]:
    held = lookup.held or CallerPolicies()
    changes = list(propose_caller_fixes(refused, lookup))
    for change in changes:
        refused = answered(refused, change)
    for change in changes:
        yield verify_caller_fix(refused, change, held) if change.proposed is not None else change


def _ranked(found: list[Fix], refused: RefusedCall, lookup: PolicyLookup) -> list[Fix]:
    """Return the changes; where the trust policy admits the caller, what is left is likely.

    What the caller's policies say, unread, stays a possibility.
    """
    of_role = any(change.side != CALLER for change in found)
    if of_role or not is_read(lookup, needed_actions(refused)):
        return found
    return [
        replace(change, certainty=LIKELY) if change.certainty == POSSIBLE else change
        for change in found
    ]

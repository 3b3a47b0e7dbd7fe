"""Rank the causes again by the policies that were read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from swtui.access.diagnosis.cause import Cause, build_cause
from swtui.access.diagnosis.causes import plain_causes
from swtui.access.diagnosis.encoded_denial import with_decoded
from swtui.access.diagnosis.policy_causes import KINDS, describe_reason, or_leave_out
from swtui.access.diagnosis.policy_lookup import PolicyLookup
from swtui.access.diagnosis.refused_call import RefusedCall, simulated_arn
from swtui.access.diagnosis.special_roles import leading
from swtui.access.diagnosis.statements import (
    WayIn,
    allowing,
    needs_own_policy,
    statement_for_caller,
    way_in,
)
from swtui.access.diagnosis.unexplained_denial import GROUP
from swtui.access.evaluator.results import Evaluation, StatementResult


def rerank(
    refused: RefusedCall, causes: tuple[Cause, ...], lookup: PolicyLookup
) -> tuple[Cause, ...]:
    """Return the causes with what was read among them; it comes first where it decides.

    A group that AWS left open is replaced by what the policies say. What could not be read
    changes nothing.
    """
    if lookup.decoded is None:
        return leading(refused, _by_policies(refused, causes, lookup))
    found = _by_policies(refused, plain_causes(refused), lookup)
    return leading(refused, with_decoded(found, lookup.decoded))


def _by_policies(
    refused: RefusedCall, causes: tuple[Cause, ...], lookup: PolicyLookup
) -> tuple[Cause, ...]:
    """Return the causes with what the policies of either side say."""
    needed = not lookup.evaluations or needs_own_policy(refused, lookup.evaluations)
    if not needed:
        causes = tuple(cause for cause in causes if cause.kind not in _OF_CALLER)
    of_role = tuple(_of_role(refused, lookup))
    of_caller = tuple(_of_caller(refused, lookup, needed=needed))
    read = (*of_role, *of_caller)
    if not of_role and not lookup.admits and not any(cause.certain for cause in of_caller):
        return _narrowed(causes, lookup, of_caller)
    kinds = {cause.kind for cause in read}
    open_groups = {c.group for c in causes if c.group}
    causes = tuple(c for c in causes if not {c.kind, c.group} & open_groups)
    rest = [c for c in causes if c.kind not in kinds]
    named = [c for c in causes if c.certain]
    if not named:
        return (*read, *rest)
    same = {_aws_kind(c): c for c in read}  # AWS has named it; what was read says more about it
    kinds = {c.kind for c in named}
    if "no-identity-based-policy" in kinds:
        kinds.add("elsewhere")  # AWS says where it comes from
    more = [c for c in read if _aws_kind(c) not in kinds]
    if _DENIED_BY_TRUST in kinds:
        results = (r for e in lookup.evaluations.values() for r in _perhaps_denying(e))
        if (first := next(results, None)) is not None:
            same.setdefault(_DENIED_BY_TRUST, _undecided(first))
    if of_role:  # they say what that statement asks for
        named = [c if c.kind in same else _met_instead(refused, c) for c in named]
    return (*(_with_evidence(c, same.get(c.kind)) for c in named), *more)


def _met_instead(refused: RefusedCall, cause: Cause) -> Cause:
    """Return the cause with the advice to meet the conditions of the statement that allows it."""
    if cause.kind not in KINDS.values():
        return cause
    step = "Meet what the statement that allows it asks for."
    return replace(cause, next_step=or_leave_out(refused, cause.kind, step), snippet="")


_OF_CALLER = ("no-identity-based-policy", "caller-policy")
"""Causes that a policy of the caller would fix."""


def _on_the_other_side(cause: Cause, lookup: PolicyLookup) -> Cause:
    """Report where the caller's policies allow what AWS reports as missing."""
    if cause.kind not in KINDS.values() or not lookup.allows:
        return cause
    fact = "IAM's simulator allows it for the caller: the role's trust policy does not"
    return replace(cause, evidence=(*cause.evidence, fact))


_AS_AWS_SAYS = {
    "caller-policy": "no-identity-based-policy",
    "caller-denied": "denied-by-identity-based-policy",
}
"""What the simulator finds → the same thing as AWS's message names it."""


def _aws_kind(cause: Cause) -> str:
    return _AS_AWS_SAYS.get(cause.kind, cause.kind)


def _with_evidence(cause: Cause, read: Cause | None) -> Cause:
    """Return what AWS reported, with the matching evidence that was read, and its next step."""
    if read is None:
        return cause
    result = replace(cause, evidence=(*cause.evidence, *read.evidence), statement=read.statement)
    if cause.snippet and not read.statement:
        return result  # the command that shows the policy which AWS names
    return replace(result, next_step=read.next_step, snippet=read.snippet)


def _narrowed(
    causes: tuple[Cause, ...], lookup: PolicyLookup, of_caller: tuple[Cause, ...]
) -> tuple[Cause, ...]:
    """Return the causes where nothing was decided; the simulation has its say of the caller's."""
    if not lookup.simulated or (any(lookup.unsure.values()) and not of_caller):
        return causes
    rest = [cause for cause in causes if cause.kind != "caller-policy"]
    head = [cause for cause in rest if cause.kind == GROUP]
    if head:
        found = (replace(cause, group=GROUP) for cause in of_caller)
        return (*head, *found, *(cause for cause in rest if cause.kind != GROUP))
    same = {_aws_kind(cause): cause for cause in of_caller}
    named = [_with_evidence(cause, same.pop(cause.kind, None)) for cause in rest]
    return (*(_on_the_other_side(cause, lookup) for cause in named), *same.values())


def _of_role(refused: RefusedCall, lookup: PolicyLookup) -> Iterator[Cause]:
    role = refused.role
    if role is None:
        return
    if lookup.is_missing:
        yield _no_role(refused, f"IAM says so: there is no role {role.name} in its account", "")
        return
    if lookup.found_arn and lookup.found_arn != str(role):
        fact = f"the role {role.name} of that account is {lookup.found_arn}"
        yield _no_role(refused, fact, lookup.found_arn)
        return
    perhaps: list[Cause] = []
    for action, evaluation in lookup.evaluations.items():
        found = tuple(_of_trust(refused, lookup.evaluations, action))
        if evaluation.allows and evaluation.denies is None:
            perhaps += found  # what is plainly missing comes first
            continue
        yield from (_as_permission(refused, cause, action) for cause in found)
        if evaluation.verdict != "allowed":
            break
    yield from dict.fromkeys(perhaps)


def _no_role(refused: RefusedCall, fact: str, right_arn: str) -> Cause:
    return build_cause(
        "no-such-role/read",
        evidence=(fact,),
        next_step="Put the right ARN into the profile." if right_arn else "",
        snippet=f"role_arn = {right_arn}" if right_arn else "",
        setting=("role_arn", right_arn) if right_arn else None,
        role=refused.role,
    )


def _as_permission(refused: RefusedCall, cause: Cause, action: str) -> Cause:
    """Name a missing sts:TagSession or sts:SetSourceIdentity as what it is."""
    kind = KINDS.get(action)
    if cause.kind != "trust-action" or kind is None:
        return cause
    sentence = f"The trust policy does not allow {action}."
    step = or_leave_out(refused, kind, cause.next_step)
    return replace(cause, kind=kind, sentence=sentence, next_step=step)


_DENIED_BY_TRUST = "denied-by-resource-based-policy"


def _of_trust(
    refused: RefusedCall, evaluations: Mapping[str, Evaluation], action: str
) -> Iterator[Cause]:
    evaluation = evaluations[action]
    if evaluation.denies:
        denying = evaluation.deciding
        yield build_cause(
            "denied-by-resource-based-policy/read",
            evidence=(result.why for result in denying),
            statement=denying[0].label,
        )
    elif evaluation.allows:
        yield from map(_undecided, _perhaps_denying(evaluation))
    else:
        yield from _missing(refused, evaluations, action)


def _perhaps_denying(evaluation: Evaluation) -> Iterator[StatementResult]:
    denying = (result for result in evaluation.results if result.statement.effect != "Allow")
    return (result for result in denying if result.matched is None)


def _undecided(result: StatementResult) -> Cause:
    """Return the cause that a Deny is which may apply, by a value that AWS alone has seen."""
    keys = tuple(dict.fromkeys(reason.key for reason in result.reasons if reason.met is None))
    values = [_VALUES.get(key.lower(), f"the value of {key}") for key in keys if key]
    decides = " and ".join(values) or "what is not known of it"
    steps = [_LOOK[key.lower()] for key in keys if key.lower() in _LOOK]
    return build_cause(
        "denied-by-resource-based-policy/undecided",
        evidence=(result.why,),
        statement=result.label,
        label=result.label,
        values=decides,
        look="".join(f"{step} " for step in steps),
    )


_VALUES = {
    "aws:sourceip": "the address that the call came from (aws:SourceIp)",
    "aws:vpcsourceip": "the address in the VPC that the call came from (aws:VpcSourceIp)",
    "aws:sourcevpc": "the VPC that the call came through (aws:SourceVpc)",
    "aws:sourcevpce": "the VPC endpoint that the call came through (aws:SourceVpce)",
    "aws:principalorgid": "the organization of the caller's account (aws:PrincipalOrgID)",
    "aws:principalorgpaths": "the caller's place in its organization (aws:PrincipalOrgPaths)",
    "aws:multifactorauthpresent": "whether the caller's session had MFA "
    "(aws:MultiFactorAuthPresent)",
    "aws:multifactorauthage": "how old the MFA of the caller's session is (aws:MultiFactorAuthAge)",
}
"""Key → what it is, for keys whose values AWS alone may know."""
_LOOK = {
    "aws:sourceip": "The address is in CloudTrail: sourceIPAddress of the event.",
    "aws:principalorgid": "aws organizations describe-organization, in the caller's account, "
    "shows the organization.",
    "aws:principalorgpaths": "aws organizations list-parents, in the management account, shows "
    "the place.",
}
"""Key → where its value can be seen."""


def _missing(
    refused: RefusedCall, evaluations: Mapping[str, Evaluation], action: str
) -> Iterator[Cause]:
    """Yield what keeps the nearest Allow from applying, what is plainly missing first."""
    way = way_in(refused, evaluations, action)
    nearest = way.nearest
    if nearest is None:
        yield build_cause(
            "not-trusted/no-allow",
            evidence=("it has no statement with Effect Allow that could apply",),
            next_step=_naming(refused, way),
            certain=evaluations[action].is_read,
            snippet=_ready(refused, way),
        )
        return
    for reason in nearest.deciding:
        cause = replace(describe_reason(refused, nearest, reason), statement=nearest.label)
        if cause.kind in _OF_STATEMENTS and way.step != "meet":
            step, ready = _naming(refused, way), _ready(refused, way)
            cause = replace(cause, next_step=step, snippet=ready)
        yield cause


_OF_STATEMENTS = ("not-trusted", "deleted-principal", "trust-action", "principal-pattern")
"""Causes that a change of the statement would fix, and not what goes with the call."""


def _naming(refused: RefusedCall, way: WayIn) -> str:
    """Say what would let the caller in, so that no condition is left out."""
    if way.step == "principal" and way.nearest is not None:
        return (
            f"Have {refused.who} added to the principals of {way.nearest.label}, and leave its "
            "conditions as they are."
        )
    actions = " and ".join(way.actions)
    under = ", under the conditions that the policy asks for" if way.conditions else ""
    return f"Have a statement added that allows {actions} to {refused.who} alone{under}."


def _ready(refused: RefusedCall, way: WayIn) -> str:
    """Return the statement that would let the caller in."""
    statement = statement_for_caller(refused, way)
    return json.dumps(statement, indent=2) if statement is not None else ""


def _of_caller(refused: RefusedCall, lookup: PolicyLookup, *, needed: bool) -> Iterator[Cause]:
    """Yield what the caller's own policies say, and what is left where both sides allow it.

    `needed` says whether they must allow it at all.
    """
    denied = {a: word for a, word in lookup.simulated.items() if word != "allowed"}
    if not needed:
        denied = {action: word for action, word in denied.items() if word == "explicitDeny"}
    for action, word in denied.items():
        yield _simulated(refused, lookup, action, word)
    if lookup.admits and not denied:
        own = "" if lookup.allows else "the caller's own policies, or "
        yield build_cause(
            "elsewhere",
            evidence=(f"the trust policy was read as {lookup.reader}",),
            sides="Both sides allow" if lookup.allows else "The trust policy allows",
            own=own if needed else "a permissions boundary, or ",
        )


def _simulated(refused: RefusedCall, lookup: PolicyLookup, action: str, word: str) -> Cause:
    """Return what the simulation denied; not told where it could not know a key it asked for."""
    explicit, unsure = word == "explicitDeny", lookup.unsure.get(action, ())
    asked = lookup.asked.get(action, ())
    facts = [f"IAM's simulator says so of {simulated_arn(refused)}: {word} for {action}"]
    if unsure:
        facts.append(
            f"it could not know {', '.join(unsure)}, which a policy of the caller asks for"
        )
    if asked and not explicit:
        facts.append(f"a policy of the caller asks for {', '.join(asked)}, which the call has not")
    role = str(refused.role)
    step = refused.allow_step
    if asked or unsure:
        step = f"Meet that, if the policy that asks for it is for this role. Otherwise: {step}"
    ready = "" if unsure or asked else allowing(tuple(lookup.simulated), role)
    return build_cause(
        "caller-denied" if explicit else "caller-policy",
        evidence=facts,
        next_step="" if explicit else step,
        certain=not unsure,
        snippet="" if explicit else ready,
        who=refused.who,
        action=action,
    )

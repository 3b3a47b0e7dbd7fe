"""The readings of a bare refusal: each with what speaks for it, and how much that weighs.

Without any sign their order is that of what is met most often: the trust policy (60), a wrong ARN
(50), the caller's policy (40), a deleted principal (35), then the conditions (30 and less). A sign
in the configuration lifts a reading above them (70 to 95).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from swtui.access.diagnosis.cause import Cause, build_cause
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.access.diagnosis.special_roles import is_reserved
from swtui.roles.arn import RoleArn, parse_role_arn, split_arn
from swtui.roles.chain import Hop
from swtui.roles.profile import Profile
from swtui.shell_word import shell_word

Hypothesis = tuple[int, Cause]
"""The weight of a hypothesis, and its cause."""


def mfa(refused: RefusedCall) -> Iterator[Hypothesis]:
    """MFA is asked for, and this call had none, or none fresh enough."""
    step = refused.step
    if step is None or refused.sent.get("SerialNumber"):
        return
    if refused.is_role:
        fact = f"the caller is itself a role: {refused.caller}"
        yield 15, build_cause("mfa-not-carried", evidence=(fact,))
    elif step.mfa_serial or refused.temporary:
        # a user's own session is opened for MFA mostly
        is_users = refused.temporary and ":user/" in refused.caller
        fact = "no code went with this call: the caller signs with a session made before"
        yield (
            70 if step.mfa_serial or is_users else 25,
            build_cause("mfa-too-old", evidence=(fact,)),
        )
    else:
        yield _mfa_not_given(refused, step)


def _mfa_not_given(refused: RefusedCall, step: Hop) -> Hypothesis:
    serial, whose = _known_device(refused)
    facts = ["no profile names this role, and --mfa-serial was not given"]
    hint, line = "Name the device with --mfa-serial, and try again.", "--mfa-serial "
    if refused.profile is not None:
        facts = [f"profile {step.profile} has no mfa_serial{refused.written_at('role_arn')}"]
        hint, line = f"Add mfa_serial to profile {step.profile}, and try again.", "mfa_serial = "
    if whose:
        facts.append(f"profile {whose} reaches its role with {serial}")
    caller = refused.caller_arn
    device = serial
    if not device and caller.kind == "user" and caller.name:  # most are named as their user
        device = f"arn:{caller.partition}:iam::{caller.account}:mfa/{caller.name}"
    return 25 + 50 * bool(whose), build_cause(
        "mfa-not-given",
        evidence=facts,
        next_step=hint,
        snippet=line + (device or "arn:aws:iam::ACCOUNT:mfa/DEVICE"),
        setting=("mfa_serial", device) if device else None,
    )


def _known_device(refused: RefusedCall) -> tuple[str, str]:
    """Return the device that another profile of the same source names, and that profile."""
    source = refused.profile.get("source_profile") if refused.profile else ""
    source = source or (refused.chain.start.profile if refused.chain.start else "") or ""
    for other in refused.siblings():
        if other.get("mfa_serial") and other.get("source_profile") == source:
            return other.get("mfa_serial"), other.name
    return "", ""


def external_id(refused: RefusedCall) -> Iterator[Hypothesis]:
    """An external ID is asked for, and this call had none, or another."""
    role = refused.role
    if role is None:
        return
    if refused.sent.get("ExternalId"):
        fact = f"an external ID went with the call{refused.written_at('external_id')}"
        yield 70, build_cause("external-id-wrong", evidence=(fact,))
        return
    others = [
        p.name
        for p in refused.siblings()
        if p.get("external_id") and split_arn(p.get("role_arn")).account == role.account_id
    ]
    is_foreign = refused.account not in ("", role.account_id)
    facts = ["no external ID went with the call"]
    if others:
        facts.append(f"profile {others[0]} reaches the same account with one")
    weight = 20 + 10 * is_foreign + 55 * bool(others)
    yield weight, build_cause("external-id-missing", evidence=facts)


def trust(refused: RefusedCall) -> Iterator[Hypothesis]:
    """The trust policy does not name the caller, names a deleted one, or another address."""
    yield 60, build_cause("not-trusted", who=refused.who)
    yield 35, build_cause("deleted-principal")
    yield 18, build_cause("source-address")


def no_role(refused: RefusedCall) -> Iterator[Hypothesis]:
    """There is no such role."""
    role = refused.role
    if role is None:
        return
    near = _nearest(role, refused)
    facts = [f"{role}{refused.written_at('role_arn')}"]
    weight = 50
    if near:
        facts.append(f"profile {near[1]} names {near[0]}")
        weight = 95 if _is_same_name(near[0], role) else 80
    yield (
        weight,
        build_cause(
            "no-such-role",
            evidence=facts,
            snippet=f"role_arn = {near[0]}" if near else "",
            setting=("role_arn", near[0]) if near else None,
        ),
    )


def _nearest(role: RoleArn, refused: RefusedCall) -> tuple[str, str] | None:
    """Return another profile's role of the same account that this may be a slip of, and it."""
    for other in refused.siblings():
        arn = parse_role_arn(other.get("role_arn"))
        if isinstance(arn, str) or arn == role:
            continue
        if (arn.partition, arn.account_id) != (role.partition, role.account_id):
            continue
        one, two = arn.name.lower(), role.name.lower()
        if one == two or SequenceMatcher(None, one, two).ratio() > 0.85:
            return str(arn), other.name
    return None


def _is_same_name(arn: str, role: RoleArn) -> bool:
    """Return whether the name alone is the same, in another case or under another path."""
    return split_arn(arn).name.lower() == role.name.lower()


def conditions(refused: RefusedCall) -> Iterator[Hypothesis]:
    """Something else is asked for."""
    name = str(refused.sent.get("RoleSessionName") or "")
    went = (
        "the session name " + name if name else "",
        "a source identity" if refused.sent.get("SourceIdentity") else "no source identity",
        "session tags" if refused.sent.get("Tags") else "no session tags",
    )
    fact = "with the call went " + ", ".join(filter(None, went))
    yield 15, build_cause("conditions", evidence=(fact,))


def caller_policy(refused: RefusedCall) -> Iterator[Hypothesis]:
    """The caller's own policies do not allow it, and AWS may not say so."""
    role = refused.role
    if role is None or refused.account == role.account_id:
        return  # within one account AWS names this one
    fact = "AWS names this cause only where both accounts are of one organization"
    yield (
        40,
        build_cause(
            "caller-policy",
            evidence=(fact,),
            next_step=refused.allow_step,
            who=refused.who,
            action=refused.action,
        ),
    )


Reading = Callable[[RefusedCall], Iterator[Hypothesis]]
TRUST_READINGS: tuple[Reading, ...] = (mfa, external_id, trust, conditions)
"""The possible faults of a trust policy that exists."""
READINGS: tuple[Reading, ...] = (*TRUST_READINGS, no_role, caller_policy)
"""All of them; a reading that the facts rule out yields nothing."""

GROUP = "unsaid"
_FACTS = {
    "mfa_serial": ("mfa-not-given", "mfa-too-old"),
    "external_id": ("external-id-missing", "external-id-wrong"),
    "role_arn": ("no-such-role",),
    "access key": ("not-trusted", "caller-policy"),
    "the profiles passed through": ("not-trusted", "caller-policy"),
    "source_profile": ("not-trusted", "caller-policy"),
    "role_session_name": ("conditions",),
}
"""Fact that changed → the readings it speaks for."""
_READERS = ("readonly", "viewonly", "audit", "reader", "viewer", "read", "admin")
"""Words of a role's name, without hyphens, that say it may read IAM; the likeliest first."""
_THERE = ("not-trusted", "no-such-role", "deleted-principal")
"""The things that may change while nothing on the user's side does."""


def readings(refused: RefusedCall) -> tuple[Cause, ...]:
    """Return the group's head, with the check that decides, and its readings, likeliest first."""
    head = build_cause(GROUP, snippet=deciding_check(refused))
    return _group(head, READINGS, refused)


def trust_readings(refused: RefusedCall, cause: Cause) -> tuple[Cause, ...]:
    """Return the group of a refusal that names the trust policy, and not what in it.

    So the role exists, and the caller's own policies allow the call.
    """
    check = "Read the role's trust policy: it says which of these it is."
    head = replace(cause, next_step=check, snippet=deciding_check(refused))
    return _group(head, TRUST_READINGS, refused)


def _group(head: Cause, reads: Iterable[Reading], refused: RefusedCall) -> tuple[Cause, ...]:
    found = [_with_history(item, refused) for read in reads for item in read(refused)]
    found.sort(key=lambda item: -item[0])
    return (head, *(replace(cause, group=head.kind) for _, cause in found))


def deciding_check(refused: RefusedCall) -> str:
    """Return the one command whose answer tells the readings apart."""
    role = refused.role
    if role is None:
        return ""
    name = refused.chain.profile
    names = [p.name for p in find_readers(refused) if p.name[:1] != "-"]
    reader = names[0] if names else ""
    can_be_named = name[:1] != "-"
    if can_be_named and refused.account == role.account_id:
        return f"swtui explain {shell_word(name)} --read-policies"
    if can_be_named and reader:
        return f"swtui explain {shell_word(name)} --read-with {shell_word(reader)}"
    named = f"--role-name {shell_word(role.name)}"
    return f"aws iam get-role {named} --query Role.AssumeRolePolicyDocument"


def find_readers(refused: RefusedCall) -> list[Profile]:
    """Return the profiles of that account's other roles, the likeliest to read it first.

    Those assumed before come first, the latest of them at the top, then those whose names say
    that they may read. Another profile of the refused role itself counts if it was assumed before,
    and a role that AssumeRole never gives does not.
    """
    role, worked = refused.role, refused.worked

    def may_read(profile: Profile) -> bool:
        arn = profile.get("role_arn")
        parsed = parse_role_arn(arn)
        return (
            role is not None
            and split_arn(arn).account == role.account_id
            and (arn != str(role) or profile.name in worked)
            and (isinstance(parsed, str) or not is_reserved(parsed))
        )

    def rank(profile: Profile) -> tuple[int, int]:
        name = profile.name
        role_name = split_arn(profile.get("role_arn")).name
        last = worked.index(name) if name in worked else len(worked)
        return last, unlikely_to_read(name, role_name)

    return sorted(filter(may_read, refused.siblings()), key=rank)


def unlikely_to_read(profile: str, role_name: str) -> int:
    """Return 0 for names that say "may read everything", more the less they say so."""
    name = f"{profile} {role_name}".lower().replace("-", "").replace("_", "")
    return next((at for at, word in enumerate(_READERS) if word in name), len(_READERS))


def _with_history(item: Hypothesis, refused: RefusedCall) -> Hypothesis:
    """Weigh in what changed since the role last worked, or that nothing here did."""
    weight, cause = item
    history = refused.history
    if history is None:
        return item
    changed = [str(c) for c in history.changes if cause.kind in _FACTS.get(c.kind, ())]
    if changed:
        said = f"since this role last worked: {', '.join(changed)}"
        return weight + 100, replace(cause, evidence=(said, *cause.evidence))
    if not history.changes and cause.kind in _THERE:
        said = "nothing changed on your side since this role last worked; something in AWS did"
        return weight + 40, replace(cause, evidence=(*cause.evidence, said))
    return item

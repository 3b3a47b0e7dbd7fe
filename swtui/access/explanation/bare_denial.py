"""The refusal that says nothing: its readings, in the order that the evidence gives them.

STS words it alike when there is no such role, when the trust policy does not admit the caller,
and when a condition of it is not met (IAM User Guide, "Troubleshoot IAM roles").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from swtui.access.explanation.cause import Cause
from swtui.access.explanation.evidence import Evidence
from swtui.access.explanation.readings import READINGS, TRUST_READINGS, Reading, Weighed, account_of
from swtui.access.explanation.special_roles import is_reserved
from swtui.roles.arn import RoleArn, parse_role_arn
from swtui.roles.profile import Profile
from swtui.shell_word import shell_word

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
"""What may change without anything of ours changing."""


def readings(evidence: Evidence) -> tuple[Cause, ...]:
    """Return the group's head, with the check that decides, and its readings, likeliest first."""
    head = Cause(
        GROUP,
        "One of these; AWS answers alike for all of them.",
        (),
        "Read the role's trust policy: it decides between them.",
        ready=deciding_check(evidence),
    )
    return _group(head, READINGS, evidence)


def trust_readings(evidence: Evidence, told: Cause) -> tuple[Cause, ...]:
    """Return the group of a refusal that names the trust policy, and not what in it.

    So there is such a role, and the caller's own policies are not what lacks.
    """
    check = "Read the role's trust policy: it says which of these it is."
    head = replace(told, next_step=check, ready=deciding_check(evidence))
    return _group(head, TRUST_READINGS, evidence)


def _group(head: Cause, reads: Iterable[Reading], evidence: Evidence) -> tuple[Cause, ...]:
    found = [_with_history(item, evidence) for read in reads for item in read(evidence)]
    found.sort(key=lambda item: -item[0])
    return (head, *(replace(cause, group=head.kind) for _, cause in found))


def deciding_check(evidence: Evidence) -> str:
    """Return the one command whose answer tells the readings apart."""
    role = evidence.role
    if role is None:
        return ""
    name = evidence.chain.profile
    names = [p.name for p in readers_of(evidence) if p.name[:1] != "-"]
    reader = names[0] if names else ""
    can_be_named = name[:1] != "-"
    if can_be_named and evidence.account == role.account_id:
        return f"swtui explain {shell_word(name)} --read-policies"
    if can_be_named and reader:
        return f"swtui explain {shell_word(name)} --read-with {shell_word(reader)}"
    named = f"--role-name {shell_word(role.name)}"
    return f"aws iam get-role {named} --query Role.AssumeRolePolicyDocument"


def readers_of(evidence: Evidence) -> list[Profile]:
    """Return the profiles of that account's other roles, the likeliest to read it first.

    Those assumed before come first, the latest of them at the top, then those whose names say
    that they may read. Another profile of the refused role itself counts if it was assumed before,
    and a role that AssumeRole never gives does not.
    """
    role = evidence.role
    found = [
        profile
        for profile in evidence.siblings()
        if role is not None
        and account_of(profile.get("role_arn")) == role.account_id
        and (profile.get("role_arn") != str(role) or profile.name in evidence.worked)
        and not is_reserved(_parsed(profile.get("role_arn")))
    ]
    before = {name: place for place, name in enumerate(evidence.worked)}

    def last(profile: Profile) -> tuple[int, int]:
        role_name = profile.get("role_arn").rpartition("/")[2]
        return before.get(profile.name, len(before)), unlikely_to_read(profile.name, role_name)

    return sorted(found, key=last)


def _parsed(arn: str) -> RoleArn | None:
    found = parse_role_arn(arn)
    return None if isinstance(found, str) else found


def unlikely_to_read(profile: str, role_name: str) -> int:
    """Return 0 for names that say "may read everything", more the less they say so."""
    name = f"{profile} {role_name}".lower().replace("-", "").replace("_", "")
    return next((at for at, word in enumerate(_READERS) if word in name), len(_READERS))


def _with_history(item: Weighed, evidence: Evidence) -> Weighed:
    """Weigh in what changed since the role last worked, or that nothing here did."""
    weight, cause = item
    history = evidence.history
    if history is None:
        return item
    changed = [str(c) for c in history.changes if cause.kind in _FACTS.get(c.kind, ())]
    if changed:
        said = f"since this role last worked: {', '.join(changed)}"
        return weight + 100, replace(cause, evidence=(said, *cause.evidence))
    if not history.changes and cause.kind in _THERE:
        said = "nothing of ours changed since this role last worked; something there did"
        return weight + 40, replace(cause, evidence=(*cause.evidence, said))
    return item

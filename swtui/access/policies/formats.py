"""Write a draft's policy in a format: JSON, AWS CLI, Terraform, CloudFormation, or a profile."""

from __future__ import annotations

import re
from dataclasses import dataclass

from swtui.access.policies import fields
from swtui.access.policies.draft import CALLER, PolicyDraft
from swtui.access.policies.render import (
    RENDERED,
    ManagedPolicy,
    RoleTrust,
    Target,
    Written,
    json_text,
    profile_section,
    render,
)
from swtui.access.policies.write import document
from swtui.errors import UsageError
from swtui.roles.arn import RoleArn
from swtui.roles.sts_values import CREDENTIAL_SOURCES, MFA_SERIAL, ROLE_NAME

FORMATS = ("json", *RENDERED, "profile")
"""The formats of `write`; the first is the usual one."""

USUAL_POLICY_NAME = "AssumeRoles"

_POLICY = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)
"""IAM API reference, CreatePolicy."""
_PROFILE = re.compile(r"[\w+=,.@:/-]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names in a written policy, as they were typed; empty where none was given."""

    role_name: str = ""
    """Trust: the role to make, unless the draft's `for_role` says it."""
    policy_name: str = USUAL_POLICY_NAME
    """Caller: the managed policy to make."""
    existing_role: bool = False
    """Trust: the role is there already, and only its trust is to change."""
    profile_name: str = ""
    """The profile to write; empty for `ROLE-ACCOUNT`."""
    source_profile: str = "default"
    """The profile that the caller's own credentials stand in."""
    credential_source: str = ""
    """Instead of `source_profile`: one of `CREDENTIAL_SOURCES`."""
    mfa_serial: str = ""
    """The caller's MFA device: an ARN, or the number on a hardware token."""


_FORMS = (
    ("role_name", "--role-name", ROLE_NAME, "1 to 64 of A-Z a-z 0-9 _ + = , . @ -"),
    ("policy_name", "--policy-name", _POLICY, "1 to 128 of A-Z a-z 0-9 _ + = , . @ -"),
    ("profile_name", "--profile-name", _PROFILE, "1 to 200 of A-Z a-z 0-9 _ + = , . @ : / -"),
    ("source_profile", "--source-profile", _PROFILE, "a profile's name without spaces"),
    ("mfa_serial", "--mfa-serial", MFA_SERIAL, "an MFA device's ARN or serial number"),
)


def check_names(names: Names) -> None:
    """Raise UsageError for the first name that cannot be used."""
    for field, option, wanted, said in _FORMS:
        text = getattr(names, field)
        if text and not wanted.fullmatch(text):
            raise UsageError(f"{option}: {text[:80]!r} is not {said}")
    if names.credential_source not in ("", *CREDENTIAL_SOURCES):
        known = ", ".join(CREDENTIAL_SOURCES)
        raise UsageError(
            f"--credential-source: {names.credential_source[:80]!r} is not one of {known}"
        )


def write(
    draft: PolicyDraft, form: str = "json", names: Names | None = None, *, tried: bool = True
) -> Written:
    """Return the draft's policy in one of `FORMATS`; `tried` is that of `document`.

    Raises UsageError for a draft with problems, a name that cannot be used, or a name that the
    form needs and that was not given.
    """
    names = names or Names()
    built = document(draft, tried=tried)
    check_names(names)
    if form not in FORMATS:
        raise UsageError(f"{form[:40]!r} is not one of {', '.join(FORMATS)}")
    if names.existing_role and (draft.side == CALLER or form != "cli"):
        raise UsageError("--existing-role changes a role's trust: policy trust … --format cli")
    if form == "json":
        return Written(json_text(built))
    if form == "profile":
        return _profiles(draft, names)
    return render([(_target(draft, names), built)], form)


def _target(draft: PolicyDraft, names: Names) -> Target:
    """Return where the policy goes: a new managed policy, or the trust of a role.

    Raises UsageError when the role was not given, or when two different names were given.
    """
    if draft.side == CALLER:
        return ManagedPolicy(name=names.policy_name, logical_id="AssumeRolesPolicy")
    arn = fields.role_arn(draft.for_role) if draft.for_role else None
    if arn is None and not names.role_name:
        raise UsageError("the role's name is needed", hint="add --role-name NAME or --for-role ARN")
    if arn is not None and names.role_name not in ("", arn.name):
        raise UsageError(f"--role-name {names.role_name} is not the role of --for-role")
    return RoleTrust(
        name=arn.name if arn else names.role_name,
        path=f"/{arn.path}" if arn else "/",
        exists=names.existing_role,
        has_instance_profile="ec2" in draft.services,
    )


def _profiles(draft: PolicyDraft, names: Names) -> Written:
    """Return the sections for `~/.aws/config`, one for each role.

    AWS SDKs and Tools Reference Guide, "Assume role credential provider". Raises UsageError when
    no role is named by its ARN, or when the profile would be its own source.
    """
    roles = _roles(draft)
    if names.profile_name and len(roles) > 1:
        raise UsageError("--profile-name names one profile, and there are several roles")
    if names.profile_name == names.source_profile and not names.credential_source:
        raise UsageError("--profile-name and --source-profile are one and the same profile")
    needs_serial = bool(draft.mfa or draft.mfa_max_age) and not names.mfa_serial
    sections = []
    for role in roles:
        values = {
            "role_arn": str(role),
            "credential_source": names.credential_source,
            "source_profile": "" if names.credential_source else names.source_profile,
            "external_id": draft.external_id,
            "mfa_serial": names.mfa_serial,
        }
        lines = profile_section(names.profile_name or f"{role.name}-{role.account_id}", values)
        if needs_serial:
            lines.append("# mfa_serial = the device's ARN, which `aws iam list-mfa-devices` shows")
        sections.append("\n".join(lines) + "\n")
    device = "the MFA device is not known: fill in mfa_serial, or add --mfa-serial ARN"
    notes = ("it goes into ~/.aws/config", *((device,) if needs_serial else ()))
    return Written("\n".join(sections), notes)


def _roles(draft: PolicyDraft) -> list[RoleArn]:
    """Return the roles that the draft is about; raises UsageError where a profile has none."""
    people = draft.accounts or draft.user_arns or draft.principal_roles or draft.principal_like
    if draft.side != CALLER and not (draft.any or people):
        raise UsageError(
            "a profile is for the caller of sts:AssumeRole; a machine gets its role from its "
            "service, without any profile"
        )
    texts = draft.role_arns if draft.side == CALLER else tuple(filter(None, [draft.for_role]))
    if not texts:
        option = "--role-arn" if draft.side == CALLER else "--for-role"
        raise UsageError(
            "a profile is of one role", hint=f"name it by its ARN: {option} arn:aws:iam::…:role/…"
        )
    return list(dict.fromkeys(fields.role_arn(text) for text in texts))

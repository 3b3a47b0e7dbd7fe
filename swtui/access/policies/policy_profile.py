"""The profile of `~/.aws/config` that goes with a policy."""

from __future__ import annotations

from swtui.access.policies import policy_fields as form
from swtui.access.policies.policy_draft import CALLER, PolicyDraft
from swtui.access.policies.policy_names import Names
from swtui.errors import UsageError
from swtui.roles.arn import RoleArn


def profile_text(draft: PolicyDraft, names: Names) -> str:
    """Return the sections for `~/.aws/config`, one for each role.

    AWS SDKs and Tools Reference Guide, "Assume role credential provider". Raises UsageError when
    no role is named by its ARN, or when the profile would be its own source.
    """
    roles = _roles(draft)
    if names.profile_name and len(roles) > 1:
        raise UsageError("--profile-name names one profile, and there are several roles")
    if names.profile_name == names.source_profile and not names.credential_source:
        raise UsageError("--profile-name and --source-profile are one and the same profile")
    return "\n".join(_section(role, draft, names) for role in roles)


def lacks_serial(draft: PolicyDraft, names: Names) -> bool:
    """Whether MFA is asked for and nobody said which device."""
    return bool(draft.mfa or draft.mfa_max_age) and not names.mfa_serial


def _roles(draft: PolicyDraft) -> list[RoleArn]:
    texts = draft.role_arns if draft.side == CALLER else (draft.for_role,) * bool(draft.for_role)
    if draft.side != CALLER and not _lets_callers_in(draft):
        raise UsageError(
            "a profile is for whoever calls sts:AssumeRole; a machine gets its role from its "
            "service, without any profile"
        )
    if not texts:
        option = "--role-arn" if draft.side == CALLER else "--for-role"
        raise UsageError(
            "a profile is of one role", hint=f"name it by its ARN: {option} arn:aws:iam::…:role/…"
        )
    return list(dict.fromkeys(form.role_arn(text) for text in texts))


def _lets_callers_in(draft: PolicyDraft) -> bool:
    people = draft.accounts or draft.user_arns or draft.principal_roles or draft.principal_like
    return bool(draft.any or people)


def _section(role: RoleArn, draft: PolicyDraft, names: Names) -> str:
    name = names.profile_name or f"{role.name}-{role.account_id}"
    header = "[default]" if name == "default" else f"[profile {name}]"
    lines = [header, f"role_arn = {role}"]
    if names.credential_source:
        lines.append(f"credential_source = {names.credential_source}")
    else:
        lines.append(f"source_profile = {names.source_profile}")
    if draft.external_id:
        lines.append(f"external_id = {draft.external_id}")
    if lacks_serial(draft, names):
        lines.append("# mfa_serial = the device's ARN, which `aws iam list-mfa-devices` shows")
    elif names.mfa_serial:
        lines.append(f"mfa_serial = {names.mfa_serial}")
    return "\n".join(lines) + "\n"

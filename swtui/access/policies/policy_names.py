"""The names that go around a document when it is more than JSON: of roles, policies, profiles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from swtui.access.policies import policy_fields as form
from swtui.errors import UsageError
from swtui.roles.arn import RoleArn

CREDENTIAL_SOURCES = ("Environment", "Ec2InstanceMetadata", "EcsContainer")
"""AWS SDKs and Tools Reference Guide, "Assume role credential provider"."""
USUAL_POLICY_NAME = "AssumeRoles"

_ROLE = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_POLICY = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)
"""Both: IAM API reference, CreateRole and CreatePolicy."""
_PROFILE = re.compile(r"[\w+=,.@:/-]{1,200}", re.ASCII)
_SERIAL = re.compile(r"[\w+=/:,.@-]{9,256}", re.ASCII)
"""STS API reference, AssumeRole, SerialNumber."""


@dataclass(frozen=True, slots=True)
class Names:
    """What is called how; texts as they were typed, empty where nothing was said."""

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
    ("role_name", "--role-name", _ROLE, "1 to 64 of A-Z a-z 0-9 _ + = , . @ -"),
    ("policy_name", "--policy-name", _POLICY, "1 to 128 of A-Z a-z 0-9 _ + = , . @ -"),
    ("profile_name", "--profile-name", _PROFILE, "1 to 200 of A-Z a-z 0-9 _ + = , . @ : / -"),
    ("source_profile", "--source-profile", _PROFILE, "a profile's name without spaces"),
    ("mfa_serial", "--mfa-serial", _SERIAL, "an MFA device's ARN or serial number"),
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
            f"--credential-source: {names.credential_source[:80]!r} is none of {known}"
        )


def role_to_make(names: Names, for_role: str) -> tuple[str, str]:
    """Return the name and the path (`/`, `/team/`) of the role that a trust policy is for.

    Raises UsageError when nobody said it, or when two different names were said.
    """
    arn = form.role_arn(for_role) if for_role else None
    if arn is None and not names.role_name:
        raise UsageError("the role's name is needed", hint="add --role-name NAME or --for-role ARN")
    if isinstance(arn, RoleArn) and names.role_name not in ("", arn.name):
        raise UsageError(f"--role-name {names.role_name} is not the role of --for-role")
    return (arn.name, f"/{arn.path}") if arn else (names.role_name, "/")

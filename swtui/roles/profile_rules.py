"""What one profile gives, and what is wrong with its own keys, by the AWS SDKs' rules.

The order of the ways to credentials is that of the AWS SDK for Python (botocore.credentials).
"""

from __future__ import annotations

from collections.abc import Mapping

from swtui.roles.arn import is_account_id, is_region, parse_role_arn
from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.role import Problem

CREDENTIAL_SOURCES: Mapping[str, str] = {
    "Environment": "environment",
    "Ec2InstanceMetadata": "ec2",
    "EcsContainer": "ecs",
}
"""`credential_source`, its case mattering, and the start it means."""

_KEYS = ("aws_access_key_id", "aws_secret_access_key")
_SSO_ROLE = ("sso_account_id", "sso_role_name")


def assumes_role(profile: Profile) -> bool:
    """Whether the profile is a role to assume; a web identity token file comes before that."""
    return "role_arn" in profile.values and "web_identity_token_file" not in profile.values


def has_keys(profile: Profile) -> bool:
    """Whether it holds keys of its own, or half of them."""
    return any(key in profile.values for key in _KEYS)


def kind_of(profile: Profile) -> str:
    """Return what the profile is, one of `swtui.roles.role.KINDS`."""
    return "role" if assumes_role(profile) else start_kind(profile)


def start_kind(profile: Profile) -> str:
    """Return how the profile gives credentials without assuming a role; `none` if it does not."""
    values = profile.values
    if "web_identity_token_file" in values:
        return "web-identity"
    if any(key in values for key in _SSO_ROLE):
        return "sso"
    if has_keys(profile) and _is_from_credentials(profile):
        return "keys"
    if "login_session" in values:
        return "login"
    if "credential_process" in values:
        return "process"
    return "keys" if has_keys(profile) else "none"


def _is_from_credentials(profile: Profile) -> bool:
    return profile.from_credentials or any(key in profile.added for key in _KEYS)


def own_problem(profile: Profile, files: AwsFiles) -> Problem | None:
    """Return what is wrong with the profile by itself, or None; sources are not looked at."""
    if profile.problems:
        return profile.problems[0]
    region = profile.get("region")
    if region and not is_region(region):
        return _at(profile, "region", f"region {region!r} is not a region, such as eu-west-1")
    if assumes_role(profile):
        return _role_problem(profile)
    kind = start_kind(profile)
    if kind == "sso":
        return _sso_problem(profile, files)
    if kind == "web-identity" and "role_arn" not in profile.values:
        return _at(profile, "web_identity_token_file", "role_arn is missing beside the token file")
    if kind == "keys":
        return keys_problem(profile)
    return None


def _role_problem(profile: Profile) -> Problem | None:
    arn = parse_role_arn(profile.get("role_arn"))
    if isinstance(arn, str):
        return _at(profile, "role_arn", f"role_arn {profile.get('role_arn')!r} {arn}")
    duration = profile.get("duration_seconds")
    if duration and not (_is_number(duration) and 900 <= int(duration) <= 43200):
        message = f"duration_seconds {duration!r} is not a number of seconds from 900 to 43200"
        return _at(profile, "duration_seconds", message)
    source = profile.get("credential_source")
    if source and "source_profile" in profile.values:
        message = "source_profile and credential_source exclude each other"
        return _at(profile, "credential_source", message)
    if source and source not in CREDENTIAL_SOURCES:
        known = ", ".join(CREDENTIAL_SOURCES)
        return _at(profile, "credential_source", f"credential_source {source!r} is none of {known}")
    if not source and not profile.get("source_profile"):
        message = "has a role_arn, but neither source_profile nor credential_source"
        return _at(profile, "role_arn", message)
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7


def _sso_problem(profile: Profile, files: AwsFiles) -> Problem | None:
    wanted = ["sso_account_id", "sso_role_name"]
    session_name = profile.get("sso_session")
    if not session_name:
        wanted += ["sso_start_url", "sso_region"]
    missing = [key for key in wanted if not profile.get(key)]
    if missing:
        return Problem(f"lacks {', '.join(missing)}", profile.place)
    if session_name and session_name not in files.sso_sessions:
        message = f"sso_session {session_name!r} has no section [sso-session {session_name}]"
        return _at(profile, "sso_session", message)
    if not is_account_id(profile.get("sso_account_id")):
        return _at(profile, "sso_account_id", "sso_account_id is not 12 digits")
    return None


def keys_problem(profile: Profile) -> Problem | None:
    """Return what is wrong with a profile's own keys, or None."""
    missing = [key for key in _KEYS if not profile.get(key)]
    if missing:
        return Problem(f"lacks {missing[0]} beside the other key", profile.place)
    return None


def _at(profile: Profile, key: str, message: str) -> Problem:
    return Problem(message, profile.place_of(key))

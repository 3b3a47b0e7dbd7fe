"""What one profile gives, and what is wrong with its own keys, by the AWS SDKs' rules.

The order of the ways to credentials is that of the AWS SDK for Python (botocore.credentials).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from swtui.roles.arn import (
    is_account_id,
    is_region,
    is_region_name,
    parse_role_arn,
    role_arn_fields,
)
from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.role import Problem
from swtui.user_values import user_environment

CREDENTIAL_SOURCES: Mapping[str, str] = {
    "Environment": "environment",
    "Ec2InstanceMetadata": "ec2",
    "EcsContainer": "ecs",
}
"""`credential_source`, its case mattering, and the start it means."""

_KEYS = ("aws_access_key_id", "aws_secret_access_key")
_SSO_ROLE = ("sso_account_id", "sso_role_name")
_SSO_ALL = ("sso_account_id", "sso_role_name", "sso_start_url", "sso_region")
_FORMS = {
    "external_id": (
        re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII),
        "2 to 1224 of A-Za-z0-9_+=,.@:/-",
    ),
    "role_session_name": (re.compile(r"[\w+=,.@-]{2,64}", re.ASCII), "2 to 64 of A-Za-z0-9_+=,.@-"),
    "mfa_serial": (re.compile(r"[\w+=/:,.@-]{9,256}", re.ASCII), "9 to 256 of A-Za-z0-9_+=/:,.@-"),
}
"""What STS takes (STS API Reference, AssumeRole), and the words for it."""
_ENDPOINT_KEYS = ("sts_regional_endpoints", "services")
_STS_REGIONAL = ("regional", "legacy")
_WITHOUT_STS = ("keys", "process", "none")
"""Kinds of profiles whose credentials come without any call to AWS."""
_CALL_KEYS = ("duration_seconds", *_FORMS)


def assumes_role(profile: Profile) -> bool:
    """Whether the profile is a role to assume; a web identity token file comes before that."""
    values = profile.values
    return "role_arn" in values and "web_identity_token_file" not in values


def has_keys(profile: Profile) -> bool:
    """Whether it holds keys of its own, or half of them."""
    values = profile.values
    return "aws_access_key_id" in values or "aws_secret_access_key" in values


def kind_of(profile: Profile) -> str:
    """Return what the profile is, one of `swtui.roles.role.KINDS`."""
    return "role" if assumes_role(profile) else start_kind(profile)


def start_kind(profile: Profile) -> str:
    """Return how the profile gives credentials without assuming a role; `none` if it does not."""
    values = profile.values
    if values.get("web_identity_token_file"):
        return "web-identity"
    if "sso_account_id" in values or "sso_role_name" in values:
        return "sso"
    in_credentials = values if profile.from_credentials else profile.added
    if "aws_access_key_id" in in_credentials:
        return "keys"
    if "login_session" in values:
        return "login"
    if "credential_process" in values:
        return "process"
    return "keys" if has_keys(profile) else "none"


def selected_problem(profile: Profile, files: AwsFiles, env: Mapping[str, str]) -> Problem | None:
    """Return what is wrong with its region and endpoints: only the selected profile's are used."""
    region = profile.get("region")
    if region and not is_region(region) and not _fits(region, profile, files, env):
        return _at(profile, "region", f"region '{region}' is not a region, such as eu-west-1")
    if profile.values.keys().isdisjoint(_ENDPOINT_KEYS):
        return None
    regional = profile.get("sts_regional_endpoints")
    if regional and regional not in _STS_REGIONAL:
        message = f"sts_regional_endpoints '{regional}' is neither regional nor legacy"
        return _at(profile, "sts_regional_endpoints", message)
    if "services" in profile.values:
        return _services_problem(profile, files)
    return None


def _fits(region: str, profile: Profile, files: AwsFiles, env: Mapping[str, str]) -> bool:
    """Whether a region that is none of AWS's does: the profile's way there asks no STS of AWS.

    Stores that speak S3 have regions of their own (`auto`, `garage`, `fr-par`).
    """
    if not is_region_name(region):
        return False
    if kind_of(profile) in _WITHOUT_STS:
        return True
    section = files.services.get(profile.get("services"))
    named = profile.get("endpoint_url") or (section and section.values.get("sts"))
    own = user_environment(env)
    return bool(named or own.get("AWS_ENDPOINT_URL") or own.get("AWS_ENDPOINT_URL_STS"))


def _services_problem(profile: Profile, files: AwsFiles) -> Problem | None:
    name = profile.get("services")
    section = files.services.get(name)
    if section is None or not section.values:
        return _at(profile, "services", f"services '{name}' has no section [services {name}]")
    return section.problems[0] if section.problems else None


def call_problem(profile: Profile) -> Problem | None:
    """Return what is wrong with the values that go into its AssumeRole call."""
    if role_arn_fields(profile.get("role_arn")) is None:
        return _arn_problem(profile)
    if profile.values.keys().isdisjoint(_CALL_KEYS):
        return None
    duration = profile.get("duration_seconds")
    if duration and not (_is_number(duration) and 900 <= int(duration) <= 43200):
        message = f"duration_seconds '{duration}' is not a number of seconds from 900 to 43200"
        return _at(profile, "duration_seconds", message)
    for key, (form, words) in _FORMS.items():
        if key in profile.values and not form.fullmatch(profile.get(key)):
            return _at(profile, key, f"{key} '{profile.get(key)}' is not {words}")
    return None


def source_problem(profile: Profile) -> Problem | None:
    """Return what is wrong with how it says where its first credentials come from."""
    values = profile.values
    if "credential_source" not in values:
        if profile.get("source_profile"):
            return None
        message = "has a role_arn, but neither source_profile nor credential_source"
        return _at(profile, "role_arn", message)
    if "source_profile" in values:
        message = "source_profile and credential_source exclude each other"
        return _at(profile, "credential_source", message)
    source = profile.get("credential_source")
    if source in CREDENTIAL_SOURCES:
        return None
    known = ", ".join(CREDENTIAL_SOURCES)
    return _at(profile, "credential_source", f"credential_source '{source}' is none of {known}")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7


def start_problem(profile: Profile, kind: str, files: AwsFiles) -> Problem | None:
    """Return what keeps the profile from giving credentials in the way `kind` says."""
    if kind == "sso":
        return _sso_problem(profile, files)
    if kind == "web-identity":
        return _web_identity_problem(profile)
    if kind == "process" and not profile.get("credential_process"):
        return _at(profile, "credential_process", "credential_process names no command")
    if kind == "keys":
        return _keys_problem(profile)
    return None


def _web_identity_problem(profile: Profile) -> Problem | None:
    if "role_arn" not in profile.values:
        return _at(profile, "web_identity_token_file", "role_arn is missing beside the token file")
    return _arn_problem(profile)


def _arn_problem(profile: Profile) -> Problem | None:
    said = profile.get("role_arn")
    wrong = parse_role_arn(said)
    return (
        _at(profile, "role_arn", f"role_arn '{said}' {wrong}") if isinstance(wrong, str) else None
    )


def _sso_problem(profile: Profile, files: AwsFiles) -> Problem | None:
    values = dict(profile.values)
    name = profile.get("sso_session")
    session = files.sso_sessions.get(name)
    if "sso_session" in values:
        if session is None:
            message = f"sso_session '{name}' has no section [sso-session {name}]"
            return _at(profile, "sso_session", message)
        if session.problems:
            return session.problems[0]
        for key, value in session.values.items():
            if values.setdefault(key, value) != value:
                return _at(profile, key, f"{key} differs from that of [sso-session {name}]")
    missing = [key for key in _SSO_ALL if not values.get(key)]
    if missing:
        return Problem(f"lacks {', '.join(missing)}", profile.place)
    if not is_account_id(profile.get("sso_account_id")):
        return _at(profile, "sso_account_id", "sso_account_id is not 12 digits")
    return None


def _keys_problem(profile: Profile) -> Problem | None:
    missing = [key for key in _KEYS if not profile.get(key)]
    if not missing:
        return None
    if missing[0] in profile.apart and missing[0] in profile.values:
        message = f"{missing[0]} stands in another file than aws_access_key_id"
        return _at(profile, missing[0], message)
    return Problem(f"lacks {missing[0]} beside the other key", profile.place)


def _at(profile: Profile, key: str, message: str) -> Problem:
    return Problem(message, profile.place_of(key))

"""Check a profile's own keys by the rules of the AWS SDKs.

The order of the ways to credentials is that of the AWS SDK for Python (botocore.credentials).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from swtui.duration import is_session_duration
from swtui.records import replace
from swtui.roles.arn import (
    is_account_id,
    is_region,
    is_region_name,
    parse_role_arn,
    role_arn_fields,
)
from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.mfa_serial import check_mfa_serial
from swtui.roles.profile import SECRET_KEYS
from swtui.roles.role import Problem
from swtui.roles.sts_values import (
    CREDENTIAL_SOURCES,
    EXTERNAL_ID,
    MFA_SERIAL,
    ROLE_NAME,
    SESSION_NAME,
)
from swtui.roles.value_forms import find_oddity, key_oddity
from swtui.user_values import user_environment

_KEYS = ("aws_access_key_id", "aws_secret_access_key")
_SSO_ROLE = ("sso_account_id", "sso_role_name")
_SSO_ALL = ("sso_account_id", "sso_role_name", "sso_start_url", "sso_region")
_FORMS = {
    "external_id": (EXTERNAL_ID, "2 to 1224 of A-Za-z0-9_+=,.@:/-"),
    "role_session_name": (SESSION_NAME, "2 to 64 of A-Za-z0-9_+=,.@-"),
    "mfa_serial": (MFA_SERIAL, "9 to 256 of A-Za-z0-9_+=/:,.@-"),
}
"""What STS takes (STS API Reference, AssumeRole), and the words for it."""
_URL = re.compile(r"https?://[^\s\"'<>]+")
_SSO_FORMS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "sso_account_id": (is_account_id, "12 digits"),
    "sso_role_name": (ROLE_NAME.fullmatch, "1 to 64 of A-Za-z0-9_+=,.@-"),
    "sso_region": (is_region, "a region, such as eu-west-1"),
    "sso_start_url": (_URL.fullmatch, "a URL, such as https://NAME.awsapps.com/start"),
}
"""What a sign-in takes (Identity Center User Guide, and the portal's API), and the words for it."""
_ADD_SESSION = "aws configure sso-session"
_NO_SOURCE = "add source_profile = NAME, a profile that has credentials"
_ARN_FORM = "write arn:aws:iam::ACCOUNT:role/NAME, as IAM shows it"
_SIGN_IN = ("sso_start_url", "sso_region")
"""What a section `[sso-session NAME]` must say."""
_SECRET_PARTS = ("aws_access_key_id", *SECRET_KEYS)
_SELECTED_KEYS = ("sts_regional_endpoints", "services", "sso_session")
_STS_REGIONAL = ("regional", "legacy")
_WITHOUT_STS = ("keys", "process", "none")
"""Kinds of profiles whose credentials come without any call to AWS."""
_CALL_KEYS = ("duration_seconds", *_FORMS)


def assumes_role(profile: Profile) -> bool:
    """Return whether the profile assumes a role; a web identity token file goes before that."""
    values = profile.values
    return "role_arn" in values and "web_identity_token_file" not in values


def has_keys(profile: Profile) -> bool:
    """Return whether the profile has access keys of its own, or half of them."""
    values = profile.values
    return "aws_access_key_id" in values or "aws_secret_access_key" in values


def profile_kind(profile: Profile) -> str:
    """Return the kind of the profile, one of `swtui.roles.role.KINDS`."""
    return "role" if assumes_role(profile) else start_kind(profile)


def start_kind(profile: Profile) -> str:
    """Return the source of a profile's credentials without a role; `none` without one."""
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
    """Return the problem of a selected profile's region and endpoints: only its own are used."""
    region = profile.get("region")
    if region and not is_region(region) and not _fits(region, profile, files, env):
        message = f"region '{region}' is not a region, such as eu-west-1"
        return wrong_value(profile, "region", message, "write a region's code, such as eu-west-1")
    if profile.values.keys().isdisjoint(_SELECTED_KEYS):
        return None
    regional = profile.get("sts_regional_endpoints")
    if regional and regional not in _STS_REGIONAL:
        message = f"sts_regional_endpoints '{regional}' is neither regional nor legacy"
        return wrong_value(profile, "sts_regional_endpoints", message)
    if "services" in profile.values and (problem := _services_problem(profile, files)):
        return problem
    return None if start_kind(profile) == "sso" else sign_in_problem(profile, files)


def _fits(region: str, profile: Profile, files: AwsFiles, env: Mapping[str, str]) -> bool:
    """Return whether a region outside AWS is allowed, since the profile needs no STS of AWS.

    Stores that speak S3 have regions of their own (`auto`, `garage`, `fr-par`).
    """
    if not is_region_name(region):
        return False
    if profile_kind(profile) in _WITHOUT_STS:
        return True
    section = files.services.get(profile.get("services"))
    named = profile.get("endpoint_url") or (section and section.values.get("sts"))
    own = user_environment(env)
    return bool(named or own.get("AWS_ENDPOINT_URL") or own.get("AWS_ENDPOINT_URL_STS"))


def _services_problem(profile: Profile, files: AwsFiles) -> Problem | None:
    name = profile.get("services")
    section = files.services.get(name)
    if section is None or not section.values:
        return wrong_value(
            profile, "services", f"services '{name}' has no section [services {name}]"
        )
    return _section_problem(section, "services") if section.problems else None


def sign_in_problem(profile: Profile, files: AwsFiles) -> Problem | None:
    """Return the problem of a profile's `sso_session` that stops AWS tools in any case."""
    if "sso_session" not in profile.values:
        return None
    name = profile.get("sso_session")
    session = files.sso_sessions.get(name)
    if session is None:
        message = f"sso_session '{name}' has no section [sso-session {name}]"
        return wrong_value(profile, "sso_session", message, f"add that section: {_ADD_SESSION}")
    if session.problems:
        return _section_problem(session, "sso-session")
    missing = [key for key in _SIGN_IN if not session.get(key) and not profile.get(key)]
    if missing:
        message = f"[sso-session {name}] is missing {', '.join(missing)}"
        return Problem(message=message, place=session.place, hint=_ADD_SESSION)
    return None


def _section_problem(section: Profile, kind: str) -> Problem:
    """Return the problem of a section that a profile names, as the profile's own."""
    problem = section.problems[0]
    message = f"[{kind} {section.name}] {'is ' if problem.ignored else ''}{problem.message}"
    return replace(problem, message=message, ignored=False, fact="")


def call_problem(profile: Profile) -> Problem | None:
    """Return the problem of a value for the AssumeRole call."""
    if role_arn_fields(profile.get("role_arn")) is None:
        return _arn_problem(profile)
    if profile.values.keys().isdisjoint(_CALL_KEYS):
        return None
    duration = profile.get("duration_seconds")
    if duration and not (_is_number(duration) and is_session_duration(int(duration))):
        message = f"duration_seconds '{duration}' is not a number of seconds from 900 to 43200"
        return wrong_value(profile, "duration_seconds", message, "write seconds, such as 3600")
    for key, (form, words) in _FORMS.items():
        if key in profile.values and not form.fullmatch(profile.get(key)):
            return wrong_value(profile, key, f"{key} '{profile.get(key)}' is not {words}")
    return _device_problem(profile)


def _device_problem(profile: Profile) -> Problem | None:
    """Return the problem of an MFA device without codes."""
    serial = profile.get("mfa_serial")
    reason = check_mfa_serial(serial) if serial else None
    if reason is None:
        return None
    message = f"mfa_serial '{serial}' {reason.words}"
    return Problem(message=message, place=profile.find_place("mfa_serial"), hint=reason.hint)


def source_problem(profile: Profile) -> Problem | None:
    """Return the problem of the keys that name the source of the first credentials."""
    values = profile.values
    if "credential_source" not in values:
        if profile.get("source_profile"):
            return None
        message = "has a role_arn, but neither source_profile nor credential_source"
        return _build_problem(profile, "role_arn", message, _NO_SOURCE)
    if "source_profile" in values:
        message = "source_profile and credential_source exclude each other"
        return _build_problem(profile, "credential_source", message, "keep the one that is meant")
    source = profile.get("credential_source")
    if source in CREDENTIAL_SOURCES:
        return None
    known = ", ".join(CREDENTIAL_SOURCES)
    return wrong_value(
        profile,
        "credential_source",
        f"credential_source '{source}' is not one of {known}",
        "write it exactly so, upper and lower case included",
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7


def start_problem(profile: Profile, kind: str, files: AwsFiles) -> Problem | None:
    """Return the problem that prevents credentials of the given kind."""
    if kind == "sso":
        return _sso_problem(profile, files)
    if problem := sign_in_problem(profile, files):
        return problem
    if kind == "web-identity":
        return _web_identity_problem(profile)
    if kind == "process" and not profile.get("credential_process"):
        return _build_problem(profile, "credential_process", "credential_process names no command")
    if kind == "keys":
        return _keys_problem(profile)
    return None


def _web_identity_problem(profile: Profile) -> Problem | None:
    if "role_arn" not in profile.values:
        return _build_problem(
            profile, "web_identity_token_file", "role_arn is missing next to the token file"
        )
    return _arn_problem(profile)


def _arn_problem(profile: Profile) -> Problem | None:
    message = profile.get("role_arn")
    wrong = parse_role_arn(message)
    return (
        wrong_value(profile, "role_arn", f"role_arn '{message}' {wrong}", _ARN_FORM)
        if isinstance(wrong, str)
        else None
    )


def _sso_problem(profile: Profile, files: AwsFiles) -> Problem | None:
    values = dict(profile.values)
    name = profile.get("sso_session")
    session = files.sso_sessions.get(name) if "sso_session" in values else None
    if "sso_session" in values:
        if session is None or session.problems:
            return sign_in_problem(profile, files)
        for key, value in session.values.items():
            if values.setdefault(key, value) != value:
                return _build_problem(
                    profile, key, f"{key} differs from that of [sso-session {name}]"
                )
    missing = [key for key in _SSO_ALL if not values.get(key)]
    if missing:
        is_or_are = "is" if len(missing) == 1 else "are"
        return Problem(
            message=f"{', '.join(missing)} {is_or_are} missing",
            place=profile.place,
            hint="aws configure sso",
        )
    holders = (
        (key, profile if key in profile.values or not session else session) for key in _SSO_ALL
    )
    return next((wrong for key, holder in holders if (wrong := _sso_form(holder, key))), None)


def section_problems(session: Profile) -> tuple[Problem, ...]:
    """Return the problem of a section `[sso-session NAME]`."""
    if session.problems:
        return session.problems
    wrong = (_sso_form(session, key) for key in _SIGN_IN if key in session.values)
    return tuple(problem for problem in wrong if problem)


def _sso_form(holder: Profile, key: str) -> Problem | None:
    """Return the problem of a value that Identity Center can only refuse."""
    fits, words = _SSO_FORMS[key]
    value = holder.get(key)
    if fits(value):
        return None
    return wrong_value(holder, key, f"{key} '{value}' is not {words}")


def _keys_problem(profile: Profile) -> Problem | None:
    missing = [key for key in _KEYS if not profile.get(key)]
    if not missing:
        return _key_form_problem(profile)
    if missing[0] in profile.apart and missing[0] in profile.values:
        message = f"{missing[0]} is in another file than aws_access_key_id"
        return _build_problem(profile, missing[0], message)
    return Problem(message=f"{missing[0]} is missing", place=profile.place)


def _key_form_problem(profile: Profile) -> Problem | None:
    """Return the problem of keys that AWS can only refuse; the message never contains one."""
    key_id = profile.get("aws_access_key_id")
    for key in _SECRET_PARTS:
        odd = key_oddity(profile.get(key), key_id)
        if odd is not None:
            return Problem(
                message=f"{key} {odd.words}", place=profile.find_place(key), hint=odd.hint
            )
    return None


def wrong_value(profile: Profile, key: str, message: str, hint: str = "") -> Problem:
    """Return the problem of a value, and the difference between AWS tools if its form is odd."""
    odd = find_oddity(profile.get(key))
    if odd is None:
        return _build_problem(profile, key, message, hint)
    return Problem(
        message=f"{message}: it {odd.words}", place=profile.find_place(key), hint=odd.hint
    )


def _build_problem(profile: Profile, key: str, message: str, hint: str = "") -> Problem:
    return Problem(message=message, place=profile.find_place(key), hint=hint)

"""Check the variables that decide about credentials: what breaks, and which of them wins."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from swtui.aws.endpoint import is_loopback
from swtui.aws.keys import parse_time
from swtui.errors import ConfigError
from swtui.files import shown_path
from swtui.health import HealthLine
from swtui.roles.arn import is_region
from swtui.sessions.active_credentials import (
    ActiveCredentials,
    find_active_credentials,
    other_tools,
)
from swtui.when import local_time

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles


AREA = "environment"
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_TOKENS = ("AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN")
_ENDS = ("AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRATION")
_PROFILES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
"""Each in the order in which the AWS SDK for Python looks."""


def key_lines(env: Mapping[str, str], files: AwsFiles, now: float) -> Iterator[HealthLine]:
    """Yield the lines about keys and profiles; `now` is in seconds since the epoch.

    Nothing is asked or run, and no secret is shown.
    """
    if any(env.get(name) for name in _KEYS):
        yield from _keys(env, now)
    elif stray := _names(env, _TOKENS):
        yield HealthLine(
            area=AREA,
            state="warning",
            text=f"{stray} without keys has no use",
            hint=f"unset {stray}",
        )
    yield from _in_force(env, files)
    yield from _profile_names(env, files)


def _in_force(env: Mapping[str, str], files: AwsFiles) -> Iterator[HealthLine]:
    if _names(env, _KEYS) and not all(env.get(name) for name in _KEYS):
        return  # half a pair of keys is reported as such
    found = find_active_credentials(env, files)
    if found.problem is not None:
        at = found.problem if isinstance(found.problem, ConfigError) else None
        place = (at.file, at.line or 0) if at and at.file else None
        variable = found.source.partition("=")[0]
        other = f", or unset {variable}" if variable in _PROFILES else ""
        hint = found.problem.hint or f"fix the profile{other}"
        yield HealthLine(
            area=AREA, state="problem", text=found.problem.message, hint=hint, place=place
        )
        return
    is_absent = found.source == "none" or found.may_be_absent
    yield HealthLine(area=AREA, state="ok", text=_source(found, env), absent=is_absent)
    if found.warning:
        yield HealthLine(
            area=AREA, state="warning", text=found.warning, hint=_less(env, found.warning)
        )


def _source(found: ActiveCredentials, env: Mapping[str, str]) -> str:
    if found.source == "none":
        return "no credentials are in force"
    if found.may_be_absent:
        return f"no credentials are set; AWS's tools would try the {found.source}"
    level = env.get("SWTUI_LEVEL", "")
    is_ours = found.is_ours and level.isdigit()
    return f"in force: {found.source}" + (f", in swtui subshell {level}" if is_ours else "")


def _less(env: Mapping[str, str], warning: str) -> str:
    """Return what to unset so that one thing alone decides."""
    if warning == other_tools(env):
        return "leave that shell first, or use what it set"
    if _names(env, _KEYS):
        which = next((name for name in _PROFILES if env.get(name)), _PROFILES[1])
        return f"unset {which}; or unset {_names(env, (*_KEYS, *_TOKENS))}"
    return f"unset {next((name for name in _PROFILES if env.get(name)), _PROFILES[0])}"


def _profile_names(env: Mapping[str, str], files: AwsFiles) -> Iterator[HealthLine]:
    """Say so where a profile that does not decide is not even there."""
    named = [name for name in _PROFILES if env.get(name)]
    decides = "" if _names(env, _KEYS) or not named else named[0]
    for name in named:
        if name == decides or env[name] in files.profiles:
            continue
        text = f"{name} names the profile {env[name]}, which does not exist"
        if _names(env, _KEYS):
            text += ": AWS's command line and Python stop at that, though there are keys"
        yield HealthLine(area=AREA, state="problem", text=text, hint=f"unset {name}")


def _keys(env: Mapping[str, str], now: float) -> Iterator[HealthLine]:
    missing = next((name for name in _KEYS if not env.get(name)), "")
    if missing:
        there = next(name for name in _KEYS if env.get(name))
        others = "others pass it over" if there == _KEYS[1] else "Python's SDK among them"
        text = f"{there} is set, {missing} is not: some tools stop at that, {others}"
        yield HealthLine(area=AREA, state="problem", text=text, hint=f"set both, or unset {there}")
        return
    for name in (*_KEYS, *_TOKENS):
        if env.get(name, "") != env.get(name, "").strip():
            text = f"{name} begins or ends with a blank or a line break"
            yield HealthLine(area=AREA, state="problem", text=text, hint="set it again, without")
    yield from _old_token(env)
    yield from _fitting(env[_KEYS[0]], env)
    ends = next((at for name in _ENDS if (at := parse_time(env.get(name, "")))), None)
    if ends is not None and ends <= now and _names(env, _TOKENS):
        role = env.get("SWTUI_ROLE", "")
        hint = "`sw .`, or eval the output of: swtui export --renew"
        hint = hint if role else f"unset {_all(env)}"
        text = f"the keys in the environment ended at {local_time(ends, now)}"
        yield HealthLine(area=AREA, state="problem", text=text, hint=hint)


def _old_token(env: Mapping[str, str]) -> Iterator[HealthLine]:
    old, new = (env.get(name, "") for name in _TOKENS)
    if old and new and old != new:
        text = "AWS_SECURITY_TOKEN goes before AWS_SESSION_TOKEN, and is another"
        yield HealthLine(area=AREA, state="problem", text=text, hint="unset AWS_SECURITY_TOKEN")
    elif old and not new:
        text = "AWS_SECURITY_TOKEN is a name that only Python's SDK and old tools know"
        hint = "set AWS_SESSION_TOKEN instead, and unset AWS_SECURITY_TOKEN"
        yield HealthLine(area=AREA, state="warning", text=text, hint=hint)


def _fitting(key_id: str, env: Mapping[str, str]) -> Iterator[HealthLine]:
    """Say so when key and token do not belong together, as far as the key's form tells."""
    token = _names(env, _TOKENS)
    if key_id.startswith("ASIA") and not token:
        text = "the key in the environment is a temporary one, and its AWS_SESSION_TOKEN is not set"
        yield HealthLine(
            area=AREA, state="problem", text=text, hint=f"set all three again, or unset {_all(env)}"
        )
    elif key_id.startswith("AKIA") and token:
        text = f"{token} is set next to a long-term key, which has no token: AWS refuses both"
        yield HealthLine(area=AREA, state="problem", text=text, hint=f"unset {token}")


def _names(env: Mapping[str, str], names: tuple[str, ...]) -> str:
    return " ".join(name for name in names if env.get(name))


def _all(env: Mapping[str, str]) -> str:
    return _names(env, (*_KEYS, *_TOKENS, *_ENDS))


MACHINE_AREA = "environment"
_SHOWN = 120
"""Characters of a value that are shown; none of those shown is a secret."""


def machine_lines(env: Mapping[str, str], files: AwsFiles) -> Iterator[HealthLine]:
    """Yield the lines about regions, the instance, the container and the web identity."""
    yield from _regions(env)
    yield from _instance(env, files)
    yield from _web_identity(env)
    if env.get("AWS_CREDENTIAL_FILE"):
        text = "AWS_CREDENTIAL_FILE is read by old tools only, which then use another identity"
        yield HealthLine(
            area=MACHINE_AREA, state="warning", text=text, hint="unset AWS_CREDENTIAL_FILE"
        )


def _regions(env: Mapping[str, str]) -> Iterator[HealthLine]:
    region, default = env.get("AWS_REGION", ""), env.get("AWS_DEFAULT_REGION", "")
    for name, value in (("AWS_REGION", region), ("AWS_DEFAULT_REGION", default)):
        if value and not is_region(value):
            text = f"{name}={value[:_SHOWN]} is not a region"
            yield HealthLine(
                area=MACHINE_AREA,
                state="problem",
                text=text,
                hint="set a region's code, such as eu-west-1",
            )
    if region and default and region != default:
        text = (
            f"AWS_REGION={region[:_SHOWN]} and AWS_DEFAULT_REGION={default[:_SHOWN]} differ: "
            "Python's SDK reads the second, most other tools the first"
        )
        yield HealthLine(
            area=MACHINE_AREA, state="warning", text=text, hint="set both to the same, or neither"
        )
    elif region and not default:
        text = "AWS_REGION is set alone: Python's SDK reads AWS_DEFAULT_REGION only"
        yield HealthLine(area=MACHINE_AREA, state="warning", text=text, hint="set both")


def _instance(env: Mapping[str, str], files: AwsFiles) -> Iterator[HealthLine]:
    disabled = env.get("AWS_EC2_METADATA_DISABLED", "")
    source = "Ec2InstanceMetadata"
    waiting = [p.name for p in files.profiles.values() if p.get("credential_source") == source]
    if disabled.lower() == "true" and waiting:
        more = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
        text = f"AWS_EC2_METADATA_DISABLED forbids the start of {waiting[0]}{more}: the instance"
        yield HealthLine(
            area=MACHINE_AREA,
            state="warning",
            text=text,
            hint="unset AWS_EC2_METADATA_DISABLED on EC2",
        )
    elif disabled.lower() == "true":
        yield HealthLine(
            area=MACHINE_AREA,
            state="ok",
            text="AWS_EC2_METADATA_DISABLED: the instance is never asked",
        )
    elif disabled and disabled.lower() != "false":
        text = f"AWS_EC2_METADATA_DISABLED={disabled[:_SHOWN]} has no effect: only true has"
        yield HealthLine(
            area=MACHINE_AREA, state="warning", text=text, hint="set it to true, or unset it"
        )
    metadata = env.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "")
    if metadata and not (env.get("SWTUI_DEMO") and is_loopback(metadata)):
        text = "AWS_EC2_METADATA_SERVICE_ENDPOINT sends questions for the instance's role elsewhere"
        yield HealthLine(
            area=MACHINE_AREA, state="warning", text=text, hint="unset it, unless that is meant"
        )


def _web_identity(env: Mapping[str, str]) -> Iterator[HealthLine]:
    file = env.get("AWS_WEB_IDENTITY_TOKEN_FILE", "")
    if file and not os.access(file.split("\0")[0], os.R_OK):
        text = f"AWS_WEB_IDENTITY_TOKEN_FILE names {shown_path(file, env)}, which cannot be read"
        yield HealthLine(
            area=MACHINE_AREA, state="problem", text=text, hint="unset AWS_WEB_IDENTITY_TOKEN_FILE"
        )
    elif file and not env.get("AWS_ROLE_ARN"):
        text = "AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN, the role it is for"
        yield HealthLine(area=MACHINE_AREA, state="problem", text=text, hint="set both, or neither")

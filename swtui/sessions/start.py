"""The first credentials of a chain: keys, the environment, EC2, ECS, a process, a sign-in.

Exactly the one source that the chain names is used; when it has nothing, that is an error, and
never a reason to look elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from swtui.aws.calls import web_identity_role
from swtui.aws.clients import AwsCaller
from swtui.aws.keys import Keys, parse_time
from swtui.aws.metadata import container_keys, instance_keys, keys_from_json
from swtui.aws.resolve import signed_in_keys
from swtui.duration import LONGEST_SESSION
from swtui.errors import ConfigError
from swtui.files import home, read_regular, shown_path
from swtui.secret import Secret
from swtui.sessions.caller_identity import local_name, valid_name
from swtui.sessions.command import PROCESSES, run_command
from swtui.sessions.credentials import Credentials
from swtui.sessions.response_checks import checked_keys, credentials_from

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles, Profile
    from swtui.roles.chain import Start

_TOKEN_LIMIT = 64 * 1024
"""Bytes of a web identity token's file."""
_SHORTEST_TOKEN = 4
"""Characters (STS API reference, AssumeRoleWithWebIdentity)."""


def first_credentials(
    start: Start,
    files: AwsFiles,
    env: Mapping[str, str],
    *,
    aws: AwsCaller,
    now: float,
    lend_terminal: bool = False,
) -> Credentials:
    """Return the credentials a chain starts with. `now` is in seconds since the epoch.

    `lend_terminal` lets a credential_process ask on our terminal. Raises ConfigError when they are
    missing, RefusedError when a sign-in has expired, BadAnswerError, NetworkError, CancelledError.
    """
    if start.kind == "web-identity":
        profile = _profile(start, files) if start.profile else _environment_role(env)
        return _web_identity(profile, env, aws, now)
    if start.kind == "keys":
        keys = _static(_profile(start, files), describe(start, env))
    elif start.kind == "environment":
        keys = environment_keys(env)
    elif start.kind == "ec2":
        keys = instance_keys(env, aws.deadline, aws.cancelled)
    elif start.kind == "ecs":
        keys = container_keys(env, aws.deadline, aws.cancelled)
    elif start.kind == "process":
        with aws.deadline.paused():  # it has a limit of its own, and may open a browser
            keys = _process(start, files, env, aws.cancelled, lend_terminal=lend_terminal)
    else:
        keys = _signed_in(start, files, aws)
    return checked_keys(keys, describe(start, env), now)


def describe(start: Start, env: Mapping[str, str]) -> str:
    """Return whose credentials a start's are, with the file and line, for messages."""
    if start.kind == "environment":
        return "the environment variables"
    if start.profile is None and start.kind == "web-identity":
        return "the web identity in the environment"
    if start.kind in ("ec2", "ecs"):
        return "the EC2 instance" if start.kind == "ec2" else "the container"
    where = f" ({shown_path(start.place.file, env)}:{start.place.line})" if start.place else ""
    return f"profile {start.profile}{where}"


def is_long_term(start: Start, files: AwsFiles, env: Mapping[str, str]) -> bool:
    """Return whether a start plainly is an IAM user's own keys; looked up without any call."""
    if start.kind == "keys":
        profile = _profile(start, files)
        return not (profile.get("aws_session_token") or profile.get("aws_security_token"))
    if start.kind == "environment":
        return not (env.get("AWS_SECURITY_TOKEN") or env.get("AWS_SESSION_TOKEN"))
    return False


def refuse_process_cycle(start: Start, files: AwsFiles, env: Mapping[str, str]) -> None:
    """Refuse to run a credential_process from within itself, however it led back to swtui.

    Raises ConfigError.
    """
    running, own = _running(env), _mark(start, files)
    if start.kind != "process" or own not in running:
        return
    names = [name for name, _ in running[running.index(own) :]]
    raise ConfigError(
        f"cycle {' → '.join([*names, names[0]])}: the credential_process leads back to itself",
        file=start.place.file if start.place else None,
        line=start.place.line if start.place else None,
        hint="let one of them start from a profile that has credentials",
    )


def _mark(start: Start, files: AwsFiles) -> tuple[str, str]:
    """Return what tells a profile from those of the same name in other files."""
    return (start.profile or "", str(files.config_path))


def _running(env: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the marks of the profiles whose processes we run below, the outermost first."""
    try:
        return [(str(name), str(path)) for name, path in json.loads(env.get(PROCESSES, "[]"))]
    except (ValueError, TypeError):
        return []  # another's variable of that name


def environment_keys(env: Mapping[str, str]) -> Keys:
    """Return the keys in the environment, as botocore reads it: AWS_SECURITY_TOKEN goes first.

    Raises ConfigError when they are missing, or half of them is.
    """
    key_id = env.get("AWS_ACCESS_KEY_ID", "")
    secret = env.get("AWS_SECRET_ACCESS_KEY", "")
    if not key_id or not secret:
        missing = "AWS_SECRET_ACCESS_KEY" if key_id else "AWS_ACCESS_KEY_ID"
        raise ConfigError(
            f"the environment holds no keys: {missing} is not set",
            hint="export keys first, or give the profile a source_profile",
        )
    token = env.get("AWS_SECURITY_TOKEN") or env.get("AWS_SESSION_TOKEN", "")
    expires = parse_time(env.get("AWS_CREDENTIAL_EXPIRATION", "")) if token else None
    return Keys(key_id, Secret(secret), Secret(token), expires)


def _profile(start: Start, files: AwsFiles) -> Profile:
    profile = files.profiles.get(start.profile or "")
    if profile is None:
        raise ConfigError(f"there is no profile {start.profile}")
    return profile


def _environment_role(env: Mapping[str, str]) -> Profile:
    """Return the role that the environment names for a web identity, as if it were a profile."""
    from swtui.roles.aws_config import Profile

    names = ("role_arn", "web_identity_token_file", "role_session_name")
    values = {name: value for name in names if (value := env.get(f"AWS_{name.upper()}"))}
    return Profile(name="environment", values=values, lines={}, file="the environment")


def _static(profile: Profile, whose: str) -> Keys:
    key_id, secret = profile.get("aws_access_key_id"), profile.get("aws_secret_access_key")
    if not key_id or not secret:
        missing = "aws_secret_access_key" if key_id else "aws_access_key_id"
        raise ConfigError(f"{whose} has no {missing}")
    token = profile.get("aws_session_token") or profile.get("aws_security_token")
    return Keys(key_id, Secret(secret), Secret(token))


def _signed_in(start: Start, files: AwsFiles, aws: AwsCaller) -> Keys:
    return signed_in_keys(
        start.kind,
        start.profile or "",
        {name: profile.values for name, profile in files.profiles.items()},
        {name: session.values for name, session in files.sso_sessions.items()},
        aws=aws,
    )


def _process(
    start: Start,
    files: AwsFiles,
    env: Mapping[str, str],
    cancelled: Callable[[], bool],
    *,
    lend_terminal: bool,
) -> Keys:
    refuse_process_cycle(start, files, env)
    ran = run_command(
        _profile(start, files).get("credential_process"),
        {**env, PROCESSES: json.dumps([*_running(env), _mark(start, files)])},
        cancelled=cancelled,
        lend_terminal=lend_terminal,
    )
    keys = "" if ran.problem else keys_from_json(ran.output, version=1)
    if not isinstance(keys, str):
        return keys
    said = f": {ran.complaint}" if ran.complaint else ""
    raise ConfigError(
        f"the credential_process {ran.problem}{said}"
        if ran.problem
        else f"what the credential_process printed cannot be used: {keys}",
        file=start.place.file if start.place else None,
        line=start.place.line if start.place else None,
        hint=ran.hint
        or "it must print one JSON object: Version (1), AccessKeyId, SecretAccessKey, …",
    )


def _web_identity(
    profile: Profile, env: Mapping[str, str], aws: AwsCaller, now: float
) -> Credentials:
    answer = web_identity_role(
        aws,
        {
            "RoleArn": profile.get("role_arn"),
            "RoleSessionName": profile.get("role_session_name") or valid_name(local_name(env)),
            "WebIdentityToken": _token(profile.get("web_identity_token_file"), env),
        },
    )
    return credentials_from(answer, now=now, longest=LONGEST_SESSION)


def _token(file: str, env: Mapping[str, str]) -> str:
    path = home(env) / file[2:] if file.startswith("~/") else Path(file)
    try:
        token = read_regular(path, _TOKEN_LIMIT).decode("ascii").strip()
    except FileNotFoundError:
        raise ConfigError("the web identity token does not exist", file=file) from None
    except UnicodeDecodeError:
        raise ConfigError("the file holds no web identity token", file=file) from None
    except ConfigError as error:
        said = f"the web identity token cannot be read: the file {error.message}"
        raise ConfigError(said, file=file) from None
    if not token.isprintable() or len(token) < _SHORTEST_TOKEN:
        what = "no web identity token" if token else "nothing, and no web identity token"
        raise ConfigError(f"the file holds {what}", file=file)
    return token

"""The name of a cached session: a digest of everything that decides whose it is.

Change an ARN, an external ID, a source's key or the region, and the old session is not found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from swtui.aws.endpoint import Endpoint
from swtui.sessions.options import AssumeOptions

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.roles.chain import Chain, Hop, Start
    from swtui.settings import Settings

_FORM = "swtui session 1"
_TOKENS = ("AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN")
_VARIABLES = {
    "environment": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", *_TOKENS),
    "ec2": ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"),
    "ecs": (
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    ),
}
"""The variables that decide a start which no profile holds."""

Part = list[object]


def session_keys(
    chain: Chain,
    files: AwsFiles,
    env: Mapping[str, str],
    options: AssumeOptions,
    endpoint: Endpoint,
    settings: Settings,
) -> tuple[str, ...]:
    """Return one key per stage: the start's, then one per hop; the last is the role's own."""
    if chain.start is None:
        return ()
    where: Part = [endpoint.region, endpoint.url, endpoint.partition, endpoint.sts_regional]
    where += [endpoint.fips, endpoint.dual_stack]
    parts: Part = [_FORM, where, settings.session_name, start_part(chain.start, files, env)]
    keys = [_digest(parts)]
    for hop in chain.hops:
        parts = [*parts, _hop_part(hop)]
        keys.append(_digest(parts))
    said = _options_part(options, settings.duration or None)
    if any(said):  # else another chain that passes here may use it too
        keys[-1] = _digest([*parts, said])
    return tuple(keys)


def mfa_token_key(
    start: Start, files: AwsFiles, env: Mapping[str, str], serial: str, endpoint: Endpoint
) -> str:
    """Return the key of the session that one MFA code opens for all roles of a source profile."""
    return _digest(
        [_FORM, "mfa", serial, endpoint.url, endpoint.partition, start_part(start, files, env)]
    )


def start_part(start: Start, files: AwsFiles, env: Mapping[str, str]) -> Part:
    """Return what decides a start: its kind, and every value of its profile or its variables."""
    named = [[name, env.get(name, "")] for name in _VARIABLES.get(start.kind, ())]
    profile = files.profiles.get(start.profile or "")
    values = dict(profile.values) if profile is not None else {}
    session = files.sso_sessions.get(str(values.get("sso_session", "")))
    shared = dict(session.values) if session is not None else {}
    return [start.kind, start.profile or "", named, values, shared]


def _hop_part(hop: Hop) -> Part:
    return [str(hop.role), hop.mfa_serial, hop.external_id, hop.session_name, hop.duration]


def _options_part(options: AssumeOptions, duration: int | None) -> Part:
    return [
        duration,
        options.session_name,
        options.duration,
        options.external_id,
        options.source_identity,
        options.mfa_serial,
        sorted(options.tags),
        sorted(options.transitive_tags),
        options.policy,
        list(options.policy_arns),
    ]


def _digest(parts: Part) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

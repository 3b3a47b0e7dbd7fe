"""Credentials of a sign-in that was made elsewhere (`aws sso login`, `aws login`).

botocore finds, refreshes and shares those tokens with the other SDKs, so it is asked; but only
the one provider that is meant, so that a profile without a sign-in never becomes the instance.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from swtui.aws.clients import AwsCaller, isolated_session, limit_calls
from swtui.aws.deadline import Deadline, run
from swtui.aws.endpoint import Endpoint
from swtui.aws.failures import raised_by_botocore, translated
from swtui.aws.keys import Keys
from swtui.aws.proxies import proxy_to
from swtui.errors import NOT_SIGNED_IN, ConfigError, RefusedError, SwtuiError
from swtui.login_command import login_command
from swtui.records import replace
from swtui.secret import Secret

METHODS = {"sso": "sso", "login": "login"}
"""Our name of a start → botocore's name of the provider for it."""
_SERVICES = {"sso": "sso", "login": "signin"}
"""Our name of a start → the service that gives the keys."""
_OWN_ENDPOINT = ("endpoint_url", "services")


def signed_in_keys(
    kind: str,
    profile: str,
    profiles: Mapping[str, Mapping[str, Any]],
    sso_sessions: Mapping[str, Mapping[str, Any]],
    *,
    aws: AwsCaller,
) -> Keys:
    """Return the keys that the sign-in of `profile` gives; `kind` is a key of `METHODS`.

    Raises RefusedError when the sign-in has expired or was never made, ConfigError when the
    profile cannot be used so, NetworkError, CancelledError.
    """
    config = {
        "profiles": {profile: _without_endpoint(profiles.get(profile, {}))},
        "sso_sessions": {name: dict(values) for name, values in sso_sessions.items()},
    }
    there = replace(aws.endpoint, region=_region(kind, config, profile) or aws.endpoint.region)
    service = _SERVICES[kind]
    return run(
        functools.partial(_resolve, kind, profile, config, there, aws.deadline),
        deadline=aws.deadline,
        cancelled=aws.cancelled,
        host=there.host(service),
        proxy=proxy_to(there.address(service), there.env),
    )


def _region(kind: str, config: Mapping[str, Any], profile: str) -> str:
    """Return the region of the portal, which is the sign-in's and not the profile's."""
    values = config["profiles"][profile]
    shared = config["sso_sessions"].get(values.get("sso_session"), {})
    return str(shared.get("sso_region") or values.get("sso_region") or "") if kind == "sso" else ""


def _without_endpoint(values: Mapping[str, Any]) -> dict[str, Any]:
    """Drop the profile's own endpoint: it is STS's, and a sign-in token must not go there."""
    return {key: value for key, value in values.items() if key not in _OWN_ENDPOINT}


def _resolve(
    kind: str, profile: str, config: Mapping[str, Any], endpoint: Endpoint, deadline: Deadline
) -> Keys:
    method = METHODS[kind]
    service = _SERVICES[kind]
    host = endpoint.host(service)
    try:
        session = isolated_session(profile, config)
        session.set_config_variable("region", endpoint.region)
        limit_calls(session, endpoint, deadline)
        found = session.get_component("credential_provider").get_provider(method).load()
        if found is None or found.method != method:
            raise ConfigError(f"profile {profile} has no {kind} sign-in")
        frozen = found.get_frozen_credentials()
    except raised_by_botocore() as problem:
        proxy = proxy_to(endpoint.address(service), endpoint.env)
        named = str(config["profiles"][profile].get("sso_session") or "")
        sso_session = named if named in config["sso_sessions"] else ""
        error = _translated(problem, kind, profile, sso_session, host, proxy)
    else:
        # botocore has no public name for their end; None if this one ever moves.
        ends = getattr(found, "_expiry_time", None)
        return Keys(
            frozen.access_key,
            Secret(frozen.secret_key),
            Secret(frozen.token or ""),
            int(ends.timestamp()) if ends is not None else None,
        )
    raise error


def _translated(
    problem: Exception, kind: str, profile: str, sso_session: str, host: str, proxy: str
) -> SwtuiError:
    from botocore import exceptions

    if isinstance(problem, exceptions.MissingDependencyException):
        from swtui.installed import install_commands

        return ConfigError(
            f"profile {profile} is of `aws login`, which needs swtui's extra login (botocore[crt])",
            hint=f"install it: {install_commands('login')}",
        )
    expired = (
        exceptions.SSOError,
        exceptions.TokenRetrievalError,
        exceptions.LoginError,
        KeyError,
    )
    if isinstance(problem, expired):
        return RefusedError(
            f"profile {profile} is not signed in, or the sign-in has expired",
            hint=f"sign in: {login_command(kind, profile, sso_session)}",
            code=NOT_SIGNED_IN,
            operation="GetRoleCredentials",
        )
    if isinstance(problem, exceptions.InvalidConfigError):
        return ConfigError(" ".join(str(problem).split())[:300])
    return translated(problem, operation="GetRoleCredentials", host=host, proxy=proxy)

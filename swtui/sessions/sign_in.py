"""Read the state of Identity Center sign-ins from the files of the SDKs.

The AWS CLI keeps a token per sso-session (or start URL) in `~/.aws/sso/cache`, under the SHA-1 of
that name; the SDKs read and renew it there. Nothing here asks the network.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from swtui.errors import ConfigError
from swtui.files import home, read_regular
from swtui.login_command import login_command
from swtui.records import EMPTY
from swtui.sessions.fact_cache import digest

if TYPE_CHECKING:
    from swtui.roles.catalogue import Catalogue
    from swtui.roles.role import Role

_LIMIT = 1024 * 1024
"""Bytes: no token file is larger."""


def sign_in_for_all(catalogue: Catalogue, env: Mapping[str, str], now: float) -> str:
    """Return the one command that helps when no role works without signing in again.

    Empty when some role needs no sign-in, or has one that is good at `now` (seconds since the
    epoch), or when there is no role at all.
    """
    commands: dict[str, None] = {}
    for role in _one_of_each_start(catalogue):
        start = _find_start(role, catalogue)
        if start is None:
            return ""
        profile, session = start
        if _is_good(session or catalogue.files.profiles[profile].get("sso_start_url"), env, now):
            return ""
        commands.setdefault(login_command("sso", profile, session))
    return next(iter(commands), "")


def _one_of_each_start(catalogue: Catalogue) -> Iterator[Role]:
    """Yield one usable role of each of the ways that chains start: of thousands there are few."""
    roles, seen = catalogue.roles, set[tuple[str, ...]]()
    for at, (name, kind) in enumerate(zip(roles.names, roles.kinds, strict=True)):
        profile = catalogue.files.profiles.get(name)
        values = profile.values if profile is not None else EMPTY
        start = (kind, *map(str, map(values.get, _START_KEYS)))
        if roles.usable[at] and start not in seen:
            seen.add(start)
            yield roles[at]


_START_KEYS = ("source_profile", "credential_source", "sso_session", "sso_start_url")
"""Keys whose values are the same in two roles whose chains have the same start."""


def _find_start(role: Role, catalogue: Catalogue) -> tuple[str, str] | None:
    """Return the profile and the sso-session (or "") a chain starts from; None if another kind."""
    name = role.chain[0] if role.chain else role.name
    profile = catalogue.files.profiles.get(name)
    if profile is None:
        return None
    session = profile.get("sso_session")
    return (name, session) if session or profile.get("sso_start_url") else None


def _is_good(key: str, env: Mapping[str, str], now: float) -> bool:
    """Return whether the token stored under `key` is valid, or can be renewed without a browser."""
    return sign_in_state(key, env, now)[0] in ("good", "renewable")


def sign_in_state(key: str, env: Mapping[str, str], now: float) -> tuple[str, float]:
    """Return the state at `now` of the sign-in stored under `key` (a session's name or a start
    URL).

    `good` until the time that is given, `renewable` without a browser until then, `over` since
    then, or `never` made here (the time is 0). Times are in seconds since the epoch.
    """
    token = _token(key, env)
    if not token.get("accessToken"):
        return "never", 0.0
    ends, renewable = _epoch(token.get("expiresAt")), _epoch(token.get("registrationExpiresAt"))
    if ends > now:
        return "good", ends
    if token.get("refreshToken") and renewable > now:
        return "renewable", renewable
    return "over", ends


def sign_in_digest(key: str, role: str, env: Mapping[str, str]) -> str:
    """Return a digest of the sign-in stored under `key` and a role that it gives; else empty.

    It is another one after each sign-in, and each time the token is renewed.
    """
    token = _token(key, env).get("accessToken")
    return digest(str(token), role) if token else ""


def _token(key: str, env: Mapping[str, str]) -> dict[str, Any]:
    """Return the token that AWS's tools store under `key`; empty without one."""
    name = hashlib.sha1(key.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    file = home(env) / ".aws" / "sso" / "cache" / f"{name}.json"
    try:
        token = json.loads(read_regular(file, _LIMIT))
    except (FileNotFoundError, ConfigError, ValueError, RecursionError):
        return {}
    return token if isinstance(token, dict) else {}


def _epoch(text: Any) -> float:
    """Return a time of the token file as seconds since the epoch; 0 when it is not a time."""
    if not isinstance(text, str):
        return 0.0
    try:
        then = datetime.fromisoformat(text.replace("UTC", "+00:00"))
    except ValueError:
        return 0.0
    return (then if then.tzinfo else then.replace(tzinfo=UTC)).timestamp()

"""The fast path: from a name to its cached session without reading a profile.

Next to a session in the kernel's keyring is a pointer: the name it was asked for by, a
fingerprint of everything that decided the answer, and which session it was. Any difference, and
any doubt, is a miss, and the full way is taken. Builtins, os and ctypes alone: no dataclasses,
json, re or pathlib, each of which costs as much as all the rest.
"""

from __future__ import annotations

import os
import stat

from swtui.sessions.cache.entry_names import as_bytes, digest, entry_name, namespace
from swtui.sessions.cache.kernel import POINTER, KernelRing, QuotaFull
from swtui.sessions.cache.lifetime import FRESH
from swtui.sessions.cache.payload import decode
from swtui.system import TO_READ
from swtui.user_values import USER_VALUES, user_environment

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Iterator, Mapping

    from swtui.sessions.credentials import Session

START_VARIABLES = frozenset(
    (
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_SECURITY_TOKEN",
        "AWS_CREDENTIAL_EXPIRATION",
        "AWS_SESSION_EXPIRATION",
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "SWTUI_LEVEL",
    )
)
"""Variables that a switched shell changes; a chain that starts in a profile does not use them."""

REGION_VARIABLES = frozenset(("AWS_REGION", "AWS_DEFAULT_REGION"))
"""More of them; a profile with its own region does not use these."""

_SAYS_NOTHING = frozenset(
    (
        "SWTUI_ROLE",
        "SWTUI_ACCOUNT",
        "SWTUI_EXPIRES",
        "SWTUI_PRODUCTION",
        "SWTUI_PROMPT",
        "SWTUI_REQUEST",
        "SWTUI_SHELL",
        "SWTUI_SOURCE_PROFILE",
        USER_VALUES,
    )
)
"""swtui's own variables that no session depends on."""

_DECIDING_PREFIXES = ("AWS_", "SWTUI_")
_DECIDING_SUFFIX = "_proxy"
_FILE_LIMIT = 16 * 1024 * 1024
_FORM = b"P1"
_AWSUME_PROFILE, _OWN_START, _OWN_REGION, _NO_NOTICE = 1, 2, 4, 8


class FastPathHit:
    """A cached session found by the fast path, and the settings that shape its output."""

    __slots__ = ("awsume_profile", "endpoint_notice", "session", "switch_notice")

    def __init__(
        self, session: Session, awsume_profile: bool, switch_notice: bool, endpoint_notice: str
    ) -> None:
        self.session = session
        self.endpoint_notice = endpoint_notice
        self.awsume_profile = awsume_profile
        self.switch_notice = switch_notice


def fingerprint(
    env: Mapping[str, str], *, own_start: bool = False, own_region: bool = False
) -> bytes | None:
    """Return 16 bytes over what decides a session: three files and the variables that count.

    The files are both of AWS's and our settings, byte for byte; the variables are HOME, all of
    AWS_*, our own, and the proxies'. With `own_start` START_VARIABLES are left out, with
    `own_region` REGION_VARIABLES. Of region and endpoint the user's own values count, not those
    that a session handed over. None when a file cannot be read: the full way will say why.
    """
    left_out = _SAYS_NOTHING
    if own_start:
        left_out |= START_VARIABLES
    if own_region:
        left_out |= REGION_VARIABLES
    parts = [b"own start" if own_start else b"", b"own region" if own_region else b""]
    for path in _paths(env):
        content = _content(path) if path else None
        if content is None:
            return None
        parts += (as_bytes(path), content)
    own = user_environment(env)
    parts += (as_bytes(f"{name}={own[name]}") for name in _deciding(own) if name not in left_out)
    return digest(*parts)


def remember(
    name: str,
    env: Mapping[str, str],
    session_key: str,
    *,
    session: Session | None = None,
    awsume_profile: bool = False,
    switch_notice: bool = True,
    endpoint_notice: str = "",
    own_start: bool = False,
    own_region: bool = False,
) -> bool:
    """Leave a pointer from `name`, as it was typed, to the session stored under `session_key`.

    To be called after a session was handed over that took nothing but its name to choose: no
    options, no warnings. `session` is the one handed over; unless the stored one is equal, nothing
    is left. `endpoint_notice` reports that calls do not go to AWS, safe for a terminal.
    `own_start` says that the chain does not start in the environment, `own_region` that
    the profile names its region. Returns whether a pointer was left, for as long as the session
    lasts; without a kernel keyring there is none, and `cli.main` answers.
    """
    from swtui.sessions.cache.backends import kernel_ring

    ring = kernel_ring(env)
    entry = entry_name(session_key)
    payload = ring.get(entry)
    kept = None if payload is None else decode(payload)
    if kept is None or kept.credentials.expires_at is None or session not in (None, kept):
        return False
    decided = fingerprint(env, own_start=own_start, own_region=own_region)
    if decided is None:
        return False
    flags = _AWSUME_PROFILE * awsume_profile + _NO_NOTICE * (not switch_notice)
    flags += _OWN_START * own_start + _OWN_REGION * own_region
    raw = _FORM + bytes((flags,)) + decided + bytes.fromhex(entry) + as_bytes(endpoint_notice)
    try:
        ring.write(entry_name(name), POINTER, raw, kept.credentials.expires_at)
    except QuotaFull:
        return False
    return True


def look_up(name: str, env: Mapping[str, str]) -> FastPathHit | None:
    """Return the cached session of `name`, valid for five more minutes; else None."""
    ring = KernelRing(namespace(env))
    raw = ring.read(entry_name(name), POINTER)
    if raw is None or len(raw) < 35 or not raw.startswith(_FORM):
        return None
    flags, known, entry = raw[2], raw[3:19], raw[19:35].hex()
    now = fingerprint(env, own_start=bool(flags & _OWN_START), own_region=bool(flags & _OWN_REGION))
    if now != known:
        return None
    payload = ring.get(entry, FRESH)
    session = None if payload is None else decode(payload)
    if session is None:
        return None
    notice = raw[35:].decode("utf-8", "replace")
    return FastPathHit(session, bool(flags & _AWSUME_PROFILE), not flags & _NO_NOTICE, notice)


def _deciding(env: Mapping[str, str]) -> list[str]:
    return sorted(
        name
        for name in env
        if name == "HOME"
        or name.startswith(_DECIDING_PREFIXES)
        or name.lower().endswith(_DECIDING_SUFFIX)
    )


def _paths(env: Mapping[str, str]) -> Iterator[str]:
    """Give the paths of the three files, by their readers' rules.

    Empty without a HOME, and for a path whose variables or whose other user's home the full way
    would have to look up.
    """
    home = env.get("HOME", "")
    for variable, usual in (
        ("AWS_CONFIG_FILE", "~/.aws/config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
    ):
        path = env.get(variable) or usual
        if path == "~" or path.startswith("~/"):
            path = home + path[1:] if home else ""
        yield "" if "$" in path or path[:1] == "~" else path
    named = env.get("XDG_CONFIG_HOME", "")
    base = named if named.startswith("/") else home and home + "/.config"
    yield env.get("SWTUI_CONFIG") or (base and base + "/swtui/config.toml")


def _content(path: str) -> bytes | None:
    """Return a file's bytes behind one that says that it is there; None when it is unreadable."""
    try:
        descriptor = os.open(path, TO_READ)
    except FileNotFoundError:
        return b"-"
    except (OSError, ValueError):
        return None
    try:
        about = os.fstat(descriptor)
        size = about.st_size
        if not stat.S_ISREG(about.st_mode) or size > _FILE_LIMIT:
            return None  # what a pipe holds must be left for the full way
        content = os.read(descriptor, size + 1)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    # Fewer or more bytes than that: it is being written right now.
    return b"+" + content if len(content) == size else None

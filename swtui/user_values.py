"""Record the region and endpoint variables from before the first switch, with builtins alone.

A handoff sets some of these variables. SWTUI_USER_VALUES records their values from before, so
that the next switch, and the way back, know the user's own values from ours.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Iterable, Mapping

USER_VALUES = "SWTUI_USER_VALUES"
"""Words `NAME=VALUE`, with `%XX` for odd bytes; a bare `NAME` was not set."""

REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
"""Some SDKs read only the one, some only the other: both are set, or neither."""

ENDPOINT_URL = "AWS_ENDPOINT_URL"
IGNORE_URLS = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
USE_FIPS = "AWS_USE_FIPS_ENDPOINT"
USE_DUAL_STACK = "AWS_USE_DUALSTACK_ENDPOINT"
STS_REGIONAL = "AWS_STS_REGIONAL_ENDPOINTS"
CA_BUNDLE = "AWS_CA_BUNDLE"
ENDPOINTS = (ENDPOINT_URL, IGNORE_URLS, USE_FIPS, USE_DUAL_STACK, STS_REGIONAL, CA_BUNDLE)
"""What a profile says about its endpoint, as variables; `AWS_ENDPOINT_URL_<SERVICE>` as well."""

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/@,+")
_IN_NAMES = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


def user_environment(env: Mapping[str, str]) -> dict[str, str]:
    """Return `env` with the user's own region and endpoint in place of a handed-over one's."""
    own = dict(env)
    for name, value in recorded(env).items():
        own.pop(name, None)
        if value is not None:
            own[name] = value
    return own


def recorded(env: Mapping[str, str]) -> dict[str, str | None]:
    """Return each variable that a handoff has set, and the user's value; None: it was not set.

    A session without a record is of an older swtui: its region is not the user's.
    """
    if USER_VALUES not in env:
        return dict.fromkeys(REGIONS) if "SWTUI_ROLE" in env else {}
    values: dict[str, str | None] = dict.fromkeys(REGIONS)
    for word in env[USER_VALUES].split(" "):
        name, equals, text = word.partition("=")
        if _is_recorded(name):
            values[name] = _unescaped(text) if equals else None
    return values


def record(env: Mapping[str, str], names: Iterable[str]) -> str:
    """Return what USER_VALUES is to hold when a handoff is about to set `names` too."""
    values = recorded(env)
    for name in (*REGIONS, *names):
        values.setdefault(name, env.get(name) or None)
    words = (
        name if value is None else f"{name}={_escaped(value)}" for name, value in values.items()
    )
    return " ".join(words)


def is_endpoint_name(name: str) -> bool:
    """Return whether `name` is a variable about endpoints that a handoff may set."""
    return name in ENDPOINTS or (name.startswith(ENDPOINT_URL + "_") and _IN_NAMES.issuperset(name))


def _is_recorded(name: str) -> bool:
    return name in REGIONS or is_endpoint_name(name)


def _escaped(value: str) -> str:
    raw = value.encode("utf-8", "surrogateescape")
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in raw)


def _unescaped(text: str) -> str | None:
    """Return the value that was escaped so; None for what `_escaped` never writes."""
    head, *rest = text.split("%")
    try:
        raw = head.encode("ascii")
        for piece in rest:
            raw += bytes.fromhex(piece[:2]) + piece[2:].encode("ascii")
    except ValueError:
        return None
    return raw.decode("utf-8", "surrogateescape")

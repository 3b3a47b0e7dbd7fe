"""Write the line on stderr after a switch: role, account, region and expiry.

Builtins alone: a warm `export` writes it too.
"""

from __future__ import annotations

import os
import sys
import time

from swtui.handoff.environment import REMOVED, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:  # these are slow to import, and only the type checker needs them
    from collections.abc import Mapping

    from swtui.handoff.environment import Changes
    from swtui.sessions.credentials import Session

NAME_LIMIT = 200
"""Characters of a role's name that the line shows; an ARN with a long path fits."""

_PRODUCTION = "▲ "
_BETWEEN = " · "
_PLAIN = {"▲": "!", "·": "-", "…": "~"}
"""Character → its substitute where the encoding of stderr does not have it."""
_RED, _RESET = "\x1b[1;31m", "\x1b[0m"


def tell_switch(session: Session, changes: Changes, env: Mapping[str, str]) -> None:
    """Report the new identity of the shell; `changes` are those that were handed over."""
    expires_at = session.credentials.expires_at
    parts = (
        shown_name(session.name, NAME_LIMIT),
        session.identity.account or "account unknown",
        _describe_region(changes),
        "does not expire" if expires_at is None else format_expiry(expires_at, time.time()),
    )
    _write("", _BETWEEN.join(parts), env, production=session.production)


def tell_profile(
    name: str, account: str, changes: Changes, env: Mapping[str, str], *, production: bool
) -> None:
    """Report the profile that AWS's own tools now use."""
    parts = (
        shown_name(name, NAME_LIMIT),
        account or "account unknown",
        _describe_region(changes),
        "AWS_PROFILE only, no session",
    )
    _write("", _BETWEEN.join(parts), env, production=production)


def tell_left(env: Mapping[str, str]) -> None:
    """Report the role that a shell with this environment leaves, if any."""
    role, account = env.get("SWTUI_ROLE", ""), env.get("SWTUI_ACCOUNT", "")
    if role:
        parts = [shown_name(role, NAME_LIMIT)]
        if account:
            parts.append(shown_name(account, NAME_LIMIT))
        production = bool(env.get("SWTUI_PRODUCTION"))
        _write("left ", _BETWEEN.join(parts), env, production=production)
        return
    removed = [name for name in REMOVED if name in env]
    if removed:
        _write("removed ", ", ".join(removed), env, production=False)


def format_expiry(expires_at: int, now: float) -> str:
    """Return the expiry of a session in local time and the time left: `until 21:04 (59 min)`.

    A time that is a day away or more has its date.
    """
    seconds = max(0, int(expires_at - now))
    form = "%H:%M" if seconds < 86400 else "%Y-%m-%d %H:%M"
    return f"until {time.strftime(form, time.localtime(expires_at))} ({_format_span(seconds)})"


def _format_span(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def _describe_region(changes: Changes) -> str:
    region = changes.to_set.get("AWS_REGION", "")
    return shown_name(region, NAME_LIMIT) if isinstance(region, str) and region else "no region"


def _write(before: str, words: str, env: Mapping[str, str], *, production: bool) -> None:
    stream = sys.stderr
    if stream is None:
        return  # we were started without it (`2>&-`)
    if production:
        words = _PRODUCTION + words
        if _has_colour(env):
            words = _RED + words + _RESET
    line = before + words + "\n"
    try:
        line.encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        for character, plain in _PLAIN.items():
            line = line.replace(character, plain)
    try:
        stream.write(line)  # what else the encoding does not have, it writes as escapes
        stream.flush()
    except (OSError, ValueError):
        return  # no one reads it any more


def _has_colour(env: Mapping[str, str]) -> bool:
    return os.isatty(2) and not env.get("NO_COLOR") and env.get("TERM") != "dumb"

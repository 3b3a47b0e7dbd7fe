"""The clipboard: put a text where it can be pasted, say truthfully where that is, and clear it.

Three ways, the first that works is taken: the desktop's clipboard (read back before it is called
copied), tmux's buffer `swtui` (also read back), and OSC 52 to the terminal (which never answers).
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from swtui.errors import SwtuiError
from swtui.handoff.clipboard_guard import WayFailed, digest
from swtui.handoff.clipboard_ways import (
    BUFFER,
    Placed,
    desktop,
    desktop_of,
    over_ssh,
    terminal,
    tmux,
    tmux_view,
)
from swtui.secret import Secret
from swtui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from swtui.handoff.clipboard_clear import Clearing


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The place of a copied text."""

    way: str
    """`xclip`, `wl-copy`, `pbcopy`, …, `tmux buffer`, or `terminal (OSC 52)`."""
    verified: bool
    """Whether it was read back and found to be the same."""
    clears_in: int | None
    """Seconds until it is cleared, if unchanged by then; None: it stays."""
    outcome: str
    """Where it is and how long, for the user: the end of a sentence, and further sentences."""

    def describe(self, what: str = "") -> str:
        """Return sentences for the user: `Copied WHAT to the clipboard (xclip).`"""
        return " ".join(filter(None, ("Copied" if self.verified else "Sent", what, self.outcome)))


def copy(
    text: str | Secret,
    *,
    env: Mapping[str, str],
    secret: bool,
    clear_after: int,
    write_terminal: Callable[[str], None] | None,
) -> Copied:
    """Put `text` where it can be pasted; takes up to some seconds, so not on the UI's thread.

    `clear_after` is in seconds, 0: never. `secret` marks the text as not to be stored by clipboard
    managers, where there is a mark for that, and asks for a word on what stays.
    `write_terminal` is given a whole escape sequence to write to the user's terminal; None: there
    is no terminal. Raises SwtuiError, which names what was tried, when no way worked.
    """
    plain = text.reveal() if isinstance(text, Secret) else text
    is_secret = secret or isinstance(text, Secret)
    _check(plain)
    seen = tmux_view(env)
    reasons: list[str] = []
    # Before the text is anywhere: we may be ended at any moment.
    clearing = _clearing(plain, seen, clear_after)
    try:
        for way in _ways(plain, seen, is_secret, write_terminal):
            try:
                placed = way()
            except WayFailed as failure:
                reasons.append(str(failure))
                continue
            return _finish(placed, clearing, is_secret, clear_after, reasons)
    finally:
        if clearing is not None:
            clearing.close()
    raise SwtuiError(
        f"nothing was copied: {'; '.join(reasons) or 'there is no clipboard here'}",
        hint=_hint(seen),
    )


def _check(text: str) -> None:
    if not text:
        raise SwtuiError("there is nothing to copy")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise SwtuiError(
            "this cannot be copied: it holds bytes that are not text",
            hint="swtui export writes it as it is",
        ) from None


def _ways(
    text: str,
    env: Mapping[str, str],
    secret: bool,
    write_terminal: Callable[[str], None] | None,
) -> Iterator[Callable[[], Placed]]:
    if desktop_of(env):
        yield lambda: desktop(text, env, secret)
    if env.get("TMUX"):
        yield lambda: tmux(text, env)
    if write_terminal is not None:
        yield lambda: terminal(text, env, write_terminal)


def _finish(
    placed: Placed,
    clearing: Clearing | None,
    secret: bool,
    clear_after: int,
    reasons: list[str],
) -> Copied:
    """Arrange the clearing, and describe the outcome."""
    clears_in: int | None = None
    first, more = placed.destination, [placed.paste]
    if placed.clearable and clear_after > 0:
        if clearing is not None and clearing.starts(placed.place):
            clears_in = clear_after
            first += f", cleared in {clear_after} s"
        else:
            more.append("It stays there: swtui could not arrange to clear it.")
    elif placed.clearable and secret:
        more.append("It stays there until something else is copied.")
    if secret:
        more.append(placed.stays)
    if reasons:
        first += f" ({one_line('; '.join(reasons), 160)})"
    outcome = " ".join(filter(None, (f"{first}.", *more)))
    return Copied(way=placed.way, verified=placed.verified, clears_in=clears_in, outcome=outcome)


def _clearing(text: str, env: Mapping[str, str], seconds: int) -> Clearing | None:
    if seconds <= 0 or not (desktop_of(env) or env.get("TMUX")):
        return None  # what went to the terminal cannot be cleared
    from swtui.handoff.clipboard_clear import clearing

    salt = os.urandom(16)
    return clearing(seconds, salt, digest(text, salt), env)


def ways(env: Mapping[str, str]) -> list[str]:
    """Return, best first, a line for each way by which a copy would go from here.

    Nothing is run: the environment and the programs on PATH decide.
    """
    found = []
    if desktop := desktop_of(env):
        keeps = "a clipboard manager may keep a copy"
        found.append(f"the desktop's clipboard: {desktop}; read back, and cleared ({keeps})")
    if env.get("TMUX"):
        has = shutil.which("tmux", path=env.get("PATH"))
        state = "read back, and cleared" if has else "but no program tmux is on PATH"
        found.append(f"tmux's buffer {BUFFER} (paste: prefix + =); {state}")
    distance = " over SSH" if over_ssh(env) else ""
    found.append(f"the terminal{distance} (OSC 52); it cannot be read back or cleared")
    return found


def _hint(env: Mapping[str, str]) -> str:
    if over_ssh(env):
        return "over SSH, run it in tmux, or print the commands: swtui export NAME"
    if env.get("WAYLAND_DISPLAY"):
        return "install wl-clipboard, or print the commands: swtui export NAME"
    return "install xclip, or print the commands: swtui export NAME"

"""Copy a text to where it can be pasted, report where that is, and clear it later.

There are three ways, and the first that works is used: the desktop's clipboard (read back before
it is called copied), tmux's buffer `swtui` (also read back), and OSC 52 to the terminal (which
never answers).
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from swtui.errors import SwtuiError
from swtui.handoff.clipboard_guard import WayFailed, digest
from swtui.handoff.clipboard_ways import (
    BUFFER,
    Placed,
    copy_to_desktop,
    copy_to_terminal,
    copy_to_tmux,
    find_desktop,
    is_over_ssh,
    read_tmux_environment,
)
from swtui.records import record
from swtui.secret import Secret
from swtui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from swtui.handoff.clipboard_clear import Clearing


@record
class Copied:
    """The result of a copy: its place, and how long the text stays there."""

    way: str
    """`xclip`, `wl-copy`, `pbcopy`, …, `tmux buffer`, or `terminal (OSC 52)`."""
    verified: bool
    """Whether it was read back and found to be the same."""
    clears_in: int | None
    """Seconds until it is cleared, if unchanged by then; None: it stays."""
    outcome: str
    """The place of the copy and how long it stays: the end of a sentence, and further sentences."""

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
    """Copy `text` to where it can be pasted; this can take seconds, so not on the UI's thread.

    `clear_after` is in seconds, 0: never. `secret` marks the text as not to be stored by clipboard
    managers, where there is a mark for that, and adds to the result where it may stay.
    `write_terminal` is given a whole escape sequence to write to the user's terminal; None: there
    is no terminal. Raises SwtuiError, which names what was tried, when no way worked.
    """
    plain = text.reveal() if isinstance(text, Secret) else text
    is_secret = secret or isinstance(text, Secret)
    _check(plain)
    view = read_tmux_environment(env)
    reasons: list[str] = []
    # Before the text is anywhere: we may be ended at any moment.
    clearing = _arrange_clearing(plain, view, clear_after)
    try:
        for way in _list_ways(plain, view, is_secret, write_terminal):
            try:
                placed = way()
            except WayFailed as failure:
                reasons.append(str(failure))
                continue
            return _build_copied(placed, clearing, is_secret, clear_after, reasons)
    finally:
        if clearing is not None:
            clearing.close()
    raise SwtuiError(
        f"nothing was copied: {'; '.join(reasons) or 'there is no clipboard here'}",
        hint=_hint(view),
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


def _list_ways(
    text: str,
    env: Mapping[str, str],
    secret: bool,
    write_terminal: Callable[[str], None] | None,
) -> Iterator[Callable[[], Placed]]:
    if find_desktop(env):
        yield lambda: copy_to_desktop(text, env, secret)
    if env.get("TMUX"):
        yield lambda: copy_to_tmux(text, env)
    if write_terminal is not None:
        yield lambda: copy_to_terminal(text, env, write_terminal)


def _build_copied(
    placed: Placed,
    clearing: Clearing | None,
    secret: bool,
    clear_after: int,
    reasons: list[str],
) -> Copied:
    """Start the clearing of a text that was copied, and describe the result."""
    clears_in: int | None = None
    first, more = placed.destination, [placed.paste]
    if placed.clearable and clear_after > 0:
        if clearing is not None and clearing.start(placed.place):
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


def _arrange_clearing(text: str, env: Mapping[str, str], seconds: int) -> Clearing | None:
    if seconds <= 0 or not (find_desktop(env) or env.get("TMUX")):
        return None  # what went to the terminal cannot be cleared
    from swtui.handoff.clipboard_clear import start_clearing

    salt = os.urandom(16)
    return start_clearing(seconds, salt, digest(text, salt), env)


def describe_ways(env: Mapping[str, str]) -> list[str]:
    """Return a line for each way of copying that this environment has, the best first.

    Nothing is run: the environment and the programs on PATH decide.
    """
    lines = []
    if desktop := find_desktop(env):
        keeps = "a clipboard manager may keep a copy"
        lines.append(f"the desktop's clipboard: {desktop}; read back, and cleared ({keeps})")
    if env.get("TMUX"):
        program = shutil.which("tmux", path=env.get("PATH"))
        state = "read back, and cleared" if program else "but no program tmux is on PATH"
        lines.append(f"tmux's buffer {BUFFER} (paste: prefix + =); {state}")
    distance = " over SSH" if is_over_ssh(env) else ""
    lines.append(f"the terminal{distance} (OSC 52); it cannot be read back or cleared")
    return lines


def _hint(env: Mapping[str, str]) -> str:
    if is_over_ssh(env):
        return "over SSH, run it in tmux, or print the commands: swtui export NAME"
    if env.get("WAYLAND_DISPLAY"):
        return "install wl-clipboard, or print the commands: swtui export NAME"
    return "install xclip, or print the commands: swtui export NAME"

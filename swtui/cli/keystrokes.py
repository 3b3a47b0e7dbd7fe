"""The controlling terminal: opened even if stdin is redirected, read key by key without echo."""

from __future__ import annotations

import contextlib
import os
import select
from collections.abc import Iterator

from swtui.sessions.terminal import exits_on_signals
from swtui.system import flags

ESCAPE, INTERRUPT = "\x1b", "\x03"
END_OF_INPUT = ("", "\x04", "\0")
"""The terminal is gone; ctrl+d; a ctrl+d typed before cbreak mode, which Linux reads as NUL."""


@contextlib.contextmanager
def at_terminal() -> Iterator[int | None]:
    """Give the descriptor of /dev/tty, or None without one (Windows, cron)."""
    try:
        terminal = os.open("/dev/tty", flags("O_RDWR", "O_NOCTTY", "O_CLOEXEC"))
    except OSError:
        yield None
        return
    try:
        yield terminal
    finally:
        os.close(terminal)


@contextlib.contextmanager
def unechoed(terminal: int) -> Iterator[None]:
    """Read single keys without echo; restore the terminal at any exit."""
    import termios
    import tty

    before = termios.tcgetattr(terminal)
    with exits_on_signals():
        try:
            tty.setcbreak(terminal, termios.TCSADRAIN)
            after = termios.tcgetattr(terminal)
            after[3] &= ~termios.ISIG
            termios.tcsetattr(terminal, termios.TCSADRAIN, after)
            yield
        finally:
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def key(terminal: int, seconds: float | None = None) -> str | None:
    """Return the next character typed; None after `seconds` without one, "" at the end."""
    if seconds is not None and not select.select([terminal], [], [], max(0.0, seconds))[0]:
        return None
    return os.read(terminal, 1).decode("latin-1")


def drop_typed(terminal: int) -> None:
    """Discard unread keys."""
    import termios

    termios.tcflush(terminal, termios.TCIFLUSH)


def write(terminal: int, text: str) -> None:
    """Write to the terminal."""
    os.write(terminal, text.encode())

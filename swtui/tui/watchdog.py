"""The watchdog: it ends the picker that was told to end, when its loop does not do it in time.

The loop cannot be trusted with this: it is what may be stuck. So a signal is taken by the
interpreter itself, and so is the alarm that it sets.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import termios
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

PATIENCE = 3
"""Seconds the loop has to end the picker."""
ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
"""Signals that end the picker, with 128 + their number as its exit code."""

_GIVE_BACK = (
    "\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
    "\x1b[<u\x1b[0m\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""The sequences that undo all that Textual switches on."""
_WRITABLE_WITHIN = 0.2
"""Seconds to wait for a terminal that does not read."""


class Watchdog:
    """Takes the signals that end the picker, and ends the process when the picker does not."""

    def __init__(self, keyboard: int, screen: int) -> None:
        """Take the descriptors of the terminal: the one read from, the one drawn on."""
        self._keyboard = keyboard
        self._screen = screen
        self._before: list[Any] | None = None
        self._asked: signal.Signals | None = None
        self._ask: Callable[[signal.Signals], object] | None = None

    @contextlib.contextmanager
    def on_duty(self) -> Iterator[None]:
        """Take the signals until the picker has ended, then give them back."""
        with contextlib.suppress(termios.error):
            self._before = termios.tcgetattr(self._keyboard)
        handlers = {number: signal.signal(number, self._take) for number in ENDING}
        handlers[signal.SIGALRM] = signal.signal(signal.SIGALRM, self._end_process)
        try:
            yield
        finally:
            signal.alarm(0)
            for number, handler in handlers.items():
                signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def report_to(self, ask: Callable[[signal.Signals], object]) -> None:
        """Have `ask` called, in the main thread, when a signal asks the picker to end."""
        self._ask = ask
        if self._asked is not None:
            ask(self._asked)

    def arm(self, number: signal.Signals) -> None:
        """Set the alarm, unless it is set: the picker was asked to end. For any thread."""
        if self._asked is None:
            self._asked = number
            signal.alarm(PATIENCE)

    def _take(self, number: int, _: FrameType | None) -> None:
        self.arm(signal.Signals(number))
        if self._ask is not None:
            with contextlib.suppress(RuntimeError):  # the loop has just ended by itself
                self._ask(signal.Signals(number))

    def _end_process(self, _number: int, _: FrameType | None) -> None:
        """Give the terminal back as it was, end the programs we wait for, and end."""
        with contextlib.suppress(OSError, termios.error):
            if os.tcgetpgrp(self._keyboard) == os.getpgrp():
                self._give_back()
        # What is registered to run at the end may hang as well: then the next alarm ends us.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(1)
        atexit._run_exitfuncs()
        os._exit(128 + (self._asked or signal.SIGALRM))

    def _give_back(self) -> None:
        if not select.select([], [self._screen], [], _WRITABLE_WITHIN)[1]:
            termios.tcflush(self._screen, termios.TCOFLUSH)
        if select.select([], [self._screen], [], _WRITABLE_WITHIN)[1]:
            os.write(self._screen, _GIVE_BACK.encode())
        if self._before is not None:
            termios.tcsetattr(self._keyboard, termios.TCSANOW, self._before)

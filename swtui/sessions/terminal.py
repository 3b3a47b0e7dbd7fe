"""The controlling terminal, lent to a program that asks on it, and taken back however that ends.

A program that runs in the background is stopped when it reads the terminal or changes its mode
(POSIX, "General Terminal Interface": SIGTTIN, SIGTTOU).
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any

from swtui.system import flags

_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")
_OF_JOBS = ("SIGTTIN", "SIGTTOU", "SIGTSTP")


class Terminal:
    """The terminal that controls this process, in its foreground or not."""

    def __init__(self, descriptor: int) -> None:
        import termios

        self.descriptor = descriptor
        self.lent = False
        """Whether a program has, or had, the terminal."""
        self._group = os.getpgrp()
        self.in_front = os.tcgetpgrp(descriptor) == self._group
        """Whether we were in its foreground at first."""
        self._mode: list[Any] = termios.tcgetattr(descriptor)

    def lend(self, group: int) -> bool:
        """Put a process group in the foreground; False if we are in the background."""
        with contextlib.suppress(OSError), _unstoppable():
            if os.tcgetpgrp(self.descriptor) in (self._group, group):
                os.tcsetpgrp(self.descriptor, group)
                self.lent = True
                return True
        return False

    def wait_to_lend(self, group: int) -> bool:
        """Ask a swtui that runs us for the terminal, by stopping as its program; then lend it.

        The other swtui ends us instead, if it may not lend it.
        """
        os.killpg(self._group, signal.SIGTTIN)
        return self.lend(group)

    def take_back(self, group: int) -> None:
        """Return to the foreground if `group` is there, and restore the terminal's mode."""
        import termios

        if not self.lent:
            return
        with contextlib.suppress(OSError, termios.error), _unstoppable():
            if os.tcgetpgrp(self.descriptor) != group:
                return
            os.tcsetpgrp(self.descriptor, self._group)
            if termios.tcgetattr(self.descriptor) != self._mode:
                termios.tcsetattr(self.descriptor, termios.TCSANOW, self._mode)

    def discard_typed(self) -> None:
        """Discard what was typed for a program that no longer reads it: a shell would run it."""
        import termios

        with contextlib.suppress(OSError, termios.error), _unstoppable():
            if self.lent and os.tcgetpgrp(self.descriptor) == self._group:
                termios.tcflush(self.descriptor, termios.TCIFLUSH)

    def write(self, text: str) -> None:
        """Write safe text, also from the background."""
        with contextlib.suppress(OSError), _unstoppable():
            os.write(self.descriptor, text.encode())


@contextlib.contextmanager
def controlling_terminal() -> Iterator[Terminal | None]:
    """Yield the controlling terminal, or None."""
    try:
        descriptor = os.open("/dev/tty", flags("O_RDWR", "O_NOCTTY", "O_CLOEXEC"))
    except OSError:
        yield None
        return
    try:
        yield Terminal(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def exits_on_signals() -> Iterator[None]:
    """Let signals that end a program raise SystemExit, so that what is open is closed.

    Does nothing outside of the main thread: Python sets signal handlers only there.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    handlers = {
        number: signal.signal(number, end)
        for number in numbers
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def stops_for_terminal() -> Iterator[None]:
    """Let programs started meanwhile be stopped by the terminal, also below `$(…)`.

    Shells ignore these signals there, and what is ignored is inherited: the program would get an
    error instead. Does nothing outside of the main thread.
    """
    changed = {}
    if threading.current_thread() is threading.main_thread():
        for name in _OF_JOBS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_IGN:
                changed[number] = signal.signal(number, signal.SIG_DFL)
    try:
        yield
    finally:
        for number, handler in changed.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _unstoppable() -> Iterator[None]:
    """Keep SIGTTOU from us: taking the terminal back is done from the background."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTTOU])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

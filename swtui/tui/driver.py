"""The terminal driver: Textual's, but it leaves at once and keeps what was typed ahead."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import select
import signal
import termios
import time
import tty
from codecs import getincrementaldecoder
from collections.abc import Callable
from threading import Event
from typing import Any

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key

TICK = 0.02
"""Seconds between looks at an unfinished escape sequence."""
SETTLED = 0.25
"""Seconds after the last byte when nothing of it can be unfinished any more."""

PATIENCE = 2.0
"""Seconds the app is given to do what keys ask for, before more are read."""
LAST = (b"\x03", b"\x1a", b"\r", b"\n")
"""Keys after which the terminal may be another's: ctrl+c, ctrl+z, Enter."""
MOST = 65536
"""Bytes that are read at once."""


class PickerDriver(LinuxDriver):
    """Textual's Linux driver with a pipe that wakes its input thread.

    Textual's own thread notices the end up to 0.2 s late and then throws away what the user
    typed for the shell that follows.
    """

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._when_answered: Callable[[Callable[[], object]], object] = getattr(
            app, "when_keys_answered", app.call_later
        )
        self._must_end: Callable[[signal.Signals], object] = getattr(
            app, "must_end", lambda _: None
        )
        self._taken = Event()
        self._pasting = False
        self._raw: list[Any] | None = None
        self._woken = self._waker = -1

    def start_application_mode(self) -> None:
        """Take the terminal; also after it was suspended."""
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        attributes = self._erase_echo()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if attributes is not None and self.attrs_before is not None:
            self.attrs_before = attributes
        with contextlib.suppress(termios.error):
            self._raw = termios.tcgetattr(self.fileno)

    def _erase_echo(self) -> list[Any] | None:
        """Erase what the terminal has echoed of keys typed ahead; return its attributes before.

        The picker takes these keys. Their echo would stand before the shell's next prompt.
        """
        try:
            before = termios.tcgetattr(self.fileno)
            raw = [*before[:6], list(before[6])]
            raw[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON)
            termios.tcsetattr(self.fileno, termios.TCSANOW, raw)
            # Only now it counts what is not a whole line, and echoes no more of it.
            waiting = fcntl.ioctl(self.fileno, termios.FIONREAD, bytes(4))
        except (OSError, termios.error):
            return None  # the terminal is gone
        if any(waiting) and before[tty.LFLAG] & termios.ECHO and self._file is not None:
            self._file.write("\r\x1b[K")
            self._file.flush()
        return before

    def window_size(self) -> tuple[int, int]:
        """Return the columns and lines that the terminal has now."""
        return self._get_terminal_size()

    def _get_terminal_size(self) -> tuple[int, int]:
        """Ask the terminal itself: COLUMNS and LINES, if exported, are those of the start."""
        with contextlib.suppress(OSError):
            columns, lines = os.get_terminal_size(self.fileno)
            if columns and lines:
                return columns, lines
        return super()._get_terminal_size()

    def _sigcont_application(self, *_: object) -> None:
        """Go on after a stop; after one that came from outside, nothing had been put away."""
        if self._must_signal_resume:
            super()._sigcont_application()
        else:
            # A signal's handler must wake the loop itself.
            self._loop.call_soon_threadsafe(self._app.call_later, self._come_back)

    def _come_back(self) -> None:
        """Take the terminal again: the shell may have used it meanwhile.

        Textual would start a second input thread, and call raw what it found at the start.
        """
        if self._app._exit or self._raw is None:
            return
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self.fileno, termios.TCSANOW, self._raw)
        self.write("\x1b[?25l\x1b[?1004h\x1b[?2004h\x1b[?7l")
        self._enable_mouse_support()
        self.flush()
        self._app.post_message(self.SignalResume())

    def close(self) -> None:
        """Let go of what was opened."""
        super().close()
        for descriptor in {self._woken, self._waker} - {-1}:
            os.close(descriptor)
        self._woken = self._waker = -1

    def disable_input(self) -> None:
        """End the input thread now; what it has not read stays in the terminal's queue."""
        if self.exit_event.is_set():
            return
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        self._disable_mouse_support()
        self.exit_event.set()
        self._taken.set()
        with contextlib.suppress(BlockingIOError):
            os.write(self._waker, b"x")
        if self._key_thread is not None:
            self._key_thread.join()
        with contextlib.suppress(OSError):
            os.set_blocking(self._woken, False)
            os.read(self._woken, 64)
        self.exit_event.clear()

    def stop_application_mode(self) -> None:
        """Give the terminal back: first everything is written, then it may echo again.

        The other way round, what is typed ahead would be echoed into the middle of an escape
        sequence.
        """
        attributes, self.attrs_before = self.attrs_before, None
        super().stop_application_mode()
        if self._writer_thread is not None and self._writer_thread.is_alive():
            self._writer_thread.stop()
        if attributes is not None:
            with contextlib.suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)

    def run_input_thread(self) -> None:
        """Read the terminal and pass on events, until woken to end or the terminal is gone."""
        parser = XTermParser(debug=False)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        settled_at = time.monotonic() + SETTLED
        while not (self.exit_event.is_set() or self._app._exit):
            wait = TICK if time.monotonic() < settled_at else None
            ready, _, _ = select.select([self.fileno, self._woken], [], [], wait)
            if self.fileno in ready and self._woken not in ready:
                data = self._read()
                if not data:
                    break
                for event in parser.feed(decode(data)):
                    if isinstance(event, Key) and event.key == "ctrl+c":
                        self._must_end(signal.SIGINT)
                    self.process_message(event)
                self._let_take_effect()
                settled_at = time.monotonic() + SETTLED
            for event in parser.tick():
                self.process_message(event)
        with contextlib.suppress(EOFError, ParseError):
            list(parser.feed(""))

    def _let_take_effect(self) -> None:
        """Wait until the app has done what the keys ask for: one may be the last it is to get.

        What is typed behind that one then is still in the terminal, for the shell that follows.
        """
        self._taken = Event()

        async def ask() -> None:
            self._when_answered(self._taken.set)

        if not self.exit_event.is_set():  # it is set before the event: we are not left waiting
            # By the way the keys go: posted from here, it would overtake the last of them.
            asyncio.run_coroutine_threadsafe(ask(), self._loop)
            self._taken.wait(PATIENCE)

    def _read(self) -> bytes:
        """Return what was typed, up to a key after which the terminal may be another's.

        Nothing, and a request to leave, when the terminal is gone.
        """
        data = b""
        try:
            while True:
                # A tty cannot be peeked into: byte by byte, but for what is pasted in brackets.
                byte = os.read(self.fileno, 4096 if self._in_paste(data) else 1)
                data += byte
                if not byte or byte in LAST or len(data) >= MOST or self._is_an_answer(data):
                    break
                if not select.select([self.fileno], [], [], 0)[0]:
                    break
        except OSError:
            data = b""
        if not data:
            # The terminal was closed; there may be no SIGHUP for us.
            self._must_end(signal.SIGHUP)
            self._app.call_later(self._app.exit, return_code=128 + signal.SIGHUP)
        return data

    def _is_an_answer(self, data: bytes) -> bool:
        """Return whether this is one letter for a screen that may give the terminal away for it."""
        letter = len(data) == 1 and b" " <= data <= b"~" and not self._pasting
        return letter and getattr(self._app, "asks_for_letters", False)

    def _in_paste(self, data: bytes) -> bool:
        """Return whether a bracketed paste has begun, in `data` or before, and not ended."""
        begun, ended = data.rfind(b"\x1b[200~"), data.rfind(b"\x1b[201~")
        if begun >= 0 or ended >= 0:
            self._pasting = begun > ended
        return self._pasting

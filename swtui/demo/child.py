"""Runs the demo's one child in our own process group, as if it had been started itself.

The terminal belongs to the child: ^C, ^\\ and ^Z reach it from the kernel, and we sit them out.
When it stops, we stop, so that the shell takes the terminal back; when we go on, it goes on.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Any

from swtui.errors import CannotRunError
from swtui.text import one_line

SAT_OUT = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP)
"""Sent by the terminal to the whole process group: the child's business."""
PASSED_ON = (signal.SIGTERM, signal.SIGHUP)
"""Sent to us alone: they mean the child."""
PATIENCE = 2
"""Seconds until a child that was told to end is told more firmly: HUP, then KILL."""


class Child:
    """The child, and our signal handlers while there is one: `with Child() as child: …`.

    The handlers are functions, not SIG_IGN: a handler is reset in the child, but what is ignored
    stays ignored there. What we were started to ignore (nohup) both go on ignoring.
    """

    def __init__(self) -> None:
        self.told = 0
        """The number of the signal that told us to end, or 0."""
        self._process = 0
        self._firmer = [signal.SIGHUP, signal.SIGKILL]
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Child:
        handlers = dict.fromkeys(SAT_OUT, self._sit_out) | dict.fromkeys(PASSED_ON, self._pass_on)
        for number, handler in (handlers | {signal.SIGALRM: self._insist}).items():
            if signal.getsignal(number) != signal.SIG_IGN:
                self._before[number] = signal.signal(number, handler)
        return self

    def __exit__(self, *_: object) -> None:
        signal.alarm(0)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def run(self, argv: Sequence[str], env: Mapping[str, str]) -> int:
        """Run a command to its end and return its exit code, 128+n if signal n ended it.

        Told to end, it returns 128 + that signal. Raises CannotRunError.
        """
        self._process = _spawn(argv, env)
        if self.told:  # before there was a child to tell
            self._tell(self.told)
        code = self._wait()
        signal.alarm(0)
        self._process = 0
        return 128 + self.told if self.told else code

    def _wait(self) -> int:
        while True:
            _, status = os.waitpid(self._process, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code
            self._stop_ourselves()
            self._send(signal.SIGCONT)

    def _stop_ourselves(self) -> None:
        """Stop until the shell says go on; where no shell could (an orphaned group), go on."""
        ours = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, ours)

    def _send(self, number: int) -> None:
        try:
            os.kill(self._process, number)
        except ProcessLookupError:
            return  # it ended by itself meanwhile

    def _sit_out(self, *_: object) -> None:
        """Leave the terminal's own signals to the child."""

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self.told = self.told or number
        self._tell(number)

    def _insist(self, *_: object) -> None:
        self._tell(self._firmer.pop(0) if self._firmer else signal.SIGKILL)

    def _tell(self, number: int) -> None:
        if self._process:
            self._send(number)
            self._send(signal.SIGCONT)  # a stopped child would never hear it
            signal.alarm(PATIENCE)


def _spawn(argv: Sequence[str], env: Mapping[str, str]) -> int:
    """Start a command found through the PATH of `env`, and return its process id."""
    program = shutil.which(argv[0], path=env.get("PATH", os.defpath))
    if program is None:
        there = "/" in argv[0] and os.path.exists(argv[0])
        what = "is not a program that can be run" if there else "no such command"
        raise CannotRunError(f"{one_line(argv[0])}: {what}", exit_code=126 if there else 127)
    try:
        # Python ignores these two; a program expects them to end it.
        return os.posix_spawn(
            program, list(argv), dict(env), setsigdef=(signal.SIGPIPE, signal.SIGXFSZ)
        )
    except OSError as problem:
        reason = one_line(problem.strerror or "cannot be started").lower()
        raise CannotRunError(f"{one_line(argv[0])}: {reason}", exit_code=126) from None

"""Running a user's own command (`credential_process`, `mfa_process`) with limits.

It gets a process group of its own, limited time and limited output. Where it asks on the terminal
it is lent ours, if that may be. What is left of the group when we are done with it is ended.
"""

from __future__ import annotations

import atexit
import codecs
import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from swtui.aws.deadline import never
from swtui.errors import CancelledError
from swtui.sessions.command_line import Fault, shell_fault, split_command, start_fault
from swtui.sessions.terminal import (
    Terminal,
    controlling_terminal,
    exits_on_signals,
    stops_for_terminal,
)
from swtui.text import as_typed

LIMIT_SECONDS = 60.0
OUTPUT_LIMIT = 1024 * 1024
"""Bytes, of stdout and stderr each."""
PROCESSES = "SWTUI_PROCESSES"
"""The variable in which a credential_process finds whose processes are running."""
_GRACE = 0.3
"""Seconds that a grandchild may keep the pipe after the command itself has ended."""
_LOANS = 20
"""The number of times that a command may get the terminal: one that stops for ever is ended."""
_BY_HAND = "run it by hand to see what is wrong"
_IN_FRONT = "run swtui in the foreground of a terminal: there the program gets it"
_NOT_HERE = "swtui shell, exec and export lend it the terminal; the picker cannot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """The result of a command."""

    output: bytes = field(default=b"", repr=False)
    """Its stdout; it may hold secrets."""
    complaint: str = ""
    """The last 500 characters of its stderr, raw."""
    problem: str = ""
    """Why its output must not be used, as the end of a sentence; empty when all went well."""
    hint: str = ""
    """The next step for the user."""


def run_command(
    command: str,
    env: Mapping[str, str],
    *,
    seconds: float = LIMIT_SECONDS,
    cancelled: Callable[[], bool] = never,
    lend_terminal: bool = False,
) -> Ran:
    """Run a command line, split as a POSIX shell splits words, without a shell.

    With `lend_terminal` it gets our terminal when it asks for it; else it is ended then. Never
    raises for what the command does; raises CancelledError, also when it was lent the terminal
    and ctrl+c ended it.
    """
    words = split_command(command)
    if isinstance(words, Fault):
        return Ran(problem=words.text, hint=words.hint)
    fault = start_fault(words, env)
    if fault is not None:
        return Ran(problem=fault.text, hint=fault.hint)
    if not hasattr(os, "killpg"):
        return Ran(problem="is not run: on this system swtui could not end it")
    with contextlib.ExitStack() as stack:
        terminal = stack.enter_context(controlling_terminal()) if lend_terminal else None
        is_nested = PROCESSES in os.environ
        stack.enter_context(exits_on_signals())
        try:
            may_read = terminal is not None and (terminal.in_front or is_nested)
            stdin = terminal.descriptor if terminal and may_read else subprocess.DEVNULL
            child = _start(words, env, stdin)
        except (OSError, ValueError) as problem:
            reason = problem.strerror if isinstance(problem, OSError) else None
            text = f"cannot be started: {(reason or 'it is not a command').lower()}"
            return Ran(problem=text, hint=_BY_HAND)
        running = _Running(child, words, seconds, terminal, cancelled, is_nested=is_nested)
        wants = _IN_FRONT if lend_terminal else _NOT_HERE
        with child:
            return running.result(wants)


_running_groups: set[int] = set()
"""The process groups of commands that run; a thread that waits for one may not see our end."""


@atexit.register
def _end_all() -> None:
    for group in tuple(_running_groups):
        with contextlib.suppress(OSError):
            os.killpg(group, signal.SIGKILL)


def _start(words: list[str], env: Mapping[str, str], stdin: int) -> subprocess.Popen[bytes]:
    with stops_for_terminal():
        return subprocess.Popen(
            words,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(env),
            process_group=0,
        )


class _WantsTerminal(Exception):  # noqa: N818 - it is no error of the command's
    """The command asks on the terminal, and cannot have it."""


class _Running:
    """One command, from its start to its end."""

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        words: list[str],
        seconds: float,
        terminal: Terminal | None,
        cancelled: Callable[[], bool],
        *,
        is_nested: bool,
    ) -> None:
        self._child = child
        self._words = words
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._terminal = terminal
        self._cancelled = cancelled
        self._is_nested = is_nested
        self._loans = 0
        self._texts = {"out": bytearray(), "err": bytearray()}
        self._shown = 0
        """The number of bytes of its stderr that were shown on the terminal."""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def result(self, wants_terminal: str) -> Ran:
        """Return how it ended; `wants_terminal` is what to do if it asks on the terminal."""
        ended_well = False
        _running_groups.add(self._child.pid)
        try:
            ran = self._watch(wants_terminal)
            ended_well = not ran.problem
            return ran
        finally:
            self._end_group()
            if self._terminal is not None:
                self._terminal.take_back(self._child.pid)
                if not ended_well:
                    self._terminal.discard_typed()

    def _watch(self, wants_terminal: str) -> Ran:
        try:
            problem, hint = self._collect(), _BY_HAND
        except _WantsTerminal:
            problem = f"wants the terminal, so it was ended: {self._words[0]} asks something there"
            hint = wants_terminal
        complaint = bytes(self._texts["err"][-2000:]).decode("utf-8", "replace").strip()[-500:]
        if problem:
            return Ran(complaint=complaint, problem=problem, hint=hint)
        status = self._child.returncode
        if status in (-signal.SIGINT, 128 + signal.SIGINT) and self._loans:
            raise CancelledError("cancelled")
        if status != 0:
            fault = shell_fault(self._words)
            hint = f"it {fault.text}: {fault.hint}" if fault else _BY_HAND
            return Ran(complaint=complaint, problem=f"failed (exit code {status})", hint=hint)
        return Ran(output=bytes(self._texts["out"]), complaint=complaint)

    def _collect(self) -> str:
        """Read both pipes until the command has ended; return what went wrong, or ""."""
        left_at = float("inf")
        with selectors.DefaultSelector() as waiting:
            for name, pipe in (("out", self._child.stdout), ("err", self._child.stderr)):
                if pipe is not None:
                    waiting.register(pipe, selectors.EVENT_READ, name)
            while waiting.get_map() or self._child.returncode is None:
                if self._cancelled():
                    raise CancelledError("cancelled")
                if time.monotonic() >= self._end:
                    return f"did not end within {self._seconds:g} s"
                if time.monotonic() >= left_at:
                    return ""
                for key, _events in waiting.select(0.05 if waiting.get_map() else 0.002):
                    piece = os.read(key.fd, 65536)
                    self._texts[key.data] += piece
                    if not piece:
                        waiting.unregister(key.fileobj)
                    if len(self._texts[key.data]) > OUTPUT_LIMIT:
                        return "wrote more than 1 MB"
                self._look()
                if self._child.returncode is not None:
                    left_at = min(left_at, time.monotonic() + _GRACE)
        return ""

    def _look(self) -> None:
        """Notice that the command has ended, or was stopped. Raises _WantsTerminal."""
        self._show_complaint()
        if self._child.returncode is not None:
            return
        try:
            found, status = os.waitpid(self._child.pid, os.WNOHANG | os.WUNTRACED)
        except ChildProcessError:
            self._child.poll()
            return
        if not found:
            return
        if not os.WIFSTOPPED(status):
            self._child.returncode = os.waitstatus_to_exitcode(status)
        elif os.WSTOPSIG(status) in (signal.SIGTTIN, signal.SIGTTOU):
            self._lend()
        elif os.WSTOPSIG(status) == signal.SIGTSTP and self._loans:
            self._suspend()

    def _lend(self) -> None:
        self._loans += 1
        terminal, group = self._terminal, self._child.pid
        if terminal is None or self._loans > _LOANS:
            raise _WantsTerminal
        if not (terminal.lend(group) or (self._is_nested and terminal.wait_to_lend(group))):
            raise _WantsTerminal
        self._end = time.monotonic() + self._seconds  # a person answers from now on
        self._show_complaint()
        self._signal(signal.SIGCONT)

    def _suspend(self) -> None:
        """Stop as well, where ctrl+z stopped the command; it goes on when we do."""
        if self._terminal is not None and signal.getsignal(signal.SIGTSTP) is not signal.SIG_IGN:
            begun = time.monotonic()
            self._terminal.take_back(self._child.pid)
            os.killpg(os.getpgrp(), signal.SIGTSTP)
            self._end += time.monotonic() - begun
            self._terminal.lend(self._child.pid)
        self._signal(signal.SIGCONT)

    def _show_complaint(self) -> None:
        """Show what it wrote to stderr once it has the terminal: the question may be there."""
        if self._terminal is None or not self._terminal.lent:
            return
        fresh = self._decode(bytes(self._texts["err"][self._shown :]))
        self._shown = len(self._texts["err"])
        if fresh:
            lines = fresh.replace("\r\n", "\n").split("\n")
            self._terminal.write("\n".join(map(as_typed, lines)))

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, number)

    def _end_group(self) -> None:
        """Kill what still runs in the command's process group, and collect the command."""
        self._signal(signal.SIGKILL)
        _running_groups.discard(self._child.pid)
        self._child.wait()

"""Running a user's own command (`credential_process`, `mfa_process`) with limits.

It gets no stdin, a process group of its own, limited time and limited output. What is left of the
group when we are done with it is ended.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from swtui.aws.deadline import never
from swtui.errors import CancelledError

LIMIT_SECONDS = 60.0
OUTPUT_LIMIT = 1024 * 1024
"""Bytes, of stdout and stderr each."""
_GRACE = 0.3
"""Seconds that a grandchild may keep the pipe after the command itself has ended."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    output: bytes = field(default=b"", repr=False)
    """What it wrote to stdout; it may hold secrets."""
    complaint: str = ""
    """What it wrote to stderr, raw, its last 500 characters."""
    problem: str = ""
    """Why its output must not be used, as the end of a sentence; empty when all went well."""


def run_command(
    command: str,
    env: Mapping[str, str],
    *,
    seconds: float = LIMIT_SECONDS,
    cancelled: Callable[[], bool] = never,
) -> Ran:
    """Run a command line, split as a POSIX shell splits words, without a shell.

    Never raises for what the command does; raises CancelledError.
    """
    try:
        words = shlex.split(command)
    except ValueError as problem:
        return Ran(problem=f"cannot be split into words: {str(problem).lower()}")
    if not words:
        return Ran(problem="is empty")
    if not hasattr(os, "killpg"):
        return Ran(problem="is not run: on this system swtui could not end it")
    try:
        child = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(env),
            process_group=0,
        )
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else None
        return Ran(problem=f"cannot be started: {(reason or 'it is not a command').lower()}")
    with child:
        try:
            return _read(child, time.monotonic() + seconds, seconds, cancelled)
        finally:
            _end_group(child)


def _read(
    child: subprocess.Popen[bytes],
    end: float,
    seconds: float,
    cancelled: Callable[[], bool],
) -> Ran:
    texts = {"out": bytearray(), "err": bytearray()}
    problem = _collect(child, texts, end, seconds, cancelled)
    complaint = bytes(texts["err"][-2000:]).decode("utf-8", "replace").strip()[-500:]
    if problem:
        return Ran(complaint=complaint, problem=problem)
    try:
        status = child.wait(max(0.01, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        return Ran(complaint=complaint, problem=f"did not end within {seconds:g} s")
    if status != 0:
        return Ran(complaint=complaint, problem=f"failed (exit code {status})")
    return Ran(output=bytes(texts["out"]), complaint=complaint)


def _collect(
    child: subprocess.Popen[bytes],
    texts: dict[str, bytearray],
    end: float,
    seconds: float,
    cancelled: Callable[[], bool],
) -> str:
    """Read both pipes until they close, or the child has ended; return what went wrong, or ""."""
    left_at = float("inf")
    with selectors.DefaultSelector() as waiting:
        for name, pipe in (("out", child.stdout), ("err", child.stderr)):
            if pipe is not None:
                waiting.register(pipe, selectors.EVENT_READ, name)
        while waiting.get_map() and time.monotonic() < left_at:
            if cancelled():
                raise CancelledError("cancelled")
            if time.monotonic() >= end:
                return f"did not end within {seconds:g} s"
            for key, _events in waiting.select(0.05):
                piece = os.read(key.fd, 65536)
                texts[key.data] += piece
                if not piece:
                    waiting.unregister(key.fileobj)
                if len(texts[key.data]) > OUTPUT_LIMIT:
                    return "wrote more than 1 MB"
            if child.poll() is not None:
                left_at = min(left_at, time.monotonic() + _GRACE)
    return ""


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """Kill what still runs in the command's process group, and collect the command."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()

"""A program on a pseudo-terminal: when its text appears, how long a key takes, what it uses."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROWS, COLUMNS = 36, 120
FRAME_END = b"\x1b[?2026l"
"""Ends a frame (synchronised output); a terminal that supports it says so below."""
SUPPORTS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[c": b"\x1b[?62;c"}
"""Questions of the program, and the terminal's answers."""
PATIENCE = 20.0


class Program:
    """A running program; `screen` grows with all that it writes."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self.begun = time.perf_counter()
        self.pid, self._terminal = pty.fork()
        if not self.pid:
            os.execve(argv[0], list(argv), dict(env))
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, size)
        self.screen = b""

    def read(self, patience: float) -> bytes:
        """Return what the program writes next; empty if it writes nothing in that time."""
        ready, _, _ = select.select([self._terminal], [], [], patience)
        if not ready:
            return b""
        data = os.read(self._terminal, 65536)
        for question, answer in SUPPORTS.items():
            if question in data:
                os.write(self._terminal, answer)
        self.screen += data
        return data

    def wait_for(self, text: bytes) -> float:
        """Return the milliseconds from the start until a text is written."""
        while text not in self.screen:
            if not self.read(PATIENCE):
                raise AssertionError(f"{text!r} did not appear: …{self.screen[-300:]!r}")
        return 1000 * (time.perf_counter() - self.begun)

    def quiet(self, pause: float = 0.5) -> None:
        """Read until nothing is written for so many seconds."""
        while self.read(pause):
            pass

    def read_for(self, seconds: float) -> None:
        """Read what is written in so many seconds."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self.read(left)

    def press(self, key: bytes) -> float:
        """Return the milliseconds from a key to the end of the frame that it leads to."""
        self.quiet(0.05)
        before = time.perf_counter()
        os.write(self._terminal, key)
        data = b""
        while FRAME_END not in data:
            more = self.read(PATIENCE)
            assert more, "a key led to no frame"
            data += more
        return 1000 * (time.perf_counter() - before)

    def replaced(self, key: bytes, program: str) -> float:
        """Return the milliseconds from a key until the process has become another program."""
        before = time.perf_counter()
        os.write(self._terminal, key)
        while os.path.basename(os.readlink(f"/proc/{self.pid}/exe")) != program:
            assert time.perf_counter() < before + PATIENCE, f"it did not become {program}"
            self.read(0)
        return 1000 * (time.perf_counter() - before)

    @property
    def peak_memory(self) -> float:
        """The most memory it has had, in MiB."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

    @property
    def used(self) -> tuple[float, int]:
        """The processor seconds so far, and how often it woke up."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        switches = next(line.split()[1] for line in lines if line.startswith("voluntary"))
        return ticks / os.sysconf("SC_CLK_TCK"), int(switches)

    def end(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)

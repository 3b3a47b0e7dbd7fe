"""A real terminal for tests: a shell under a pseudo-terminal, and the screen it paints.

The program under test runs below an outer shell, as it does for a person: a direct child of the
pseudo-terminal would be the session's leader, and the kernel would hide orphans.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

import pexpect
import pyte

PROMPT = "outer$ "
WAIT = 20.0
"""Seconds: far more than anything here takes, for machines under load."""


class Terminal:
    """An outer shell in a pseudo-terminal of `columns` x `rows`."""

    def __init__(
        self,
        env: Mapping[str, str],
        *,
        shell: tuple[str, ...] = ("bash", "--norc", "--noprofile"),
        columns: int = 100,
        rows: int = 30,
    ) -> None:
        self.painted = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.painted)
        self.raw = bytearray()
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            shell[0],
            list(shell[1:]),
            env={**env, "PS1": PROMPT, "PROMPT": PROMPT},  # type: ignore[arg-type]
            dimensions=(rows, columns),
            timeout=WAIT,
        )

    def send(self, keys: str) -> None:
        """Type `keys` as a person would, without waiting."""
        self.child.send(keys.encode())

    def line(self, command: str) -> None:
        """Type a command and Enter."""
        self.send(command + "\r")

    def screen(self) -> str:
        """Return what stands on the screen now, blank lines at the end removed."""
        self._read(0.0)
        return "\n".join(line.rstrip() for line in self.painted.display).rstrip()

    def wait_for(self, pattern: str, *, seconds: float = WAIT) -> str:
        """Wait until the regular expression stands on the screen, and return the screen."""
        until = time.monotonic() + seconds
        while True:
            screen = self.screen()
            if re.search(pattern, screen, re.MULTILINE):
                return screen
            if time.monotonic() > until:
                raise AssertionError(f"{pattern!r} did not appear in {seconds} s:\n{screen}")
            self._read(0.05)

    def run(self, command: str, *, seconds: float = WAIT) -> str:
        """Run a shell command and return what it printed, found between two marks."""
        self._marks = getattr(self, "_marks", 0) + 1
        # The quotes keep the marks out of the echo of what is typed.
        mark = f"m{self._marks}k"
        at = len(self.raw)
        self.line(f"echo '{mark[:1]}''{mark[1:]}['; {command}; echo ']''{mark}'")
        until = time.monotonic() + seconds
        while True:
            text = self.raw[at:].decode(errors="replace")
            found = re.search(rf"^{mark}\[\r?\n(.*?)\]{mark}", text, re.S | re.M)
            if found:
                return found[1].replace("\r\n", "\n")
            if time.monotonic() > until:
                raise AssertionError(f"{command!r} did not end in {seconds} s:\n{text}")
            self._read(0.05)

    def _read(self, seconds: float) -> None:
        try:
            while True:
                chunk = self.child.read_nonblocking(65536, timeout=seconds)
                self.raw += chunk
                self.stream.feed(chunk)
                seconds = 0.0
        except (pexpect.TIMEOUT, pexpect.EOF):
            return

    def close(self) -> None:
        """Hang up."""
        self.child.close(force=True)

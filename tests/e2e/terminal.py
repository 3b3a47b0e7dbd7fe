"""A real terminal for tests: a shell under a pseudo-terminal, and the screen it paints.

The program under test runs below an outer shell, as it does for a person: a direct child of the
pseudo-terminal would be the session's leader, and the kernel would hide orphans.
"""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pexpect
import pyte

PROMPT = "outer$ "
WAIT = 20.0
"""Seconds: far more than anything here takes, for machines under load."""
_BEYOND_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\??[0-9;]*\$p|\x1b\][^\x07\x1b]*\x07")
_OTHER_SCREEN = re.compile(rb"(\x1b\[\?1049[hl])")
"""Programs that fill the screen do it on another one; pyte has just one."""
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*)?\Z")


class Terminal:
    """An outer shell in a pseudo-terminal of `columns` x `rows`."""

    def __init__(
        self,
        env: Mapping[str, str],
        *,
        shell: tuple[str, ...] = ("bash", "--norc", "--noprofile"),
        columns: int = 100,
        rows: int = 30,
        cwd: Path | None = None,
    ) -> None:
        self.painted = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.painted)
        self.raw = bytearray()
        """Every byte that came to the terminal."""
        self._held = b""
        self._below: Any = None
        self._marks = 0
        self._hung_up = False
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            shell[0],
            list(shell[1:]),
            env={**env, "PS1": PROMPT, "PROMPT": PROMPT},
            dimensions=(rows, columns),
            cwd=str(cwd) if cwd else None,
            timeout=WAIT,
        )
        self.child.delaybeforesend = None
        patience = self.child.ptyproc  # type: ignore[attr-defined]  # left out of its stubs
        patience.delayafterclose = patience.delayafterterminate = 0.01

    def send(self, keys: str | bytes, *, pause: float = 0.0) -> None:
        """Type `keys`: all at once, or with `pause` seconds after each."""
        raw = keys.encode() if isinstance(keys, str) else keys
        if not pause:
            self.child.send(raw)
            return
        for key in raw:
            self.child.send(bytes([key]))
            until = time.monotonic() + pause
            while (left := until - time.monotonic()) > 0:
                self._read(left)

    def line(self, command: str) -> None:
        """Type a command and Enter."""
        self.send(command + "\r")

    def screen(self) -> str:
        """Return what is on the screen now, blank lines at the end removed."""
        self._read(0.0)
        return "\n".join(line.rstrip() for line in self.painted.display).rstrip()

    def wait_for(self, pattern: str, *, seconds: float = WAIT) -> str:
        """Wait until the regular expression is on the screen, and return the screen."""
        return self._wait(pattern, seconds, there=True)

    def wait_for_picker(self) -> None:
        """Wait until the picker has drawn all of itself."""
        self.wait_for(r"\d+ of \d+")
        self.wait_for("esc list mode")

    def wait_for_return(self) -> None:
        """Wait until a program that filled the screen has left it, and the prompt is back."""
        until = time.monotonic() + WAIT
        while b"\x1b[?1049l" not in self.raw:
            assert time.monotonic() < until, f"it did not leave:\n{self.screen()}"
            self._read(0.05)
        self.wait_for(r"outer\$ ?\Z")

    def wait_gone(self, pattern: str, *, seconds: float = WAIT) -> str:
        """Wait until the regular expression is no longer on the screen."""
        return self._wait(pattern, seconds, there=False)

    def _wait(self, pattern: str, seconds: float, *, there: bool) -> str:
        until = time.monotonic() + seconds
        while True:
            screen = self.screen()
            if bool(re.search(pattern, screen, re.MULTILINE)) is there:
                return screen
            if time.monotonic() > until:
                how = "did not appear" if there else "stayed"
                raise AssertionError(f"{pattern!r} {how} in {seconds} s:\n{screen}")
            self._read(0.05)

    def run(self, command: str, *, seconds: float = WAIT) -> str:
        """Run a shell command and return what it printed, found between two marks."""
        self._marks += 1
        # The quotes keep the marks out of the echo of what is typed.
        mark = f"m{self._marks}k"
        at = len(self.raw)
        self.line(f"echo '{mark[:1]}''{mark[1:]}['; {command}; echo ']''{mark}'")
        until = time.monotonic() + seconds
        while True:
            text = self.raw[at:].decode(errors="replace")
            found = re.search(rf"{mark}\[\r?\n(.*?)\]{mark}", text, re.S)
            if found:
                return found[1].replace("\r\n", "\n")
            if time.monotonic() > until:
                raise AssertionError(f"{command!r} did not end in {seconds} s:\n{text}")
            self._read(0.05)

    def code(self, word: str = "$?") -> int:
        """Return the exit code of the last command; fish calls it `$status`."""
        self._marks += 1
        self.line(f'echo "co""de{self._marks}={word}."')
        found = re.search(rf"code{self._marks}=(\d+)\.", self.wait_for(rf"code{self._marks}="))
        assert found
        return int(found[1])

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size; what runs in it is reported."""
        self._read(0.0)
        self.painted.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def hang_up(self) -> None:
        """Close the terminal's other end, as a window that is closed does."""
        self._hung_up = True
        process = self.child.ptyproc  # type: ignore[attr-defined]
        process.fileobj.close()
        # Else a destructor would close whatever has that number by then.
        self.child.closed = process.closed = True
        self.child.child_fd = process.fd = -1

    def _read(self, seconds: float) -> None:
        if self._hung_up:
            return
        until = time.monotonic() + seconds + 0.2  # what never stops writing must not keep us
        try:
            while time.monotonic() < until:
                chunk = self.child.read_nonblocking(4096, timeout=seconds)
                self.raw += chunk
                self._paint(chunk)
                seconds = 0.0
        except (pexpect.TIMEOUT, pexpect.EOF):
            return

    def _paint(self, chunk: bytes) -> None:
        """Give the screen what it understands: it would write the rest out as text."""
        whole = _BEYOND_PYTE.sub(b"", self._held + chunk)
        cut = _UNFINISHED.search(whole)
        self._held = whole[cut.start() :] if cut else b""
        for part in _OTHER_SCREEN.split(whole[: cut.start()] if cut else whole):
            if part == b"\x1b[?1049h" and not self._below:
                self._below = copy.deepcopy((self.painted.buffer, self.painted.cursor))
                self.painted.erase_in_display(2)
            elif part == b"\x1b[?1049l" and self._below:
                self.painted.buffer, self.painted.cursor = self._below
                self._below = None
            else:
                self.stream.feed(part)

    def close(self) -> None:
        """Hang up, and see the shell end."""
        if not self._hung_up:
            self._read(0.0)
            self._hung_up = True
            self.child.close(force=True)

"""Copying inside tmux: a real one, on a socket of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from swtui.handoff.clipboard import Copied, copy
from swtui.handoff.clipboard_ways import (
    copy_to_terminal,
    read_tmux_environment,
    wrap_for_multiplexer,
)


class Tmux:
    """A tmux server with one session."""

    def __init__(self, home: Path) -> None:
        # Sockets have short names: the test's own directory may be too deep for one.
        self._command = ["tmux", "-L", f"swtui-{os.getpid()}-{time.monotonic_ns()}"]
        self._outside = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}
        self.run("-f", "/dev/null", "new-session", "-d", "-s", "main", "cat")
        told = self.run("display-message", "-p", "#{socket_path},#{pid},0").strip()
        self.socket = Path(told.split(",")[0])
        self.env = self._outside | {"TMUX": told}

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [*self._command, *words], env=self._outside, capture_output=True, check=False, text=True
        )
        return done.stdout

    def held(self, *which: str) -> str:
        return self.run("save-buffer", *which, "-")

    def end(self) -> None:
        self.run("kill-server")
        self.socket.unlink(missing_ok=True)


@pytest.fixture
def tmux(home: Path) -> Iterator[Tmux]:
    if shutil.which("tmux") is None:
        pytest.skip("needs tmux")
    server = Tmux(home)
    yield server
    server.end()


def soon(condition: Callable[[], bool], seconds: float = 8.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return False


def copied(text: str, tmux: Tmux, clear_after: int = 0) -> Copied:
    return copy(text, env=tmux.env, secret=True, clear_after=clear_after, write_terminal=None)


def test_a_copy_is_in_a_buffer_of_its_own_and_cleared(tmux: Tmux) -> None:
    tmux.run("set-buffer", "the user's own")

    done = copied("export A='é'\n", tmux, clear_after=2)

    assert tmux.held("-b", "swtui") == "export A='é'\n"
    assert (done.way, done.verified, done.clears_in) == ("tmux buffer", True, 2)
    assert done.describe("exports").startswith(
        'Copied exports to tmux buffer "swtui", cleared in 2 s. Paste: prefix + =. If tmux sent it'
    )
    assert soon(lambda: tmux.held("-b", "swtui") == "")
    assert tmux.held() == "the user's own"


def test_a_buffer_that_changed_meanwhile_stays(tmux: Tmux) -> None:
    copied("an old secret", tmux, clear_after=1)
    tmux.run("set-buffer", "-b", "swtui", "something new")

    time.sleep(1.6)

    assert tmux.held("-b", "swtui") == "something new"


def test_a_tmux_that_is_gone_leaves_the_terminal(tmux: Tmux) -> None:
    tmux.end()
    written: list[str] = []

    done = copy("ls", env=tmux.env, secret=False, clear_after=0, write_terminal=written.append)

    assert done.way == "terminal (OSC 52)"
    assert "tmux took nothing" in done.outcome
    assert written == [wrap_for_multiplexer("\x1b]52;c;bHM=\a", tmux.env)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (("SSH_CONNECTION", "10.0.0.1 5 10.0.0.2 22"), "10.0.0.1 5 10.0.0.2 22"),
        (("-r", "SSH_CONNECTION"), ""),
    ],
)
def test_a_pane_follows_whoever_is_attached_now(
    tmux: Tmux, now: tuple[str, str], expected: str
) -> None:
    tmux.run("set-environment", *now)

    seen = read_tmux_environment(
        tmux.env | {"SSH_CONNECTION": "an older one", "SSH_TTY": "/dev/pts/9"}
    )

    assert seen.get("SSH_CONNECTION", "") == expected
    assert ("SSH_TTY" in seen) == bool(expected)


def test_a_terminal_takes_what_is_sent_to_it(tmux: Tmux, tmp_path: Path) -> None:
    """Here tmux is the terminal: it keeps what OSC 52 brings."""
    tmux.run("set-option", "-s", "set-clipboard", "on")
    sequences: list[str] = []
    copy_to_terminal("sent\nexactly", {}, sequences.append)
    file = tmp_path / "sequence"
    file.write_text(sequences[0])

    tmux.run("new-window", f"cat {file}; sleep 5")

    assert soon(lambda: tmux.held() == "sent\nexactly")

"""The picker in a real terminal: it comes, it goes, and the terminal is as it was."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal
from tests.tui.sample import Sample

ROOT = Path(__file__).parents[2]
SAMPLE = f"{sys.executable} -m tests.tui.sample"
PICKER = f"{sys.executable} -m swtui"


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home), "SHELL": "/bin/bash"}
    opened = Terminal(env, columns=100, rows=30)
    Sample(home)
    opened.wait_for(r"outer\$")
    yield opened
    opened.close()


def start(terminal: Terminal) -> None:
    terminal.line(f"clear; {PICKER}; echo code=$?")
    terminal.wait_for("payments-prod")


def balanced(raw: bytes) -> bool:
    """Whether every mode that was switched on was switched off before the shell went on."""
    raw = raw[: raw.rfind(b"code=")]
    modes = (b"1049", b"1000", b"1003", b"1006", b"2004", b"1004")
    return all(raw.rfind(b"\x1b[?" + m + b"l") > raw.rfind(b"\x1b[?" + m + b"h") for m in modes)


def test_quitting_restores_the_terminal(terminal: Terminal) -> None:
    start(terminal)
    terminal.send("\x03")
    terminal.wait_for("code=130")
    assert balanced(bytes(terminal.raw))
    assert terminal.raw.rfind(b"\x1b[?25h") > terminal.raw.rfind(b"\x1b[?25l")
    terminal.line("clear; stty -a")
    modes = terminal.wait_for("icanon")
    assert re.search(r"(?<!-)\bicanon\b", modes)
    assert re.search(r"(?<!-)\becho\b", modes)


def test_what_is_typed_before_the_first_frame_is_not_lost(terminal: Terminal, home: Path) -> None:
    terminal.send(f"{SAMPLE} {home}\rsearch-dev\r\r")
    terminal.wait_for("shell search-dev 0")


def test_what_is_typed_behind_the_last_enter_is_whole_for_the_shell(
    terminal: Terminal, home: Path
) -> None:
    """Whether keys were done was asked past the last of them: the next line was read as well."""
    terminal.send(f"{SAMPLE} {home}\rsearch-dev\r\recho so' far 'whole\r")
    terminal.wait_for("shell search-dev 0")
    terminal.wait_for("^so far whole")


def test_what_is_typed_after_leaving_goes_to_the_shell(terminal: Terminal) -> None:
    start(terminal)
    terminal.send("\x03")
    time.sleep(0.05)  # a person types on after the key that leaves
    terminal.send("echo still-$((40+2))\r")
    terminal.wait_for("still-42")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT])
def test_signals_end_it_with_their_code_and_a_sane_terminal(
    terminal: Terminal, home: Path, number: signal.Signals
) -> None:
    terminal.line(f"clear; sh -c 'echo $$ > {home}/pid; exec {PICKER}'; echo code=$?")
    terminal.wait_for("payments-prod")
    os.kill(int((home / "pid").read_text()), number)
    terminal.wait_for(f"code={128 + number}", seconds=5)
    assert balanced(bytes(terminal.raw))


@pytest.mark.parametrize("keys", ["", "\t", "search"])
def test_closed_terminal_ends_it_within_four_seconds(
    terminal: Terminal, home: Path, keys: str
) -> None:
    terminal.line(f"clear; sh -c 'echo $$ > {home}/pid; exec {PICKER}'")
    terminal.wait_for("payments-prod")
    terminal.send(keys)
    pid = int((home / "pid").read_text())
    terminal.hang_up()
    until = time.monotonic() + 4
    while Path(f"/proc/{pid}").exists() and not _is_zombie(pid):
        assert time.monotonic() < until
        time.sleep(0.05)


def _is_zombie(pid: int) -> bool:
    try:
        return ") Z" in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True


def test_stopped_and_continued_it_is_drawn_again(terminal: Terminal) -> None:
    start(terminal)
    terminal.send("\x1a")
    terminal.wait_for("Stopped")
    terminal.line("clear; fg")
    terminal.wait_for("❯.*of 17")
    terminal.send("search-dev")
    terminal.wait_for("❯ search-dev")
    terminal.send("\x03")
    terminal.line("clear; echo code=$?")
    terminal.wait_for("code=0")  # of `clear`: the shell has the terminal again


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (f"TERM=dumb {PICKER}; echo code=$?", "TERM is dumb"),
        (f"env -u TERM {PICKER}; echo code=$?", "TERM is not set"),
    ],
)
def test_terminal_that_cannot_be_drawn_on_is_told_at_once(
    terminal: Terminal, command: str, said: str
) -> None:
    terminal.line(command)
    assert said in terminal.wait_for("^code=2")


def test_without_a_terminal_it_does_not_start_and_writes_no_escape() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "swtui"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm"},
        check=False,
        timeout=60,
    )
    assert ended.returncode == 2
    assert b"the picker needs a terminal; stdin is not a terminal" in ended.stderr
    assert b"\x1b" not in ended.stderr + ended.stdout


def test_textual_variables_write_no_files(terminal: Terminal, home: Path) -> None:
    terminal.line(f"cd {home}; export TEXTUAL_LOG={home}/log TEXTUAL=debug TEXTUAL_DEBUG=1")
    start(terminal)
    terminal.send("secret-search\x03")
    terminal.wait_for("code=130")
    assert not (home / "log").exists()
    assert not (home / "keys.log").exists()

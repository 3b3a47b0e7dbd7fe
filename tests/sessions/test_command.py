"""A user's own command has limits: time, output, stdin, and what it leaves behind."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from swtui.errors import CancelledError
from swtui.sessions.command import run_command

ENV = {"PATH": os.environ["PATH"]}


def test_what_it_prints_comes_back() -> None:
    ran = run_command("printf '%s' 'a b'", ENV)
    assert (ran.output, ran.problem) == (b"a b", "")


def test_it_gets_the_environment_given_and_no_stdin() -> None:
    assert run_command("sh -c 'cat; printf %s \"$X\"'", {**ENV, "X": "1"}).output == b"1"


def test_no_shell_is_between() -> None:
    assert run_command("printf %s '$HOME;id'", ENV).output == b"$HOME;id"


@pytest.mark.parametrize(
    "command", ["", "   ", "'unclosed", "/nonexistent/x", "no-such-command-at-all"]
)
def test_what_cannot_be_started_is_said(command: str) -> None:
    assert run_command(command, ENV).problem


def test_a_failure_is_told_with_its_last_words() -> None:
    ran = run_command("sh -c 'echo out; echo why >&2; exit 9'", ENV)
    assert (ran.output, ran.problem, ran.complaint) == (b"", "failed (exit code 9)", "why")


def test_a_hang_is_ended_with_its_whole_group(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    started = time.monotonic()
    ran = run_command(f"sh -c 'sleep 30 & echo $! > {note}; wait'", ENV, seconds=0.4)
    assert ran.problem == "did not end within 0.4 s"
    assert time.monotonic() - started < 3
    assert _is_gone(int(note.read_text()))


def test_a_grandchild_that_keeps_the_pipe_is_not_waited_for(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    started = time.monotonic()
    ran = run_command(f"sh -c 'sleep 30 & echo $! > {note}; echo done'", ENV, seconds=10)
    assert (ran.output, ran.problem) == (b"done\n", "")
    assert time.monotonic() - started < 5
    assert _is_gone(int(note.read_text()))


def test_two_hundred_megabytes_are_cut_off() -> None:
    assert run_command("yes", ENV, seconds=10).problem == "wrote more than 1 MB"


def test_it_can_be_cancelled() -> None:
    with pytest.raises(CancelledError):
        run_command("sleep 30", ENV, cancelled=lambda: True)


def test_its_output_is_not_shown_by_accident() -> None:
    assert "canary" not in repr(run_command("echo canary", ENV))


def _is_gone(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in "ZX":
            return True
        time.sleep(0.02)
    return False

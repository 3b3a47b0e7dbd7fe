"""`swtui demo` as a process: exit codes, signals, and nothing left behind."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from swtui.demo.directory import LOCK, PREFIX
from tests.demo.demo_parent import NOBODY, SECONDS, Parent


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize(
    ("script", "code"),
    [("exit 0", 0), ("exit 7", 7), ("exit 255", 255), ("kill -9 $$", 137), ("kill -TERM $$", 143)],
)
def test_the_childs_exit_code_is_returned_exactly(parent: Parent, script: str, code: int) -> None:
    assert parent.run("sh", "-c", script)[0] == code
    assert parent.left() == []


def test_a_command_that_is_not_there_is_127(parent: Parent) -> None:
    assert parent.run("no-such-program")[::2] == (127, "no-such-program: no such command\n")
    assert parent.left() == []


def test_a_command_that_cannot_be_run_is_126(parent: Parent, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("x")
    assert parent.run(str(plain))[0] == 126


def test_the_child_finds_the_organisation_and_afterwards_all_is_gone(parent: Parent) -> None:
    script = "ls $SWTUI_DEMO $HOME/.aws; cat $SWTUI_DEMO/mfa-code; echo $AWS_ENDPOINT_URL"
    code, out, err = parent.run("sh", "-c", script)
    assert (code, err) == (0, "")
    assert {"config", "credentials", "home", "mfa-code"} <= set(out.split())
    assert re.search(r"^\d{6}$", out, re.MULTILINE)
    port = int(out.split()[-1].rpartition(":")[2])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert parent.left() == []


def test_what_the_demo_kept_is_forgotten_through_the_environment_of_the_child(
    parent: Parent,
) -> None:
    _, out, _ = parent.run("sh", "-c", "echo $SWTUI_DEMO")
    assert parent.ended.read_text() == out


def test_the_swtui_of_its_path_is_the_very_program_that_runs(parent: Parent) -> None:
    _, out, _ = parent.run("sh", "-c", "command -v swtui; echo $SWTUI_DEMO/bin/swtui")
    first, second = out.split()
    assert first == second


def test_directories_that_were_made_read_only_are_removed_too(parent: Parent) -> None:
    parent.run("sh", "-c", "mkdir -p $HOME/a/b && touch $HOME/a/b/c && chmod -R a-w $HOME/a")
    assert parent.left() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_ends_its_child_and_clears_away(parent: Parent, number: int) -> None:
    process = parent.start("sh", "-c", "echo $$; exec sleep 60")
    child = int(first_line(process))
    process.send_signal(number)
    process.communicate(timeout=SECONDS)
    assert process.returncode == 128 + number
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert parent.left() == []


def test_a_child_that_will_not_hear_is_told_more_firmly(parent: Parent) -> None:
    process = parent.start("sh", "-c", "trap '' TERM; echo ready; exec sleep 60")
    first_line(process)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=SECONDS)
    assert process.returncode == 143
    assert parent.left() == []


def test_an_interrupt_from_the_terminal_is_the_childs_business(parent: Parent) -> None:
    script = "trap 'exit 42' INT; echo ready; while :; do sleep 0.05; done"
    process = parent.start("sh", "-c", script)
    first_line(process)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=SECONDS)
    assert process.returncode == 42
    assert parent.left() == []


def test_a_stopped_child_stops_the_parent_and_both_go_on(parent: Parent) -> None:
    process = parent.start("sh", "-c", "echo ready; exec sleep 0.5")
    first_line(process)
    os.killpg(process.pid, signal.SIGTSTP)
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    os.killpg(process.pid, signal.SIGCONT)
    process.communicate(timeout=SECONDS)
    assert process.returncode == 0


def test_what_a_killed_demo_left_is_swept_by_the_next(parent: Parent) -> None:
    process = parent.start("sh", "-c", "echo $$ $SWTUI_DEMO; exec sleep 60")
    child, directory = first_line(process).split()
    process.kill()
    process.wait(SECONDS)
    os.kill(int(child), signal.SIGKILL)
    assert parent.left() == [Path(directory).name]
    parent.run("true")
    assert parent.left() == []
    assert directory in parent.ended.read_text()


def test_what_is_not_surely_left_behind_is_not_swept(parent: Parent) -> None:
    living = parent.base / f"{PREFIX}{os.getpid()}-abcd"
    held = parent.base / f"{PREFIX}{NOBODY}-held"
    unfinished = parent.base / f"{PREFIX}{NOBODY}-unfinished"
    for directory in (living, held, unfinished):
        directory.mkdir()
    (living / LOCK).touch()
    linked = parent.base / f"{PREFIX}{NOBODY}-linked"
    linked.symlink_to(living)
    with open(held / LOCK, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        parent.run("true")
    assert set(parent.left()) == {p.name for p in (living, held, unfinished, linked)}


def test_a_demo_without_room_says_so(parent: Parent, tmp_path: Path) -> None:
    code, _, err = parent.run("true", TMPDIR=str(tmp_path / "absent"))
    assert code == 7
    assert "cannot make a directory for the demo" in err


def aws_cli() -> str:
    """Return the real `aws`, or skip where it is missing or too old for AWS_ENDPOINT_URL."""
    found = shutil.which("aws")
    if not found:
        pytest.skip("needs the AWS CLI")
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"aws-cli/(\d+)\.(\d+)", told.stdout)
    if not version:
        pytest.skip("needs an AWS CLI that runs")
    major, minor = int(version[1]), int(version[2])
    if (major, minor) < (1, 29) or (major == 2 and minor < 13):
        pytest.skip(f"needs an AWS CLI that knows AWS_ENDPOINT_URL, not {version[0]}")
    return found


def test_the_real_aws_cli_is_answered_by_the_demo(parent: Parent) -> None:
    program = aws_cli()
    code, out, err = parent.run(
        program, "--profile", "payments-prod-readonly", "sts", "get-caller-identity"
    )
    assert (code, err) == (0, "")
    assert json.loads(out)["Account"] == "111122223333"

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from swtui.demo.child_environment import DEAD_END, child_environment
from swtui.demo.code_file import CodeFile
from swtui.demo.mfa import MfaDevices
from swtui.demo.room import LOCK, PREFIX, Room, remove
from tests.e2e.terminal import Terminal

DRIVER = """
import os, sys
from swtui.demo.parent import run_demo
from swtui.errors import SwtuiError

def on_end(env):
    with open(os.environ["ENDED"], "a") as stream:
        stream.write(env["SWTUI_DEMO"] + "\\n")

try:
    sys.exit(run_demo(sys.argv[1:], os.environ, on_end=on_end))
except SwtuiError as error:
    print(error.message, file=sys.stderr)
    sys.exit(error.exit_code)
"""
SECONDS = 30.0
"""Far more than anything here takes, for machines under load."""
NOBODY = 4_194_305
"""A process id that Linux and macOS never give."""


class Parent:
    """Demos run as a user runs them, all with their directories under `base`."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.ended = base.parent / "ended"
        self.env = {**os.environ, "TMPDIR": str(base), "ENDED": str(self.ended)}
        self.running: list[subprocess.Popen[str]] = []

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, *command],
            env=self.env | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        self.running.append(process)
        return process

    def run(self, *command: str, **more: str) -> tuple[int, str, str]:
        process = self.start(*command, **more)
        out, err = process.communicate(timeout=SECONDS)
        return process.returncode, out, err

    def left(self) -> list[str]:
        return [path.name for path in self.base.iterdir()]


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[Parent]:
    base = tmp_path / "base"
    base.mkdir()
    parent = Parent(base)
    yield parent
    for process in parent.running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=SECONDS)


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


def test_a_room_is_private_and_removed_with_what_links_point_out_of_it(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o755)
    room = Room(tmp_path)
    (room.path / "home" / "link").symlink_to(outside)
    assert room.path.stat().st_mode & 0o777 == 0o700
    assert room.close()
    assert outside.stat().st_mode & 0o777 == 0o755
    assert remove(room.path)


class TestEnvironment:
    USER = {  # noqa: RUF012 - a value for reading
        "PATH": "/usr/bin",
        "HOME": "/home/real",
        "XDG_RUNTIME_DIR": "/run/user/1000",
        "WAYLAND_DISPLAY": "wayland-0",
        "AWS_PROFILE": "real",
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
        "AWS_CA_BUNDLE": "/real",
        "SWTUI_ROLE": "real",
        "SWTUI_CONFIG": "/home/real/config.toml",
        "https_proxy": "http://real",
        "ALL_PROXY": "http://real",
        "BASH_ENV": "/home/real/.env",
        "ZDOTDIR": "/home/real/zsh",
        "EDITOR": "vi",
    }

    def test_nothing_of_the_users_aws_or_home_is_left(self) -> None:
        env = child_environment(Path("/demo"), "http://127.0.0.1:1", self.USER)
        gone = {"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_CA_BUNDLE", "SWTUI_ROLE", "SWTUI_CONFIG"}
        assert not (gone | {"ALL_PROXY", "BASH_ENV", "ZDOTDIR"}) & set(env)
        real = {name: value for name, value in env.items() if "/home/real" in value}
        assert real == {}
        assert env["EDITOR"] == "vi"

    def test_it_leads_to_the_server_and_nowhere_else(self) -> None:
        env = child_environment(Path("/demo"), "http://127.0.0.1:1", self.USER)
        assert env["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
        assert env["HTTPS_PROXY"] == env["https_proxy"] == DEAD_END
        assert env["NO_PROXY"] == env["no_proxy"] == "127.0.0.1,localhost"

    def test_the_desktop_is_still_found_for_the_clipboard(self) -> None:
        env = child_environment(Path("/demo"), "http://127.0.0.1:1", self.USER)
        assert env["XDG_RUNTIME_DIR"] == "/demo/run"
        assert env["WAYLAND_DISPLAY"] == "/run/user/1000/wayland-0"

    def test_programs_of_the_demo_come_first(self) -> None:
        env = child_environment(Path("/demo"), "", self.USER, programs=Path("/demo/bin"))
        assert env["PATH"] == "/demo/bin:/usr/bin"


def test_the_code_file_follows_the_windows(tmp_path: Path) -> None:
    devices = MfaDevices([], window=1)
    file = CodeFile(tmp_path, devices)
    file.start()
    seen: set[str] = set()
    until = time.monotonic() + 10
    while len(seen) < 3 and time.monotonic() < until:
        seen.add((tmp_path / "mfa-code").read_text())
        time.sleep(0.01)
    file.stop()
    assert len(seen) >= 3
    assert all(re.fullmatch(r"\d{6}\n", text) for text in seen)
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["mfa-code"]


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


class TestInATerminal:
    @pytest.fixture
    def terminal(self, parent: Parent, tmp_path: Path) -> Iterator[Terminal]:
        if not shutil.which("bash"):
            pytest.skip("needs bash")
        driver = tmp_path / "driver.py"
        driver.write_text(DRIVER)
        terminal = Terminal(parent.env)
        terminal.line(f"demo() {{ '{sys.executable}' '{driver}' \"$@\"; }}")
        yield terminal
        terminal.close()

    def test_a_shell_says_demo_in_its_prompt_and_gives_its_code_back(
        self, terminal: Terminal, parent: Parent
    ) -> None:
        terminal.line("demo bash")
        terminal.wait_for(r"^DEMO ~?\S* [#$]")
        terminal.line("exit 7")
        terminal.line("echo code $?")
        terminal.wait_for(r"^code 7")
        assert parent.left() == []

    def test_control_c_in_a_shell_ends_only_what_runs_there(self, terminal: Terminal) -> None:
        terminal.line("demo bash")
        terminal.wait_for(r"^DEMO ")
        terminal.line("sleep 60")
        time.sleep(0.3)
        terminal.send("\x03")
        terminal.line("echo still; exit 3")
        terminal.line("echo code $?")
        screen = terminal.wait_for(r"^code 3")
        assert "still" in screen

    def test_a_suspended_shell_gives_the_terminal_back_and_goes_on(
        self, terminal: Terminal, parent: Parent
    ) -> None:
        terminal.line("demo bash")
        terminal.wait_for(r"^DEMO ")
        terminal.line("suspend -f")
        terminal.wait_for(r"Stopped")
        terminal.line("echo out''side")
        terminal.wait_for(r"^outside")
        terminal.line("fg")
        terminal.line("echo in''side; exit 5")
        terminal.wait_for(r"inside")
        terminal.line("echo code $?")
        terminal.wait_for(r"^code 5")
        assert parent.left() == []

    def test_control_z_stops_a_plain_child_and_fg_goes_on(self, terminal: Terminal) -> None:
        terminal.line('demo sh -c \'echo re""ady; sleep 1; echo do""ne\'')
        terminal.wait_for(r"^ready")
        terminal.send("\x1a")
        terminal.wait_for(r"Stopped")
        terminal.line("fg")
        terminal.wait_for(r"^done")

    def test_a_terminal_that_goes_away_leaves_nothing(
        self, terminal: Terminal, parent: Parent
    ) -> None:
        terminal.line("demo bash")
        terminal.wait_for(r"^DEMO ")
        terminal.close()
        until = time.monotonic() + SECONDS
        while parent.left() and time.monotonic() < until:
            time.sleep(0.05)
        assert parent.left() == []

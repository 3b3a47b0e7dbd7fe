"""Becoming a command: what it inherits, and the exit codes when there is none to become."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from swtui.errors import CannotRunError
from swtui.handoff.environment import Changes
from swtui.handoff.replace_process import become_command
from swtui.handoff.subshell import run_command
from tests.signals import signals_in

START = """
import os, signal, sys
from swtui.errors import SwtuiError
from swtui.handoff.environment import Changes
from swtui.handoff.subshell import run_command
{before}
try:
    run_command(Changes({{"Q": "it's"}}, ("GONE",)), sys.argv[1:], dict(os.environ, GONE="stale"))
except SwtuiError as error:
    print(error.message, file=sys.stderr)
    sys.exit(error.exit_code)
"""


def start(
    *argv: str, before: str = "", stdin: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", START.format(before=before), *argv],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env=None if env is None else {**os.environ, **env},
    )


def test_the_command_has_the_changed_environment_our_input_and_its_own_code() -> None:
    ran = start("sh", "-c", 'cat; echo "$Q ${GONE-gone}"; exit 7', stdin="in\n")
    assert (ran.stdout, ran.returncode) == ("in\nit's gone\n", 7)


def test_what_was_written_before_comes_first() -> None:
    ran = start("echo", "second", before="print('first')")
    assert ran.stdout == "first\nsecond\n"


def test_signals_that_python_ignores_are_back() -> None:
    before = (
        "signal.signal(signal.SIGTSTP, signal.SIG_IGN)\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})"
    )
    ran = start("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status", before=before)
    if sys.platform != "linux":
        pytest.skip("needs /proc")
    assert signals_in(ran.stdout, "SigBlk") == 0
    assert signals_in(ran.stdout, "SigIgn") == 0


def test_a_signal_that_ends_the_command_ends_us() -> None:
    assert start("sh", "-c", "kill -TERM $$").returncode == -15


def test_a_missing_command_is_127() -> None:
    ran = start("no-such-command-here")
    assert (ran.returncode, ran.stderr) == (127, "no-such-command-here: command not found\n")


def test_an_empty_command_is_127() -> None:
    with pytest.raises(CannotRunError) as caught:
        become_command([""], {})
    assert caught.value.exit_code == 127


def test_a_file_that_is_not_executable_is_126(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("x")
    ran = start(str(tmp_path / "plain"))
    assert (ran.returncode, ran.stderr) == (126, f"{tmp_path}/plain: permission denied\n")


def test_a_directory_is_126(tmp_path: Path) -> None:
    assert start(str(tmp_path)).returncode == 126


def test_a_file_that_is_no_program_is_126(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("echo no first line\n")
    script.chmod(0o755)
    ran = start(str(script))
    assert ran.returncode == 126
    assert "exec format error" in ran.stderr


def test_a_later_directory_of_the_path_may_have_what_an_earlier_may_not_run(
    tmp_path: Path,
) -> None:
    for directory, mode in (("a", 0o644), ("b", 0o755)):
        (tmp_path / directory).mkdir()
        (tmp_path / directory / "tool").write_text("#!/bin/sh\necho ran\n")
        (tmp_path / directory / "tool").chmod(mode)
    env = {"PATH": f"{tmp_path}/a:{tmp_path}/b:{os.environ['PATH']}"}
    assert start("tool", env=env).stdout == "ran\n"


def test_an_argument_too_large_for_the_system_is_126() -> None:
    before = "sys.argv[1:] = ['true', 'x' * 200_000]"
    ran = start(before=before)
    assert ran.returncode == 126
    assert "larger than the system allows" in ran.stderr


def test_an_environment_too_large_for_the_system_is_126() -> None:
    before = "os.environ.update({f'X{n}': 'x' * 100_000 for n in range(80)})"
    ran = start("true", before=before)
    assert ran.returncode == 126


def test_a_descriptor_our_caller_passed_stays_and_none_of_ours() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"passed on\n")
    os.close(writing)
    before = "import socket\nkept = [socket.socket() for _ in range(20)]"
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            START.format(before=before),
            "sh",
            "-c",
            f"cat /dev/fd/{reading}; ls /dev/fd",
        ],
        pass_fds=(reading,),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    os.close(reading)
    first, *rest = ran.stdout.split("\n")
    assert first == "passed on"
    assert len(rest) < 8


def test_a_nul_never_reaches_exec() -> None:
    from swtui.errors import ConfigError

    with pytest.raises(ConfigError):
        run_command(Changes({"Q": "a\0b"}, ()), ["true"], {})

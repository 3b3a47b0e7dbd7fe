"""How warm commands end: the child's own code, pipes, a full disk, an interrupt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fast_path.conftest import NAME, SWTUI, swtui


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("sh", "-c", "exit 7"), 7),
        (("sh", "-c", "kill -TERM $$"), -signal.SIGTERM),
        (("no-such-command-here",), 127),
        (("/etc/passwd",), 126),
        (("/",), 126),
    ],
)
def test_a_warm_exec_ends_as_its_command_does(command: tuple[str, ...], code: int) -> None:
    run = swtui("exec", NAME, "--", *command)
    assert run.returncode == code
    assert b"Traceback" not in run.stderr
    assert (b"swtui: " in run.stderr) == (code in (126, 127))


@pytest.mark.usefixtures("session")
def test_the_command_of_a_warm_exec_reads_stdin_and_dies_of_a_closed_pipe() -> None:
    run = swtui("exec", NAME, "--", "sh", "-c", "cat; yes | head -1", input=b"data\n")
    assert run.stdout == b"data\ny\n"
    assert run.stderr == b""


@pytest.mark.usefixtures("session")
def test_a_full_disk_is_said_and_gives_one() -> None:
    with open("/dev/full", "wb") as full:
        run = subprocess.run(
            [*SWTUI, "export", NAME, "--format", "sh"], stdout=full, stderr=subprocess.PIPE
        )
    assert run.returncode == 1
    assert b"cannot write to stdout" in run.stderr
    assert b"Canary" not in run.stderr


@pytest.mark.usefixtures("session")
def test_a_reader_that_has_gone_is_met_in_silence() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run = subprocess.run(
        [*SWTUI, "export", NAME, "--format", "sh"], stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)
    assert run.returncode == 141
    assert run.stderr == b""


def test_an_interrupt_gives_130(tmp_path: Path) -> None:
    code = (
        "import swtui.__main__ as way\n"
        "def interrupted(argv, env): raise KeyboardInterrupt\n"
        "way._warm = interrupted\n"
        "raise SystemExit(way.main())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=tmp_path)
    assert run.returncode == 130
    assert run.stderr == b""

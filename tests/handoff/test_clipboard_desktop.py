"""Copying on a real X display, and with helpers that misbehave."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from swtui.errors import SwtuiError
from swtui.handoff.clipboard import Copied, copy

CANARY = "canary-9c41 wJalrXUtnFEMI/K7MDENG"


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """Return the name of an X display of our own."""
    for program in ("Xvfb", "xclip"):
        if shutil.which(program) is None:
            pytest.skip(f"needs {program}")
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-nolisten", "tcp", "-screen", "0", "64x64x8"],
        pass_fds=[writes],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    with os.fdopen(reads) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.fixture
def desk(display: str) -> dict[str, str]:
    """Return an environment on that display, with a key in it that no one may see."""
    env = {name: os.environ[name] for name in ("PATH", "HOME", "LC_ALL")}
    return env | {"DISPLAY": display, "AWS_SECRET_ACCESS_KEY": CANARY}


def copied(text: str, env: dict[str, str], clear_after: int = 0) -> Copied:
    return copy(text, env=env, secret=True, clear_after=clear_after, write_terminal=None)


def pasted(env: dict[str, str]) -> str:
    command = ["xclip", "-selection", "clipboard", "-o"]
    return subprocess.run(command, env=env, capture_output=True, check=False).stdout.decode()


def soon(condition: Callable[[], bool], seconds: float = 8.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return False


def processes(part: str) -> dict[int, str]:
    """Return the id and command line of every process in whose files `part` names a text."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / part).read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            except OSError:
                continue
            found[int(entry.name)] = line
    return found


def test_a_copy_can_be_pasted_again_and_again(desk: dict[str, str]) -> None:
    text = "export A='é'\nexport B='…'\n"

    done = copied(text, desk)

    assert pasted(desk) == pasted(desk) == text
    assert (done.way, done.verified, done.clears_in) == ("xclip", True, None)
    assert done.describe().startswith("Copied to the clipboard (xclip). It stays there")


def test_a_secret_is_cleared_when_its_time_is_over(desk: dict[str, str]) -> None:
    done = copied("to be cleared", desk, clear_after=2)
    assert done.describe() == "Copied to the clipboard (xclip), cleared in 2 s."
    assert pasted(desk) == "to be cleared"

    assert soon(lambda: pasted(desk) == "")


def test_what_the_user_copied_meanwhile_stays(desk: dict[str, str]) -> None:
    copied("an old secret", desk, clear_after=1)
    copied("the user's own", desk)

    time.sleep(1.6)

    assert pasted(desk) == "the user's own"


def test_paste_and_clearing_outlive_the_program_and_its_terminal(desk: dict[str, str]) -> None:
    program = (
        "import os, sys; from swtui.handoff.clipboard import copy; "
        "print(copy('outlives', env=os.environ, secret=True, clear_after=3,"
        " write_terminal=None).clears_in)"
    )
    # Under a shell, so that the program is no session leader; then the terminal hangs up.
    shell = pexpect.spawn("/bin/sh", env=desk, encoding="utf-8", timeout=20)
    shell.sendline(f'{sys.executable} -c "{program}"')
    shell.expect_exact("\n3\r\n")
    shell.close(force=True)

    assert pasted(desk) == "outlives"
    assert soon(lambda: pasted(desk) == "")


def test_no_process_shows_the_secret_in_its_arguments_or_environment(
    desk: dict[str, str],
) -> None:
    seen: set[str] = set()
    ended = threading.Event()

    def watch() -> None:
        while not ended.is_set():
            seen.update(processes("cmdline").values())

    watcher = threading.Thread(target=watch)
    watcher.start()
    copied(CANARY, desk, clear_after=1)
    ended.set()
    watcher.join()
    helpers = [
        pid for pid, line in processes("cmdline").items() if "xclip" in line or "clipboard" in line
    ]
    ours = [env for pid, env in processes("environ").items() if pid in helpers]

    assert any("clipboard_child" in line for line in seen), "the watcher saw the child"
    assert not [line for line in seen if CANARY in line]
    assert any(f"DISPLAY={desk['DISPLAY']} " in env for env in ours)
    assert not [env for env in ours if CANARY in env and f"DISPLAY={desk['DISPLAY']} " in env]


def test_a_display_that_is_not_there_is_a_failure(desk: dict[str, str]) -> None:
    with pytest.raises(SwtuiError, match="xclip copied nothing"):
        copied("x", desk | {"DISPLAY": ":4099"})


def test_a_copy_that_its_program_did_not_see_end_is_cleared_too(
    desk: dict[str, str], tmp_path: Path
) -> None:
    """Leaving right after `y` left the secret there: no one had arranged the clearing."""
    begun = tmp_path / "begun"
    slow = tmp_path / "xclip"
    slow.write_text(f'#!/bin/sh\n>"{begun}"; sleep 0.7; exec {shutil.which("xclip")} "$@"\n')
    slow.chmod(0o755)
    program = (
        "import os; from swtui.handoff.clipboard import copy; "
        "copy('left behind', env=os.environ, secret=True, clear_after=1, write_terminal=None)"
    )
    left = subprocess.Popen(
        [sys.executable, "-c", program], env=desk | {"PATH": f"{tmp_path}:{desk['PATH']}"}
    )
    assert soon(begun.exists)

    left.kill()
    left.wait()

    assert soon(lambda: pasted(desk) == "left behind")
    assert soon(lambda: pasted(desk) == "", 20.0)

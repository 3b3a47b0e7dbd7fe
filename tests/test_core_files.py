"""No core file shows the secrets in our memory; the program that we become may write its own."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from swtui.sessions.cache.kernel import KernelRing
from tests.demo_fixture import Demo
from tests.demo_fixture import demo as demo
from tests.fast_path.conftest import NAME, keep, make_session

UNLIMITED = "import resource; resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,)*2)"
MAIN = "import sys; from swtui.__main__ import main; sys.exit(main())"
SHOW = (
    "import ctypes, resource;"
    "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))"
)
ROLE = "search-dev-power-user"
WAIT = "import os, time\ndef wait(*_, **__): os.write(1, b'w'); time.sleep(60)"
CALLS = "import socket; socket.create_connection = socket.socket.connect = wait\n"
"""Lets each call wait, with the source's keys in memory."""


def dies_with_core(code: str, *words: str, cwd: Path) -> bool:
    """Start Python, abort it once it waits, and return whether a core file was written."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"{UNLIMITED}\n{WAIT}\n{code}", *words],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == b"w"
    process.stdout.close()
    os.kill(process.pid, signal.SIGABRT)
    _, status = os.waitpid(process.pid, 0)
    process.returncode = 0
    assert os.WIFSIGNALED(status)
    return os.WCOREDUMP(status)


def needs_core_files(cwd: Path) -> None:
    """Skip the test where this machine writes none."""
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    if hard != resource.RLIM_INFINITY or not dies_with_core("wait()", cwd=cwd):
        pytest.skip("needs a machine that writes core files")


def test_a_command_that_is_killed_leaves_no_core_file(demo: Demo, tmp_path: Path) -> None:
    place = tmp_path / "cores"
    place.mkdir()
    needs_core_files(place)
    assert not dies_with_core(CALLS + MAIN, "export", ROLE, "--format", "json", cwd=place)


@pytest.mark.usefixtures("demo")
@pytest.mark.skipif(sys.platform != "linux", reason="needs prctl(2)")
def test_the_command_that_is_become_may_write_its_own(ring: KernelRing) -> None:
    keep(ring, make_session())
    before = resource.getrlimit(resource.RLIMIT_CORE)
    for name in (NAME, ROLE):  # the fast path, and the full one
        command = [sys.executable, "-m", "swtui", "exec", name, "--", sys.executable, "-c", SHOW]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.stdout == f"1 {before}\n", ran.stderr


def test_elsewhere_it_is_the_limit_that_is_set_and_given_back() -> None:
    code = (
        "import resource, sys; sys.platform = 'darwin'\n"
        "from swtui.system import allow_core_files, forbid_core_files\n"
        "hard = resource.getrlimit(resource.RLIMIT_CORE)[1]\n"
        "before = hard, hard\n"
        "resource.setrlimit(resource.RLIMIT_CORE, before)\n"
        "forbid_core_files(); forbid_core_files()\n"
        "assert resource.getrlimit(resource.RLIMIT_CORE) == (0, before[1])\n"
        "allow_core_files()\n"
        "assert resource.getrlimit(resource.RLIMIT_CORE) == before\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

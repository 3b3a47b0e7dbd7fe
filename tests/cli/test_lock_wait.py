"""Two processes want one role, and the one that was first is stopped: what the other one does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import DEV, Run
from tests.demo_fixture import Demo

WITH_MFA, WITHOUT = "payments-prod-admin", "network-hub-admin"
LOCK_TIMEOUT = 1.5
SECOND = f"""
import os, sys
from swtui.cli import export, output
from swtui.cli.arguments import Parser
from swtui.cli.context import CommandContext
from swtui.errors import SwtuiError

parser = Parser()
export.arguments(parser)
try:
    context = CommandContext(os.environ, lock_timeout={LOCK_TIMEOUT})
    sys.exit(export.run(parser.read(sys.argv[1:]), context))
except SwtuiError as error:
    output.print_error(error)
    sys.exit(error.exit_code)
"""
"""`swtui export`, but less patient than half a minute."""


@pytest.fixture(autouse=True)
def shared_store(home: Path, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep sessions in files: a store that processes share on every machine."""
    (home / "swtui.toml").write_text('sessions = "plain"\n')
    monkeypatch.setenv("SWTUI_CONFIG", str(home / "swtui.toml"))
    assert demo.home == home


@contextmanager
def stopped_holder(home: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a swtui until it has the lock of a role, stop it there, and end it after the test."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-m", "swtui", *words], **pipes) as first:  # type: ignore[call-overload]
        try:
            until = time.monotonic() + 30
            while not holds_lock(home, first.pid):
                assert time.monotonic() < until
                assert first.poll() is None
                time.sleep(0.005)
            os.kill(first.pid, signal.SIGSTOP)
            yield first
        finally:
            first.kill()


def holds_lock(home: Path, pid: int) -> bool:
    locks = (home / ".cache/swtui/locks").glob("*.lock")
    return any(lock.read_text() == str(pid) for lock in locks)


def second(*words: str, stdin: bytes = b"") -> tuple[subprocess.CompletedProcess[bytes], float]:
    """Run the less patient swtui: how it ended, and after how many seconds."""
    begun = time.monotonic()
    argv = [sys.executable, "-c", SECOND, *words, "--format", "docker"]
    ran = subprocess.run(argv, input=stdin, capture_output=True, timeout=30, check=False)
    return ran, time.monotonic() - begun


def test_a_role_with_mfa_is_given_up_naming_who_asks_for_the_code(home: Path, demo: Demo) -> None:
    with stopped_holder(home, "export", WITH_MFA, "--mfa-stdin") as first:
        calls = len(demo.server.keys._issued)
        ran, took = second(WITH_MFA, "--mfa-stdin", stdin=demo.code().encode() + b"\n")
        assert (ran.returncode, ran.stdout) == (7, b"")
        assert took >= LOCK_TIMEOUT
        assert f"another swtui (process {first.pid}) holds the lock".encode() in ran.stderr
        assert f"kill {first.pid}; kill -CONT {first.pid}".encode() in ran.stderr
        assert len(demo.server.keys._issued) == calls


def test_a_role_without_mfa_is_asked_for_all_the_same(home: Path) -> None:
    with stopped_holder(home, "export", WITHOUT):
        ran, took = second(WITHOUT)
        assert ran.returncode == 0
        assert took >= LOCK_TIMEOUT
        assert f"SWTUI_ROLE={WITHOUT}\n".encode() in ran.stdout


def test_one_that_is_ended_as_the_hint_says_makes_way(home: Path, demo: Demo) -> None:
    with stopped_holder(home, "export", WITH_MFA, "--mfa-stdin") as first:
        hint = f"kill {first.pid}; kill -CONT {first.pid}"
        subprocess.run(["sh", "-c", hint], check=True)
        first.wait(timeout=30)
        ran, _ = second(WITH_MFA, "--mfa-stdin", stdin=demo.code().encode() + b"\n")
        assert ran.returncode == 0


def test_one_that_goes_on_is_waited_for_and_its_session_is_used(home: Path, demo: Demo) -> None:
    with stopped_holder(home, "export", WITHOUT) as first:
        os.kill(first.pid, signal.SIGCONT)
        argv = [sys.executable, "-m", "swtui", "export", WITHOUT, "--format", "docker"]
        ran = subprocess.run(argv, capture_output=True, timeout=60, check=False)
        assert ran.returncode == 0
        assert len(demo.server.keys._issued) == 1


def test_a_session_leaves_no_lock_and_removes_those_left_before(demo: Demo, run: Run) -> None:
    locks = demo.home / ".cache" / "swtui" / "locks"
    locks.mkdir(parents=True)
    for folder in (locks.parent, locks):
        folder.chmod(0o700)
    for number in range(40):
        (locks / f"{number}.lock").touch(mode=0o600)
    settings = demo.home / "swtui.toml"
    settings.write_text('sessions = "plain"\n')
    assert run("export", DEV, "--format", "sh", SWTUI_CONFIG=str(settings)).code == 0
    assert list(locks.iterdir()) == []

"""Standard streams that are closed: said or borne, and never another file in their place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo_fixture import Demo

SWTUI = f"{sys.executable} -m swtui"
DEV = "payments-dev-admin"


@pytest.fixture(autouse=True)
def kept_in_files(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have sessions, locks and state written as files, which could take a free number."""
    (home / "swtui.toml").write_text('sessions = "plain"\n')
    monkeypatch.setenv("SWTUI_CONFIG", str(home / "swtui.toml"))
    monkeypatch.setenv("SWTUI_DEBUG", "1")


def sh(command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command line that closes some of the streams."""
    return subprocess.run(
        ["sh", "-c", command], input=stdin, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "words",
    [
        f"export {DEV} --format sh",
        "list",
        "list --json",
        "--version",
        "--help",
        "whoami",
        "init zsh",
    ],
)
def test_a_closed_stdout_is_said_and_gives_one(words: str) -> None:
    ran = sh(f"{SWTUI} {words} >&-")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "cannot write to stdout" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("closed", [">&-", "<&- >&-", "<&- >&- 2>&-"])
def test_no_secret_lands_in_another_file(closed: str, demo: Demo, home: Path) -> None:
    assert sh(f"{SWTUI} export {DEV} --format sh {closed}").returncode == 1
    (keys,) = demo.server.keys._issued.values()
    kept = home / ".cache/swtui/plain-sessions"
    files = [path for path in home.rglob("*") if path.is_file() and kept not in path.parents]
    assert files
    assert not [path for path in files if keys.secret_access_key.encode() in path.read_bytes()]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("closed", ["2>&-", "<&-", "<&- 2>&-"])
def test_without_stdin_or_stderr_the_answer_is_the_same(closed: str) -> None:
    ran = sh(f"{SWTUI} export {DEV} --format docker {closed}")
    assert (ran.returncode, ran.stderr.count("\n") <= 2) == (0, True)
    assert f"SWTUI_ROLE={DEV}\n" in ran.stdout
    again = sh(f"{SWTUI} export {DEV} --format docker {closed}")
    assert again.stdout == ran.stdout


@pytest.mark.usefixtures("demo")
def test_a_code_from_a_closed_stdin_is_no_code() -> None:
    ran = sh(f"{SWTUI} export payments-prod-admin --mfa-stdin <&-")
    assert (ran.returncode, ran.stdout) == (6, "")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
@pytest.mark.usefixtures("demo")
def test_a_command_finds_closed_what_was_closed() -> None:
    show = "for n in 0 1 2; do [ -e /proc/self/fd/$n ] && echo $n >> $HOME/open; done"
    sh(f"{SWTUI} exec {DEV} -- sh -c '{show}' <&- 2>&-")
    assert Path(os.environ["HOME"], "open").read_text().split() == ["1"]

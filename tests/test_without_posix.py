"""What works where Python does not have POSIX's modules, as on Windows: they are blocked, on this
system.

It is no Windows: paths, processes and sockets are this system's own.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo_fixture import Demo

BLOCKED = ("fcntl", "termios", "tty", "pty", "pwd", "grp", "resource")
OF_OS = (
    *("fork", "forkpty", "openpty", "posix_spawn", "setsid", "getpgid", "killpg", "tcgetpgrp"),
    *("getuid", "geteuid", "getgid", "getegid", "fchmod", "fchown", "chown", "mkfifo"),
    *("pread", "pwrite", "O_NOFOLLOW", "O_DIRECTORY", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY"),
)
OF_SIGNAL = (
    *("SIGHUP", "SIGQUIT", "SIGALRM", "SIGPIPE", "SIGTSTP", "SIGCONT", "SIGKILL", "SIGSTOP"),
    *("SIGWINCH", "SIGCHLD", "SIGXFSZ", "SIGUSR1", "alarm", "setitimer", "pthread_sigmask"),
)
"""What CPython's documentation marks as missing on Windows, of what one might reach for."""
START = f"""
import os, signal, sys, subprocess, shutil, tempfile, socket  # Python's own, as it is here

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name in {BLOCKED!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocker())
for name in {BLOCKED!r}:
    sys.modules.pop(name, None)
for module, names in ((os, {OF_OS!r}), (signal, {OF_SIGNAL!r})):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
# This system's kernel has a keyring, which for such a machine is not looked for.
os.uname = lambda: os.uname_result(("Linux", "here", "1", "1", "unknown"))
sys.argv = ["swtui", *sys.argv[1:]]
from swtui.__main__ import main
sys.exit(main())
"""
DEV, DEV_ACCOUNT = "payments-dev-admin", "117117117117"


def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run swtui in a fresh interpreter without what Windows does not have."""
    return subprocess.run(
        [sys.executable, "-c", START, *words],
        env={**os.environ, "SWTUI_DEBUG": "1", **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("init", "bash"), ("list", "-h")])
def test_what_asks_nobody_works(words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "swtui" in ran.stdout


def test_list_shows_what_it_shows_elsewhere(demo: Demo) -> None:
    here = [sys.executable, "-m", "swtui", "list", "--json"]
    elsewhere = subprocess.run(here, env=demo.env, capture_output=True, text=True, check=True)
    ran = run("list", "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout) == json.loads(elsewhere.stdout)


@pytest.mark.usefixtures("demo")
def test_export_makes_a_session_and_keeps_nothing(home: Path) -> None:
    before = sorted(home.rglob("*"))
    ran = run("export", DEV, "--format", "docker")
    assert ran.returncode == 0
    assert f"SWTUI_ACCOUNT={DEV_ACCOUNT}\n" in ran.stdout
    assert "AWS_SESSION_TOKEN=" in ran.stdout
    assert sorted(home.rglob("*")) == before


def test_a_code_comes_on_stdin_or_not_at_all(demo: Demo) -> None:
    ran = run("export", "payments-prod-admin", "--format", "json")
    assert ran.returncode == 6
    assert "--mfa-stdin" in ran.stderr
    with_code = subprocess.run(
        [sys.executable, "-c", START, "export", "payments-prod-admin", "--mfa-stdin"],
        input=demo.code() + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert with_code.returncode == 0
    assert "export AWS_SESSION_TOKEN=" in with_code.stdout


@pytest.mark.usefixtures("demo")
def test_whoami_says_who_one_is_and_who_one_would_be() -> None:
    assert "123456789012" in run("whoami").stdout
    assert json.loads(run("whoami", DEV, "--json").stdout)["account"] == DEV_ACCOUNT


@pytest.mark.usefixtures("demo")
def test_exec_and_the_checkup_work_as_well() -> None:
    assert run("exec", DEV, "--", "printenv", "SWTUI_ROLE").stdout == f"{DEV}\n"
    checked = run("doctor", "--json")
    assert checked.returncode == 3  # the demo's broken profiles
    assert {line["area"] for line in json.loads(checked.stdout)} >= {"AWS files", "sessions"}
    assert json.loads(run("sessions", "--json").stdout) == []


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("words", [(), ("pick",), ("demo",)], ids=str)
def test_what_needs_a_posix_system_says_so(words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "WSL" in ran.stderr


def test_a_command_that_could_not_be_ended_is_not_run(home: Path) -> None:
    (home / ".aws").mkdir()
    touched = home / "touched"
    (home / ".aws/config").write_text(f"[profile p]\ncredential_process = touch {touched}\n")
    ran = run("export", "p", "--format", "sh")
    assert ran.returncode in (3, 4)
    assert "is not run: on this system" in ran.stderr
    assert not touched.exists()


@pytest.mark.usefixtures("demo")
def test_files_have_no_mode_that_could_be_wrong(home: Path) -> None:
    settings = home / ".config/swtui/config.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('session_name = "jo"\n')
    for file in (settings, home / ".aws/config"):
        file.chmod(0o666)
        assert stat.S_IMODE(file.stat().st_mode) == 0o666
    assert not [x for x in json.loads(run("doctor", "--json").stdout) if "other users" in x["text"]]

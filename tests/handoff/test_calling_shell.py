"""Which shell called us."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from swtui.errors import UsageError
from swtui.handoff import calling_shell
from swtui.handoff.calling_shell import calling_dialect, shell_kind


def family(*names: str) -> Callable[[int], tuple[int, str] | None]:
    """Return a reader of a pretend process tree: process 100 is the nearest parent."""
    tree = {100 + at: (101 + at, name) for at, name in enumerate(names)}
    return tree.get


def test_what_the_caller_says_comes_first() -> None:
    env = {"SWTUI_SHELL": "fish", "SHELL": "/bin/bash"}
    assert calling_dialect(env, parent=100, ancestor=family("zsh")) == "fish"


def test_the_nearest_shell_above_us_is_taken() -> None:
    above = family("timeout", "python3", "zsh", "bash")
    assert calling_dialect({"SHELL": "/bin/bash"}, parent=100, ancestor=above) == "zsh"


def test_without_a_shell_above_us_it_is_the_users_own() -> None:
    above = family("cron")
    assert calling_dialect({"SHELL": "/usr/bin/fish"}, parent=100, ancestor=above) == "fish"


def test_without_any_sign_it_is_sh() -> None:
    assert calling_dialect({"SHELL": "/opt/xonsh"}, parent=100, ancestor=family()) == "sh"


def test_nonsense_in_swtui_shell_is_passed_over() -> None:
    above = family("dash")
    assert calling_dialect({"SWTUI_SHELL": "$(x)"}, parent=100, ancestor=above) == "sh"


def test_a_ring_of_parents_ends_the_search() -> None:
    assert calling_dialect({}, parent=100, ancestor=lambda _: (100, "loop")) == "sh"


def test_a_shell_is_known_by_path_dash_and_version() -> None:
    known = {"-bash": "bash", "/bin/zsh": "zsh", "zsh-5.9": "zsh", "/bin/dash": "sh", "csh": "tcsh"}
    assert {name: shell_kind(name) for name in known} == known
    assert [shell_kind(name) for name in ("", "/", "nu", "bashful")] == [""] * 4


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "dash", "tcsh"])
def test_a_real_shell_is_recognised(shell: str, need: Callable[[str], str], home: Path) -> None:
    script = (
        "import os; from swtui.handoff.calling_shell import calling_dialect;"
        "print(calling_dialect({}))"
    )
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "PY": sys.executable, "SCRIPT": script}
    line = '"$PY" -c "$SCRIPT" | cat'
    ran = subprocess.run(
        [need(shell), "-c", line], env=env, capture_output=True, text=True, timeout=30, check=True
    )
    assert ran.stdout.strip() == {"dash": "sh"}.get(shell, shell)


@pytest.mark.skipif(not os.path.exists("/bin/ps"), reason="needs ps")
def test_ps_tells_the_same_as_proc() -> None:
    found = calling_shell._read_ps(os.getpid())
    assert found is not None
    assert found[0] == os.getppid()


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_proc_is_read_whatever_the_process_is_called(tmp_path: Path) -> None:
    odd = tmp_path / ") S 1 (x"
    odd.symlink_to(shutil.which("sleep") or "/bin/sleep")
    with subprocess.Popen([odd, "30"]) as child:
        try:
            assert calling_shell._read_proc(child.pid) == (os.getpid(), ") S 1 (x")
        finally:
            child.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_process_that_is_gone_is_nobody() -> None:
    assert calling_shell._read_proc(2**22 + 1) is None


def test_on_windows_no_shell_is_guessed() -> None:
    def nobody(_pid: int) -> None:
        return None

    with pytest.raises(UsageError, match="PowerShell or cmd"):
        calling_dialect({}, parent=9, ancestor=nobody, system="nt")
    git_bash = {"SHELL": "/usr/bin/bash"}
    assert calling_dialect(git_bash, parent=9, ancestor=nobody, system="nt") == "bash"

"""Which shell is started, and how it fares in a real terminal."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from swtui.handoff.subshell import LAST_SHELL, find_account_shell, list_shells
from tests.handoff.terminal import START, Terminal

ALL_SHELLS = ("bash", "zsh", "fish", "dash", "tcsh")


@pytest.fixture
def start(tmp_path: Path, home: Path) -> str:
    """Return the line that starts a subshell, to be typed into a terminal."""
    (home / ".zshrc").write_text("PROMPT='mine> '\n")
    (home / ".tcshrc").write_text("set prompt = 'mine> '\n")
    (home / ".bashrc").write_text("PS1='mine> '\n")
    (home / ".config/fish").mkdir(parents=True)
    (home / ".config/fish/config.fish").write_text(
        "set -g fish_greeting\nfunction fish_prompt; echo -n 'mine> '; end\n"
    )
    program = tmp_path / "start.py"
    program.write_text(START)
    return shlex.join([sys.executable, str(program)])


def environment(shell: str, **more: str) -> dict[str, str]:
    return {**os.environ, "SHELL": shell, "NO_COLOR": "1", "TERM": "dumb", **more}


@pytest.mark.parametrize("shell", ALL_SHELLS)
def test_the_shell_has_the_session_and_no_stale_variable(
    shell: str, need: Callable[[str], str], terminal: Callable[..., Terminal], start: str
) -> None:
    outer = terminal(environment(need(shell), AWS_PROFILE="stale", AWS_SECURITY_TOKEN="stale"))
    outer.enter(start)
    shown = outer.ask("env | grep -E '^(AWS|_?SWTUI)' | sort")
    names = set(re.findall(r"(?<![A-Z_])(_?[A-Z_]+)=", shown))
    wanted = {"AWS_ACCESS_KEY_ID", "AWS_REGION", "SWTUI_ROLE", "SWTUI_LEVEL", "SWTUI_EXPIRES"}
    assert wanted <= names
    assert not {"AWS_PROFILE", "AWS_SECURITY_TOKEN"} & names
    assert not [name for name in names if name.startswith("_SWTUI")]


@pytest.mark.parametrize("shell", ALL_SHELLS)
@pytest.mark.parametrize("end", ["exit 7", "sh -c 'kill -KILL $PPID'", "sh -c 'kill -SEGV $PPID'"])
def test_the_exit_code_is_the_shells_own(
    shell: str, end: str, need: Callable[[str], str], terminal: Callable[..., Terminal], start: str
) -> None:
    outer = terminal(environment(need(shell)))
    outer.enter(start)
    outer.send(end)
    outer.expect("outer> ")
    wanted = {"exit 7": "7", "sh -c 'kill -KILL $PPID'": "137"}.get(end, "139")
    assert f"code {wanted}" in outer.ask("echo code $?")


def test_only_the_terminal_is_passed_on(
    need: Callable[[str], str], terminal: Callable[..., Terminal], start: str
) -> None:
    outer = terminal(environment(need("dash")))
    outer.enter(start)
    # The fourth is the one with which the directory itself is read.
    listed = outer.ask("sh -c 'echo /dev/fd/*'").split()
    assert [word for word in listed if word.startswith("/dev/fd/")][-4:] == [
        f"/dev/fd/{number}" for number in range(4)
    ]


def test_job_control_works_in_the_subshell(
    need: Callable[[str], str], terminal: Callable[..., Terminal], start: str
) -> None:
    outer = terminal(environment(need("bash")))
    outer.enter(start)
    outer.send("sh -c 'echo rea\"\"dy; exec sleep 60'")
    outer.expect("ready\r\n")
    outer.child.send("\x1a")
    outer.expect("Stopped")
    assert "sleep 60" in outer.ask("jobs")
    outer.send("fg")
    outer.expect("sleep 60'\r\n")
    outer.child.send("\x03")
    assert "alive" in outer.ask("echo alive")


def test_a_subshell_in_a_subshell_is_one_level_deeper(
    need: Callable[[str], str], terminal: Callable[..., Terminal], start: str
) -> None:
    outer = terminal(environment(need("bash")))
    outer.send(start)
    outer.expect("[dev] mine> ")
    outer.send(start)
    outer.expect("[dev (level 2)] mine> ")
    outer.send(start)
    outer.expect("[dev (level 3)] mine> ")
    outer.send("exit")
    outer.expect("[dev (level 2)] mine> ")
    outer.send("exit")
    outer.expect("[dev] mine> ")


def test_a_shell_that_is_none_is_replaced_with_a_word_about_it(
    terminal: Callable[..., Terminal], start: str
) -> None:
    outer = terminal(environment("/bin/false"))
    assert "SHELL is /bin/false, which is no shell; starting" in outer.enter(start)


def test_a_script_on_stdin_is_run_by_the_shell_with_the_session(
    need: Callable[[str], str], terminal: Callable[..., Terminal], start: str
) -> None:
    for shell in ALL_SHELLS:
        outer = terminal(environment(need(shell)))
        assert "role=dev" in outer.ask(f"echo 'echo role=$SWTUI_ROLE' | {start}")


def test_when_no_shell_can_be_started_it_is_a_usage_error(
    terminal: Callable[..., Terminal], start: str, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_text("no program")
    broken.chmod(0o755)
    hidden = Path(start.split()[-1])
    hidden.write_text(
        START.replace(
            "from swtui.secret", f"subshell.LAST_SHELL = {str(broken)!r}\n"
            "subshell.find_account_shell = lambda: '/nonexistent/zsh'\nfrom swtui.secret", 1,
        )
    )  # fmt: skip
    outer = terminal(environment(str(broken)))
    shown = outer.ask(f"{start}; echo code $?")
    assert "cannot be started: exec format error" in shown
    assert "no shell on this machine can be started" in shown
    assert "code 2" in shown


def plain_file(tmp_path: Path) -> str:
    (tmp_path / "plain").write_text("")
    return str(tmp_path / "plain")


@pytest.mark.parametrize(
    ("shell", "reason"),
    [
        ("bash", "is not an absolute path"),
        ("/no/such/shell", "does not exist"),
        ("/tmp", "is not a file"),
        ("PLAIN", "is not executable"),
        ("/bin/false", "is no shell"),
        ("/sbin/nologin", "is no shell"),
        ("/bin/\x1b[2Jsh", "does not exist"),
        ("/bin/a\0b", "does not exist"),
    ],
)
def test_an_unusable_shell_is_passed_over_and_said(shell: str, reason: str, tmp_path: Path) -> None:
    shell = plain_file(tmp_path) if shell == "PLAIN" else shell
    [(path, note)] = list_shells({"SHELL": shell}, "")
    assert path == LAST_SHELL
    assert f"which {reason}; starting /bin/sh" in note
    assert note.isprintable()


def test_without_a_shell_variable_the_accounts_own_is_taken_silently() -> None:
    for env in ({}, {"SHELL": ""}):
        assert list_shells(env, "/bin/bash") == [("/bin/bash", ""), ("/bin/sh", "")]


def test_an_account_that_may_not_log_in_gets_the_last_shell() -> None:
    assert list_shells({}, "/usr/sbin/nologin") == [("/bin/sh", "")]


def test_a_shell_in_a_directory_with_spaces_is_taken(tmp_path: Path) -> None:
    shell = tmp_path / "my shells" / "bash"
    shell.parent.mkdir()
    shell.symlink_to("/bin/sh")
    assert list_shells({"SHELL": str(shell)}, "/bin/sh")[0] == (str(shell), "")


def test_the_account_has_a_shell_or_none() -> None:
    assert find_account_shell() == "" or find_account_shell().startswith("/")

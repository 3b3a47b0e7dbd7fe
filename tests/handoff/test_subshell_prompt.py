"""The role in the prompt, the warning before the end, and start-up files that override it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from swtui.handoff.subshell import prepare_shell
from tests.handoff.terminal import Terminal, UserHome

Open = Callable[..., Terminal]
SHELLS = ("bash", "zsh", "fish")
HOSTILE = "$(>pwned)`>pwned`%n%F{red}\\u\\$x!!'\"\x1b[2J\u202e#"
SAFE = "$(>pwned)`>pwned`%n%F{red}\\\\u\\\\$x!!'\"\\u{1b}[2J\\u{202e}#"


@pytest.mark.parametrize("shell", SHELLS)
def test_the_role_stands_before_the_users_own_prompt(shell: str, user: UserHome) -> None:
    outer = user.start(shell)
    assert outer.enter(user.line, "[dev] mine> ").count("dev") == 0


@pytest.mark.parametrize("shell", SHELLS)
def test_production_and_demo_are_said_in_words(shell: str, user: UserHome) -> None:
    outer = user.start(shell, ROLE="prod", SWTUI_DEMO="/demo")
    outer.enter(user.line, "[DEMO PROD prod] mine> ")


@pytest.mark.parametrize("shell", SHELLS)
def test_production_has_a_colour_unless_colours_are_off(shell: str, user: UserHome) -> None:
    colourful = user.start(shell, ROLE="prod", NO_COLOR="", TERM="xterm-256color")
    before = colourful.enter(user.line, "[PROD prod]")
    assert before.endswith(("\x1b[1;37;41m", "\x1b[41m"))
    plain = user.start(shell, ROLE="prod", TERM="xterm-256color")
    assert "41m" not in plain.enter(user.line, "[PROD prod]")


@pytest.mark.parametrize(
    ("shell", "rc"),
    [
        ("bash", ""),
        ("bash", "shopt -u promptvars\n"),
        ("bash", "set -o posix\n"),
        ("zsh", ""),
        ("zsh", "setopt prompt_subst\n"),
        ("zsh", "setopt prompt_subst prompt_bang ksh_arrays\n"),
        ("zsh", "setopt no_prompt_percent\n"),
        ("fish", ""),
    ],
)
def test_a_hostile_name_is_shown_and_never_evaluated(shell: str, rc: str, user: UserHome) -> None:
    outer = user.start(shell, rc, ROLE=HOSTILE, LC_ALL="C.UTF-8")
    outer.enter(user.line, f"[{SAFE}] mine> ")
    outer.ask("true")
    outer.expect(f"[{SAFE}] mine> ")
    assert not (user.cwd / "pwned").exists()


@pytest.mark.parametrize(
    ("shell", "rc"),
    [
        ("bash", "again() { PS1='mine> '; }\nPROMPT_COMMAND='again;'\n"),
        ("bash", "again() { PS1='mine> '; }\nPROMPT_COMMAND=(true again)\n"),
        ("bash", "set -eu; IFS=_A; PROMPT_COMMAND='PS1=\"mine> \"'\n"),
        ("zsh", "again() { PROMPT='mine> ' }\nprecmd_functions+=(again)\n"),
        ("zsh", "precmd() { PROMPT='mine> ' }\n"),
        ("zsh", "again() { PROMPT='mine> ' }\nprecmd_functions=(again)\n"),
        ("zsh", "unset precmd_functions; setopt nounset ksharrays; PROMPT='mine> '\n"),
        ("zsh", "setopt nounset noclobber errexit ksharrays shwordsplit\n"),
    ],
)
def test_a_prompt_made_anew_each_time_keeps_the_role_once(
    shell: str, rc: str, user: UserHome
) -> None:
    outer = user.start(shell, rc)
    outer.enter(user.line, "[dev] mine> ")
    for _ in range(3):
        outer.ask("true")
        assert outer.child.expect_exact(["[dev] [dev] ", "[dev] mine> "]) == 1


@pytest.mark.parametrize(
    ("shell", "rc"),
    [
        ("bash", "PS1='$?> '\n"),
        ("zsh", "PROMPT='%?> '\n"),
        ("fish", 'function fish_prompt; echo -n "$pipestatus> "; end\n'),
    ],
)
def test_the_users_prompt_still_sees_the_last_status(shell: str, rc: str, user: UserHome) -> None:
    outer = user.start(shell, rc)
    outer.enter(user.line, "[dev] 0> ")
    outer.send("sh -c 'exit 3'")
    outer.expect("[dev] 3> ")


def test_a_read_only_prompt_is_left_alone_without_a_complaint(user: UserHome) -> None:
    outer = user.start("bash", "readonly PS1='mine> '\n")
    shown = outer.enter(user.line, "mine> ")
    shown += outer.ask("true")
    assert "readonly" not in shown


@pytest.mark.parametrize("shell", SHELLS)
def test_the_prompt_is_left_alone_where_the_settings_say_so(shell: str, user: UserHome) -> None:
    outer = user.start(shell, PLAIN="1", ENDS="200")
    shown = outer.enter(user.line, "mine> ")
    assert "[dev]" not in shown
    assert "dev ends in 3m" in shown


def test_a_child_of_the_subshell_inherits_no_broken_prompt(user: UserHome) -> None:
    outer = user.start("bash", "export PS1 PROMPT_COMMAND\n")
    outer.enter(user.line, "[dev] mine> ")
    shown = outer.enter("bash --norc", "mine> ")
    assert "not found" not in shown
    assert "[dev]" not in shown


def test_an_activated_virtual_environment_does_not_double_the_role(user: UserHome) -> None:
    outer = user.start("bash")
    outer.enter(user.line, "[dev] mine> ")
    outer.send('PS1="(venv) $PS1"')
    outer.expect("[dev] (venv) mine> ")


def test_the_prompt_follows_a_switch_in_place(user: UserHome) -> None:
    outer = user.start("bash")
    outer.enter(user.line, "[dev] mine> ")
    outer.send("export SWTUI_ROLE=other")
    outer.expect("[other] mine> ")
    outer.send("unset SWTUI_ROLE")
    outer.expect("\r\nmine> ")


def test_zsh_gets_its_own_directory_of_start_up_files_back(user: UserHome, home: Path) -> None:
    own = home / "zsh files"
    own.mkdir()
    (own / ".zshrc").write_text("PROMPT='own> '\n")
    (own / ".zshenv").write_text("export FROM_ZSHENV=yes\n")
    outer = user.start("zsh", ZDOTDIR=str(own))
    outer.enter(user.line, "[dev] own> ")
    assert f"<{own}> yes" in outer.ask('echo "<$ZDOTDIR> $FROM_ZSHENV"')


def test_zsh_without_such_a_directory_has_none_afterwards(user: UserHome) -> None:
    outer = user.start("zsh")
    outer.enter(user.line, "[dev] mine> ")
    assert "<unset>" in outer.ask('echo "<${ZDOTDIR-unset}>"')


def test_bash_still_reads_its_own_files_and_no_more(user: UserHome) -> None:
    outer = user.start("bash", "FROM_RC=yes\n")
    outer.enter(user.line, "[dev] mine> ")
    assert "<yes>" in outer.ask('echo "<$FROM_RC>"')


GOES_ON = [("bash", "zsh"), ("bash", "fish"), ("fish", "zsh")]
LEFT = 'env | grep -c -e _SWTUI -e handoff/shells; echo "<$ZDOTDIR> <$XDG_DATA_DIRS>"'


@pytest.mark.parametrize(("first", "then"), GOES_ON)
def test_a_start_up_file_that_goes_on_with_another_shell_keeps_the_role(
    first: str, then: str, user: UserHome
) -> None:
    """`exec zsh` at the end of ~/.bashrc gave a shell with the role, and without it in sight."""
    user.start(then, ENDS="200")
    outer = user.start(first, f"exec {then}\n", ENDS="200")
    shown = outer.enter(user.line, "[dev] mine> ")
    assert "dev ends in 3m" in shown
    assert "has changed" not in shown
    shown = outer.ask(LEFT)
    assert "0\r\n<> <>" in shown, shown


@pytest.mark.parametrize(("first", "then"), GOES_ON)
def test_it_gets_its_own_variables_back(first: str, then: str, user: UserHome) -> None:
    own = {"ZDOTDIR": str(user.home), "XDG_DATA_DIRS": "/usr/share:/own"}
    user.start(then)
    outer = user.start(first, f"exec {then}\n", **own)
    outer.enter(user.line, "[dev] mine> ")
    assert f"0\r\n<{user.home}> </usr/share:/own>" in outer.ask(LEFT)


@pytest.mark.parametrize("shell", SHELLS)
def test_so_does_a_shell_that_goes_on_with_no_other(shell: str, user: UserHome) -> None:
    outer = user.start(shell)
    outer.enter(user.line, "[dev] mine> ")
    assert "0\r\n<> <>" in outer.ask(LEFT)


def test_a_shell_that_goes_on_with_another_says_what_a_start_up_file_changed(
    user: UserHome,
) -> None:
    user.start("fish", "set -gx AWS_PROFILE other\n")
    outer = user.start("bash", "exec fish\n")
    shown = outer.enter(user.line, "[dev] mine> ")
    assert "a start-up file of fish has changed AWS_PROFILE" in shown


def test_other_shells_start_as_they_are() -> None:
    assert prepare_shell("sh", {"A": "1"}, show_role=True) == ((), {"A": "1"})

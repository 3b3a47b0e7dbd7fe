"""The role in the prompt, the warning before the end, and start-up files that override it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from swtui.handoff.prompt import dressed
from tests.handoff.terminal import START, Terminal

Open = Callable[..., Terminal]
SHELLS = ("bash", "zsh", "fish")
RC = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}
OWN_PROMPT = {
    "bash": "PS1='mine> '\n",
    "zsh": "PROMPT='mine> '\n",
    "fish": "set -g fish_greeting\nfunction fish_prompt; echo -n 'mine> '; end\n",
}
HOSTILE = "$(>pwned)`>pwned`%n%F{red}\\u\\$x!!'\"\x1b[2J\u202e#"
SAFE = "$(>pwned)`>pwned`%n%F{red}\\\\u\\\\$x!!'\"\\u{1b}[2J\\u{202e}#"


class Home:
    """A home with the shells' start-up files, and the line that starts a subshell in it."""

    def __init__(self, home: Path, tmp_path: Path, terminal: Open) -> None:
        self.home = home
        self.cwd = tmp_path
        self.open = terminal
        program = tmp_path / "start.py"
        program.write_text(START)
        self.line = shlex.join([sys.executable, str(program)])

    def start(self, shell: str, rc: str = "", **env: str) -> Terminal:
        """Return a terminal in which `start` will be typed; `rc` follows the user's own prompt."""
        path = self.home / RC[shell]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(OWN_PROMPT[shell] + rc)
        plain = {"NO_COLOR": "1", "TERM": "dumb"}
        where = shutil.which(shell)
        if where is None:
            pytest.skip(f"needs {shell}")
        return self.open({**os.environ, "SHELL": where, **plain, **env})


@pytest.fixture
def at_home(home: Path, tmp_path: Path, terminal: Open) -> Home:
    return Home(home, tmp_path, terminal)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_role_stands_before_the_users_own_prompt(shell: str, at_home: Home) -> None:
    outer = at_home.start(shell)
    assert outer.enter(at_home.line, "[dev] mine> ").count("dev") == 0


@pytest.mark.parametrize("shell", SHELLS)
def test_production_and_demo_are_said_in_words(shell: str, at_home: Home) -> None:
    outer = at_home.start(shell, ROLE="prod", SWTUI_DEMO="/demo")
    outer.enter(at_home.line, "[DEMO PROD prod] mine> ")


@pytest.mark.parametrize("shell", SHELLS)
def test_production_has_a_colour_unless_colours_are_off(shell: str, at_home: Home) -> None:
    colourful = at_home.start(shell, ROLE="prod", NO_COLOR="", TERM="xterm-256color")
    before = colourful.enter(at_home.line, "[PROD prod]")
    assert before.endswith(("\x1b[1;37;41m", "\x1b[41m"))
    plain = at_home.start(shell, ROLE="prod", TERM="xterm-256color")
    assert "41m" not in plain.enter(at_home.line, "[PROD prod]")


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
def test_a_hostile_name_is_shown_and_never_evaluated(shell: str, rc: str, at_home: Home) -> None:
    outer = at_home.start(shell, rc, ROLE=HOSTILE, LC_ALL="C.UTF-8")
    outer.enter(at_home.line, f"[{SAFE}] mine> ")
    outer.ask("true")
    outer.expect(f"[{SAFE}] mine> ")
    assert not (at_home.cwd / "pwned").exists()


@pytest.mark.parametrize(
    ("shell", "rc"),
    [
        ("bash", "again() { PS1='mine> '; }\nPROMPT_COMMAND='again;'\n"),
        ("bash", "again() { PS1='mine> '; }\nPROMPT_COMMAND=(true again)\n"),
        ("bash", "set -eu; IFS=_A; PROMPT_COMMAND='PS1=\"mine> \"'\n"),
        ("zsh", "again() { PROMPT='mine> ' }\nprecmd_functions+=(again)\n"),
        ("zsh", "precmd() { PROMPT='mine> ' }\n"),
        ("zsh", "setopt nounset noclobber errexit ksharrays shwordsplit\n"),
    ],
)
def test_a_prompt_made_anew_each_time_keeps_the_role_once(
    shell: str, rc: str, at_home: Home
) -> None:
    outer = at_home.start(shell, rc)
    outer.enter(at_home.line, "[dev] mine> ")
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
def test_the_users_prompt_still_sees_the_last_status(shell: str, rc: str, at_home: Home) -> None:
    outer = at_home.start(shell, rc)
    outer.enter(at_home.line, "[dev] 0> ")
    outer.send("sh -c 'exit 3'")
    outer.expect("[dev] 3> ")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_prompt_is_left_alone_where_the_settings_say_so(shell: str, at_home: Home) -> None:
    outer = at_home.start(shell, PLAIN="1", ENDS="200")
    shown = outer.enter(at_home.line, "mine> ")
    assert "[dev]" not in shown
    assert "dev ends in 3m" in shown


@pytest.mark.parametrize("shell", SHELLS)
def test_the_end_is_announced_five_minutes_before_and_once(shell: str, at_home: Home) -> None:
    outer = at_home.start(shell, ENDS="299")
    shown = outer.enter(at_home.line, "[dev] mine> ")
    assert "swtui: dev ends in 4m 5" in shown
    assert 'swtui export --refresh "$SWTUI_ROLE"' in shown
    shown = outer.ask("true") + outer.ask("true")
    assert "ends in" not in shown


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_is_said_long_before_the_end(shell: str, at_home: Home) -> None:
    outer = at_home.start(shell, ENDS="330")
    assert "swtui:" not in outer.enter(at_home.line, "[dev] mine> ")


@pytest.mark.parametrize("shell", SHELLS)
def test_an_expired_session_is_said_once_and_stays_in_the_prompt(shell: str, at_home: Home) -> None:
    outer = at_home.start(
        shell, "\nfunction sw; end\n" if shell == "fish" else "\nsw() { :; }\n", ENDS="-5"
    )
    shown = outer.enter(at_home.line, "[dev EXPIRED] mine> ")
    assert "swtui: dev has expired; renew it with: sw ." in shown
    assert "has expired" not in outer.ask("true") + outer.ask("true")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_start_up_file_that_overrides_the_session_is_named(shell: str, at_home: Home) -> None:
    export = "set -gx {} {}\n" if shell == "fish" else "export {}={}\n"
    rc = "".join(
        export.format(*pair)
        for pair in (
            ("AWS_PROFILE", "stale"),
            ("AWS_ACCESS_KEY_ID", "AKIA"),
            ("AWS_REGION", "eu-west-1"),
        )
    )
    outer = at_home.start(shell, rc)
    shown = outer.enter(at_home.line, "[dev] mine> ")
    wanted = (
        f"swtui: a start-up file of {shell} has changed AWS_ACCESS_KEY_ID AWS_PROFILE: this shell"
    )
    assert wanted in shown
    assert "has changed" not in outer.ask("true") + outer.ask("true")


def test_a_child_of_the_subshell_inherits_no_broken_prompt(at_home: Home) -> None:
    outer = at_home.start("bash", "export PS1 PROMPT_COMMAND\n")
    outer.enter(at_home.line, "[dev] mine> ")
    shown = outer.enter("bash --norc", "mine> ")
    assert "not found" not in shown
    assert "[dev]" not in shown


def test_an_activated_virtual_environment_does_not_double_the_role(at_home: Home) -> None:
    outer = at_home.start("bash")
    outer.enter(at_home.line, "[dev] mine> ")
    outer.send('PS1="(venv) $PS1"')
    outer.expect("[dev] (venv) mine> ")


def test_the_prompt_follows_a_switch_in_place(at_home: Home) -> None:
    outer = at_home.start("bash")
    outer.enter(at_home.line, "[dev] mine> ")
    outer.send("export SWTUI_ROLE=other")
    outer.expect("[other] mine> ")
    outer.send("unset SWTUI_ROLE")
    outer.expect("\r\nmine> ")


def test_zsh_gets_its_own_directory_of_start_up_files_back(at_home: Home, home: Path) -> None:
    own = home / "zsh files"
    own.mkdir()
    (own / ".zshrc").write_text("PROMPT='own> '\n")
    (own / ".zshenv").write_text("export FROM_ZSHENV=yes\n")
    outer = at_home.start("zsh", ZDOTDIR=str(own))
    outer.enter(at_home.line, "[dev] own> ")
    assert f"<{own}> yes" in outer.ask('echo "<$ZDOTDIR> $FROM_ZSHENV"')


def test_zsh_without_such_a_directory_has_none_afterwards(at_home: Home) -> None:
    outer = at_home.start("zsh")
    outer.enter(at_home.line, "[dev] mine> ")
    assert "<unset>" in outer.ask('echo "<${ZDOTDIR-unset}>"')


def test_bash_still_reads_its_own_files_and_no_more(at_home: Home) -> None:
    outer = at_home.start("bash", "FROM_RC=yes\n")
    outer.enter(at_home.line, "[dev] mine> ")
    assert "<yes>" in outer.ask('echo "<$FROM_RC>"')


def test_other_shells_start_as_they_are() -> None:
    assert dressed("sh", {"A": "1"}, show_role=True) == ((), {"A": "1"})


DATES = (
    "2024-02-29T23:59:59+00:00",
    "2024-03-01T00:00:00+00:00",
    "2024-12-31T12:34:56+00:00",
    "2027-01-01T08:09:08+00:00",
    "2099-10-08T00:00:00+00:00",
    "2100-03-01T01:01:01+00:00",
)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shells_count_the_seconds_as_python_does(
    shell: str, need: Callable[[str], str], home: Path
) -> None:
    texts = Path(sys.modules["swtui.handoff.prompt"].__file__ or "").parent / "shells"
    source = {
        "bash": f". {texts}/subshell.bash; "
        "left() { local _swtui_left=; _swtui_time_left; echo $_swtui_left; }",
        "zsh": f". {texts}/subshell.zsh; left() {{ local left; _swtui_time_left; echo $left; }}",
        "fish": f"source {texts}/subshell.fish; function left; _swtui_time_left; end",
    }[shell]
    export = "set -gx SWTUI_EXPIRES {}" if shell == "fish" else "export SWTUI_EXPIRES={}"
    lines = [source, *(f"{export.format(date)}\nleft" for date in (*DATES, "soon", "2024-01-01"))]
    ran = subprocess.run(
        [need(shell)],
        input="\n".join(lines) + "\n",
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    now = time.time()
    left = [int(word) for word in ran.stdout.split()]
    wanted = [datetime.fromisoformat(date).timestamp() - now for date in DATES]
    assert ran.stderr == ""
    assert left == [pytest.approx(seconds, abs=10) for seconds in wanted]

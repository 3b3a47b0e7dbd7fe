"""The function `sw` in real shells, with a stand-in for swtui that logs what it is asked."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from swtui.errors import UsageError
from swtui.handoff.dialects import render
from swtui.handoff.environment import changes_for
from swtui.handoff.shell_hook import SHELLS, init_script
from swtui.sessions.credentials import Session

STAND_IN = r"""#!/bin/sh
printf '%s' "${SWTUI_SHELL-none}" >> "$FAKE/log"
for word; do printf ' <%s>' "$word" >> "$FAKE/log"; last=$word; done
echo >> "$FAKE/log"
if [ "$1" = exec ]; then
  while [ "$1" != -- ]; do shift; done
  shift
  exec "$@"
fi
case $last in
  cancel) exit 130 ;;
  refused) echo 'export SWTUI_ROLE=half'; exit 4 ;;
  talk) echo 'this is no command'; exit 0 ;;
  --name|--*|export|pick) last=dev ;;
esac
for word; do if [ -f "$FAKE/$word.$SWTUI_SHELL" ]; then last=$word; fi; done
cat "$FAKE/$last.$SWTUI_SHELL"
"""

STARTS = {
    "bash": (["bash", "--norc"], 'eval "$(cat "$FAKE/init.bash")"\n'),
    "bash set -eu": (["bash", "--norc"], 'set -eu; IFS=_A; eval "$(cat "$FAKE/init.bash")"\n'),
    "bash --posix": (["bash", "--posix", "--norc"], 'eval "$(cat "$FAKE/init.bash")"\n'),
    "bash set -a": (["bash", "--norc"], 'set -a; eval "$(cat "$FAKE/init.bash")"\n'),
    "zsh": (["zsh", "-f"], 'eval "$(cat "$FAKE/init.zsh")"\n'),
    "zsh odd": (
        ["zsh", "-f"],
        "setopt nounset noclobber errexit kshar"
        'rays shwordsplit globsubst rcquotes warncreateglobal; IFS=_A; eval "$(<$FAKE/init.zsh)"\n',
    ),
    "fish": (["fish", "--no-config"], "source $FAKE/init.fish\n"),
}


class Play:
    """One shell with `sw` in it; `run` gives it lines and returns what they printed."""

    def __init__(self, start: str, fake: Path, env: dict[str, str]) -> None:
        self.argv, self.opening = STARTS[start]
        self.shell = self.argv[0]
        self.fake = fake
        self.env = env

    def run(self, lines: str, fish: str = "") -> str:
        """Run `lines` (`fish` where fish spells them differently); stderr stands in the output."""
        script = self.opening + (fish if fish and self.shell == "fish" else lines) + "\n"
        ran = subprocess.run(
            self.argv,
            input=script,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=30,
            text=True,
            check=False,
        )
        return ran.stdout

    @property
    def asked(self) -> list[str]:
        """What the stand-in was called with, a line each: SWTUI_SHELL, then the words."""
        return (self.fake / "log").read_text().splitlines()


@pytest.fixture(params=list(STARTS))
def play(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    home: Path,
    need: Callable[[str], str],
    session: Callable[..., Session],
) -> Play:
    need(STARTS[request.param][0][0])
    fake = tmp_path / "fake"
    fake.mkdir()
    (fake / "log").touch()
    program = fake / "swtui"
    program.write_text(STAND_IN)
    program.chmod(0o755)
    for shell in SHELLS:
        (fake / f"init.{shell}").write_text(init_script(shell, program="swtui"))
        for name in ("dev", "it's $HOME", "-dash"):
            text = render(changes_for(session(name), {}), shell)
            (fake / f"{name}.{shell}").write_text(text)
    env = {
        "PATH": f"{fake}:{os.environ['PATH']}",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "FAKE": str(fake),
        "AWS_PROFILE": "before's \\ $HOME",
        "AWS_REGION": "",
        "AWS_VAULT": "two\nlines\n",
    }
    return Play(request.param, fake, env)


SHOW = "env | grep -E '^(AWS|SWTUI_ROLE)' | sort"


def test_words_are_picked_and_the_shell_is_switched(play: Play) -> None:
    shown = play.run("sw dev 'a b'; " + SHOW)
    assert play.asked == [f"{play.shell} <pick> <dev> <a b>"]
    assert "AWS_ACCESS_KEY_ID=ASIACANARYCANARY\n" in shown
    assert "SWTUI_ROLE=dev\n" in shown
    assert "AWS_PROFILE" not in shown
    assert "AWS_VAULT" not in shown


def test_without_words_the_picker_is_asked(play: Play) -> None:
    play.run("sw")
    assert play.asked == [f"{play.shell} <pick>"]


def test_a_cancelled_pick_changes_nothing_and_its_code_passes_through(play: Play) -> None:
    before = play.run(SHOW)
    shown = play.run(
        f'code=0; sw cancel || code=$?; echo "code $code"; {SHOW}',
        f'sw cancel; echo "code $status"; {SHOW}',
    )
    assert shown == "code 130\n" + before


def test_output_of_a_failed_call_is_not_evaluated(play: Play) -> None:
    shown = play.run(
        'code=0; sw refused || code=$?; echo "$code ${SWTUI_ROLE-unset}"',
        "sw refused; echo $status (set -q SWTUI_ROLE; and echo set; or echo unset)",
    )
    assert shown == "4 unset\n"


def test_what_is_not_ours_to_evaluate_is_shown_instead(play: Play) -> None:
    assert play.run("sw talk").strip() == "this is no command"


def test_off_restores_everything_exactly(play: Play) -> None:
    every = "env -0 | sort -z | tr '\\0' '@' | sed 's/@_=[^@]*//;s/@SHLVL=[^@]*//'"
    before = play.run(every)
    assert play.run(f'sw dev; sw "it\'s \\$HOME"; sw --off; {every}') == before


def test_off_keeps_apart_what_was_exported_and_what_was_not(play: Play) -> None:
    if "-a" in " ".join(play.opening.split()[:2]):
        pytest.skip("everything is exported under set -a")
    shown = play.run(
        "AWS_SESSION_TOKEN=mine; sw dev; sw --off;"
        "echo $AWS_SESSION_TOKEN; env | grep -c TOKEN || :",
        "set -g AWS_SESSION_TOKEN mine; sw dev; sw --off; echo $AWS_SESSION_TOKEN;"
        "env | grep -c TOKEN",
    )
    assert shown == "mine\n0\n"


def test_what_was_before_is_not_exported(play: Play) -> None:
    shown = play.run('sw dev; sw "it\'s \\$HOME"; env')
    assert "\n_SWTUI_" not in shown
    assert "before's" not in shown


def test_a_dash_goes_back_to_the_previous_role_and_forth(play: Play) -> None:
    show = 'echo "$SWTUI_ROLE"; '
    shown = play.run(f'sw dev; sw "it\'s \\$HOME"; sw -; {show} sw -; {show}')
    assert shown == "dev\nit's $HOME\n"
    assert play.asked[2:] == [f"{play.shell} <export> <dev>", f"{play.shell} <export> <it's $HOME>"]


def test_a_dash_after_off_goes_back_to_the_role_that_was_on(play: Play) -> None:
    assert play.run('sw dev; sw --off; sw -; echo "$SWTUI_ROLE"') == "dev\n"


def test_a_dash_without_a_previous_role_says_so(play: Play) -> None:
    shown = play.run('code=0; sw - || code=$?; echo "$code"', "sw -; echo $status")
    assert shown == "swtui: there is no previous role\n2\n"
    assert play.asked == []


def test_a_dot_renews_the_current_role(play: Play) -> None:
    play.run("sw dev; sw . --duration 2h")
    assert play.asked[1] == f"{play.shell} <export> <--refresh> <--duration> <2h> <--> <dev>"


def test_a_dot_without_a_role_says_so(play: Play) -> None:
    shown = play.run('code=0; sw . || code=$?; echo "$code"', "sw .; echo $status")
    assert shown == "swtui: no role is on in this shell\n2\n"


def test_a_role_that_begins_with_a_dash_stays_a_name(play: Play) -> None:
    shown = play.run(
        'sw -- x || :; sw -dash; sw dev; sw -; echo "$SWTUI_ROLE"',
        'sw -dash; sw dev; sw -; echo "$SWTUI_ROLE"',
    )
    assert shown.endswith("-dash\n")
    assert play.asked[-1] == f"{play.shell} <export> <--> <-dash>"


def test_a_command_behind_two_dashes_is_run_and_the_shell_stays(play: Play) -> None:
    shown = play.run(
        'code=0; sw dev -- sh -c "exit 7" || code=$?; echo "$code ${SWTUI_ROLE-unset}"',
        'sw dev -- sh -c "exit 7"; echo $status (set -q SWTUI_ROLE; and echo set; or echo unset)',
    )
    assert shown == "7 unset\n"
    assert play.asked == ["none <exec> <dev> <--> <sh> <-c> <exit 7>"]


def test_off_without_a_role_is_no_failure(play: Play) -> None:
    shown = play.run('sw --off; echo "$?"', "sw --off; echo $status")
    assert shown == "swtui: no role is on in this shell\n0\n"


def test_off_in_a_subshell_of_ours_names_the_way_out(play: Play) -> None:
    play.env["SWTUI_ROLE"] = "outer"
    shown = play.run('code=0; sw --off || code=$?; echo "$code"', "sw --off; echo $status")
    assert shown == "swtui: this shell did not get its role from sw: leave it with exit\n2\n"


def test_help_is_shown_without_asking_swtui(play: Play) -> None:
    shown = play.run("sw -h; sw dev --help")
    assert shown.count("sw --off") == 2
    assert play.asked == []


def test_no_file_is_written(play: Play, home: Path) -> None:
    before = sorted(path.name for path in home.rglob("*"))
    play.run("sw dev; sw --off")
    assert sorted(path.name for path in home.rglob("*") if "fish" not in str(path)) == before


def test_a_trace_does_not_show_the_secrets(play: Play) -> None:
    if play.shell == "fish":
        pytest.skip("fish has no set -x")
    shown = play.run("set -x; sw dev; : after")
    assert "canarySECRET" not in shown
    assert "after" in shown


def test_aliases_do_not_come_between(play: Play) -> None:
    if play.shell == "fish":
        pytest.skip("an alias is a function in fish")
    on = "shopt -s expand_aliases" if play.shell == "bash" else "setopt aliases"
    play.opening = f"{on}\nalias sw=false swtui=false\n" + play.opening
    assert play.run('sw dev\necho "$SWTUI_ROLE"') == "dev\n"


def test_an_odd_program_path_is_quoted() -> None:
    assert "command '/opt/it'\\''s here/swtui' exec" in init_script(
        "bash", program="/opt/it's here/swtui"
    )


def test_another_shell_is_refused() -> None:
    with pytest.raises(UsageError, match="tcsh"):
        init_script("tcsh", program="swtui")

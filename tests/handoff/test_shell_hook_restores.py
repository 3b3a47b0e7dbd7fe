"""The function `sw` in real shells: what it remembers, gives back, and keeps to itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.handoff.dialects import render
from swtui.handoff.environment import changes_for
from tests.handoff.conftest import MakeSession
from tests.handoff.sw_shell import SwShell, only_in

URL, S3 = "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"


@pytest.fixture
def local(play: SwShell, session: MakeSession) -> SwShell:
    """Return a shell for whose role `local` a profile names endpoints."""
    variables = ((URL, "http://127.0.0.1:4566"), (S3, "http://127.0.0.1:9000"))
    changes = changes_for(session("local", variables=variables), {})
    (play.fake / f"local.{play.shell}").write_text(render(changes, play.shell))
    return play


def show(*names: str) -> str:
    """Return a command that shows what a child gets of these variables."""
    return "; ".join(f"printenv {name} || echo no {name}" for name in names) + ";"


def test_off_gives_back_the_users_endpoint(local: SwShell) -> None:
    lines = f"{show(URL, S3)} sw local; {show(URL, S3)} sw --off; {show(URL, S3)}"
    shown = local.run(f"export {S3}=mine; {lines}", f"set -gx {S3} mine; {lines}")
    within = "http://127.0.0.1:4566\nhttp://127.0.0.1:9000\n"
    assert shown == f"no {URL}\nmine\n{within}no {URL}\nmine\n"


def test_off_leaves_an_endpoint_alone_that_no_role_has_set(play: SwShell) -> None:
    shown = play.run(
        f"export {S3}=mine; sw dev; export {URL}=later; sw --off; {show(URL, S3)}",
        f"set -gx {S3} mine; sw dev; set -gx {URL} later; sw --off; {show(URL, S3)}",
    )
    assert shown == "later\nmine\n"


@only_in("bash", "zsh")
def test_an_endpoint_that_cannot_be_changed_matters_only_to_a_role_that_sets_it(
    local: SwShell,
) -> None:
    shown = local.run(
        f'readonly {S3}=mine; code=0; sw local || code=$?; echo "$code ${{SWTUI_ROLE-none}}";'
        f'sw dev; echo "$SWTUI_ROLE"; sw --off; echo "${{SWTUI_ROLE-none}} ${S3}"'
    )
    said = f"read-only here, so nothing was changed: {S3}; swtui shell NAME starts afresh"
    assert shown == f"swtui: {said}\n2 none\ndev\nnone mine\n"


def test_off_restores_everything_exactly(play: SwShell) -> None:
    every = "env -0 | sort -z | tr '\\0' '@' | sed 's/@_=[^@]*//;s/@SHLVL=[^@]*//'"
    before = play.run(every)
    assert play.run(f'sw dev; sw "it\'s \\$HOME"; sw --off; {every}') == before


@only_in("bash", "zsh", "fish", without="bash set -a")
def test_off_keeps_apart_what_was_exported_and_what_was_not(play: SwShell) -> None:
    shown = play.run(
        "AWS_SESSION_TOKEN=mine; sw dev; sw --off;"
        "echo $AWS_SESSION_TOKEN; env | grep -c TOKEN || :",
        "set -g AWS_SESSION_TOKEN mine; sw dev; sw --off; echo $AWS_SESSION_TOKEN;"
        "env | grep -c TOKEN",
    )
    assert shown == "mine\n0\n"


@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_ACCESS_KEY_ID"])
def test_off_gives_back_an_array_whole(play: SwShell, name: str) -> None:
    """A list used to come back as its first element; a key in one was not exported at all."""
    role = 'env | grep -c "^AWS_ACCESS_KEY_ID=ASIA"'
    shown = play.run(
        f"{name}=(one 'two words' '' three); sw dev; {role}; sw --off;"
        f'printf \'<%s>\' "${{{name}[@]}}"; env | grep -c "^AWS_ACCESS_KEY_ID=" || :',
        f"set -g {name} one 'two words' '' three; sw dev; {role}; sw --off;"
        f"printf '<%s>' ${name}; env | grep -c '^AWS_ACCESS_KEY_ID='",
    )
    assert shown == "1\n<one><two words><><three>0\n"


@only_in("bash", "zsh")
def test_a_value_that_its_variable_would_change_is_handed_over_as_it_is(play: SwShell) -> None:
    assert play.run('typeset -u SWTUI_ROLE; sw dev; echo "$SWTUI_ROLE"') == "dev\n"


@only_in("bash", "zsh")
@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_SECRET_ACCESS_KEY"])
def test_a_variable_that_cannot_be_changed_keeps_the_shell_from_being_half_switched(
    play: SwShell, name: str
) -> None:
    """bash switched the others, said 0, and left the AWS tools with a mixture of two identities."""
    shown = play.run(
        f'readonly {name}=mine; code=0; sw dev || code=$?; echo "$code ${{SWTUI_ROLE-none}}"'
    )
    said = f"read-only here, so nothing was changed: {name}; swtui shell NAME starts afresh"
    assert shown == f"swtui: {said}\n2 none\n"
    assert play.asked == []


@only_in("bash", "zsh")
def test_off_changes_nothing_where_it_could_not_change_all(play: SwShell) -> None:
    shown = play.run('sw dev; readonly AWS_REGION; sw --off || echo "$? $SWTUI_ROLE"')
    said = "read-only here, so nothing was changed: AWS_REGION; swtui shell NAME starts afresh"
    assert shown == f"swtui: {said}\n2 dev\n"


def test_what_was_before_is_not_exported(play: SwShell) -> None:
    shown = play.run('sw dev; sw "it\'s \\$HOME"; env')
    assert "\n_SWTUI_" not in shown
    assert "before's" not in shown


def test_a_dash_goes_back_to_the_previous_role_and_forth(play: SwShell) -> None:
    show = 'echo "$SWTUI_ROLE"; '
    shown = play.run(f'sw dev; sw "it\'s \\$HOME"; sw -; {show} sw -; {show}')
    assert shown == "dev\nit's $HOME\n"
    how = "<--ask> <--request=plain>"
    assert play.asked[2:] == [
        f"{play.shell} <export> <dev> {how}",
        f"{play.shell} <export> <it's $HOME> {how}",
    ]


def test_a_dash_after_off_goes_back_to_the_role_that_was_on(play: SwShell) -> None:
    assert play.run('sw dev; sw --off; sw -; echo "$SWTUI_ROLE"') == "dev\n"


def test_a_dash_without_a_previous_role_says_so(play: SwShell) -> None:
    shown = play.run('code=0; sw - || code=$?; echo "$code"', "sw -; echo $status")
    assert shown == "swtui: there is no previous role\n2\n"
    assert play.asked == []


def test_off_without_a_role_is_no_failure(play: SwShell) -> None:
    shown = play.run('sw --off; echo "$?"', "sw --off; echo $status")
    assert shown == "swtui: no role is active in this shell\n0\n"


def test_off_in_a_subshell_of_ours_names_the_way_out(play: SwShell) -> None:
    play.env["SWTUI_ROLE"] = "outer"
    shown = play.run('code=0; sw --off || code=$?; echo "$code"', "sw --off; echo $status")
    assert shown == "swtui: this shell did not get its role from sw: leave it with exit\n2\n"


def test_no_file_is_written(play: SwShell, home: Path) -> None:
    before = sorted(path.name for path in home.rglob("*"))
    play.run("sw dev; sw --off")
    assert sorted(path.name for path in home.rglob("*") if "fish" not in str(path)) == before


@only_in("bash", "zsh")
@pytest.mark.parametrize("option", ["x", "v", "vx"])
def test_a_trace_does_not_show_the_secrets(play: SwShell, option: str) -> None:
    shown = play.run(f"set -{option}; sw dev; sw .\n: after $-\necho $-")
    assert "canarySECRET" not in shown
    assert "after" in shown
    if play.shell == "bash":
        assert set(option) <= set(shown.splitlines()[-1])


@only_in("fish")
def test_a_trace_of_fish_does_not_show_them_either(play: SwShell) -> None:
    shown = play.run("", "set -g fish_trace 1; sw dev; echo after")
    assert "canarySECRET" not in shown
    assert "> echo after" in shown


ALIASES = {
    "bash": "export unset local printf eval command set shopt return shift case if sw swtui",
    "zsh": "export unset local printf eval command typeset emulate setopt return case if sw swtui",
}


@only_in("bash", "zsh")
def test_aliases_do_not_come_between(play: SwShell) -> None:
    on = "shopt -s expand_aliases" if play.shell == "bash" else "setopt aliases"
    names = ALIASES[play.shell].split()
    aliases = "".join(f"alias {name}='echo ALIAS'\n" for name in names)
    for word in ("eval", "setopt", "set -"):  # what the user types is theirs
        play.opening = play.opening.replace(word, f"\\{word}")
    play.opening = f"{on}\n{aliases}{play.opening}"
    show = '"echo" "${SWTUI_ROLE-none} ${AWS_SECRET_ACCESS_KEY:+key}"\n'
    shown = play.run(f"sw dev\n{show}sw .\nsw --off\n{show}printf 1\n")
    assert shown == "dev key\nnone \nALIAS 1\n"


@only_in("zsh")
def test_aliases_that_zsh_looks_for_in_every_place_do_not_come_between(play: SwShell) -> None:
    # As the manual of bat, a pager, proposes them.
    words = ("-h", "--help", "--", "-", "export", "L")
    aliases = " ".join(f"'{word}={word} 2>&1 | cat'" for word in words)
    play.opening = f"setopt aliases\nalias -g -- {aliases}\n{play.opening}"
    assert play.run('sw dev\n"echo" "$SWTUI_ROLE"\n') == "dev\n"
    assert "sw --off" in play.run("sw -h")


@pytest.mark.parametrize(
    "env", [{"LC_ALL": "C"}, {"POSIXLY_CORRECT": "1"}, {"HOME": ""}, {"CDPATH": "/"}], ids=str
)
def test_odd_surroundings_change_nothing(play: SwShell, env: dict[str, str]) -> None:
    play.env.update(env)
    show = 'echo "${SWTUI_ROLE-none}"; '
    shown = play.run(
        f'sw "caf\u00e9 x"; {show} sw dev; sw -; {show} sw --off; {show}',
        'sw "caf\u00e9 x"; echo $SWTUI_ROLE; sw dev; sw -; echo $SWTUI_ROLE; sw --off;'
        "set -q SWTUI_ROLE; or echo none",
    )
    assert shown == "caf\u00e9 x\ncaf\u00e9 x\nnone\n"


@only_in("bash")
@pytest.mark.parametrize("option", ["-f", "-u", "-o posix", "-e", "-a", "-C", "-T"])
def test_options_that_bash_users_set_later_change_nothing(play: SwShell, option: str) -> None:
    lines = f"set {option}; IFS=ewx; shopt -s nullglob failglob extglob nocasematch\n"
    assert play.run(lines + 'sw dev; sw .; echo "$SWTUI_ROLE"') == "dev\n"

"""The function `sw` in real shells: what it remembers, gives back, and keeps to itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.handoff.play import Play


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


def test_off_without_a_role_is_no_failure(play: Play) -> None:
    shown = play.run('sw --off; echo "$?"', "sw --off; echo $status")
    assert shown == "swtui: no role is on in this shell\n0\n"


def test_off_in_a_subshell_of_ours_names_the_way_out(play: Play) -> None:
    play.env["SWTUI_ROLE"] = "outer"
    shown = play.run('code=0; sw --off || code=$?; echo "$code"', "sw --off; echo $status")
    assert shown == "swtui: this shell did not get its role from sw: leave it with exit\n2\n"


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

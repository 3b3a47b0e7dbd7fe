"""The function `sw` in real shells: what it asks of swtui, and what it does with the answer."""

from __future__ import annotations

import pytest

from swtui.errors import UsageError
from swtui.handoff.shell_hook import init_script
from swtui.sessions.request import SessionRequest
from tests.handoff.sw_shell import SwShell

SHOW = "env | grep -E '^(AWS|SWTUI_ROLE)' | sort"


def test_words_are_picked_and_the_shell_is_switched(play: SwShell) -> None:
    shown = play.run("sw dev 'a b'; " + SHOW)
    assert play.asked == [f"{play.shell} <pick> <dev> <a b>"]
    assert "AWS_ACCESS_KEY_ID=ASIACANARYCANARY\n" in shown
    assert "SWTUI_ROLE=dev\n" in shown
    assert "AWS_PROFILE" not in shown
    assert "AWS_VAULT" not in shown


def test_without_words_the_picker_is_asked(play: SwShell) -> None:
    play.run("sw")
    assert play.asked == [f"{play.shell} <pick>"]


def test_a_cancelled_pick_changes_nothing_and_its_code_passes_through(play: SwShell) -> None:
    before = play.run(SHOW)
    shown = play.run(
        f'code=0; sw cancel || code=$?; echo "code $code"; {SHOW}',
        f'sw cancel; echo "code $status"; {SHOW}',
    )
    assert shown == "code 130\n" + before


def test_output_of_a_failed_call_is_not_evaluated(play: SwShell) -> None:
    shown = play.run(
        'code=0; sw refused || code=$?; echo "$code ${SWTUI_ROLE-unset}"',
        "sw refused; echo $status (set -q SWTUI_ROLE; and echo set; or echo unset)",
    )
    assert shown == "4 unset\n"


def test_what_is_not_ours_to_evaluate_is_shown_instead(play: SwShell) -> None:
    assert play.run("sw talk").strip() == "this is no command"


def test_a_dot_renews_the_current_role(play: SwShell) -> None:
    play.run("sw dev; sw . --duration 2h")
    assert play.asked[1] == f"{play.shell} <export> <--renew> <--duration> <2h>"


def test_how_a_role_was_requested_is_said_again(play: SwShell) -> None:
    play.run("sw typed; sw dev; sw -; sw dev; sw .; sw - --duration 2h; sw --off; sw -; sw -")
    asked = f"<--request={SessionRequest(source_profile='-my base').text()}>"
    shell = play.shell
    assert play.asked == [
        f"{shell} <pick> <typed>",
        f"{shell} <pick> <dev>",
        f"{shell} <export> <typed> <--ask> {asked}",
        f"{shell} <pick> <dev>",
        f"{shell} <export> <--renew>",
        f"{shell} <export> <typed> <--ask> {asked} <--duration> <2h>",
        f"{shell} <export> <--unset>",
        f"{shell} <export> <typed> <--ask> {asked}",
        f"{shell} <export> <typed> <--ask> {asked}",
    ]


def test_a_dot_without_a_role_says_so(play: SwShell) -> None:
    shown = play.run('code=0; sw . || code=$?; echo "$code"', "sw .; echo $status")
    assert shown == "swtui: no role is active in this shell\n2\n"


def test_a_role_that_begins_with_a_dash_stays_a_name(play: SwShell) -> None:
    shown = play.run(
        'sw -- x || :; sw -dash; sw dev; sw -; echo "$SWTUI_ROLE"',
        'sw -dash; sw dev; sw -; echo "$SWTUI_ROLE"',
    )
    assert shown.endswith("-dash\n")
    assert play.asked[-1] == f"{play.shell} <export> <--ask> <--request=plain> <--> <-dash>"


def test_a_command_behind_two_dashes_is_run_and_the_shell_stays(play: SwShell) -> None:
    shown = play.run(
        'code=0; sw dev -- sh -c "exit 7" || code=$?; echo "$code ${SWTUI_ROLE-unset}"',
        'sw dev -- sh -c "exit 7"; echo $status (set -q SWTUI_ROLE; and echo set; or echo unset)',
    )
    assert shown == "7 unset\n"
    assert play.asked == ["none <exec> <dev> <--> <sh> <-c> <exit 7>"]


def test_help_is_shown_without_asking_swtui(play: SwShell) -> None:
    shown = play.run("sw -h; sw dev --help")
    assert shown.count("sw --off") == 2
    assert play.asked == []


def test_an_odd_program_path_is_quoted() -> None:
    assert "command '/opt/it'\\''s here/swtui' \"$@\"" in init_script(
        "bash", program="/opt/it's here/swtui"
    )


def test_another_shell_is_refused() -> None:
    with pytest.raises(UsageError, match="tcsh"):
        init_script("tcsh", program="swtui")

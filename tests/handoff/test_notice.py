"""The line after a switch: what it says, its colour, and that a shell's --off says it too."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pexpect
import pytest

from swtui.handoff.environment import changes_for
from swtui.handoff.notice import format_expiry, tell_left, tell_switch
from swtui.secret import Secret
from swtui.sessions.credentials import Credentials, Identity, Session
from tests.handoff.conftest import MakeSession
from tests.handoff.sw_shell import SwShell

SWITCH = """
import os, time
from swtui.handoff.environment import changes_for
from swtui.handoff.notice import tell_left, tell_switch
from swtui.secret import Secret
from swtui.sessions.credentials import Credentials, Identity, Session
keys = Credentials("ASIACANARY", Secret("canarySECRET"), Secret("token"), int(time.time()) + 3599)
session = Session(
    "payments-prod-admin",
    keys,
    Identity("111122223333", "arn:aws:sts::111122223333:assumed-role/Admin/jo"),
    region="eu-west-1",
    production="PLAIN" not in os.environ,
)
tell_switch(session, changes_for(session, os.environ), os.environ)
tell_left({**os.environ, "SWTUI_ROLE": "payments-prod-admin", "SWTUI_PRODUCTION": "1"})
"""


def said(capfd: pytest.CaptureFixture[str], session: Session) -> str:
    tell_switch(session, changes_for(session, os.environ), os.environ)
    out, err = capfd.readouterr()
    assert out == ""
    return err


def test_it_says_who_where_and_until_when(
    session: MakeSession, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    production = session("payments-prod-admin", production=True)
    local = time.strftime("%H:%M", time.localtime(production.credentials.expires_at))
    assert said(capfd, production) == (
        f"▲ payments-prod-admin · 111122223333 · eu-west-1 · until {local} (59 min)\n"
    )


def test_what_is_not_known_or_not_set_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    keys = Credentials("AKIACANARY", Secret("canarySECRET"), Secret(""))
    unknown = Session("base", keys, Identity("", ""), long_term=True)
    assert said(capfd, unknown) == "base · account unknown · no region · does not expire\n"


def test_a_name_is_only_ever_data(session: MakeSession, capfd: pytest.CaptureFixture[str]) -> None:
    shown = said(capfd, session("a\x1b[2Jb\n\u202ec"))
    assert shown.startswith("a\\u{1b}[2Jb\\u{a}\\u{202e}c · ")
    assert shown.count("\n") == 1


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (0, "(0 s)"),
        (59, "(59 s)"),
        (60, "(1 min)"),
        (3599, "(59 min)"),
        (3600, "(1 h 00 min)"),
        (43200 - 1, "(11 h 59 min)"),
    ],
)
def test_a_span_is_rounded_down(left: int, shown: str) -> None:
    assert format_expiry(1_700_000_000 + left, 1_700_000_000.0).endswith(shown)


def test_a_time_that_is_a_day_away_has_its_date() -> None:
    assert (
        format_expiry(1_700_000_000 + 129_600, 1_700_000_000)
        == "until 2023-11-16 10:13 (36 h 00 min)"
    )


def test_leaving_says_what_was_left(capfd: pytest.CaptureFixture[str]) -> None:
    tell_left({"SWTUI_ROLE": "dev", "SWTUI_ACCOUNT": "111122223333", "AWS_ACCESS_KEY_ID": "AKIA"})
    tell_left({"AWS_PROFILE": "other", "AWS_VAULT": "other"})
    tell_left({})
    assert capfd.readouterr().err == ("left dev · 111122223333\nremoved AWS_PROFILE, AWS_VAULT\n")


def in_terminal(tmp_path: Path, **more: str) -> str:
    script = tmp_path / "switch.py"
    script.write_text(SWITCH)
    child = pexpect.spawn(
        sys.executable, [str(script)], env={**os.environ, **more}, encoding="utf-8", timeout=30
    )
    child.expect(pexpect.EOF)
    return str(child.before)


def test_production_is_red_on_a_terminal(tmp_path: Path) -> None:
    switched, left, _ = in_terminal(tmp_path).split("\r\n")
    assert switched.startswith("\x1b[1;31m▲ payments-prod-admin · 111122223333 · eu-west-1 · until")
    assert switched.endswith("\x1b[0m")
    assert left == "left \x1b[1;31m▲ payments-prod-admin\x1b[0m"


@pytest.mark.parametrize(
    "without",
    [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"PLAIN": "1"}],
    ids=["NO_COLOR", "dumb", "dev"],
)
def test_else_it_has_no_colour(tmp_path: Path, without: dict[str, str]) -> None:
    switched = in_terminal(tmp_path, **without).split("\r\n")[0]
    assert "\x1b" not in switched
    assert switched.startswith("" if "PLAIN" in without else "▲ ")
    assert "payments-prod-admin · 111122223333" in switched


def test_an_empty_no_color_says_nothing(tmp_path: Path) -> None:
    assert "\x1b[1;31m" in in_terminal(tmp_path, NO_COLOR="")


def test_an_encoding_without_the_characters_gets_plain_ones(tmp_path: Path) -> None:
    shown = in_terminal(tmp_path, PYTHONIOENCODING="ascii", NO_COLOR="1")
    assert shown.startswith("! payments-prod-admin - 111122223333 - eu-west-1 - until ")


def test_off_asks_swtui_to_say_what_was_left(play: SwShell) -> None:
    stand_in = play.fake / "swtui"
    stand_in.write_text(
        stand_in.read_text() + 'if [ "$2" = --unset ]; then\n'
        'echo "left $SWTUI_ROLE, $SWTUI_ACCOUNT, ${AWS_ACCESS_KEY_ID-restored}" >&2\nfi\n'
    )
    shown = play.run(
        'sw dev; export SWTUI_ACCOUNT=111122223333; sw --off; echo "${SWTUI_ROLE-unset}"',
        "sw dev; set -gx SWTUI_ACCOUNT 111122223333; sw --off; set -q SWTUI_ROLE; or echo unset",
    )
    assert shown == "left dev, 111122223333, restored\nunset\n"
    assert play.asked[-1] == f"{play.shell} <export> <--unset>"


def test_off_restores_though_swtui_is_gone(play: SwShell) -> None:
    shown = play.run(
        'sw dev; rm "$FAKE/swtui"; sw --off 2>/dev/null; echo "${SWTUI_ROLE-unset} $?"',
        'sw dev; rm "$FAKE/swtui"; sw --off 2>/dev/null; set -q SWTUI_ROLE; or echo unset 0',
    )
    assert shown.endswith("unset 0\n")

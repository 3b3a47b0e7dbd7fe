"""What was obtained is shown with its time, and every way to use it is one key away."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from swtui.secret import Secret
from swtui.sessions.credentials import Credentials, Identity, Session
from swtui.tui.actions import ACTIONS
from swtui.tui.screens.session import SessionScreen

NOON = 1_767_268_800
CANARY = "wJalrXUtnFEMICANARY"


class Clock:
    """A clock that is set by hand."""

    now = float(NOON)

    def __call__(self) -> float:
        return self.now


def session(expires: int | None = NOON + 2520, **more: Any) -> Session:
    return Session(
        "pay-prod",
        Credentials("ASIAEXAMPLE", Secret(CANARY), Secret(CANARY), expires),
        Identity("111122223333", "arn:aws:sts::111122223333:assumed-role/Admin/jo"),
        account_label="Payments",
        **more,
    )


def screen(made: Session, note: str = "", clock: Clock | None = None) -> SessionScreen:
    return SessionScreen(made, ACTIONS, note, clock=clock or Clock(), local=time.gmtime)


async def test_it_says_who_where_and_until_when(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen(session(region="eu-west-1", production=True))) as actor:
        for words in (
            "● pay-prod ▲ PROD 42m left",
            "assumed-role/Admin/jo",
            "Payments 111122223333",
            "eu-west-1",
            "until 12:42",
        ):
            assert words in actor.text()


async def test_no_secret_is_in_the_picture(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen(session())) as actor:
        assert CANARY not in actor.svg()


async def test_an_end_on_another_day_names_the_day(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen(session(NOON + 43_200))) as actor:
        assert "until 00:00 on Fri 02 Jan" in actor.text()


async def test_the_countdown_runs_and_ends(on_stage: Callable[..., Any]) -> None:
    clock = Clock()
    async with on_stage(screen(session(), clock=clock)) as actor:
        clock.now += 2520
        await actor.pilot.pause(1.1)
        assert "✗ expired" in actor.text()


async def test_long_term_keys_are_labelled(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen(session(None, long_term=True))) as actor:
        assert "does not expire" in actor.text()
        assert "long-term keys" in actor.text()


async def test_what_cannot_be_renewed_says_why(on_stage: Callable[..., Any]) -> None:
    made = session(not_renewable="the start was\x1b[2J replaced")
    async with on_stage(screen(made, "kept in memory only")) as actor:
        assert r"cannot be renewed: the start was\u{1b}[2J replaced" in actor.text()
        assert "kept in memory only" in actor.text()


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("enter", "assume"),
        ("ctrl+j", "assume"),
        ("s", "shell"),
        ("y", "copy"),
        ("Y", "copy-command"),
        ("R", "renew"),
        ("x", "forget"),
        ("escape", None),
        ("q", None),
    ],
)
async def test_a_key_answers(on_stage: Callable[..., Any], key: str, answer: str | None) -> None:
    async with on_stage(screen(session())) as actor:
        await actor.press(key)
        assert actor.answer == answer


async def test_an_action_that_needs_no_session_is_not_offered(
    on_stage: Callable[..., Any],
) -> None:
    async with on_stage(screen(session())) as actor:
        await actor.press("e")
        assert not actor.answered
        assert "edit" not in actor.text()


async def test_a_click_on_an_action_answers(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen(session())) as actor:
        await actor.pilot.click("#actions", offset=(8, 1))
        await actor.pilot.pause()
        assert actor.answer == "copy"


async def test_copying_leaves_it_open_for_further_letters(on_stage: Callable[..., Any]) -> None:
    acted: list[str] = []
    staying = SessionScreen(session(), ACTIONS, act=acted.append, clock=Clock(), local=time.gmtime)
    async with on_stage(staying) as actor:
        await actor.press("y")
        await actor.press("Y")
        await actor.pilot.click("#actions", offset=(8, 1))
        assert acted == ["copy", "copy-command", "copy"]
        assert not actor.answered
        await actor.press("s")
        assert actor.answer == "shell"


async def test_keys_that_are_not_cached_are_neither_renewed_nor_forgotten(
    on_stage: Callable[..., Any],
) -> None:
    async with on_stage(screen(session(None, long_term=True))) as actor:
        assert "renew" not in actor.text()
        assert "forget" not in actor.text()
        await actor.press("R", "x")
        assert not actor.answered

"""The MFA question: digits in, dots shown, one answer out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual import events

from swtui.sessions.mfa import MfaAnswer, MfaQuestion
from swtui.tui.screens.mfa import MfaScreen

SERIAL = "arn:aws:iam::123456789012:mfa/jo"
CODE = "739152"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_767_268_800.0

    def __call__(self) -> float:
        return self.now


def question(**more: Any) -> MfaQuestion:
    told: dict[str, Any] = {
        "serial": SERIAL,
        "role_label": "payments-prod",
        "source_profile": "base",
        "attempt": 1,
        "reason": "",
        "wait_until": None,
        "can_do_once": False,
        "demo_code": "",
    }
    return MfaQuestion(**{**told, **more})


def screen(**more: Any) -> MfaScreen:
    return MfaScreen(question(**more), Clock())


async def test_six_digits_and_enter_answer(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen()) as actor:
        await actor.press(*CODE, "enter")
        assert actor.answer == MfaAnswer(CODE, once=False)


async def test_enter_typed_before_the_terminal_is_raw_answers_too(
    on_stage: Callable[..., Any],
) -> None:
    async with on_stage(screen()) as actor:
        await actor.press(*CODE, "ctrl+j")
        assert actor.answer.code == CODE


async def test_the_device_and_the_role_are_named(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen()) as actor:
        assert SERIAL in actor.text()
        assert "payments-prod" in actor.text()


async def test_the_digits_are_never_in_the_picture(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen()) as actor:
        await actor.press(*CODE)
        assert "● ● ● ● ● ●" in actor.text()
        shown = "".join(actor.lines()).replace(" ", "")
        assert not any(CODE[at : at + 3] in shown for at in range(4))


async def test_five_digits_are_not_sent(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen()) as actor:
        await actor.press(*CODE[:5], "enter")
        assert not actor.answered
        assert "a code has 6 digits" in actor.text()


async def test_letters_are_refused_aloud(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen()) as actor:
        await actor.press("x")
        assert "digits only" in actor.text()


async def test_backspace_and_ctrl_u_take_back(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen()) as actor:
        await actor.press("1", "2", "backspace", "ctrl+u", *CODE, "9", "backspace", "enter")
        assert actor.answer.code == CODE


async def test_a_paste_with_a_line_end_sends_nothing_off(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen()) as actor:
        actor.app.screen.post_message(events.Paste(f"{CODE[:3]} {CODE[3:]}\n"))
        await actor.pilot.pause()
        assert not actor.answered
        await actor.press("enter")
        assert actor.answer.code == CODE


async def test_a_pasted_megabyte_does_not_answer(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen()) as actor:
        actor.app.screen.post_message(events.Paste("1" * 1_000_000 + "\n"))
        await actor.press("enter")
        assert not actor.answered
        assert "these are 16" in actor.text()


async def test_a_wrong_code_is_told_with_awss_reason(on_stage: Callable[..., Any]) -> None:
    reason = "MultiFactorAuthentication failed\x1b]0;x\x07 [/] with invalid MFA one time pass code."
    async with on_stage(screen(attempt=2, reason=reason)) as actor:
        assert "attempt 2 of 3" in actor.text()
        assert r"failed\u{1b}]0;x\u{7} [/] with" in actor.text()


async def test_a_code_that_was_used_waits_for_the_next_window(
    on_stage: Callable[..., Any],
) -> None:
    clock = Clock()
    asked = MfaScreen(question(wait_until=clock.now + 12.4, attempt=2), clock)
    async with on_stage(asked) as actor:
        await actor.press(*CODE, "enter")
        assert not actor.answered
        assert "comes in 13 s" in actor.text()
        clock.now += 13
        await actor.press("enter")
        assert actor.answer.code == CODE


@pytest.mark.parametrize("before", ["123456", "123"])
async def test_the_digits_of_the_next_code_replace_those_of_the_used_one(
    on_stage: Callable[..., Any], before: str
) -> None:
    clock = Clock()
    asked = MfaScreen(question(wait_until=clock.now + 12.4, attempt=2), clock)
    async with on_stage(asked) as actor:
        await actor.press(*before)
        clock.now += 13
        await actor.press(*"654321", "enter")
        assert actor.answer.code == "654321"


async def test_digits_that_were_typed_a_little_early_stay(on_stage: Callable[..., Any]) -> None:
    clock = Clock()
    asked = MfaScreen(question(wait_until=clock.now + 1.5, attempt=2), clock)
    async with on_stage(asked) as actor:
        await actor.press(*"123")
        clock.now += 2
        await actor.press(*"456", "enter")
        assert actor.answer.code == "123456"


async def test_the_choice_is_shown_as_it_is_and_can_be_taken_back(
    on_stage: Callable[..., Any],
) -> None:
    async with on_stage(screen(can_do_once=True, once=True, attempt=2)) as actor:
        assert "✓ a use this code for every role" in actor.text()
        await actor.press(*CODE, "enter")
        assert actor.answer == MfaAnswer(CODE, once=True)
    async with on_stage(screen(can_do_once=True, once=True, attempt=2)) as actor:
        await actor.press("a", *CODE, "enter")
        assert actor.answer == MfaAnswer(CODE, once=False)


async def test_the_choice_for_all_roles_goes_with_the_answer(
    on_stage: Callable[..., Any],
) -> None:
    async with on_stage(screen(can_do_once=True)) as actor:
        assert "for every role of base (1 h sessions)" in actor.text()
        await actor.press("a", *CODE, "enter")
        assert actor.answer == MfaAnswer(CODE, once=True)


async def test_the_choice_can_be_taken_back(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen(can_do_once=True)) as actor:
        await actor.press("a", "a", *CODE, "enter")
        assert actor.answer == MfaAnswer(CODE, once=False)


async def test_without_the_choice_its_key_does_nothing(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen()) as actor:
        assert "all roles" not in actor.text()
        await actor.press("a", *CODE, "enter")
        assert not actor.answer.once


async def test_the_demo_shows_its_code(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen(demo_code="123456")) as actor:
        assert "demo: the code is 123 456" in actor.text()


async def test_escape_answers_nothing(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen()) as actor:
        await actor.press("1", "escape")
        assert actor.answer is None


async def test_ctrl_d_answers_nothing(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen()) as actor:
        await actor.press("ctrl+d")
        assert actor.answer is None


async def test_ctrl_c_ends_the_app(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen()) as actor:
        await actor.press("ctrl+c")
        assert actor.app.return_code == 130


async def test_the_dots_stay_in_sight_on_a_small_screen(on_stage: Callable[..., Any]) -> None:
    asked = screen(attempt=3, reason="x" * 5000, can_do_once=True, demo_code="123456")
    async with on_stage(asked, size=(40, 12)) as actor:
        await actor.press("1")
        assert "● · · · · ·" in actor.text()
        assert "esc cancel" in actor.text()

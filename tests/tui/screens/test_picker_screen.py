"""A screen takes only the size that the window has now, closes once, and closes under another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual.geometry import Size

from swtui.tui.screens.help import HelpScreen
from swtui.tui.screens.main import MainScreen
from swtui.tui.screens.modal import Modal
from swtui.tui.widgets.radio_list import RadioList
from tests.tui.sample import Sample, main_screen
from tests.tui.screens.policy_form import BIG, Stage, form
from tests.tui.waiting import settled, shown, until

SIZES = (Size(60, 14), Size(100, 30))


def counted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return a list that grows with each size that a screen lays itself out for."""
    laid_out: list[object] = []
    for kind in (MainScreen, Modal):
        original: Any = kind._screen_resized

        def resized(self: Any, size: Size, original: Any = original) -> None:
            laid_out.append(size)
            original(self, size)

        monkeypatch.setattr(kind, "_screen_resized", resized)
    return laid_out


async def test_screens_of_different_sizes_do_not_tell_each_other_for_ever(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out = counted(monkeypatch)
    async with sample.app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app = pilot.app
        app.push_screen(Modal[None]())
        app.push_screen(Modal[None]())
        await until(pilot, lambda: len(app.screen_stack) == 3)
        for turn in range(8):
            for at, screen in enumerate(app.screen_stack):
                size = SIZES[(turn + at) % 2]
                screen.post_message(events.Resize(size, size))
                screen.call_later(lambda: None)  # else neighbours become one
        await asyncio.sleep(1)
        laid_out.clear()
        await asyncio.sleep(0.5)
        assert not laid_out
        assert {screen.outer_size for screen in app.screen_stack} == {app.size}


async def test_a_window_of_many_sizes_ends_with_every_screen_at_the_last(sample: Sample) -> None:
    async with sample.app().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        for turn in range(40):
            size = Size(*((20, 5), (80, 24))[turn % 2])
            pilot.app.post_message(events.Resize(size, size))
            await pilot.pause(0.005)
        size = Size(90, 26)
        pilot.app.post_message(events.Resize(size, size))
        screens = pilot.app.screen_stack
        await until(pilot, lambda: {screen.outer_size for screen in screens} == {size})
        assert "need 40×10" not in shown(pilot.app)


async def test_keys_in_a_window_that_is_too_small_do_nothing(sample: Sample) -> None:
    async with sample.app().run_test(size=(30, 8)) as pilot:
        await until(pilot, lambda: "need 40×10, have 30×8" in shown(pilot.app))
        await pilot.press("x", "y", "enter")
        assert len(pilot.app.screen_stack) == 1
        assert main_screen(pilot.app).roles.words == ""


async def test_a_dialog_dismissed_twice_answers_once(sample: Sample) -> None:
    """Two answers in one turn: the second closed another screen, or broke the app."""
    answers: list[str | None] = []
    async with sample.app().run_test() as pilot:
        await settled(pilot)
        lower, upper = Modal[str](), Modal[str]()
        pilot.app.push_screen(lower)
        pilot.app.push_screen(upper, answers.append)
        await pilot.pause()
        upper.dismiss("first")
        upper.dismiss("second")
        await pilot.pause()
        assert answers == ["first"]
        assert pilot.app.screen is lower


async def test_a_dialog_dismissed_below_another_closes_after_it(sample: Sample) -> None:
    """It closed the one above it, and stayed itself."""
    answers: list[str | None] = []
    async with sample.app().run_test() as pilot:
        await settled(pilot)
        lower, upper = Modal[str](), Modal[str]()
        pilot.app.push_screen(lower, answers.append)
        pilot.app.push_screen(upper)
        await pilot.pause()
        lower.dismiss("lower")
        await pilot.pause()
        assert pilot.app.screen is upper
        upper.dismiss(None)
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await until(pilot, lambda: answers == ["lower"])


async def test_a_policy_form_may_be_left_while_a_part_of_it_is_mounted(on_stage: Stage) -> None:
    screen = form()
    async with on_stage(screen, size=BIG) as actor:
        screen.query_one(RadioList).post_message(RadioList.Chosen("people"))
        screen.post_message(RadioList.Chosen("people"))
        deadline = time.monotonic() + 5
        while not screen.query("#fields-trust") and time.monotonic() < deadline:
            await actor.pilot.pause(0)
        screen.dismiss(None)
        await until(actor.pilot, lambda: actor.answered)


async def test_a_late_message_to_a_closed_form_finds_nothing_and_says_nothing(
    on_stage: Callable[..., Any],
) -> None:
    screen = form()
    async with on_stage(screen, size=BIG) as actor:
        screen.dismiss(None)
        screen.call_later(lambda: screen.query_one("#nowhere"))
        await until(actor.pilot, lambda: actor.answered)

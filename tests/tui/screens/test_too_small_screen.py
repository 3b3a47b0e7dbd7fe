"""A window that is too small says so, and the screen leaves when there is room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.geometry import Size

from swtui.tui.screens.too_small import TooSmall, fits


async def test_it_says_what_is_needed(on_stage: Callable[..., Any]) -> None:
    async with on_stage(TooSmall(), size=(30, 8)) as actor:
        assert "window too small" in actor.text()
        assert "need 40×10, have 30×8" in actor.text()


async def test_it_leaves_when_there_is_room(on_stage: Callable[..., Any]) -> None:
    async with on_stage(TooSmall(), size=(30, 8)) as actor:
        await actor.pilot.resize_terminal(80, 24)
        await actor.pilot.pause()
        assert actor.answered


async def test_it_stays_while_there_is_not(on_stage: Callable[..., Any]) -> None:
    async with on_stage(TooSmall(), size=(30, 8)) as actor:
        await actor.pilot.resize_terminal(39, 20)
        await actor.pilot.pause()
        assert not actor.answered
        assert "have 39×20" in actor.text()


async def test_one_cell_is_survived(on_stage: Callable[..., Any]) -> None:
    async with on_stage(TooSmall(), size=(1, 1)) as actor:
        await actor.press("x")
        assert not actor.answered


@pytest.mark.parametrize(
    ("width", "height", "enough"), [(40, 10, True), (39, 10, False), (40, 9, False)]
)
def test_the_least_size_is_forty_by_ten(width: int, height: int, enough: bool) -> None:
    assert fits(Size(width, height)) is enough

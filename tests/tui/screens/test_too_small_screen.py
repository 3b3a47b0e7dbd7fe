"""A window that is too small says so, and the cover goes when there is room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.geometry import Size

from swtui.tui.screens.modal import Modal
from swtui.tui.screens.too_small import fits


async def test_it_says_what_is_needed(on_stage: Callable[..., Any]) -> None:
    async with on_stage(Modal(), size=(30, 8)) as actor:
        assert "window too small" in actor.text()
        assert "need 40×10, have 30×8" in actor.text()
        assert "esc" not in actor.text()


async def test_it_goes_when_there_is_room(on_stage: Callable[..., Any]) -> None:
    async with on_stage(Modal(), size=(30, 8)) as actor:
        await actor.pilot.resize_terminal(80, 24)
        await actor.pilot.pause()
        assert "esc close" in actor.text()
        assert "too small" not in actor.text()
        assert not actor.answered


async def test_it_stays_while_there_is_not(on_stage: Callable[..., Any]) -> None:
    async with on_stage(Modal(), size=(30, 8)) as actor:
        await actor.pilot.resize_terminal(39, 20)
        await actor.pilot.pause()
        assert "have 39×20" in actor.text()


async def test_one_cell_is_survived(on_stage: Callable[..., Any]) -> None:
    async with on_stage(Modal(), size=(1, 1)) as actor:
        await actor.press("x")
        assert not actor.answered


@pytest.mark.parametrize(
    ("width", "height", "enough"), [(40, 10, True), (39, 10, False), (40, 9, False)]
)
def test_the_least_size_is_forty_by_ten(width: int, height: int, enough: bool) -> None:
    assert fits(Size(width, height)) is enough

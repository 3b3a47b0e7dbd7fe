"""The production question takes a yes for a yes, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from swtui.roles.role import Account, Role
from swtui.tui.screens.confirm import ConfirmScreen

ROLE = Role(
    name="pay-prod",
    kind="role",
    origin="config",
    account=Account(id="111122223333", name="Payments"),
    role_name="Admin",
    production=True,
)


@pytest.mark.parametrize(
    ("key", "answer"), [("y", True), ("Y", True), ("n", False), ("escape", False), ("q", False)]
)
async def test_a_key_answers(on_stage: Callable[..., Any], key: str, answer: bool) -> None:
    async with on_stage(ConfirmScreen(ROLE, "assume")) as actor:
        await actor.press(key)
        assert actor.answer is answer


@pytest.mark.parametrize("key", ["enter", "ctrl+j", "space", "a"])
async def test_enter_alone_never_answers(on_stage: Callable[..., Any], key: str) -> None:
    async with on_stage(ConfirmScreen(ROLE, "assume")) as actor:
        await actor.press(key, key)
        assert not actor.answered


async def test_enter_is_told_which_keys_answer(on_stage: Callable[..., Any]) -> None:
    async with on_stage(ConfirmScreen(ROLE, "assume")) as actor:
        await actor.press("enter")
        assert "press y, or esc" in actor.text()


async def test_it_says_what_and_where_by_glyph_and_word(on_stage: Callable[..., Any]) -> None:
    async with on_stage(ConfirmScreen(ROLE, "copy the exports of")) as actor:
        for words in ("▲ PRODUCTION", "Copy the exports of pay-prod?", "Payments", "111122223333"):
            assert words in actor.text()


async def test_a_click_on_yes_answers(on_stage: Callable[..., Any]) -> None:
    async with on_stage(ConfirmScreen(ROLE, "assume")) as actor:
        await actor.pilot.click("#hints", offset=(1, 0))
        await actor.pilot.pause()
        assert actor.answer is True

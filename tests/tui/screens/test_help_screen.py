"""The help is made of the actions, and can be read to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from swtui.tui.actions import ACTIONS, with_keys
from swtui.tui.screens.help import HelpScreen


async def test_every_action_is_explained(on_stage: Callable[..., Any]) -> None:
    async with on_stage(HelpScreen(ACTIONS), size=(100, 80)) as actor:
        missing = [action.id for action in ACTIONS if action.help not in actor.text()]
        assert not missing


async def test_a_key_of_list_mode_stands_in_brackets(on_stage: Callable[..., Any]) -> None:
    async with on_stage(HelpScreen(ACTIONS), size=(100, 80)) as actor:
        assert "[y] Copy the commands" in actor.text()
        assert "↑ ctrl+p [k] One role up." in actor.text()


async def test_the_users_own_keys_are_shown(on_stage: Callable[..., Any]) -> None:
    actions, _ = with_keys({"copy": "ctrl+y"})
    async with on_stage(HelpScreen(actions), size=(100, 80)) as actor:
        assert "ctrl+y Copy the commands" in actor.text()


@pytest.mark.parametrize("down", ["j", "down", "pagedown"])
async def test_it_scrolls_to_its_end(on_stage: Callable[..., Any], down: str) -> None:
    async with on_stage(HelpScreen(ACTIONS)) as actor:
        assert "Leave; nothing is changed." not in actor.text()
        await actor.press(*[down] * 60)
        assert "Leave; nothing is changed." in actor.text()


@pytest.mark.parametrize("key", ["escape", "q", "question_mark", "f1"])
async def test_a_key_closes_it(on_stage: Callable[..., Any], key: str) -> None:
    async with on_stage(HelpScreen(ACTIONS)) as actor:
        await actor.press(key)
        assert actor.answer is None

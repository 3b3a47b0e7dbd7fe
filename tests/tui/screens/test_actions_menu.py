"""The Tab menu: one letter, or the cursor and Enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from swtui.roles.role import Account, Problem, Role
from swtui.tui.actions import ACTIONS, with_keys
from swtui.tui.screens.actions_menu import ActionsMenu

ROLE = Role(
    name="pay-dev",
    kind="role",
    origin="config",
    account=Account(id="111122223333", name="Payments"),
    role_name="Admin",
)
OFFERED = [action for action in ACTIONS if action.in_menu]


@pytest.mark.parametrize(
    ("letter", "action"), [("y", "copy"), ("Y", "copy-command"), ("s", "shell")]
)
async def test_a_letter_chooses_its_action(
    on_stage: Callable[..., Any], letter: str, action: str
) -> None:
    async with on_stage(ActionsMenu(ROLE, ACTIONS)) as actor:
        await actor.press(letter)
        assert actor.answer == action


async def test_every_action_is_listed_with_its_label(on_stage: Callable[..., Any]) -> None:
    async with on_stage(ActionsMenu(ROLE, ACTIONS)) as actor:
        assert all(action.label in actor.text() for action in OFFERED)


async def test_enter_takes_the_one_under_the_cursor(on_stage: Callable[..., Any]) -> None:
    async with on_stage(ActionsMenu(ROLE, ACTIONS)) as actor:
        await actor.press("down", "down", "up", "enter")
        assert actor.answer == OFFERED[1].id


async def test_the_cursor_is_a_glyph_and_says_what_it_is_on(on_stage: Callable[..., Any]) -> None:
    async with on_stage(ActionsMenu(ROLE, ACTIONS)) as actor:
        await actor.press("down")
        assert f"❯ {OFFERED[1].key} {OFFERED[1].label}" in actor.text()
        assert actor.text().count("❯") == 1
        assert OFFERED[1].help in actor.text()


async def test_a_click_chooses(on_stage: Callable[..., Any]) -> None:
    async with on_stage(ActionsMenu(ROLE, ACTIONS)) as actor:
        await actor.pilot.click("#body", offset=(8, 2))
        await actor.pilot.pause()
        assert actor.answer == OFFERED[2].id


@pytest.mark.parametrize("key", ["escape", "tab"])
async def test_a_key_closes_it(on_stage: Callable[..., Any], key: str) -> None:
    async with on_stage(ActionsMenu(ROLE, ACTIONS)) as actor:
        await actor.press(key)
        assert actor.answer is None


async def test_a_letter_that_is_nobodys_is_ignored(on_stage: Callable[..., Any]) -> None:
    async with on_stage(ActionsMenu(ROLE, ACTIONS)) as actor:
        await actor.press("z")
        assert not actor.answered


async def test_the_users_own_keys_serve_here_too(on_stage: Callable[..., Any]) -> None:
    actions, _ = with_keys({"copy": "ctrl+y"})
    async with on_stage(ActionsMenu(ROLE, actions)) as actor:
        await actor.press("ctrl+y")
        assert actor.answer == "copy"


NEED_A_ROLE = ("assume", "shell", "copy", "copy-command", "renew", "forget", "assume-with")


@pytest.mark.parametrize(
    "role",
    [
        Role(name="bad", kind="role", origin="config", problem=Problem(message="loop")),
        Role(name="default", kind="none", origin="config"),
    ],
    ids=["broken", "settings alone"],
)
async def test_what_needs_a_role_is_not_offered_without_one(
    on_stage: Callable[..., Any], role: Role
) -> None:
    async with on_stage(ActionsMenu(role, ACTIONS)) as actor:
        menu = actor.app.screen.query_one("#body")
        ids = [menu.get_option_at_index(at).id for at in range(menu.option_count)]
        assert not set(ids) & set(NEED_A_ROLE)
        assert {"edit", "policy", "favourite"} <= set(ids)
        await actor.press("s", "y", "R", "x", "a")
        assert not actor.answered


async def test_long_term_keys_are_neither_renewed_nor_forgotten(
    on_stage: Callable[..., Any],
) -> None:
    async with on_stage(
        ActionsMenu(Role(name="base", kind="keys", origin="config"), ACTIONS)
    ) as actor:
        assert "renew" not in actor.text()
        assert "forget" not in actor.text()
        await actor.press("R", "x")
        assert not actor.answered
        await actor.press("s")
        assert actor.answer == "shell"


async def test_it_says_how_many_of_the_marked_roles_an_action_takes(
    on_stage: Callable[..., Any],
) -> None:
    async with on_stage(ActionsMenu(ROLE, ACTIONS, 3, {"policy": 2, "forget": 3})) as actor:
        assert "write a policy of 2 of 3 marked" in actor.text()
        assert "delete the session of 3 marked" in actor.text()


async def test_a_broken_role_shows_its_problem(on_stage: Callable[..., Any]) -> None:
    role = Role(
        name="bad", kind="none", origin="config", problem=Problem(message="loop: a → b → a")
    )
    async with on_stage(ActionsMenu(role, ACTIONS)) as actor:
        assert "✗ loop: a → b → a" in actor.text()


async def test_on_a_small_screen_every_action_can_be_reached(
    on_stage: Callable[..., Any],
) -> None:
    async with on_stage(ActionsMenu(ROLE, ACTIONS), size=(40, 12)) as actor:
        await actor.press("pagedown")
        assert OFFERED[-1].label in actor.text()
        await actor.press("enter")
        assert actor.answer == OFFERED[-1].id


async def test_what_is_about_the_marked_roles_says_so(on_stage: Callable[..., Any]) -> None:
    assert {action.for_marked for action in OFFERED} == {True, False}
    async with on_stage(ActionsMenu(ROLE, ACTIONS, 3)) as actor:
        for action in OFFERED:
            assert (f"{action.label} of 3 marked" in actor.text()) is action.for_marked


async def test_without_marks_all_is_about_the_role(on_stage: Callable[..., Any]) -> None:
    async with on_stage(ActionsMenu(ROLE, ACTIONS)) as actor:
        assert "marked" not in actor.text()

"""The form takes what AWS takes, and leaves what is empty to the profile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual import events

from swtui.duration import parse_session_duration
from swtui.roles.role import Account, Role
from swtui.sessions.options import AssumeOptions
from swtui.tui.screens.assume_with import AssumeWithScreen, read_options, wrong_field

ROLE = Role(
    name="pay-dev",
    kind="role",
    origin="config",
    account=Account(id="111122223333", name="Payments"),
    role_name="Admin",
)
EMPTY = dict.fromkeys(("duration", "session_name", "external_id", "source_identity", "region"), "")


async def test_what_is_written_becomes_the_options(on_stage: Callable[..., Any]) -> None:
    async with on_stage(AssumeWithScreen(ROLE, AssumeOptions(refresh=True))) as actor:
        await actor.press(*"45m", "tab", *"jo", "down", *"ext", "down", *"who", "down")
        await actor.press(*"eu-west-1", "enter")
        assert actor.answer == AssumeOptions(
            duration=2700,
            session_name="jo",
            external_id="ext",
            source_identity="who",
            region="eu-west-1",
            refresh=True,
        )


async def test_an_empty_form_changes_nothing(on_stage: Callable[..., Any]) -> None:
    async with on_stage(AssumeWithScreen(ROLE, AssumeOptions())) as actor:
        await actor.press("enter")
        assert actor.answer == AssumeOptions()


async def test_what_was_given_stands_in_the_form(on_stage: Callable[..., Any]) -> None:
    given = AssumeOptions(duration=3600, region="eu-west-1")
    async with on_stage(AssumeWithScreen(ROLE, given)) as actor:
        assert "3600" in actor.text()
        await actor.press("enter")
        assert actor.answer == given


async def test_a_wrong_value_is_named_and_not_sent(on_stage: Callable[..., Any]) -> None:
    async with on_stage(AssumeWithScreen(ROLE, AssumeOptions())) as actor:
        await actor.press("up", *"moon", "enter")
        assert not actor.answered
        assert "region must be" in actor.text()


async def test_a_paste_of_control_characters_is_not_taken(on_stage: Callable[..., Any]) -> None:
    async with on_stage(AssumeWithScreen(ROLE, AssumeOptions())) as actor:
        actor.app.screen.query_one("#duration").post_message(events.Paste("1h\x1b[2J"))
        await actor.press("enter")
        assert actor.answer == AssumeOptions()


async def test_escape_answers_nothing(on_stage: Callable[..., Any]) -> None:
    async with on_stage(AssumeWithScreen(ROLE, AssumeOptions())) as actor:
        await actor.press("9", "escape")
        assert actor.answer is None


async def test_ctrl_c_ends_the_app_from_a_field(on_stage: Callable[..., Any]) -> None:
    async with on_stage(AssumeWithScreen(ROLE, AssumeOptions())) as actor:
        await actor.press("9", "ctrl+c")
        assert actor.app.return_code == 130


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("duration", "899"),
        ("duration", "13h"),
        ("duration", "-1h"),
        ("session_name", "a b"),
        ("session_name", "é" * 4),
        ("external_id", "x"),
        ("source_identity", "x" * 65),
        ("region", "eu-west-1\nX"),
        ("region", "../../x"),
    ],
)
def test_what_sts_would_not_take_is_found(field: str, value: str) -> None:
    wrong = wrong_field({**EMPTY, field: value})
    assert wrong is not None
    assert wrong[0] == field


@pytest.mark.parametrize(
    ("text", "seconds"), [("900", 900), ("15m", 900), (" 8h ", 28800), ("43200s", 43200)]
)
def test_a_duration_is_read_in_any_unit(text: str, seconds: int) -> None:
    assert parse_session_duration(text) == seconds
    assert read_options({**EMPTY, "duration": text.strip()}, AssumeOptions()).duration == seconds

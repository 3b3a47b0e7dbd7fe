"""Without anything to list, the way to begin is shown."""

from __future__ import annotations

import configparser
from collections.abc import Callable
from typing import Any

from swtui.errors import SwtuiError
from swtui.tui.screens.welcome import EXAMPLE, WelcomeScreen

PATHS = ["/home/jo/.aws/config", "/home/jo/.aws/cred\x1b[2Jentials"]


async def test_it_names_the_files_an_example_and_the_demo(on_stage: Callable[..., Any]) -> None:
    async with on_stage(WelcomeScreen(PATHS, str), size=(100, 44)) as actor:
        for words in (PATHS[0], r"cred\u{1b}[2Jentials", "[profile payments-dev]", "swtui demo"):
            assert words in actor.text()


async def test_a_key_copies_the_whole_example(on_stage: Callable[..., Any]) -> None:
    held: list[str] = []

    def copy(text: str) -> str:
        held.append(text)
        return "copied to the clipboard"

    async with on_stage(WelcomeScreen(PATHS, copy)) as actor:
        await actor.press("c")
        await actor.pilot.pause(0.05)
        assert "copied to the clipboard" in actor.text()
    assert held == [EXAMPLE]


async def test_a_clipboard_that_fails_is_told(on_stage: Callable[..., Any]) -> None:
    def copy(text: str) -> str:
        raise SwtuiError(f"no clipboard for {len(text)} characters")

    async with on_stage(WelcomeScreen(PATHS, copy)) as actor:
        await actor.press("c")
        await actor.pilot.pause(0.05)
        assert "no clipboard for" in actor.text()


def test_the_example_is_a_valid_configuration() -> None:
    parsed = configparser.ConfigParser(interpolation=None)
    parsed.read_string(EXAMPLE)
    role = parsed["profile payments-dev"]
    assert f"profile {role['source_profile']}" in parsed
    assert f"sso-session {parsed['profile search-dev']['sso_session']}" in parsed


async def test_an_ended_sign_in_shows_the_one_command(on_stage: Callable[..., Any]) -> None:
    held: list[str] = []

    def copy(text: str) -> str:
        held.append(text)
        return "copied"

    command = "aws sso login --profile search-dev"
    async with on_stage(WelcomeScreen([], copy, sign_in=command)) as actor:
        assert actor.text().count(command) == 1
        assert "sign-in needed" in actor.text()
        assert "[profile" not in actor.text()
        await actor.press("c")
        await actor.pilot.pause(0.05)
    assert held == [command]


async def test_escape_closes_it(on_stage: Callable[..., Any]) -> None:
    async with on_stage(WelcomeScreen(PATHS, str)) as actor:
        await actor.press("escape")
        assert actor.answer is None

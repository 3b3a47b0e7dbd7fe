"""The refusal tells what AWS said and what it may mean; its keys copy, write and retry."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

import pytest

from swtui.errors import (
    NOT_SIGNED_IN,
    ConfigError,
    MfaError,
    NetworkError,
    RefusedError,
    SwtuiError,
)
from swtui.roles.chain import Chain, Start
from swtui.roles.role import Account, Role
from swtui.tui.screens.refusal import RefusalScreen
from tests.tui.screens.clipboard import Clipboard
from tests.tui.screens.sample_refusal import ARN, CALLER, CHAIN, NOON, REFUSED, ROLE, explained
from tests.tui.waiting import until


def screen(error: SwtuiError, clipboard: Clipboard | None = None) -> RefusalScreen:
    return RefusalScreen(error, ROLE, CHAIN, NOON, clipboard or Clipboard())


async def test_a_refusal_says_who_asked_for_what_and_why_perhaps(
    on_stage: Callable[..., Any],
) -> None:
    async with on_stage(screen(REFUSED)) as actor:
        for words in ("✗ refused pay-prod", "▲ PROD", CALLER, ARN, "AccessDenied", "probably"):
            assert words in actor.text()
        assert "aws iam get-role --role-name Admin" in actor.text()


async def test_awss_words_are_made_safe_and_cut(on_stage: Callable[..., Any]) -> None:
    words = "no\x1b]52;c;QQ==\x1b\\ [bold]\u202e " + "x" * 10_000
    error = RefusedError("refused", code="Odd[/]", aws_message=words)
    async with on_stage(screen(error), size=(120, 36)) as actor:
        assert r"no\u{1b}]52;c;QQ==\u{1b}\\ [bold]\u{202e}" in actor.text()
        assert "Odd[/]" in actor.text()
        assert actor.text().count("x") < 520


async def test_a_network_failure_has_its_own_words(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen(NetworkError("cannot resolve sts.example"))) as actor:
        for words in ("no answer", "cannot resolve sts.example", "VPN"):
            assert words in actor.text()


async def test_a_broken_profile_names_its_file_and_line(on_stage: Callable[..., Any]) -> None:
    error = ConfigError("loop: a → b → a", hint="mend it", file="/home/jo/.aws/config", line=41)
    async with on_stage(screen(error)) as actor:
        for words in ("/home/jo/.aws/config:41", "Loop: a → b → a", "mend it"):
            assert words in actor.text()


async def test_one_key_copies_the_ticket(on_stage: Callable[..., Any]) -> None:
    clipboard = Clipboard()
    async with on_stage(screen(REFUSED, clipboard)) as actor:
        await actor.press("c")
        await until(actor.pilot, lambda: "Copied the ticket to the tmux buffer" in actor.text())
    (ticket,) = clipboard.held
    for line in (
        f"caller: {CALLER}",
        f"role: {ARN}",
        "time: 2026-01-01T12:00:00+00:00",
        "request ID: 5f0c8a1e",
        "error: AccessDenied",
    ):
        assert line in ticket.splitlines()


async def test_a_clipboard_that_fails_is_told(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen(REFUSED, Clipboard(refuses="no clipboard here"))) as actor:
        await actor.press("c")
        await until(actor.pilot, lambda: "no clipboard here" in actor.text())


@pytest.mark.parametrize("key", ["escape", "enter", "q"])
async def test_a_key_closes_it(on_stage: Callable[..., Any], key: str) -> None:
    async with on_stage(screen(REFUSED)) as actor:
        await actor.press(key)
        assert actor.answer is None


async def test_a_key_writes_the_policy_that_would_have_allowed_it(
    on_stage: Callable[..., Any],
) -> None:
    error = copy(REFUSED)
    error.aws_message += " because no identity-based policy allows the sts:AssumeRole action"
    async with on_stage(screen(error), size=(120, 36)) as actor:
        assert "w write a policy" in actor.text().replace("\xa0", " ")
        await actor.press("w")
        assert f'"Resource": "{ARN}"' in actor.text()
        assert "▲ only a possibility" in actor.text()
        await actor.press("escape")
        assert "✗ refused" in actor.text()


async def test_where_no_policy_would_help_none_is_offered(on_stage: Callable[..., Any]) -> None:
    error = copy(REFUSED)
    error.aws_message += " with an explicit deny in a service control policy"
    async with on_stage(screen(error), size=(120, 36)) as actor:
        assert "write a policy" not in actor.text()
        await actor.press("w")
        assert "✗ refused" in actor.text()


@pytest.mark.parametrize(("key", "wish"), [("r", "retry"), ("i", "retry-instance")])
async def test_a_key_tries_again(on_stage: Callable[..., Any], key: str, wish: str) -> None:
    async with on_stage(explained(), size=(120, 36)) as actor:
        await until(actor.pilot, lambda: "as the instance" in actor.text())
        await actor.press(key)
        assert actor.answer == wish


async def test_a_key_copies_the_next_step(on_stage: Callable[..., Any]) -> None:
    clipboard = Clipboard()
    async with on_stage(explained(clipboard), size=(120, 36)) as actor:
        await actor.press("n")
        await until(actor.pilot, lambda: bool(clipboard.held))
    assert clipboard.held == [
        "aws iam get-role --role-name Admin --query Role.AssumeRolePolicyDocument"
    ]


async def test_what_cannot_be_done_is_not_offered(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen(NetworkError("no answer"))) as actor:
        assert "retry" not in actor.text()
        assert "read policies" not in actor.text()
        await actor.press("r", "i", "p")
        assert not actor.answered


async def test_what_went_wrong_is_said_once(on_stage: Callable[..., Any]) -> None:
    error = MfaError("AWS did not take 3 MFA codes", hint="look at the device")
    async with on_stage(screen(error)) as actor:
        assert actor.text().count("AWS did not take 3 MFA codes") == 1
        assert "look at the device" in actor.text()


async def test_on_a_small_screen_it_scrolls_and_the_keys_stay(
    on_stage: Callable[..., Any],
) -> None:
    async with on_stage(screen(REFUSED), size=(40, 12)) as actor:
        assert "copy a ticket" in actor.text()
        assert "get-role" not in actor.text()
        for _ in range(12):
            await actor.press("pagedown")
            if "get-role" in actor.text():
                break
        assert "get-role" in actor.text()
        assert "copy a ticket" in actor.text()


async def test_without_a_sign_in_the_heading_says_so_and_the_command_is_there_once(
    on_stage: Callable[..., Any],
) -> None:
    command = "aws sso login --sso-session acme"
    error = RefusedError(
        "profile audit is not signed in, or the sign-in has expired",
        hint=f"sign in: {command}",
        code=NOT_SIGNED_IN,
        operation="GetRoleCredentials",
    )
    chain = Chain(profile="audit", start=Start(kind="sso", profile="audit", sso_session="acme"))
    role = Role(
        name="audit",
        kind="sso",
        origin="config",
        account=Account(id="555566667777"),
        role_name="SecurityAudit",
    )
    clipboard = Clipboard()
    async with on_stage(RefusalScreen(error, role, chain, NOON, clipboard)) as actor:
        assert "✗ sign-in needed" in actor.text()
        assert "refused" not in actor.text()
        assert actor.text().count(command) == 1
        await actor.press("n")
        await actor.pilot.pause()
        assert clipboard.held == [command]

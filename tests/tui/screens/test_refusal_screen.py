"""The refusal tells what AWS said and what it may mean, and copies a ticket."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

import pytest

from swtui.access.explanation.cause import Cause
from swtui.access.explanation.reading import Reading
from swtui.access.refusal import Refusal, evidence_of
from swtui.errors import ConfigError, MfaError, NetworkError, RefusedError, SwtuiError
from swtui.roles.arn import RoleArn
from swtui.roles.chain import Chain, Hop, Start
from swtui.roles.role import Account, Role
from swtui.sessions.credentials import Session
from swtui.tui.screens.refusal import RefusalScreen
from tests.tui.sample_broker import session_for
from tests.tui.waiting import until

NOON = 1_767_268_800.0
ARN = "arn:aws:iam::111122223333:role/Admin"
CALLER = "arn:aws:iam::123456789012:user/jo"
ROLE = Role("pay-prod", "role", "config", Account("111122223333"), "Admin", ARN, production=True)
CHAIN = Chain(
    "pay-prod", Start("keys", "base"), (Hop("x", RoleArn("aws", "111122223333", "", "Admin")),)
)
REFUSED = RefusedError(
    "refused",
    code="AccessDenied",
    aws_message=f"User: {CALLER} is not authorized to perform: sts:AssumeRole on resource: {ARN}",
    request_id="5f0c8a1e",
    operation="AssumeRole",
    host="sts.eu-west-1.amazonaws.com",
)


class Clipboard:
    """Keeps what was copied; refuses when told to."""

    def __init__(self, refuses: str = "") -> None:
        self.held: list[str] = []
        self._refuses = refuses

    def __call__(self, text: str) -> str:
        if self._refuses:
            raise SwtuiError(self._refuses)
        self.held.append(text)
        return "copied to the tmux buffer"


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
        await actor.pilot.pause(0.05)
        assert "the ticket: copied to the tmux buffer" in actor.text()
    (ticket,) = clipboard.held
    for line in (
        f"caller: {CALLER}",
        f"role: {ARN}",
        "time: 2026-01-01T12:00:00+00:00",
        "request id: 5f0c8a1e",
        "error: AccessDenied",
    ):
        assert line in ticket.splitlines()


async def test_a_clipboard_that_fails_is_told(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen(REFUSED, Clipboard(refuses="no clipboard here"))) as actor:
        await actor.press("c")
        await actor.pilot.pause(0.05)
        assert "no clipboard here" in actor.text()


@pytest.mark.parametrize("key", ["escape", "enter", "q"])
async def test_a_key_closes_it(on_stage: Callable[..., Any], key: str) -> None:
    async with on_stage(screen(REFUSED)) as actor:
        await actor.press(key)
        assert actor.answer is None


class Reads(Refusal):
    """A refusal whose policies are read from a script; `could` names who could be assumed."""

    could: tuple[str, ...] = ()
    by: Session | None = None

    def who_could_read(self) -> tuple[str, ...]:
        """Return the script's names."""
        return self.could

    def read(self, other: Session | None = None) -> None:
        """Find that the role is not there."""
        self.by = other
        self.reading = Reading("arn:aws:sts::1:assumed-role/Reader/jo", is_missing=True)
        self.causes = (Cause("no-such-role", "There is no role Admin.", told=True),)

    def look(self) -> None:
        """Find a role of this machine's own."""
        self.causes = (*self.causes, Cause("instance-role-meant", "It is an EC2 machine."))


def explained(clipboard: Clipboard | None = None) -> RefusalScreen:
    evidence = evidence_of(REFUSED, ROLE, CHAIN, when=NOON)
    refusal = Reads(evidence, ROLE, signer=lambda: None)
    return RefusalScreen(REFUSED, ROLE, CHAIN, NOON, clipboard or Clipboard(), refusal=refusal)


async def test_the_policies_are_read_by_a_key_and_rank_the_causes_anew(
    on_stage: Callable[..., Any],
) -> None:
    async with on_stage(explained(), size=(120, 36)) as actor:
        assert "One of these" in actor.text()
        await actor.press("p")
        await until(actor.pilot, lambda: "There is no role Admin." in actor.text())
        assert "One of these" not in actor.text()


class Roles:
    """Roles that can be assumed to read with: at once, or as the test says."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.cancelled = 0
        self.done: Callable[[Any], None] = lambda _: None
        self.failed: Callable[[Any], None] = lambda _: None

    def __call__(self, name: str, started: Any, done: Any, failed: Any) -> None:
        self.asked.append(name)
        self.done, self.failed = done, failed
        started(name, self._cancel)

    def _cancel(self) -> None:
        self.cancelled += 1


def unread(roles: Roles) -> tuple[RefusalScreen, Reads]:
    """Return a refusal where nobody at hand may read, and what is behind it."""
    refusal = Reads(evidence_of(REFUSED, ROLE, CHAIN, when=NOON), ROLE, signer=lambda: None)
    refusal.could = ("pay-read", "pay-audit")
    shown = RefusalScreen(REFUSED, ROLE, CHAIN, NOON, Clipboard(), refusal=refusal, read_as=roles)
    return shown, refusal


async def test_where_nobody_at_hand_may_read_a_role_is_chosen_and_assumed_first(
    on_stage: Callable[..., Any],
) -> None:
    roles = Roles()
    shown, refusal = unread(roles)
    reader = session_for(ROLE)
    async with on_stage(shown, size=(120, 36)) as actor:
        await actor.press("p")
        await until(actor.pilot, lambda: "who reads the policies?" in actor.text())
        assert "111122223333" in actor.text()
        await actor.press("down", "enter")
        assert roles.asked == ["pay-audit"]
        assert "assuming pay-audit to read with" in actor.text()
        roles.done(reader)
        await until(actor.pilot, lambda: "There is no role Admin." in actor.text())
        assert refusal.by is reader


async def test_the_caller_alone_may_read_what_it_can(on_stage: Callable[..., Any]) -> None:
    roles = Roles()
    shown, refusal = unread(roles)
    async with on_stage(shown, size=(120, 36)) as actor:
        await actor.press("p")
        await until(actor.pilot, lambda: "who reads" in actor.text())
        await actor.press("end", "enter")
        await until(actor.pilot, lambda: "There is no role Admin." in actor.text())
    assert (roles.asked, refusal.by) == ([], None)


async def test_escape_reads_nothing_and_p_asks_again(on_stage: Callable[..., Any]) -> None:
    roles = Roles()
    shown, refusal = unread(roles)
    async with on_stage(shown, size=(120, 36)) as actor:
        for _ in range(2):
            await actor.press("p")
            await until(actor.pilot, lambda: "who reads" in actor.text())
            await actor.press("escape")
            assert "who reads" not in actor.text()
    assert (roles.asked, refusal.reading) == ([], None)


async def test_a_reader_that_is_refused_is_told_and_another_can_be_chosen(
    on_stage: Callable[..., Any],
) -> None:
    roles = Roles()
    shown, _ = unread(roles)
    async with on_stage(shown, size=(120, 36)) as actor:
        for error in (SwtuiError("that one is refused as well"), None):
            await actor.press("p")
            await until(actor.pilot, lambda: "who reads" in actor.text())
            await actor.press("enter")
            roles.failed(error)
            await actor.pilot.pause()
            assert (error.message if error else "not read") in actor.text()
    assert roles.asked == ["pay-read", "pay-read"]


async def test_leaving_gives_up_what_is_being_assumed_to_read_with(
    on_stage: Callable[..., Any],
) -> None:
    roles = Roles()
    shown, _ = unread(roles)
    async with on_stage(shown, size=(120, 36)) as actor:
        await actor.press("p")
        await until(actor.pilot, lambda: "who reads" in actor.text())
        await actor.press("enter", "escape")
        await until(actor.pilot, lambda: roles.cancelled)
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

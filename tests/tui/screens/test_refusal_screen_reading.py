"""The refusal's key that reads the policies: who reads, what is reported when no one may."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from swtui.access.diagnosis.encoded_denial import read_denial
from swtui.access.diagnosis.policy_lookup import PolicyLookup
from swtui.access.diagnosis.rerank import rerank
from swtui.access.refusal import build_refused_call
from swtui.errors import RefusedError, SwtuiError
from swtui.sessions.credentials import Session
from swtui.tui.screens.refusal import RefusalScreen
from tests.tui.sample_broker import session_for
from tests.tui.screens.clipboard import Clipboard
from tests.tui.screens.sample_refusal import CHAIN, NOON, REFUSED, ROLE, Reads, explained
from tests.tui.waiting import until


async def test_the_policies_are_read_by_a_key_and_rank_the_causes_anew(
    on_stage: Callable[..., Any],
) -> None:
    async with on_stage(explained(), size=(120, 36)) as actor:
        assert "One of these" in actor.text()
        await actor.press("p")
        await until(actor.pilot, lambda: "There is no role Admin." in actor.text())
        assert "One of these" not in actor.text()


class Decodes(Reads):
    """A refusal with an encoded message, which a script decodes."""

    def read(self, other: Session | None = None) -> None:
        """Find the Deny that it names."""
        self.by = other
        document = {"explicitDeny": True, "matchedStatements": {"items": [{"statementId": "No"}]}}
        decoded = read_denial(json.dumps(document), "arn:aws:iam::1:user/jo")
        self.lookup = PolicyLookup(decoded=decoded)
        self.causes = rerank(self.evidence, self.causes, self.lookup)


async def test_an_encoded_message_is_decoded_by_the_same_key(on_stage: Callable[..., Any]) -> None:
    words = "You are not authorized. Encoded authorization failure message: abc…"
    error = RefusedError(
        "refused", code="AccessDenied", aws_message=words, operation="AssumeRole", encoded="a" * 900
    )
    evidence = build_refused_call(error, ROLE, CHAIN, when=NOON)
    refusal = Decodes(evidence, ROLE, signer=lambda: None)
    assert refusal.can_read
    copied = Clipboard()
    screen = RefusalScreen(error, ROLE, CHAIN, NOON, copied, refusal=refusal)
    async with on_stage(screen, size=(120, 36)) as actor:
        assert "in an encoded message" in actor.text()
        assert "aws sts decode-authorization-message" in actor.text()
        assert "a" * 300 not in actor.text().replace("\n", "")
        await actor.press("n")
        await until(actor.pilot, lambda: bool(copied.held))
        assert f"--encoded-message {'a' * 900} " in copied.held[0]
        await actor.press("p")
        await until(actor.pilot, lambda: "A statement with Effect Deny (No)" in actor.text())
        assert "decode-authorization-message" not in actor.text()
        assert "could not be read" not in actor.text()


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
    """Return a refusal where no one at hand may read, and what is behind it."""
    refusal = Reads(build_refused_call(REFUSED, ROLE, CHAIN, when=NOON), ROLE, signer=lambda: None)
    refusal.could = ("pay-read", "pay-audit")
    shown = RefusalScreen(REFUSED, ROLE, CHAIN, NOON, Clipboard(), refusal=refusal, read_as=roles)
    return shown, refusal


async def ask_to_read(actor: Any) -> None:
    """Press the key that reads, and wait for the question who does."""
    await actor.press("p")
    await until(actor.pilot, lambda: "who reads the policies?" in actor.text())


async def test_where_nobody_at_hand_may_read_a_role_is_chosen_and_assumed_first(
    on_stage: Callable[..., Any],
) -> None:
    roles = Roles()
    shown, refusal = unread(roles)
    reader = session_for(ROLE)
    async with on_stage(shown, size=(120, 36)) as actor:
        await ask_to_read(actor)
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
        await ask_to_read(actor)
        await actor.press("end", "enter")
        await until(actor.pilot, lambda: "There is no role Admin." in actor.text())
    assert (roles.asked, refusal.by) == ([], None)


async def test_escape_reads_nothing_and_p_asks_again(on_stage: Callable[..., Any]) -> None:
    roles = Roles()
    shown, refusal = unread(roles)
    async with on_stage(shown, size=(120, 36)) as actor:
        for _ in range(2):
            await ask_to_read(actor)
            await actor.press("escape")
            assert "who reads" not in actor.text()
    assert (roles.asked, refusal.lookup) == ([], None)


async def test_a_reader_that_is_refused_is_told_and_another_can_be_chosen(
    on_stage: Callable[..., Any],
) -> None:
    roles = Roles()
    shown, _ = unread(roles)
    async with on_stage(shown, size=(120, 36)) as actor:
        for error in (SwtuiError("that one is refused as well"), None):
            await ask_to_read(actor)
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
        await ask_to_read(actor)
        await actor.press("enter", "escape")
        await until(actor.pilot, lambda: roles.cancelled)
        assert actor.answer is None

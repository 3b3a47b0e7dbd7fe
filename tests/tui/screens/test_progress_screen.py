"""The walk is shown step by step; only Esc closes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from swtui.roles.arn import RoleArn
from swtui.roles.chain import Chain, Hop, Start
from swtui.sessions.progress import Progress
from swtui.tui.screens.progress import ProgressScreen

CHAIN = Chain(
    profile="pay-prod",
    start=Start(kind="keys", profile="base"),
    hops=(
        Hop(profile="jump", role=RoleArn("aws", "123456789012", "", "jump")),
        Hop(profile="pay-prod", role=RoleArn("aws", "111122223333", "", "Admin")),
    ),
)


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_every_hop_is_listed_before_it_begins(on_stage: Callable[..., Any]) -> None:
    async with on_stage(ProgressScreen(CHAIN)) as actor:
        for words in ("assuming pay-prod", "· base", "· jump 123456789012", "· Admin"):
            assert words in actor.text()


async def test_a_step_shows_its_state_and_its_seconds(on_stage: Callable[..., Any]) -> None:
    clock = Clock()
    screen = ProgressScreen(CHAIN, clock)
    async with on_stage(screen) as actor:
        screen.show(Progress(hop_index=0, total=2, state="start"))
        clock.now += 0.4
        screen.show(Progress(hop_index=1, total=2, state="calling"))
        clock.now += 3.2
        screen.show(Progress(hop_index=1, total=2, state="calling"))
        await actor.pilot.pause()
        assert "✓ base done 0.4 s" in actor.text()
        assert "◌ jump 123456789012 asking AWS 3 s" in actor.text()


async def test_a_hop_that_is_held_and_one_that_is_refused_are_told_apart(
    on_stage: Callable[..., Any],
) -> None:
    screen = ProgressScreen(CHAIN)
    async with on_stage(screen) as actor:
        screen.show(Progress(hop_index=1, total=2, state="cached"))
        screen.show(Progress(hop_index=2, total=2, state="refused"))
        await actor.pilot.pause()
        assert "● jump 123456789012 cached" in actor.text()
        assert "✗ Admin 111122223333 refused" in actor.text()


async def test_a_note_is_shown_below(on_stage: Callable[..., Any]) -> None:
    screen = ProgressScreen(CHAIN)
    async with on_stage(screen) as actor:
        screen.show(Progress(hop_index=1, total=2, state="note", text="one hour\nat most\x1b[2J"))
        await actor.pilot.pause()
        assert r"one hour at most\u{1b}[2J" in actor.text()


async def test_a_report_before_the_screen_is_there_is_kept(on_stage: Callable[..., Any]) -> None:
    screen = ProgressScreen(CHAIN)
    screen.show(Progress(hop_index=2, total=2, state="calling"))
    screen.typed_ahead(["enter"])
    async with on_stage(screen) as actor:
        assert "asking AWS" in actor.text()
        assert "then: subshell" in actor.text()


async def test_enter_meanwhile_is_shown_as_what_it_will_do(on_stage: Callable[..., Any]) -> None:
    screen = ProgressScreen(CHAIN)
    async with on_stage(screen) as actor:
        await actor.press("enter", "enter")
        assert "then: subshell" in actor.text()
        assert screen.waiting == ("enter",)
        assert not actor.answered


async def test_where_nothing_follows_enter_is_not_offered(on_stage: Callable[..., Any]) -> None:
    screen = ProgressScreen(CHAIN, then="")
    async with on_stage(screen) as actor:
        await actor.press("enter")
        assert "then" not in actor.text()
        assert screen.waiting == ()


async def test_escape_cancels(on_stage: Callable[..., Any]) -> None:
    async with on_stage(ProgressScreen(CHAIN)) as actor:
        await actor.press("escape")
        assert actor.answer is None


async def test_a_step_after_it_closed_disturbs_nobody(on_stage: Callable[..., Any]) -> None:
    screen = ProgressScreen(CHAIN)
    async with on_stage(screen) as actor:
        await actor.press("escape")
        screen.show(Progress(hop_index=2, total=2, state="done"))
        assert actor.answer is None

"""The doctor's screen shows every line, says when it still looks, and copies the report."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from swtui.errors import SwtuiError
from swtui.health import HealthLine, report
from swtui.tui.screens.doctor import DoctorScreen
from tests.tui.sample_health import CONFIG, HEALTH
from tests.tui.waiting import until

ENV = {"HOME": "/home/jo"}


def copied(_text: str) -> str:
    return "copied to the clipboard (xclip)"


def screen(
    lines: Sequence[HealthLine] = HEALTH, copy: Callable[[str], str] = copied
) -> DoctorScreen:
    return DoctorScreen(lambda: lines, copy, ENV)


async def shown(actor: Any, words: str) -> None:
    """Wait until `words` are on the screen."""
    await until(actor.pilot, lambda: words in actor.text())


async def test_every_line_is_shown_with_its_cure_and_place(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen(), size=(120, 60)) as actor:
        await shown(actor, "3 problems, 2 warnings")
        text = actor.text()
        for line in HEALTH:
            assert line.text[:40] in text
            assert f"→ {line.hint}"[:40] in text or not line.hint
        assert "✗ orphan: source_profile 'gone' does not exist ~/.aws/config:705" in text


async def test_while_it_looks_it_says_so_and_can_be_left(on_stage: Callable[..., Any]) -> None:
    gate = threading.Event()

    def slow() -> Sequence[HealthLine]:
        gate.wait(10)
        return HEALTH

    async with on_stage(DoctorScreen(slow, str, ENV)) as actor:
        assert "looking at files" in actor.text()
        await actor.press("c", "escape")
        assert actor.answer is None
        late = [each for each in threading.enumerate() if each.name.startswith("swtui-")]
        assert late
        gate.set()
        await until(actor.pilot, lambda: not any(each.is_alive() for each in late))


async def test_all_well_is_said(on_stage: Callable[..., Any]) -> None:
    async with on_stage(screen([HealthLine(area="shells", state="ok", text="bash")])) as actor:
        await shown(actor, "all is well")


@pytest.mark.parametrize("down", ["j", "down", "pagedown", "space"])
async def test_it_scrolls_to_its_end(on_stage: Callable[..., Any], down: str) -> None:
    async with on_stage(screen()) as actor:
        await shown(actor, "3 problems")
        assert "Python 3.11.7" not in actor.text()
        await actor.press(*[down] * 40)
        assert "Python 3.11.7" in actor.text()


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_the_keys_stay_in_sight(on_stage: Callable[..., Any], size: tuple[int, int]) -> None:
    async with on_stage(screen(), size=size) as actor:
        await shown(actor, "3 problems")
        assert "copy the report" in actor.text()
        await actor.press("c")
        await shown(actor, "copied to the clipboard (xclip)")
        assert "esc close" in actor.text()


async def test_a_key_copies_the_whole_report(on_stage: Callable[..., Any]) -> None:
    held: list[str] = []

    def copy(text: str) -> str:
        held.append(text)
        return "copied to the clipboard"

    async with on_stage(screen(copy=copy)) as actor:
        await shown(actor, "3 problems")
        await actor.press("c")
        await shown(actor, "copied to the clipboard")
    assert held == ["\n".join(report(HEALTH, ENV, 100)) + "\n"]
    assert f"~{CONFIG.removeprefix('/home/jo')}:705" in held[0]


async def test_a_clipboard_that_fails_is_told(on_stage: Callable[..., Any]) -> None:
    def copy(text: str) -> str:
        raise SwtuiError("no clipboard here", hint="try tmux")

    async with on_stage(screen(copy=copy)) as actor:
        await shown(actor, "3 problems")
        await actor.press("c")
        await shown(actor, "no clipboard here. try tmux")


@pytest.mark.parametrize("key", ["escape", "q", "enter"])
async def test_a_key_closes_it(on_stage: Callable[..., Any], key: str) -> None:
    async with on_stage(screen()) as actor:
        await actor.press(key)
        assert actor.answer is None

"""Nothing that came from outside commands the terminal."""

from __future__ import annotations

import re

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.widgets import Static

from swtui.tui.control_filter import ControlCharFilter
from tests.tui.sample import Sample, main_screen
from tests.tui.waiting import shown, type_text, until

DANGEROUS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NAMES = [
    "evil\x1b]52;c;ZXZpbA==\x1b\\x",
    "evil\x9b2Jx",
    "evil\u202exod",
    "evil[/]",
    "evil[bold",
    "evil[@click=app.quit]x",
    "evil[link=https://example.com]x",
    "evil\x7fx",
    "evil\u200bx",
    "evil👩\u200d👩\u200d👧x",
    "evil監査x",
    "evil" + "e\u0301\u0302\u0303" * 60,
    "evil" + "x" * 9000,
    "evil'\"$(id)`;&|<>",
    "evil-café",
]


def config(name: str) -> str:
    return (
        "[profile base]\nregion = eu-west-1\n"
        f'[profile "{name}"]\nrole_arn = arn:aws:iam::111122223333:role/Admin\n'
        "source_profile = base\n"
    )


def test_guard_replaces_what_moves_the_cursor_or_reorders_text() -> None:
    segments = [Segment("a\x1b[2Jb\u202ec\x9bd"), Segment("plain")]
    done = ControlCharFilter().apply(segments, Color(0, 0, 0))
    assert "".join(segment.text for segment in done) == "a�[2Jb�c�dplain"


def test_guard_leaves_clean_lines_as_they_are() -> None:
    segments = [Segment("plain ▲ ● ⏎")]
    assert ControlCharFilter().apply(segments, Color(0, 0, 0)) is segments


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
async def test_no_name_reaches_the_screen_unescaped(sample: Sample, name: str) -> None:
    sample.config.write_text(config(name), encoding="utf-8")
    async with sample.app().run_test(size=(120, 30)) as pilot:
        await type_text(pilot, "evil")
        await until(pilot, lambda: main_screen(pilot.app).role is not None)
        await pilot.pause()
        for _ in range(2):
            assert not DANGEROUS.search(shown(pilot.app).replace("\n", ""))
            assert "evil" in shown(pilot.app)
            await pilot.press("tab")
        assert pilot.app.is_running


async def test_name_that_looks_like_markup_is_shown_as_it_is(sample: Sample) -> None:
    sample.config.write_text(config("evil[bold]x[/]"), encoding="utf-8")
    async with sample.app().run_test(size=(120, 30)) as pilot:
        assert "evil[bold]x[/]" in shown(pilot.app)


async def test_guard_covers_every_widget(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await pilot.app.screen.mount(Static("a\x1b]52;c;eA==\x07\u202eb", markup=False))
        await pilot.pause()
        assert "\x1b]52" not in pilot.app.export_screenshot()
        assert pilot.app.get_line_filters()[-1].__class__ is ControlCharFilter

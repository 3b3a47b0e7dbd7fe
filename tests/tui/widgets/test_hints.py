"""The line of keys breaks between its hints only, and each can be clicked where it is."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from swtui.tui.theme import TOKENS
from swtui.tui.widgets.hints import Hints
from tests.tui.waiting import shown

HINTS = [
    ("r", "retry", "app.note('r')"),
    ("p", "read policies", "app.note('p')"),
    ("n", "copy next step", "app.note('n')"),
    ("c", "copy a ticket", "app.note('c')"),
    ("esc", "back", "app.note('esc')"),
]


class Stage(App[None]):
    """A screen with nothing but hints."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Have our own tokens."""
        return dict(TOKENS)

    def compose(self) -> ComposeResult:
        """Lay the hints out."""
        yield Hints(HINTS)

    def action_note(self, key: str) -> None:
        """Keep what was clicked."""
        self.noted.append(key)


@pytest.mark.parametrize("width", [17, 20, 31, 40, 55, 80])
async def test_a_key_and_its_words_stay_together(width: int) -> None:
    app = Stage()
    async with app.run_test(size=(width, 10)):
        lines = [line.rstrip() for line in shown(app).splitlines()]
    whole = [f"{key} {words}" for key, words, _ in HINTS]
    assert [hint for line in lines if line for hint in line.split("   ")] == whole


async def test_a_click_on_a_hint_of_the_second_line_is_its_own() -> None:
    app = Stage()
    async with app.run_test(size=(40, 10)) as pilot:
        row = next(y for y, line in enumerate(shown(app).splitlines()) if "copy a ticket" in line)
        column = shown(app).splitlines()[row].index("copy a ticket")
        assert row > 0
        await pilot.click(offset=(column + 3, row))
        await pilot.pause()
    assert app.noted == ["c"]


async def test_other_hints_take_the_place_of_the_first() -> None:
    app = Stage()
    async with app.run_test(size=(20, 10)) as pilot:
        app.query_one(Hints).update(HINTS[:1])
        await pilot.pause()
        assert shown(app).split() == ["r", "retry"]
        assert app.query_one(Hints).size.height == 1

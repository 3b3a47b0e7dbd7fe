"""The palette finds every action and theme, and runs the one chosen."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.content import Content
from textual.screen import Screen

from swtui.tui.actions import ACTIONS
from swtui.tui.palette import ActionsProvider, fit, open_palette
from swtui.tui.theme import THEMES, TOKENS
from tests.tui.waiting import shown, until


class Below(Screen[None]):
    """Is under the palette and keeps what it is reported to do."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def action_do(self, action_id: str) -> None:
        """Keep the action."""
        self.done.append(action_id)


class Stage(App[None]):
    """An app with our palette."""

    COMMANDS = {ActionsProvider}  # noqa: RUF012 - Textual's own type

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Have our own tokens."""
        return dict(TOKENS)

    def get_default_screen(self) -> Below:
        """Start on the screen that listens."""
        return Below()

    def on_mount(self) -> None:
        """Offer our themes."""
        for theme in THEMES:
            self.register_theme(theme)


async def test_everything_is_offered_but_the_palette_itself() -> None:
    async with Stage().run_test() as pilot:
        provider = ActionsProvider(pilot.app.screen)
        offered = [hit.text async for hit in provider.discover()]
    assert offered == [
        *(action.label for action in ACTIONS if action.id != "palette"),
        *(f"theme: {theme.name}" for theme in THEMES),
    ]


async def test_typing_a_name_and_enter_runs_the_action() -> None:
    app = Stage()
    async with app.run_test() as pilot:
        below = app.screen
        assert isinstance(below, Below)
        await pilot.press("ctrl+p", *"reload")
        await app.workers.wait_for_complete()
        await pilot.pause(0.2)
        await pilot.press("enter")
        await until(pilot, lambda: below.done)
    assert below.done == ["reload"]


async def test_a_theme_is_put_on() -> None:
    async with Stage().run_test() as pilot:
        hits = [hit async for hit in ActionsProvider(pilot.app.screen).search("swtui-light")]
        hits[0].command()
        assert pilot.app.theme == "swtui-light"


async def offered_for(query: str) -> list[str | None]:
    """Return the names that a query finds, the best first."""
    async with Stage().run_test() as pilot:
        hits = [hit async for hit in ActionsProvider(pilot.app.screen).search(query)]
    return [hit.text for hit in sorted(hits, key=lambda hit: -hit.score)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("the", "theme"),
        ("arn", "copy the ARN"),
        ("copy comm", "copy the command"),
        ("ac id", "copy the account ID"),
        ("with", "assume with…"),
        ("$VISUAL", "edit the profile"),
        ("sbsh", "subshell"),
    ],
)
async def test_the_action_that_is_meant_comes_first(query: str, first: str) -> None:
    assert (await offered_for(query))[0] == first


async def test_every_word_must_fit() -> None:
    assert await offered_for("copy qqq") == []


def test_a_beginning_beats_a_word_beats_letters_beats_nothing() -> None:
    sentence = "Find any action by its name."
    fits = [fit(word, "copy the ARN", sentence) for word in ("cop", "arn", "he", "any", "cpn", "q")]
    assert fits == sorted(fits, reverse=True)
    assert len(set(fits)) == len(fits)
    assert fits[-1] == 0


def test_no_sentence_is_taken_for_markup() -> None:
    for action in ACTIONS:
        assert Content.from_markup(action.help).plain == action.help


async def test_in_a_window_that_is_too_small_nothing_of_it_shows() -> None:
    async with Stage().run_test(size=(80, 24)) as pilot:
        open_palette(pilot.app)
        await until(pilot, lambda: "subshell" in shown(pilot.app))
        await pilot.resize_terminal(30, 8)
        await until(pilot, lambda: "need 40×10" in shown(pilot.app))
        assert "assume" not in shown(pilot.app)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "subshell" in shown(pilot.app))
        assert "need 40×10" not in shown(pilot.app)

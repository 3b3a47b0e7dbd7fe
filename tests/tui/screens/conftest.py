"""A stage for one screen: an app with our themes and nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from swtui.tui.theme import DEFAULT_THEME, THEMES, TOKENS

CELL = 12.2
"""Width of a cell in the pictures that Textual draws."""
NOBODY = object()
"""The answer before there is one."""


class Stage(App[None]):
    """Shows one screen over a list, and keeps its answer."""

    def __init__(self, screen: Screen[Any], theme: str) -> None:
        super().__init__()
        self._shown = screen
        self._wanted = theme
        self.answer: object = NOBODY

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Have our own tokens."""
        return dict(TOKENS)

    def compose(self) -> ComposeResult:
        """Show a row of a list."""
        yield Static("payments-prod   Admin   111122223333", markup=False)

    def on_mount(self) -> None:
        """Open the screen."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._wanted
        self.push_screen(self._shown, self._keep)

    def _keep(self, answer: object) -> None:
        self.answer = answer

    def action_help_quit(self) -> None:
        """ctrl+c, as the picker has it."""
        self.exit(return_code=130)


class Actor:
    """A person in front of the stage."""

    def __init__(self, app: Stage, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, and let the screen settle."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    @property
    def answered(self) -> bool:
        """Whether the screen has closed."""
        return self.app.answer is not NOBODY

    @property
    def answer(self) -> Any:
        """What the screen closed with."""
        assert self.answered
        return self.app.answer

    def lines(self) -> list[str]:
        """Return the rows of the screen as text."""
        found = re.findall(
            r'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', self.svg(), re.DOTALL
        )
        rows: dict[float, str] = {}
        for left, height, text in found:
            row = rows.get(float(height), "").ljust(round(float(left) / CELL))
            rows[float(height)] = row + html.unescape(text).replace("\xa0", " ")
        return [rows[height] for height in sorted(rows)]

    def text(self) -> str:
        """Return what is shown, with runs of blanks and frames made single blanks."""
        return re.sub(r"[\s│╭╮╰╯─▏▕▁▔]+", " ", " ".join(self.lines()))

    def svg(self) -> str:
        """Return the screen as a picture."""
        return self.app.export_screenshot()


OnStage = Callable[..., AbstractAsyncContextManager[Actor]]


@pytest.fixture
def on_stage() -> OnStage:
    """Return a function that opens a screen and gives the actor before it."""

    @asynccontextmanager
    async def open_screen(
        screen: Screen[Any], size: tuple[int, int] = (80, 24), theme: str = DEFAULT_THEME
    ) -> AsyncIterator[Actor]:
        app = Stage(screen, theme)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Actor(app, pilot)

    return open_screen

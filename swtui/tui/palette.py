"""The palette: every action and every theme, found by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from swtui.roles.matching import letter_spans, literal_spans, starts_words
from swtui.tui.actions import ACTIONS, offered
from swtui.tui.screens.picker_screen import PickerScreen
from swtui.tui.theme import THEMES

if TYPE_CHECKING:
    from textual.app import App

Command = tuple[str, str, Callable[[], object]]
"""A name, a sentence about it, and what to call."""

_NOT_HERE = frozenset(("palette",))


class Palette(CommandPalette, PickerScreen[None]):
    """Textual's command palette, as a screen of the picker."""

    DEFAULT_CSS = """
    Palette.-no-room #--results { display: none; }
    """


def open_palette(app: App[Any]) -> None:
    """Open the palette, unless it is open."""
    if not CommandPalette.is_open(app):
        app.push_screen(Palette(id="--command-palette"))


class ActionsProvider(Provider):
    """Offers the actions of the list and the themes.

    The screen under the palette must have `action_do(id)`; every text here is our own.
    """

    async def discover(self) -> Hits:
        """Offer everything, in the order of the help."""
        for name, sentence, run in self._commands():
            yield DiscoveryHit(Text(name), run, text=name, help=sentence)

    async def search(self, query: str) -> Hits:
        """Offer what every word matches, the best first; equal matches keep their order."""
        words = query.lower().split()
        for name, sentence, run in self._commands():
            score = min((fit(word, name, sentence) for word in words), default=0.0)
            if score > 0:
                yield Hit(score, _marked(name, words), run, text=name, help=sentence)

    def _commands(self) -> Iterator[Command]:
        for action in offered(ACTIONS, getattr(self.screen, "role", None)):
            if action.id not in _NOT_HERE:
                yield action.label, action.help, partial(self._do, action.id)
        for theme in THEMES:
            yield f"theme: {theme.name}", "Use these colours.", partial(self._use, theme.name)

    async def _do(self, action_id: str) -> None:
        await self.screen.run_action(f"do({action_id!r})")

    def _use(self, theme: str) -> None:
        self.app.theme = theme


def fit(word: str, name: str, sentence: str) -> float:
    """Return from 0 (not at all) to 1 how well a word in lower case fits an action."""
    lowered = name.lower()
    if lowered.startswith(word):
        return 1.0
    if starts_words(word, name) or f" {word}" in lowered:
        return 0.8
    if word in lowered:
        return 0.6
    if f" {word}" in f" {sentence.lower()}":
        return 0.4
    return 0.2 if letter_spans(word, name) else 0.0


def _marked(name: str, words: list[str]) -> Text:
    """Return a name with what was typed of it underlined."""
    text = Text(name)
    for word in words:
        for start, end in literal_spans(word, name):
            text.stylize("underline", start, end)
    return text

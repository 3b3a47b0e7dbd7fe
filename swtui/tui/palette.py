"""The palette: every action and every theme, found by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from rich.text import Text
from textual.command import DiscoveryHit, Hit, Hits, Provider

from swtui.tui.actions import ACTIONS
from swtui.tui.theme import THEMES

Command = tuple[str, str, Callable[[], object]]
"""A name, a sentence about it, and what to call."""

_NOT_HERE = frozenset(("palette",))


class ActionsProvider(Provider):
    """Offers the actions of the list and the themes.

    The screen under the palette must have `action_do(id)`; every text here is our own.
    """

    async def discover(self) -> Hits:
        """Offer everything, in the order of the help."""
        for name, sentence, run in self._commands():
            yield DiscoveryHit(Text(name), run, text=name, help=sentence)

    async def search(self, query: str) -> Hits:
        """Offer what matches, the best first."""
        matcher = self.matcher(query)
        for name, sentence, run in self._commands():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, Text(name), run, text=name, help=sentence)

    def _commands(self) -> Iterator[Command]:
        for action in ACTIONS:
            if action.id not in _NOT_HERE:
                yield action.label, action.help, partial(self._do, action.id)
        for theme in THEMES:
            yield f"theme: {theme.name}", "Use these colours.", partial(self._use, theme.name)

    async def _do(self, action_id: str) -> None:
        await self.screen.run_action(f"do({action_id!r})")

    def _use(self, theme: str) -> None:
        self.app.theme = theme

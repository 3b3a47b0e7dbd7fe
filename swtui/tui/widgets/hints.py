"""Hints: the keys of a screen, each on one line with its words."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

MUTED = "$quiet"
KEY = "bold $accent"

Hint = tuple[str, str, str]
"""A key as shown, what it does, and the action a click on it runs."""

_GAP = Content("   ")


class Hints(Widget):
    """Shows hints, each of which can be clicked."""

    auto_links = False  # they look like keys, not like links

    DEFAULT_CSS = "Hints { width: 100%; height: auto; }"

    def __init__(self, hints: Iterable[Hint], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._hints = tuple(hints)

    def update(self, hints: Iterable[Hint]) -> None:
        """Show other hints."""
        self._hints = tuple(hints)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines at a width in cells."""
        return max(1, len(self._lines(width)))

    def render(self) -> Content:
        """Draw the hints at the present width."""
        return Content("\n").join(self._lines(self.content_size.width or 60))

    def _lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for hint in map(_drawn, self._hints):
            if lines and (lines[-1] + _GAP + hint).cell_length <= width:
                lines[-1] = lines[-1] + _GAP + hint
            else:
                lines.append(hint)
        return lines


def _drawn(hint: Hint) -> Content:
    key, words, action = hint
    text = Content.assemble((key, KEY), (f" {words}" if words else "", MUTED))
    return text.stylize(Style.from_meta({"@click": action})) if action else text

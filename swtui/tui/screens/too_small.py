"""The cover over a screen whose window is too small to use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.geometry import Size

LEAST_WIDTH, LEAST_HEIGHT = 40, 10
"""Cells and rows the picker needs."""
LAYER = "cover"
"""The layer of a screen that is above everything else on it."""


def fits(size: Size) -> bool:
    """Return whether the picker can be used in a window of this size."""
    return size.width >= LEAST_WIDTH and size.height >= LEAST_HEIGHT


class TooSmall(Static):
    """Hides a screen while the window is too small, and says how large it must be."""

    DEFAULT_CSS = """
    TooSmall {
        layer: cover;
        width: 100%;
        height: 100%;
        content-align: center middle;
        text-align: center;
        background: $background;
    }
    """
    ALLOW_SELECT = False

    def show_for(self, size: Size) -> None:
        """Cover the screen in a window of this size, if it is too small."""
        self.display = not fits(size)
        self.update(
            Content.assemble(
                ("window too small\n", "bold $warning"),
                (f"need {LEAST_WIDTH}×{LEAST_HEIGHT}, have {size.width}×{size.height}", "$quiet"),
            )
        )

"""What is shown while the window is too small to show anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.geometry import Size

LEAST_WIDTH, LEAST_HEIGHT = 40, 10
"""Cells and rows the picker needs."""


def fits(size: Size) -> bool:
    """Whether the picker can be used in a window of this size."""
    return size.width >= LEAST_WIDTH and size.height >= LEAST_HEIGHT


class TooSmall(ModalScreen[None]):
    """Covers everything until the window is large enough, then goes away by itself."""

    DEFAULT_CSS = """
    TooSmall {
        align: center middle;
        background: $background;
        overflow: hidden;
        Static { width: 100%; height: auto; text-align: center; }
    }
    """
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "app.help_quit", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Show one sentence."""
        yield Static(self._sentence(), id="sentence")

    def on_resize(self, event: events.Resize) -> None:
        """Leave when there is room; else say how much there is."""
        if fits(event.size):
            if self.is_current:
                self.dismiss(None)
            return
        self.query_one("#sentence", Static).update(self._sentence())

    def _sentence(self) -> Content:
        now = self.app.size
        return Content.assemble(
            ("window too small\n", "bold $warning"),
            (f"need {LEAST_WIDTH}×{LEAST_HEIGHT}, have {now.width}×{now.height}", "$quiet"),
        )

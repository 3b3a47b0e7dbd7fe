"""Modal: what every screen that opens over the list has in common: frame, hints, keys.

A modal takes its keys itself, so that keys typed before its widgets are there are not lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches
from textual.screen import ModalScreen
from textual.widgets import Static

from swtui.tui.screens.picker_screen import PickerScreen
from swtui.tui.widgets.hints import KEY, MUTED, Hint, Hints

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

__all__ = ("BAD", "CAREFUL", "GOOD", "KEY", "MUTED", "PRODUCTION", "Hint", "Modal")

Answer = TypeVar("Answer")

GOOD = "$held"
CAREFUL = "$warning"
BAD = "bold $error"
PRODUCTION = "bold $production"
"""Styles of the few kinds of text there are; each also says in words or glyphs what it means."""

LEAVE: Hint = ("esc", "close", "screen.leave")
SHORT = 18
"""Rows; a screen with fewer has no blank lines to spare."""


class Modal(ModalScreen[Answer], PickerScreen[Answer]):
    """A frame in the middle of the screen: a heading, a body that scrolls, the keys below."""

    DEFAULT_CSS = """
    Modal {
        align: center middle;

        #panel {
            width: 66;
            max-width: 100%;
            height: auto;
            max-height: 100%;
            padding: 1 2;
            background: $surface;
            color: $foreground;
            border: round $faint;
        }
        #heading { width: 100%; height: auto; margin-bottom: 1; text-style: bold; }
        #body {
            width: 100%;
            height: auto;
            background: transparent;
            scrollbar-size-vertical: 1;
            scrollbar-background: $surface;
            scrollbar-color: $faint;
        }
        #body Static { width: 100%; height: auto; }
        .apart { margin-top: 1; }
        #hints {
            width: 100%;
            height: auto;
            margin-top: 1;
        }
        &.-narrow #panel { width: 100%; padding: 0 1; }
        &.-short #panel { padding: 0 1; }
        &.-short #heading { margin-bottom: 0; }
        &.-short #hints, &.-short .apart { margin-top: 0; }
        &:ansi #panel { background: ansi_default; border: round ansi_bright_black; }
        &.-production #panel { border: round $production; }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (66, "-wide")]  # noqa: RUF012 - as Screen has it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (SHORT, "-tall")]  # noqa: RUF012
    ALLOW_SELECT = False
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("ctrl+c", "app.help_quit", show=False),
        Binding("up,ctrl+p", "scroll_body(-1)", show=False),
        Binding("down,ctrl+n", "scroll_body(1)", show=False),
        Binding("pageup", "page_body(-1)", show=False),
        Binding("pagedown", "page_body(1)", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Lay out heading, body and hints."""
        with Vertical(id="panel"):
            yield Static(self.heading(), id="heading")
            yield from self.frame_body()
            yield Hints(self.hints(), id="hints")

    def heading(self) -> Content:
        """Return the first line."""
        return Content("")

    def frame_body(self) -> Iterable[Widget]:
        """Return the part between heading and hints: one with the id `body`, which may shrink."""
        yield VerticalScroll(*self.body(), id="body", can_focus=False)

    def body(self) -> Iterable[Widget]:
        """Return what the body scrolls over."""
        return ()

    def hints(self) -> Iterable[Hint]:
        """Return the keys to show, in the order to show them."""
        return (LEAVE,)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - as every screen has it
        """Give the body the rows that are left, so that the keys are always in sight."""
        self.call_after_refresh(self.fit)

    def fit(self) -> None:
        """Work out how many rows the body may have: those that the rest leaves."""
        try:
            panel, body = self.query_one("#panel"), self.query_one("#body")
        except NoMatches:
            return
        others = (part for part in panel.children if part is not body)
        used = sum(part.outer_size.height + part.styles.margin.height for part in others)
        body.styles.max_height = max(1, self.size.height - used - panel.gutter.height)

    def put(self, widget_id: str, content: Content) -> None:
        """Put `content` into a Static of this screen, if it is there (it may be closing)."""
        try:
            self.query_one(f"#{widget_id}", Static).update(content)
        except NoMatches:
            return

    def show_hints(self) -> None:
        """Draw the hints again, after what they say has changed."""
        for line in self.query("#hints").results(Hints):  # none, while it is closing
            line.update(self.hints())

    def answer(self, value: Answer | None) -> None:
        """Close with `value`; a second answer that comes too late closes nothing else."""
        self.dismiss(value)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.answer(None)

    def action_scroll_body(self, rows: int) -> None:
        """Scroll what does not fit."""
        self.query_one("#body").scroll_relative(y=rows, animate=False)

    def action_page_body(self, pages: int) -> None:
        """Scroll what does not fit by a screenful."""
        body = self.query_one("#body")
        body.scroll_relative(y=pages * max(1, body.size.height - 1), animate=False)

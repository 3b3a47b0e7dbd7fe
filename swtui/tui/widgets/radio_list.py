"""RadioList: sentences of which one is chosen by moving the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.widget import Widget

ROOMY = 30
"""Rows of a terminal from which groups stand apart."""


class RadioList(Widget, can_focus=True):
    """Shows groups of sentences under their headings; beyond either end the focus moves on."""

    DEFAULT_CSS = "RadioList { width: 100%; height: auto; }"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "go(1)", show=False),
        Binding("up,ctrl+p", "go(-1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
        Binding("enter,ctrl+j,space", "screen.focus_next", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """Another one is chosen."""

        id: str
        """The id of what is chosen now."""

    def __init__(
        self,
        groups: Iterable[tuple[str, Iterable[tuple[str, str]]]],
        chosen: str,
        *,
        id: str | None = None,  # noqa: A002 - the name is Textual's
    ) -> None:
        """Take headings, each with ids and sentences: display-safe."""
        super().__init__(id=id)
        self._groups = [[("", heading), *options] for heading, options in groups]
        self.chosen = chosen

    def offer(self, groups: Iterable[tuple[str, Iterable[tuple[str, str]]]], chosen: str) -> None:
        """Offer others, of which one is chosen."""
        self._groups = [[("", heading), *options] for heading, options in groups]
        self.chosen = chosen
        self.refresh(layout=True)

    @property
    def _lines(self) -> list[tuple[str, str]]:
        """Ids and texts of the lines, without an id for what cannot be chosen."""
        lines = list(self._groups[0])
        for group in self._groups[1:]:
            lines += [("", "")] * (self.app.size.height >= ROOMY) + group
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return one line for each sentence and heading."""
        return len(self._lines)

    def on_focus(self) -> None:
        """Mark the chosen one as where the keys act; it stays in sight, whatever else does not."""
        self.refresh()
        self.call_after_refresh(self.call_after_refresh, self._bring_into_sight)

    def on_blur(self) -> None:
        """Take that mark away."""
        self.refresh()

    def render(self) -> Content:
        """Draw a line for each; the chosen one is marked by a glyph as well."""
        width = self.content_size.width or 80
        lines = (self._line(*line).truncate(width, ellipsis=True) for line in self._lines)
        return Content("\n").join(lines)

    def _line(self, name: str, text: str) -> Content:
        if not name:
            return Content.styled(text, "$quiet")
        if name != self.chosen:
            return Content(f"  {text}")
        mark = "❯ " if self.has_focus else "● "
        return Content.assemble((mark, "bold $accent"), (text, "bold"))

    def action_go(self, steps: int) -> None:
        """Choose the next or the one before; at an end give the focus away."""
        ids = [name for name, _ in self._lines if name]
        at = ids.index(self.chosen) + steps if ids else -1
        if 0 <= at < len(ids):
            self.choose(ids[at])
        elif steps > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_end(self, way: int) -> None:
        """Choose the first or the last."""
        ids = [name for name, _ in self._lines if name]
        if ids:
            self.choose(ids[-1 if way > 0 else 0])

    def choose(self, name: str) -> None:
        """Choose one, and say so if it is another."""
        if name == self.chosen:
            return
        self.chosen = name
        self.refresh()
        self._bring_into_sight()
        self.post_message(self.Chosen(name))

    def _bring_into_sight(self) -> None:
        """Scroll to the chosen line, and the one above it."""
        row = next(at for at, line in enumerate(self._lines) if line[0] == self.chosen)
        if isinstance(self.parent, Widget):
            region = Region(0, max(0, self.virtual_region.y + row - 1), 1, 2)
            self.parent.scroll_to_region(region, animate=False)

    def on_click(self, event: events.Click) -> None:
        """Choose what is under the mouse."""
        event.stop()
        if 0 <= event.y < len(self._lines) and self._lines[event.y][0]:
            self.choose(self._lines[event.y][0])


class Tick(Widget, can_focus=True):
    """A box to tick, and its sentence."""

    DEFAULT_CSS = (
        "Tick { width: 100%; height: 1; } Tick:focus { color: $accent; text-style: bold; }"
    )
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "flip", show=False)]

    @dataclass
    class Changed(Message):
        """It was ticked, or no longer is."""

        tick: Tick
        """The place of the option that was chosen."""

    def __init__(self, text: str, value: bool, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._text = text
        self.value = value

    def render(self) -> Content:
        """Draw the box and the text."""
        box = ("[x] ", "bold $accent") if self.value else ("[ ] ", "$quiet")
        return Content.assemble(box, self._text)

    def action_flip(self) -> None:
        """Tick it, or not."""
        self.value = not self.value
        self.refresh()
        self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        """Do the same by mouse."""
        event.stop()
        self.action_flip()

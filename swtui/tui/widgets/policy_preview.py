"""The live preview of a policy: the formats, the text, and what is wrong with it or worth knowing.

The text and the notes below it have each their own room, so that neither moves the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from swtui.access.policy_form import LABELS
from swtui.access.policy_preview import FORMAT_LABELS, Preview, sentence
from swtui.text import clip, safe
from swtui.tui.screens.table import Row, Table

if TYPE_CHECKING:
    from textual.app import ComposeResult

_MARKS = {
    "good": ("✓", "$held"),
    "bad": ("✗", "bold $error"),
    "careful": ("▲", "$warning"),
    "next": ("→", "bold $accent"),
    "quiet": ("·", "$quiet"),
}
_KEY = re.compile(r'^(\s*)("[\w:]+":|[\w-]+ =|--[\w-]+)(.*)$')
_LONGEST_NOTE = 600
_LEAST_WIDTH = 12
"""Cells below which no line is broken."""


class PolicyText(Widget):
    """The text itself; lines that are too long go on below, indented."""

    DEFAULT_CSS = "PolicyText { width: 100%; height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._is_old = False

    def update(self, text: str, *, is_old: bool = False) -> None:
        """Show a text; an old one, which no longer is what the form says, is dimmed."""
        if (text, is_old) != (self._text, self._is_old):
            self._text, self._is_old = text, is_old
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines at a width in cells."""
        return max(1, len(list(self._lines(width))))

    def render(self) -> Content:
        """Draw the lines at the present width."""
        return Content("\n").join(self._lines(self.content_size.width or 60))

    def _lines(self, width: int) -> Iterator[Content]:
        for line in self._text.splitlines():
            for piece in broken(safe(line) if "\\" not in line else line, width):
                yield self._coloured(piece)

    def _coloured(self, line: str) -> Content:
        if self._is_old:
            return Content.styled(line, "$quiet")
        match = _KEY.match(line)
        if match is None:
            return Content(line)
        return Content.assemble(match[1], (match[2], "$quiet"), match[3])


def broken(line: str, width: int) -> list[str]:
    """Return a line in pieces that fit, the later ones indented; broken at what separates words."""
    if width < _LEAST_WIDTH:
        return [line]
    indent = min(len(line) - len(line.lstrip()) + 2, width - _LEAST_WIDTH)
    pieces = []
    while len(line) > width:
        room = line[:width]
        least = len(line) - len(line.lstrip()) + 1
        at = max(room.rfind(mark, least) + 1 for mark in " :/,")
        at = at if at > least else width
        pieces.append(line[:at].rstrip() if line[:at].strip() else line[:width])
        line = " " * indent + line[at:].lstrip()
    return [*pieces, line]


class Formats(Widget):
    """The formats in a row, each to be clicked; the present one is always in sight."""

    DEFAULT_CSS = "Formats { width: 100%; height: 1; }"
    ALLOW_SELECT = False
    auto_links = False

    def __init__(self, chosen: str) -> None:
        super().__init__(id="formats")
        self._chosen = chosen

    def choose(self, name: str) -> None:
        """Mark another one."""
        self._chosen = name
        self.refresh()

    def render(self) -> Content:
        """Draw as many as fit."""
        names = list(FORMAT_LABELS)
        width = self.content_size.width or 80
        while len(names) > 1 and self._row(names).cell_length > width:
            del names[0 if names[-1] == self._chosen else -1]
        return self._row(names)

    def _row(self, names: list[str]) -> Content:
        row = Content("  ").join(map(self._entry, names))
        before = "‹ " if names[0] != next(iter(FORMAT_LABELS)) else ""
        after = " ›" if names[-1] != next(reversed(FORMAT_LABELS)) else ""
        return Content.assemble((before, "$quiet"), row, (after, "$quiet"))

    def _entry(self, name: str) -> Content:
        style = "bold $accent underline" if name == self._chosen else "$quiet"
        click = Style.from_meta({"@click": f"screen.use_format({name!r})"})
        return Content.styled(FORMAT_LABELS[name], style).stylize(click)


class PolicyPreview(Vertical):
    """Shows a `Preview`; while there is something wrong the last good text stays, dimmed."""

    DEFAULT_CSS = """
    PolicyPreview {
        #formats { margin-bottom: 1; }
        #text { height: 2fr; }
        #notes { height: 1fr; margin-top: 1; }
        #text, #notes {
            scrollbar-size-vertical: 1;
            scrollbar-background: $background;
            scrollbar-color: $faint;
        }
    }
    """

    def __init__(self, form: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._form = form
        self._shown: Preview | None = None
        self._last = ""
        self._said: Row | None = None
        self._trial: Row | None = None

    def compose(self) -> ComposeResult:
        """Lay out the formats, the text and the notes."""
        yield Formats(self._form)
        yield VerticalScroll(PolicyText(), id="text", can_focus=False)
        yield VerticalScroll(Table((), 2), id="notes", can_focus=False)

    def show(self, shown: Preview) -> None:
        """Show another state of the form."""
        if shown.form != self._form or (self._shown and shown.draft.side != self._shown.draft.side):
            self._last = ""
            self._form = shown.form
            self.query_one(Formats).choose(shown.form)
        self._shown, self._said, self._trial = shown, None, None
        self._last = shown.text or self._last
        self.query_one(PolicyText).update(self._last, is_old=not shown.text)
        self._write_notes()

    def say(self, text: str, kind: str) -> None:
        """Put a sentence above the notes, until the form changes."""
        self._said = _row(kind, text)
        self._write_notes()

    def say_trial(self, text: str, kind: str) -> None:
        """Say how the evaluator judged it."""
        self._trial = _row(kind, text)
        self._write_notes()

    def page(self, pages: int) -> None:
        """Scroll the text by a screenful, then the notes."""
        text, notes = self.query_one("#text"), self.query_one("#notes")
        ended = text.scroll_y >= text.max_scroll_y if pages > 0 else notes.scroll_y > 0
        body = notes if ended else text
        body.scroll_relative(y=pages * max(1, body.size.height - 1), animate=False)

    def _write_notes(self) -> None:
        self.query_one(Table).update([row for row in self._rows() if row is not None])

    def _rows(self) -> Iterable[Row | None]:
        shown = self._shown
        if shown is None:
            return
        yield self._said
        for field, said in shown.problems:
            yield _row("bad", sentence(field, said))
        if shown.missing and not shown.problems:
            names = " and ".join(LABELS[name] for name in shown.missing)
            yield _row("quiet", f"fill in {names}, and the policy stands here")
        for said in shown.warnings:
            yield _row("careful", said)
        for said in shown.notes:
            yield _row("next", said)
        yield self._trial


def _row(kind: str, text: str) -> Row:
    mark, style = _MARKS[kind]
    words = clip(text, _LONGEST_NOTE)
    return Content.styled(mark, style), Content.styled(words, "$quiet" if kind == "quiet" else "")

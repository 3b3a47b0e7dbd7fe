"""The live preview of a policy: the formats, the text, and what is wrong with it or worth knowing.

The text and the notes below it have each their own room, so that neither moves the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.timer import Timer
from textual.widget import Widget

from swtui.access.form.fields import LABELS
from swtui.access.form.preview import CHANGE, FORMAT_LABELS, Preview, sentence
from swtui.errors import SwtuiError
from swtui.text import clip, safe
from swtui.tui.background import in_background
from swtui.tui.widgets.table import Row, Table

if TYPE_CHECKING:
    from textual.app import ComposeResult


_KEY = re.compile(r'^(\s*)("[\w:]+":|[\w-]+ =|--[\w-]+)(.*)$')
_FRAME = re.compile(r"--- |\+\+\+ |@@ ")
"""Begins the lines of a diff that are not of the text itself."""
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
            before = self._height()
            self._text, self._is_old = text, is_old
            # To lay out the whole screen takes longer than a frame: only where it must be.
            self.refresh(layout=self._height() != before)

    def _height(self) -> int:
        return len(list(self._lines(self.content_size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines at a width in cells."""
        return max(1, len(list(self._lines(width))))

    def render(self) -> Content:
        """Draw the lines at the present width."""
        return Content("\n").join(self._lines(self.content_size.width or 60))

    def _lines(self, width: int) -> Iterator[Content]:
        for line in self._text.splitlines():
            for piece in broken(safe(line) if "\\" not in line else line, width):
                yield self._coloured(piece, line[:1])

    def _coloured(self, line: str, sign: str) -> Content:
        if self._is_old or _FRAME.match(line):
            return Content.styled(line, "$quiet")
        if sign in ("+", "-"):  # of a diff; no other text has a line that begins so
            return Content.styled(line, "$held" if sign == "+" else "$error")
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
        self._names = [name for name in FORMAT_LABELS if name != CHANGE]

    def offer(self, names: Iterable[str]) -> None:
        """Show these."""
        self._names = list(names)
        self.refresh()

    def choose(self, name: str) -> None:
        """Mark another one."""
        self._chosen = name
        self.refresh()

    def render(self) -> Content:
        """Draw as many as fit."""
        names = list(self._names)
        width = self.content_size.width or 80
        while len(names) > 1 and self._row(names).cell_length > width:
            del names[0 if names[-1] == self._chosen else -1]
        return self._row(names)

    def _row(self, names: list[str]) -> Content:
        row = Content("  ").join(map(self._entry, names))
        before = "‹ " if names[0] != self._names[0] else ""
        after = " ›" if names[-1] != self._names[-1] else ""
        return Content.assemble((before, "$quiet"), row, (after, "$quiet"))

    def _entry(self, name: str) -> Content:
        style = "bold $accent underline" if name == self._chosen else "$quiet"
        click = Style.from_meta({"@click": f"screen.use_format({name!r})"})
        return Content.styled(FORMAT_LABELS[name], style).stylize(click)


_MARKS = {
    "good": ("✓", "$held"),
    "bad": ("✗", "bold $error"),
    "careful": ("▲", "$warning"),
    "next": ("→", "bold $accent"),
    "quiet": ("·", "$quiet"),
}
_LONGEST_NOTE = 600
TRIAL_AFTER = 0.25
"""Seconds without a key before the evaluator checks the document in the background."""
_PASSED = "checked: allows exactly this"
_LIFTS = "tried: would let the call through"


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
        self._trial = _TRYING
        self._timer: Timer | None = None

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
        self._shown, self._said, self._trial = shown, None, _TRYING
        self._last = shown.text or self._last
        self.query_one(PolicyText).update(self._last, is_old=not shown.text)
        self._write_notes()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(TRIAL_AFTER, self._try) if shown.text else None

    def copy(self, put: Callable[[str], str]) -> None:
        """Copy what is shown, once it is tried, and report the result.

        `put` is called in the background; it returns the sentence, or raises SwtuiError.
        """
        shown = self._shown
        if shown is None or not shown.text:
            self._say("there is nothing to copy yet", "careful")
            return
        self._say("copying…", "quiet")

        def failed(error: SwtuiError) -> None:
            words = f"{error.message}. {error.hint}" if error.hint else error.message
            self._say(words, "careful")

        in_background(
            self.app, lambda: put(shown.tried().text), lambda said: self._say(said, "good"), failed
        )

    def _say(self, text: str, kind: str) -> None:
        """Put a sentence where the trial's was, until the form changes."""
        self._said = _row(kind, text)
        self._write_notes()

    def _try(self) -> None:
        """Test the document with the evaluator; a result that comes too late is ignored."""
        shown = self._shown
        if shown is None:
            return

        def judged(words: str, kind: str) -> None:
            if shown is self._shown:
                self._trial = _row(kind, words)
                self._write_notes()

        in_background(
            self.app,
            shown.tried,
            lambda _: judged(_LIFTS if shown.is_change else _PASSED, "good"),
            lambda error: judged(error.message, "bad"),
        )

    def page(self, pages: int) -> None:
        """Scroll the text by a screenful, then the notes."""
        text, notes = self.query_one("#text"), self.query_one("#notes")
        ended = text.scroll_y >= text.max_scroll_y if pages > 0 else notes.scroll_y > 0
        body = notes if ended else text
        body.scroll_relative(y=pages * max(1, body.size.height - 1), animate=False)

    def _write_notes(self) -> None:
        if self.is_attached:  # the screen may have been closed meanwhile
            self.query_one(Table).update(self._rows())

    def _rows(self) -> Iterable[Row]:
        shown = self._shown
        if shown is None:
            return
        if self._said is not None or shown.text:
            yield self._said or self._trial  # one line, so that those below stay where they are
        for field, said in shown.problems:
            yield _row("bad", sentence(field, said))
        if shown.missing and not shown.problems:
            names = " and ".join(LABELS[name] for name in shown.missing)
            yield _row("quiet", f"fill in {names} to see the policy")
        for said in shown.warnings:
            yield _row("careful", said)
        for said in shown.notes:
            yield _row("next", said)


def _row(kind: str, text: str) -> Row:
    mark, style = _MARKS[kind]
    words = clip(text, _LONGEST_NOTE)
    return Content.styled(mark, style), Content.styled(words, "$quiet" if kind == "quiet" else "")


_TRYING = _row("quiet", "trying it on requests…")

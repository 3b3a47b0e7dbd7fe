"""The text of a policy as the preview shows it, and the row of formats above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from swtui.access.form.policy_preview import CHANGE, FORMAT_LABELS
from swtui.text import safe

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

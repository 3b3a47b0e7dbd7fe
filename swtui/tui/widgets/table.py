"""Table: lines of two columns, the second broken in itself, so that labels stay a column."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

Row = tuple[str | Content, str | Content]
"""A label and its value, already display-safe. An empty value is left out; a row of an empty
label runs over the whole width."""

_LEAST = 12
"""Cells the second column must have; with less, it goes below its label."""


class Table(Widget):
    """Shows rows; `label_width` is in cells, with the gap."""

    auto_links = False

    DEFAULT_CSS = "Table { width: 100%; height: auto; }"

    def __init__(
        self,
        rows: Iterable[Row],
        label_width: int = 10,
        *,
        style: str = "$quiet",
        id: str | None = None,  # noqa: A002 - the names are Textual's
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._rows = tuple(rows)
        self._label_width = label_width
        self._style = style

    def update(self, rows: Iterable[Row]) -> None:
        """Show other rows; the same ones cost nothing."""
        wanted = tuple(rows)
        if wanted != self._rows:
            width = self.content_size.width
            before = len(self._lines(width))
            self._rows = wanted
            self.refresh(layout=not width or len(self._lines(width)) != before)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines at a width in cells."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Draw the rows at the present width."""
        return Content("\n").join(self._lines(self.content_size.width or 60))

    def _lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for label, value in self._rows:
            if value:
                lines += self._row(label, _content(value), width)
        return lines

    def _row(self, label: str | Content, value: Content, width: int) -> list[Content]:
        if not label:
            return value.wrap(max(2, width)) or [Content("")]
        first = _content(label).stylize_before(self._style)
        if width - self._label_width < _LEAST:
            return [*first.wrap(max(2, width)), *value.wrap(max(2, width))]
        column = value.wrap(width - self._label_width)
        gap = Content(" " * max(0, self._label_width - first.cell_length))
        below = Content(" " * self._label_width)
        return [
            Content.assemble(first, gap, column[0]),
            *(Content.assemble(below, line) for line in column[1:]),
        ]


def _content(text: str | Content) -> Content:
    return Content(text) if isinstance(text, str) else text

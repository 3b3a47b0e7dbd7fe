"""Drawn: a widget that draws its lines itself with the pens of the present theme."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from swtui.tui.widgets.styles import Piece, Styles, build_strip, pens_for


class LineWidget(Widget):
    """Draws `lines()`, one below another; what does not fit is left out."""

    ALLOW_SELECT = False
    _pens: tuple[str, Styles] | None = None
    _lines: tuple[tuple[int, int], list[list[Piece]]] | None = None

    def lines(self, width: int, height: int, pens: Styles) -> list[list[Piece]]:
        """Return the lines for a size in cells."""
        raise NotImplementedError

    def pens(self) -> Styles:
        """Return the pens of the present theme."""
        if self._pens is None or self._pens[0] != self.app.theme:
            self._pens = (self.app.theme, pens_for(self.app.theme_variables))
            self._lines = None
        return self._pens[1]

    def renew(self) -> None:
        """Draw again: the content has changed."""
        self._lines = None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget."""
        pens = self.pens()
        size = (self.size.width, self.size.height)
        if self._lines is None or self._lines[0] != size:
            self._lines = (size, self.lines(*size, pens))
        lines = self._lines[1]
        return build_strip(lines[y] if y < len(lines) else [], size[0], self.rich_style)

"""Styles: the styles of widgets, and lines of styled text measured in cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from swtui.records import record
from swtui.text import safe, safe_pieces

Piece = tuple[str, Style]
"""Display-safe text and how it is drawn."""

LONGEST = 200
"""Characters of one field that are looked at for a row; no window shows more."""


@record
class Styles:
    """One style for each thing that is said."""

    text: Style
    strong: Style
    quiet: Style
    faint: Style
    accent: Style
    match: Style
    title: Style
    production: Style
    held: Style
    warning: Style
    demo: Style
    caret: Style
    row: Style
    """The background of the cursor's row, laid under everything on it."""


def pens_for(variables: Mapping[str, str]) -> Styles:
    """Return the pens of a theme, from its variables (`App.theme_variables`)."""

    def ink(token: str, *, bold: bool = False, underline: bool = False) -> Style:
        colour = Color.parse(variables[token]).rich_color
        return Style(color=colour, bold=bold or None, underline=underline or None)

    ground = Color.parse(variables["row"])
    lit = Style(bgcolor=None if ground.ansi is not None else ground.rich_color)
    return Styles(
        text=ink("foreground"),
        strong=ink("foreground", bold=True),
        quiet=ink("quiet"),
        faint=ink("faint"),
        accent=ink("accent"),
        match=ink("match", bold=True, underline=True),
        title=ink("accent", bold=True),
        production=ink("production", bold=True),
        held=ink("held"),
        warning=ink("warning"),
        demo=ink("demo", bold=True),
        caret=Style(reverse=True),
        row=lit,
    )


def measure_width(pieces: Sequence[Piece]) -> int:
    """Return how many cells the pieces fill."""
    return sum(cell_len(text) for text, _ in pieces)


def marked(raw: str, spans: Sequence[tuple[int, int]], plain: Style, match: Style) -> list[Piece]:
    """Return raw text made safe, with the characters in `spans` (half-open, raw) in `match`."""
    raw = raw[:LONGEST]
    if not spans:
        return [(safe(raw), plain)]
    shown = safe_pieces(raw)
    pieces: list[Piece] = []
    at = 0
    for start, end in spans:
        start, end = max(start, at), min(end, len(shown))
        if start >= end:
            continue
        if at < start:
            pieces.append(("".join(shown[at:start]), plain))
        pieces.append(("".join(shown[start:end]), match))
        at = end
    if at < len(shown):
        pieces.append(("".join(shown[at:]), plain))
    return pieces


def fitted(pieces: Sequence[Piece], width: int, *, right: bool = False) -> list[Piece]:
    """Return the pieces cut (with an ellipsis) or padded to exactly `width` cells."""
    have = measure_width(pieces)
    if have <= width:
        blank = (" " * (width - have), Style.null())
        return [blank, *pieces] if right else [*pieces, blank]
    kept: list[Piece] = []
    room = width - 1
    for text, style in pieces:
        taken = _within(text, room)
        kept.append((taken, style))
        room -= cell_len(taken)
        if taken != text:
            kept.append(("…", style))
            break
    return [*kept, (" " * max(0, room), Style.null())] if width > 0 else []


def _within(text: str, room: int) -> str:
    if cell_len(text) <= room:
        return text
    end, used = 0, 0
    for character in text:
        used += cell_len(character)
        if used > room:
            break
        end += 1
    return text[:end]


def build_strip(pieces: Sequence[Piece], width: int, ground: Style) -> Strip:
    """Return one line of exactly `width` cells; `ground` is laid beneath every piece."""
    segments: list[Segment] = []
    for text, style in fitted(pieces, width):
        blanks = len(text) - len(text.lstrip(" "))
        if blanks:  # apart, so that an underline or a reversal never starts with a blank
            segments.append(Segment(text[:blanks], ground + style if style.reverse else ground))
        if len(text) > blanks:
            segments.append(Segment(text[blanks:], ground + style))
    return Strip(segments, width)

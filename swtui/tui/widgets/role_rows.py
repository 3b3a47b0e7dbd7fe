"""Draw one line of the list: the prompt, a role, a heading."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style
from textual.color import Color, ColorParseError

from swtui.records import record
from swtui.roles.role import Role
from swtui.text import clip, one_line, safe, safe_pieces
from swtui.tui.widgets.columns import GAP, HELD_WIDTH, PRODUCTION_WIDTH, Layout, searched_fields
from swtui.tui.widgets.filter_line import FilterLine
from swtui.tui.widgets.styles import Piece, Styles, fitted, marked, measure_width

if TYPE_CHECKING:
    from swtui.tui.listing import Listing

NOTHING_IN_IT = "·"
"""Marks a profile of settings alone, which is no mistake: `[default]` with a region."""

Spans = Mapping[str, Sequence[tuple[int, int]]]
_BLANK: Piece = (" ", Style.null())


@record
class RowState:
    """The state of a row besides its role."""

    current: bool = False
    marked: bool = False
    favourite: bool = False
    held: str = ""
    """The time left of the cached session as text; empty without one."""
    here: bool = False
    """Whether the surrounding shell has this role."""


def role_row(
    role: Role, spans: Spans, layout: Layout, state: RowState, pens: Styles
) -> list[Piece]:
    """Return the pieces of a role's row."""
    pieces = _gutter(role, state, pens)
    texts = searched_fields(role)
    if not role.account.name and "account_id" not in [field for field, _ in layout.columns]:
        texts["account_name"] = role.account.id  # the account's column has no other use then
        spans = {**spans, "account_name": spans.get("account_id", ())}
    for field, width in layout.columns:
        cell = marked(
            texts[field], spans.get(field, ()), _pen(field, role, state, pens), pens.match
        )
        pieces += [*fitted(cell, width), (" " * GAP, Style.null())]
        if role.problem is not None:  # the reason needs the room of the other columns
            return [*pieces, (one_line(role.problem.message, 200), pens.quiet)]
    if layout.production:
        word = [("▲ PROD", pens.production)] if role.production else []
        pieces += [*fitted(word, PRODUCTION_WIDTH), (" " * GAP, Style.null())]
    if layout.held and state.held:
        pieces += fitted([("● ", pens.held), (state.held, pens.held)], HELD_WIDTH)
    return pieces


def _gutter(role: Role, state: RowState, pens: Styles) -> list[Piece]:
    bar = ("▌", pens.accent) if state.current else _BLANK
    if state.marked:
        glyph = ("✓", pens.accent)
    elif role.problem is not None:
        glyph = ("✗", pens.warning)
    elif state.here:
        glyph = ("›", pens.held)
    elif state.favourite:
        glyph = ("★", pens.accent)
    elif role.kind == "none":
        glyph = (NOTHING_IN_IT, pens.quiet)
    else:
        glyph = _BLANK
    return [bar, glyph, _BLANK]


def _pen(field: str, role: Role, state: RowState, pens: Styles) -> Style:
    if role.problem is not None:
        return pens.quiet
    if field == "name":
        return pens.strong if state.current else pens.text
    if field == "role_name":
        return pens.text if role.role_name else pens.quiet
    if field == "account_name" and role.account.color:
        return _tinted(role.account.color) or pens.quiet
    return pens.quiet


@lru_cache(64)
def _tinted(colour: str) -> Style | None:
    try:
        return Style(color=Color.parse(colour).rich_color)
    except ColorParseError:
        return None  # the user's settings may say what they like


def heading_row(label: str, account_id: str, count: int, pens: Styles) -> list[Piece]:
    """Return the pieces of an account's heading."""
    named = account_id if account_id != label else ""
    shown = safe(label[:80]) if account_id or label != "-" else "no account"
    return [
        (" ", Style.null()),
        (shown, pens.strong),
        (f"  {named}" if named else "", pens.quiet),
        (f"  {count}", pens.quiet),
    ]


def prompt_row(
    line: FilterLine, filtering: bool, count: str, width: int, pens: Styles
) -> list[Piece]:
    """Return the prompt with its caret, and the count at its right end."""
    tail: list[Piece] = [(f"  {count} ", pens.quiet)]
    room = max(4, width - 3 - measure_width(tail))
    if filtering:
        head: list[Piece] = [(" ❯ ", pens.accent), *_typed(line, room, pens)]
    elif line.text:
        head = [(" ❯ ", pens.faint), (safe(line.text), pens.quiet)]
    else:
        head = [(" ❯ ", pens.faint), ("/ to filter", pens.quiet)]
    return [*fitted(head, width - measure_width(tail)), *tail]


def remark_rows(listing: Listing | None, width: int, pens: Styles) -> list[list[Piece]]:
    """Return the text in place of the roles when there are none to show."""
    if listing is None:
        return [[("   reading the configuration…", pens.quiet)]]
    if listing.refusal:
        message, hint = (
            textwrap.wrap(clip(text, 400), max(8, width - 6)) for text in listing.refusal
        )
        wrong: list[list[Piece]] = [[(f"   {line}", pens.text)] for line in message]
        wrong[0] = [(" ✗ ", pens.warning), (message[0], pens.text)]
        return [*wrong, *([(f"   {line}", pens.quiet)] for line in hint)]
    if not listing.roles:
        return [[("   no roles yet", pens.text), ("   r in list mode reads again", pens.quiet)]]
    return [[("   nothing matches", pens.text), ("   esc clears the filter", pens.quiet)]]


def thumb(bar: tuple[int, int] | None, y: int, pens: Styles) -> Piece:
    """Return the scroll bar's cell in a line; `bar` is where its thumb starts, and its length."""
    seen = bar is not None and bar[0] <= y < bar[0] + bar[1]
    return ("┃" if seen else " ", pens.faint)


def _typed(line: FilterLine, room: int, pens: Styles) -> list[Piece]:
    """Return the part of the text around the caret that fits, the caret as a reversed cell."""
    shown = safe_pieces(line.text)
    if not shown:
        return [(" ", pens.caret), ("type to filter", pens.quiet)]
    start = 0
    while start < line.caret and cell_len("".join(shown[start : line.caret])) >= room:
        start += 1
    before, after = "".join(shown[start : line.caret]), "".join(shown[line.caret + 1 :])
    under = shown[line.caret] if line.caret < len(shown) else " "
    return [(before, pens.strong), (under, pens.caret), (after, pens.strong)]

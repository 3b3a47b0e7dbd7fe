"""RoleList: the prompt and the roles, one widget that draws every line and takes every key.

One widget on the line API is what answers a key within a frame, however many roles there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from swtui.roles.role import Role
from swtui.tui.actions import ACTIONS, Action, key_table
from swtui.tui.listing import Listing, Row
from swtui.tui.widgets.filter_line import FilterLine, edited, pasted
from swtui.tui.widgets.line_widget import LineWidget
from swtui.tui.widgets.list_state import ListState
from swtui.tui.widgets.role_rows import (
    RowState,
    heading_row,
    prompt_row,
    remark_rows,
    role_row,
    thumb,
)
from swtui.tui.widgets.styles import Piece, Styles, build_strip

_ROOMY = 14
"""From this height on a blank line parts the prompt from the roles."""
_WHEEL = 3
"""Rows that one notch of the wheel moves."""


class RoleList(LineWidget, can_focus=True):
    """The picker's list: filter mode and list mode, a cursor, marks."""

    listing: reactive[Listing | None] = reactive(None)
    favourites: reactive[frozenset[str]] = reactive(frozenset[str]())
    held: reactive[Mapping[str, str]] = reactive[Mapping[str, str]]({})
    """Time left, as text, by role name."""
    marks: reactive[frozenset[str]] = reactive(frozenset[str]())
    """Names of the marked roles."""
    grouped: reactive[bool] = reactive(False)
    filtering: reactive[bool] = reactive(True)
    busy: reactive[bool] = reactive(False)
    """Whether keys are left to the screen, which keeps them for later."""

    @dataclass
    class Highlighted(Message):
        """The cursor moved to another role."""

        role: Role | None

    @dataclass
    class Acted(Message):
        """A key (or the mouse) asks for an action."""

        action: str
        """The id of one of the actions."""

    @dataclass
    class ModeChanged(Message):
        """Filter mode was entered or left."""

        filtering: bool

    def __init__(self, *, words: str = "", actions: tuple[Action, ...] = ACTIONS) -> None:
        super().__init__(id="roles")
        self.state = ListState(words)
        self._tables = {mode: key_table(actions, filtering=mode) for mode in (True, False)}
        self._told: Role | None = None

    @property
    def role(self) -> Role | None:
        """The role under the cursor."""
        return self.state.role

    @property
    def words(self) -> str:
        """The filter."""
        return self.state.line.text

    @property
    def _head(self) -> int:
        return 2 if self.size.height >= _ROOMY else 1

    def set_line(self, line: FilterLine) -> None:
        """Put a filter in; the best match is then under the cursor."""
        self.state.edit(line)
        self._tell()

    def go_to(self, name: str) -> None:
        """Put the cursor on the role of that name, if the filter leaves it."""
        self.state.search(name)
        self._tell()

    def _move(self, by: int) -> None:
        self.state.move(by)
        self._tell()

    def _tell(self) -> None:
        """Draw again, and report the role under the cursor if it is another."""
        if self.role is not self._told:
            self._told = self.role
            self.post_message(self.Highlighted(self.role))
        self.refresh()

    def watch_listing(self, listing: Listing | None) -> None:
        """A new reading of the configuration: the same filter, the same role."""
        self.state.listing = listing
        self.go_to(self._told.name if self._told else "")

    def watch_grouped(self, grouped: bool) -> None:
        """Order the rows again."""
        self.state.grouped = grouped
        self.go_to(self._told.name if self._told else "")

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.state.resize(max(1, self.size.height - self._head))
        self._tell()

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Take a key, unless it is not for us."""
        if not self.busy and self.take_key(event.key, event.character):
            event.stop()
            event.prevent_default()

    def take_key(self, key: str, character: str | None) -> bool:
        """Do what a key asks for in the present mode; whether it meant anything."""
        table = self._tables[self.filtering]
        action = table.get(key) or (None if self.filtering else table.get(character or ""))
        if action is not None:
            self.act(action)
        elif self.filtering:
            return self._edit(key, character)
        return action is not None

    def act(self, action: str) -> None:
        """Do an action of moving or editing; tell the screen of any other."""
        page = self.state.height - 1
        moves = {"up": -1, "down": 1, "page-up": -page, "page-down": page}
        moves |= {"first": -len(self.state.rows), "last": len(self.state.rows)}
        if action in moves:
            self._move(moves[action])
        elif action == "filter":
            self._set_mode(True)
        elif action == "leave-filter":
            if self.words and self.filtering:
                self.set_line(FilterLine())
            else:
                self._set_mode(False)
        elif action == "clear":
            self.set_line(FilterLine())
        elif action == "rub-word":
            self.set_line(self.state.line.rub_word())
        else:
            self.post_message(self.Acted(action))

    def _set_mode(self, filtering: bool) -> None:
        self.filtering = filtering
        self.post_message(self.ModeChanged(filtering))

    def _edit(self, key: str, character: str | None) -> bool:
        line = edited(self.state.line, key, character)
        if line is not None:
            self.set_line(line)
        return line is not None

    def on_paste(self, event: events.Paste) -> None:
        """Put pasted text into the filter, as far as a filter goes."""
        event.stop()
        self._set_mode(True)
        self.set_line(self.state.line.insert(pasted(event.text)))

    # The mouse

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down."""
        event.stop()
        self._move(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up."""
        event.stop()
        self._move(-_WHEEL)

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked; a double click assumes it."""
        event.stop()
        rows = self.state.rows
        place = self.state.top + event.y - self._head
        if event.y == 0:
            self._set_mode(True)
        elif self._head <= event.y and place < len(rows) and rows[place] >= 0:
            self._move(place - self.state.cursor)
            if event.chain == 2:
                self.post_message(self.Acted("assume"))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Return one line of the widget."""
        width, pens, state, ground = self.size.width, self.pens(), self.state, self.rich_style
        if y == 0:
            count = self._count()
            line = prompt_row(state.line, self.filtering, count, width, pens)
            return build_strip(line, width, ground)
        place = state.top + y - self._head
        if y < self._head or state.listing is None or not state.rows:
            remark = remark_rows(state.listing, width, pens)
            at = y - self._head
            return build_strip(remark[at] if 0 <= at < len(remark) else [], width, ground)
        if place >= len(state.rows):
            return build_strip([], width, ground)
        current = place == state.cursor
        pieces = self._row(state.listing, state.rows[place], current, width - 1, pens)
        bar = build_strip([thumb(state.scroll_bar(), y - self._head, pens)], 1, ground)
        row = build_strip(pieces, width - 1, ground + pens.row if current else ground)
        return Strip.join([row, bar])

    def _row(
        self, listing: Listing, row: Row, current: bool, width: int, pens: Styles
    ) -> list[Piece]:
        role = listing.role(row)
        if role is None:
            group = listing.groups[-1 - row]
            return heading_row(group.label, group.account_id, group.count, pens)
        state = RowState(
            current=current,
            marked=role.name in self.marks,
            favourite=role.name in self.favourites,
            held=self.held.get(role.name, ""),
            here=row == listing.here,
        )
        layout = listing.layout(width, grouped=self.grouped)
        return role_row(role, listing.spans(row, self.words), layout, state, pens)

    def _count(self) -> str:
        if self.listing is None:
            return ""
        marked = f"{len(self.marks):,} marked · " if self.marks else ""
        return f"{marked}{self.state.count:,} of {len(self.listing.roles):,}"

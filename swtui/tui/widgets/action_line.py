"""ActionLine: the keys of the present mode in the bottom line; a click presses one."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.reactive import reactive

from swtui.roles.role import Role
from swtui.tui.actions import ACTIONS, Action, offered, shown_keys
from swtui.tui.widgets.line_widget import LineWidget
from swtui.tui.widgets.styles import Piece, Styles, measure_width

_FILTER_MODE = ("assume", "menu", "leave-filter", "help", "quit")
_LIST_MODE = (
    "assume",
    "shell",
    "copy",
    "copy-command",
    "filter",
    "favourite",
    "theme",
    "help",
    "quit",
)


class ActionLine(LineWidget):
    """Shows as many entries as fit, the first ones first."""

    filtering: reactive[bool] = reactive(True)
    role: reactive[Role | None] = reactive(None)
    """The role under the cursor: what it cannot have is not shown."""

    @dataclass
    class Pressed(Message):
        """An entry was clicked."""

        action: str
        """The action's id."""

    def __init__(self, actions: tuple[Action, ...] = ACTIONS) -> None:
        super().__init__(id="actions")
        self._actions = {action.id: action for action in actions}

    def watch_filtering(self) -> None:
        """Other keys."""
        self.renew()

    def watch_role(self) -> None:
        """Another role may have other actions."""
        self.renew()

    def lines(self, width: int, height: int, pens: Styles) -> list[list[Piece]]:  # noqa: ARG002
        """Return the one line."""
        pieces: list[Piece] = [(" ", pens.quiet)]
        for _, entry in self._entries(width, pens):
            pieces += entry
        return [pieces]

    def _entries(self, width: int, pens: Styles) -> list[tuple[str, list[Piece]]]:
        """Return action ids with their pieces, as many as fit; help comes before the others."""
        names = _FILTER_MODE if self.filtering else _LIST_MODE
        wanted = offered(
            (self._actions[name] for name in names if name in self._actions), self.role
        )
        entries = [(action.id, self._entry(action, pens)) for action in wanted]
        while len(entries) > 1 and 1 + sum(measure_width(entry) for _, entry in entries) > width:
            dispensable = [at for at, (name, _) in enumerate(entries) if name not in ("help",)]
            del entries[dispensable[-1] if dispensable else -1]
        return entries

    def _entry(self, action: Action, pens: Styles) -> list[Piece]:
        keys = (action.filter_key or "") if self.filtering else action.key
        key = shown_keys(keys.split(" ")[0] or (action.filter_key or "").split(" ")[0])
        return [(key, pens.accent), (f" {action.label}   ", pens.quiet)]

    def on_click(self, event: events.Click) -> None:
        """Press the entry under the mouse."""
        event.stop()
        at = 1
        for name, entry in self._entries(self.size.width, self.pens()):
            at += measure_width(entry)
            if event.x < at:
                self.post_message(self.Pressed(name))
                return

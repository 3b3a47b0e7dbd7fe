"""The help: every key, from the list of actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from swtui.tui.actions import Action, shown_keys
from swtui.tui.screens.modal import KEY, MUTED, Hint, Modal
from swtui.tui.widgets.table import Row, Table

if TYPE_CHECKING:
    from textual.widget import Widget

_GROUPS = {
    "row": "the role under the cursor",
    "move": "moving",
    "edit": "the filter",
    "app": "swtui",
}
_INTRODUCTION = (
    "Every letter you type filters: words in any order, each of which must match. "
    "Esc on an empty filter makes the letters keys; / goes back to filtering. "
    "The keys in brackets work in that list mode, under Tab, and after assuming."
)


class HelpScreen(Modal[None]):
    """Lists the actions by group; scrolls with the arrows, j and k; Esc, q and ? close it."""

    DEFAULT_CSS = "HelpScreen #panel { width: 78; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,question_mark,f1,enter,ctrl+j", "leave", show=False),
        Binding("k", "scroll_body(-1)", show=False),
        Binding("j,space", "scroll_body(1)", show=False),
    ]

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        self._actions = tuple(actions)

    def heading(self) -> Content:
        """Return the title."""
        return Content("keys")

    def body(self) -> Iterable[Widget]:
        """Show the groups, one below another."""
        yield Static(Content.styled(_INTRODUCTION, MUTED))
        rows = [row for group, words in _GROUPS.items() for row in self._group(group, words)]
        yield Table(rows, 16, style="", id="keys")

    def hints(self) -> Iterable[Hint]:
        """Return the keys that scroll and leave."""
        yield "↑ ↓", "scroll", "screen.page_body(1)"
        yield "esc", "close", "screen.leave"

    def _group(self, group: str, words: str) -> Iterable[Row]:
        shown = [action for action in self._actions if action.group == group]
        if shown:
            yield "", Content.styled(f"\n{words}", "bold")
        for action in shown:
            yield _keys(action), action.help


def _keys(action: Action) -> Content:
    """Return the keys that work always, then those of list mode in brackets."""
    always = action.filter_key or ""
    listed = " ".join(key for key in action.key.split() if key not in always.split())
    shown = [shown_keys(always)] if always else []
    if listed:
        shown.append(f"[{shown_keys(listed)}]")
    return Content.styled(" ".join(shown) or "–", KEY)

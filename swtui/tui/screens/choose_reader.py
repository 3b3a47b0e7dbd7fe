"""Choose who reads the policies: a role of the refused role's account, or the caller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from swtui.text import clip
from swtui.tui.screens.modal import Hint, Modal
from swtui.tui.widgets.radio_list import RadioList

if TYPE_CHECKING:
    from textual.widget import Widget

_CALLER = "0"
"""The id of the last choice; those of the roles count from 1."""


class ReaderScreen(Modal[str]):
    """Answers with a profile's name, with "" for the caller alone, with None on Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j", "choose", show=False, priority=True),
        Binding("q", "leave", show=False),
    ]
    AUTO_FOCUS = "RadioList"

    def __init__(self, account: str, names: Sequence[str]) -> None:
        super().__init__()
        self._account = account
        self._names = tuple(names)

    def heading(self) -> Content:
        """Ask."""
        return Content("who reads the policies?")

    def body(self) -> Iterable[Widget]:
        """Offer the roles, likeliest first."""
        roles = [(str(at), clip(name, 80)) for at, name in enumerate(self._names, 1)]
        groups = [
            (f"assume a role of account {clip(self._account, 20)}, and read as it", roles),
            ("or see what the caller itself may read", [(_CALLER, "the caller alone")]),
        ]
        yield RadioList(groups, roles[0][0])

    def hints(self) -> Iterable[Hint]:
        """Offer to go on and to go back."""
        yield "⏎", "read", "screen.choose"
        yield "esc", "back", "screen.leave"

    def action_choose(self) -> None:
        """Answer with what is chosen."""
        at = int(self.query_one(RadioList).chosen)
        self.answer(self._names[at - 1] if at else "")

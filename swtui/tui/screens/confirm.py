"""The production question: Enter alone never answers yes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from swtui.text import clip
from swtui.tui.screens.modal import CAREFUL, PRODUCTION, Hint, Modal
from swtui.tui.widgets.table import Table

if TYPE_CHECKING:
    from textual.widget import Widget

    from swtui.roles.role import Role


class ConfirmScreen(Modal[bool]):
    """Asks before something is done with a production role: `y` yes, `n` or Esc no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,Y", "say(True)", show=False),
        Binding("n,N,q", "say(False)", show=False),
        Binding("enter,ctrl+j", "remind", show=False),
    ]

    def __init__(self, role: Role, verb: str) -> None:
        super().__init__(classes="-production")
        self._role = role
        self._verb = verb

    def heading(self) -> Content:
        """Return the title: production, by glyph, word and colour."""
        return Content.styled("▲ PRODUCTION", PRODUCTION)

    def body(self) -> Iterable[Widget]:
        """Show the account and the role."""
        role, account = self._role, self._role.account
        name = clip(role.name, 120)
        yield Static(Content.assemble(f"{self._verb.capitalize()} ", (name, "bold"), "?\n"))
        yield Table(
            [
                ("account", Content.styled(clip(account.name, 120), "bold")),
                ("id", clip(account.id, 40)),
                ("role", clip(role.role_name, 120)),
            ]
        )
        yield Static(Content(""), id="reminder")

    def hints(self) -> Iterable[Hint]:
        """Show yes and no."""
        yield "y", "assume", "screen.say(True)"
        yield "esc", "cancel", "screen.say(False)"

    def action_say(self, answer: bool) -> None:
        """Answer."""
        self.answer(answer)

    def action_leave(self) -> None:
        """Esc is a no."""
        self.answer(False)

    def action_remind(self) -> None:
        """Enter came by habit: say which keys answer."""
        self.put(
            "reminder",
            Content.styled("\nEnter does not confirm: press y, or esc to cancel", CAREFUL),
        )

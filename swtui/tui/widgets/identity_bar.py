"""The top of the window: the identity of this shell, a cached session, and a notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message
from textual.reactive import reactive

from swtui.records import pair
from swtui.roles.arn import split_arn
from swtui.text import clip, one_line
from swtui.tui.widgets.line_widget import LineWidget
from swtui.tui.widgets.styles import Piece, Styles, fitted, measure_width

if TYPE_CHECKING:
    from swtui.sessions.credentials import Identity
    from swtui.sessions.shell_identity import ShellIdentity


@pair
class HeldLine:
    """The cached session that the right end of the bar shows."""

    label: str
    """The profile and the role, raw text."""
    left: str
    """The time left, such as `42m`; empty for long-term keys."""
    production: bool


class IdentityBar(LineWidget):
    """One line of identity, and one for warnings that is blank without any."""

    @dataclass
    class NoticePressed(Message):
        """The notice was clicked."""

    shell_identity: reactive[ShellIdentity | None] = reactive(None)
    holding: reactive[HeldLine | None] = reactive(None)
    notice: reactive[str] = reactive("")
    """A sentence for the second line, raw text; empty for none."""

    def __init__(self, *, demo: bool = False, level: str = "") -> None:
        super().__init__(id="identity")
        self._demo = demo
        self._level = level

    def watch_shell_identity(self) -> None:
        """Draw again."""
        self.renew()

    def watch_holding(self) -> None:
        """Draw again."""
        self.renew()

    def watch_notice(self) -> None:
        """Draw again."""
        self.renew()

    def lines(self, width: int, height: int, pens: Styles) -> list[list[Piece]]:
        """Return the bar, and the notice below it."""
        bar = self._bar(width, pens)
        if height < 2:
            return [[(f" ! {one_line(self.notice)}", pens.warning)] if self.notice else bar]
        notice = [(f" ! {one_line(self.notice)}", pens.warning)] if self.notice else []
        return [bar, notice]

    def on_click(self, event: events.Click) -> None:
        """Report a click on the notice."""
        if self.notice and event.y == self.size.height - 1:
            self.post_message(self.NoticePressed())

    def _bar(self, width: int, pens: Styles) -> list[Piece]:
        head: list[Piece] = [(" swtui", pens.title), ("  ", pens.text)]
        if self._demo:
            head += [(" DEMO ", pens.demo), (" ", pens.text)]
        if self._level and self._level != "0":
            head.append((f"subshell {clip(self._level, 4)}  ", pens.quiet))
        for detail in (2, 1, 0):
            left = [*head, *who(self.shell_identity, pens, detail)]
            for full in (True, False):
                right = self._held(pens, full)
                if measure_width(left) + measure_width(right) + 2 <= width:
                    return [*fitted(left, width - measure_width(right)), *right]
        return left

    def _held(self, pens: Styles, full: bool) -> list[Piece]:
        if self.holding is None:
            return []
        held = self.holding
        pen = pens.production if held.production else pens.text
        named: list[Piece] = [("cached  ", pens.quiet), (clip(held.label, 60), pen), ("  ", pen)]
        return [
            *(named if full else []),
            ("● ", pens.held),
            (held.left or "held", pens.held),
            (" ", pen),
        ]


def who(around: ShellIdentity | None, pens: Styles, detail: int) -> list[Piece]:
    """Return who the surrounding shell is: the name; with 1 the account; with 2 whence."""
    if around is None:
        return [("you are …", pens.quiet)]
    if around.identity is None:
        waiting = around.problem is None and around.source not in ("", "none")
        nobody = "you are …" if waiting else "no credentials in this shell"
        words = around.problem.message if around.problem else nobody
        pieces: list[Piece] = [(clip(words, 70 if detail else 30), pens.quiet)]
    else:
        pieces = [("you are  ", pens.quiet), (person(around.identity), pens.strong)]
        if detail >= 1:
            pieces.append((f"  {clip(around.identity.account, 12)}", pens.quiet))
    if detail >= 2 and around.source and around.source != "none":
        pieces.append((f"  from {clip(around.source, 60)}", pens.quiet))
    return pieces


def person(identity: Identity) -> str:
    """Return a caller's ARN as people say it: `jo@acme-identity`, `Admin/jo@123456789012`."""
    arn = split_arn(identity.arn)
    name = arn.name if arn.kind == "user" else arn.rest or arn.kind
    return clip(f"{name}@{identity.alias or identity.account}", 60)

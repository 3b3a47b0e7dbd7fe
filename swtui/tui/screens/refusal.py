"""The refusal: what was asked, what AWS said, why probably, what next, and a ticket to copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from swtui.access.diagnosis import Diagnosis, diagnose
from swtui.access.ticket import caller_of, ticket
from swtui.errors import ConfigError, RefusedError, SwtuiError
from swtui.text import clip, one_line
from swtui.tui.background import in_background
from swtui.tui.screens.modal import BAD, CAREFUL, GOOD, PRODUCTION, Hint, Modal
from swtui.tui.screens.table import Row, Table

if TYPE_CHECKING:
    from textual.widget import Widget

    from swtui.roles.chain import Chain
    from swtui.roles.role import Role

_HEADINGS = {3: "it cannot be used", 4: "refused", 5: "no answer", 6: "no MFA", 7: "not kept"}
"""What went wrong, in a word or two, by exit code."""


class RefusalScreen(Modal[None]):
    """Explains why a role could not be assumed. Any of Esc, Enter, q closes it."""

    DEFAULT_CSS = """
    RefusalScreen #panel { width: 76; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j,q", "leave", show=False),
        Binding("c,y", "copy", show=False),
        Binding("k", "scroll_body(-1)", show=False),
        Binding("j", "scroll_body(1)", show=False),
    ]

    def __init__(
        self,
        error: SwtuiError,
        role: Role,
        chain: Chain,
        when: float,
        copy: Callable[[str], str],
        *,
        caller: str = "",
    ) -> None:
        super().__init__()
        self._error = error
        self._role = role
        self._chain = chain
        self._when = when
        self._copy = copy
        self._caller = caller_of(error) or caller

    def heading(self) -> Content:
        """Say in two words what happened, and to which role."""
        words = _HEADINGS.get(self._error.exit_code, "that did not work")
        name = Content.styled(f"   {clip(self._role.name, 120)}", "not bold")
        mark = Content.styled("   ▲ PROD", PRODUCTION) if self._role.production else Content("")
        return Content.assemble((f"✗ {words}", BAD), name, mark)

    def body(self) -> Iterable[Widget]:
        """Tell what was asked by whom, AWS's words, the likely cause, the next step."""
        found = diagnose(self._error, self._chain, now=self._when)
        yield Table(self._asked())
        yield Table(self._said(), classes="apart")
        yield Table(_explained(found), classes="apart", id="explanation")
        yield Static(Content(""), id="copied")

    def hints(self) -> Iterable[Hint]:
        """Offer the ticket and the way back."""
        yield "c", "copy a ticket", "screen.copy"
        yield "esc", "back", "screen.leave"

    def action_copy(self) -> None:
        """Put the ticket on the clipboard, and say truthfully how that went."""
        text = ticket(self._error, self._role, self._chain, caller=self._caller, when=self._when)
        in_background(self.app, lambda: self._copy(text), self._copied, self._not_copied)

    def _copied(self, sentence: str) -> None:
        self.put("copied", Content.styled(f"\n{clip(sentence, 300)}", GOOD))

    def _not_copied(self, error: SwtuiError) -> None:
        words = f"{error.message}. {error.hint}".strip() if error.hint else error.message
        self.put("copied", Content.styled(f"\n{clip(words, 300)}", CAREFUL))

    def _asked(self) -> Iterable[Row]:
        yield "caller", clip(self._caller, 200)
        yield "role", clip(self._role.arn or self._role.name, 250)

    def _said(self) -> Iterable[Row]:
        error = self._error
        if isinstance(error, RefusedError) and (error.aws_message or error.code):
            code = Content.styled(clip(error.code, 80), "bold")
            yield "AWS says", Content.assemble(code, ": ", one_line(error.aws_message, 500))
            return
        if isinstance(error, ConfigError) and error.file:
            line = f":{error.line}" if error.line else ""
            yield "where", f"{clip(error.file, 200)}{line}"
        yield "what", one_line(error.message, 500)


def _explained(found: Diagnosis) -> Iterable[Row]:
    yield ("because" if found.told else "probably"), clip(found.cause, 900)
    yield "next", Content.styled(clip(found.next_step, 600), "bold")

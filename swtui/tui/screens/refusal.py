"""The refusal: what was asked, what AWS said, why probably, what next, and a ticket to copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import Static

from swtui.access.refusal import Refusal, evidence_of
from swtui.errors import ConfigError, RefusedError, SwtuiError
from swtui.text import clip, one_line
from swtui.tui.background import in_background
from swtui.tui.screens.modal import BAD, CAREFUL, GOOD, MUTED, PRODUCTION, Hint, Modal
from swtui.tui.screens.refusal_rows import cause_rows, copyable, reading_rows
from swtui.tui.screens.table import Row, Table

if TYPE_CHECKING:
    from textual.widget import Widget

    from swtui.roles.chain import Chain
    from swtui.roles.role import Role

_HEADINGS = {3: "it cannot be used", 4: "refused", 5: "no answer", 6: "no MFA", 7: "not kept"}
"""What went wrong, in a word or two, by exit code."""


class RefusalScreen(Modal[str]):
    """Explains why a role could not be assumed; closes with `retry`, `retry-instance` or None.

    Nothing is tried again and nothing is read by itself: each is a key.
    """

    DEFAULT_CSS = """
    RefusalScreen #panel { width: 84; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j,q", "leave", show=False),
        Binding("c,y", "copy", show=False),
        Binding("n", "copy_next", show=False),
        Binding("r", "retry", show=False),
        Binding("i", "retry_instance", show=False),
        Binding("p", "read_policies", show=False),
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
        refusal: Refusal | None = None,
    ) -> None:
        """Take the error and what it met; without a `refusal` nothing can be retried or read."""
        super().__init__()
        self._error = error
        self._role = role
        self._when = when
        self._copy = copy
        self._can_retry = refusal is not None
        evidence = evidence_of(error, role, chain, when=when, caller=caller)
        self._refusal = refusal or Refusal(evidence, role)
        self._reading = False

    def heading(self) -> Content:
        """Say in two words what happened, and to which role."""
        words = _HEADINGS.get(self._error.exit_code, "that did not work")
        name = Content.styled(f"   {clip(self._role.name, 120)}", "not bold")
        mark = Content.styled("   ▲ PROD", PRODUCTION) if self._role.production else Content("")
        return Content.assemble((f"✗ {words}", BAD), name, mark)

    def body(self) -> Iterable[Widget]:
        """Tell what was asked by whom, AWS's words, the causes in order, the next steps."""
        yield Table(self._asked())
        yield Table(self._said(), classes="apart")
        yield Table(cause_rows(self._refusal.causes), classes="apart", id="explanation")
        yield Table((), classes="apart", id="reading")

    def frame_body(self) -> Iterable[Widget]:
        """Keep the line that says what was copied in sight, below what scrolls."""
        yield from super().frame_body()
        yield Static(Content(""), id="copied")

    def on_mount(self) -> None:
        """Look, beside the screen, whether this machine has a role that was meant."""
        self.query_one("#copied", Static).display = False
        self.query_one("#reading", Table).display = False
        if self._can_retry:
            in_background(self.app, self._refusal.look, lambda _: self._ranked())

    def hints(self) -> Iterable[Hint]:
        """Offer to try again, to read, the ticket, and the way back."""
        if self._can_retry:
            yield "r", "retry", "screen.retry"
        if self._can_retry and self._refusal.can_use_instance:
            yield "i", "as the instance", "screen.retry_instance"
        if self._refusal.can_read:
            yield "p", "read policies", "screen.read_policies"
        yield "n", "copy next step", "screen.copy_next"
        yield "c", "copy a ticket", "screen.copy"
        yield "esc", "back", "screen.leave"

    def action_retry(self) -> None:
        """Close, and try once more."""
        if self._can_retry:
            self.answer("retry")

    def action_retry_instance(self) -> None:
        """Close, and try once more with this machine's own role."""
        if self._can_retry and self._refusal.can_use_instance:
            self.answer("retry-instance")

    def action_read_policies(self) -> None:
        """Read the policies of either side, once at a time."""
        if self._reading or not self._refusal.can_read:
            return
        self._reading = True
        self._tell(Content.styled("reading the policies…", MUTED))
        in_background(self.app, self._refusal.read, lambda _: self._read())

    def action_copy(self) -> None:
        """Put the ticket on the clipboard, and say truthfully how that went."""
        self._put_on_clipboard(self._refusal.ticket(self._when))

    def action_copy_next(self) -> None:
        """Put the first cause's next step on the clipboard: what is ready, else its words."""
        text = copyable(self._refusal.causes)
        if text:
            self._put_on_clipboard(text)

    def _put_on_clipboard(self, text: str) -> None:
        in_background(self.app, lambda: self._copy(text), self._copied, self._not_copied)

    def _copied(self, sentence: str) -> None:
        self._tell(Content.styled(clip(sentence, 300), GOOD))

    def _not_copied(self, error: SwtuiError) -> None:
        words = f"{error.message}. {error.hint}".strip() if error.hint else error.message
        self._tell(Content.styled(clip(words, 300), CAREFUL))

    def _read(self) -> None:
        self._reading = False
        self._ranked()
        reading, reader = self._refusal.reading, self._refusal.reader_worth_having()
        if reading is None:
            return
        for table in self.query("#reading").results(Table):  # none, if it was closed meanwhile
            table.display = True
            table.update(reading_rows(reading))
        words = "read; the causes are in the order of what was read"
        if reader:
            words = f"assume {clip(reader, 80)} first, then p again: it may read that account"
        elif not reading.evaluations and not reading.is_missing:
            words = "the role could not be read"
        self._tell(Content.styled(words, CAREFUL if "could not" in words or reader else GOOD))

    def _ranked(self) -> None:
        """Show the causes in their present order."""
        try:
            table = self.query_one("#explanation", Table)
        except NoMatches:
            return  # it was closed meanwhile
        table.update(cause_rows(self._refusal.causes))
        self.show_hints()
        self.call_after_refresh(self.fit)

    def _tell(self, content: Content) -> None:
        self.put("copied", content)
        for line in self.query("#copied"):
            line.display = True
        self.call_after_refresh(self.fit)

    def _asked(self) -> Iterable[Row]:
        evidence = self._refusal.evidence
        yield "caller", clip(evidence.caller, 200)
        arn = str(evidence.role) if evidence.role else self._role.arn
        yield "role", clip(arn or self._role.name, 250)
        if evidence.history is not None:
            yield "before", clip(evidence.history.words(self._when), 300)

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

"""The refusal: what was asked, what AWS said, why probably, what next, and a ticket to copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import Static

from swtui.access.refusal import Refusal, build_refused_call
from swtui.errors import SwtuiError
from swtui.text import clip
from swtui.tui.background import in_background
from swtui.tui.context import Copier
from swtui.tui.screens.choose_reader import ReaderScreen
from swtui.tui.screens.modal import BAD, CAREFUL, GOOD, MUTED, PRODUCTION, Hint, Modal
from swtui.tui.screens.policy import PolicyScreen
from swtui.tui.screens.refusal_rows import asked_rows, cause_rows, copyable, reading_rows, said_rows
from swtui.tui.widgets.table import Table

if TYPE_CHECKING:
    from textual.widget import Widget

    from swtui.roles.chain import Chain
    from swtui.roles.role import Role
    from swtui.sessions.credentials import Session

ReadAs = Callable[
    [
        str,
        Callable[[str, Callable[[], None]], None],
        Callable[["Session | None"], None],
        Callable[[SwtuiError | None], None],
    ],
    None,
]
"""Assumes a role by its profile's name. Calls the first with the name and what cancels it, then
the second with the session, or the third with the error (None: it was cancelled)."""

_HEADINGS = {3: "not usable", 4: "refused", 5: "no answer", 6: "no MFA", 7: "not stored"}
"""The kind of error, in a word or two, by exit code."""


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
        Binding("w", "write_policy", show=False),
        Binding("k", "scroll_body(-1)", show=False),
        Binding("j", "scroll_body(1)", show=False),
    ]

    def __init__(
        self,
        error: SwtuiError,
        role: Role,
        chain: Chain,
        when: float,
        copy: Copier,
        *,
        caller: str = "",
        refusal: Refusal | None = None,
        read_as: ReadAs | None = None,
    ) -> None:
        """Take the error and what it met; without a `refusal` nothing can be retried or read.

        `read_as` assumes a role that may read where no identity at hand can.
        """
        super().__init__()
        self._error = error
        self._role = role
        self._when = when
        self._copy = copy
        self._can_retry = refusal is not None
        refused = build_refused_call(error, role, chain, when=when, caller=caller)
        self._refusal = refusal or Refusal(refused, role)
        self._reading = False
        self._read_as = read_as
        self._cancel: Callable[[], None] | None = None

    def heading(self) -> Content:
        """Return the title: the outcome in two words, and the role."""
        words = _HEADINGS.get(self._error.exit_code, "that did not work")
        if self._refusal.needs_sign_in:
            words = "sign-in needed"
        name = Content.styled(f"   {clip(self._role.name, 120)}", "not bold")
        mark = Content.styled("   ▲ PROD", PRODUCTION) if self._role.production else Content("")
        return Content.assemble((f"✗ {words}", BAD), name, mark)

    def body(self) -> Iterable[Widget]:
        """Show the request and its caller, AWS's message, the causes in order, the next steps."""
        yield Table(asked_rows(self._refusal.evidence, self._role, self._when))
        yield Table(said_rows(self._error, self._refusal.causes), classes="apart")
        yield Table(cause_rows(self._refusal.causes), classes="apart", id="explanation")
        yield Table((), classes="apart", id="reading")

    def frame_body(self) -> Iterable[Widget]:
        """Keep the line that says what was copied in sight, below what scrolls."""
        yield from super().frame_body()
        yield Static(Content(""), id="copied")

    def on_mount(self) -> None:
        """Look, in the background, whether this machine has a role of its own."""
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
        if self._refusal.can_write:
            yield "w", "write a policy", "screen.write_policy"
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
        """Read the policies of either side, one lookup at a time; ask for a reader if needed."""
        if self._reading or not self._refusal.can_read:
            return
        self._reading = True
        work = self._refusal.who_could_read
        in_background(self.app, work, self._choose_reader, self._not_read)

    def _choose_reader(self, names: tuple[str, ...]) -> None:
        """Read at once, or let the user choose a role of that account to read with."""
        read_as = self._read_as
        if not names or read_as is None or self.closes:
            self._read_with(None)
            return

        def chosen(name: str | None) -> None:
            self._reading = name == ""
            if name == "":
                self._read_with(None)
            elif name is not None:
                read_as(name, self._assuming, self._read_with, self._not_read)

        account = self._refusal.evidence.role.account_id if self._refusal.evidence.role else ""
        self.app.push_screen(ReaderScreen(account, names), chosen)

    def _assuming(self, name: str, cancel: Callable[[], None]) -> None:
        self._reading, self._cancel = True, cancel
        self._tell(Content.styled(f"assuming {clip(name, 80)} to read with…", MUTED))

    def _read_with(self, session: Session | None) -> None:
        self._cancel = None
        self._tell(Content.styled("reading the policies…", MUTED))
        refusal = self._refusal
        work = refusal.read if session is None else lambda: refusal.read(session)
        in_background(self.app, work, lambda _: self._read())

    def _not_read(self, error: SwtuiError | None) -> None:
        self._reading, self._cancel = False, None
        words = "not read" if error is None else f"not read: {error.message}"
        self._tell(Content.styled(clip(words, 300), CAREFUL))

    def on_unmount(self) -> None:
        """Give up what is being assumed for a screen that is gone."""
        if self._cancel is not None:
            self._cancel()

    def action_write_policy(self) -> None:
        """Open the policy form, filled in with what would have allowed it."""
        if self._refusal.can_write:
            self.app.push_screen(PolicyScreen(self._refusal.prefill(), self._copy))
        elif any(change.is_proposal for change in self._refusal.changes):
            words = "no policy has to change: the profile has, or the call (n copies how)"
            self._tell(Content.styled(words, CAREFUL))

    def action_copy(self) -> None:
        """Copy the ticket, and report the result."""
        self._put_on_clipboard(self._refusal.ticket(self._when), "the ticket")

    def action_copy_next(self) -> None:
        """Copy the first cause's next step: its command if it has one, else its sentence."""
        if text := copyable(self._refusal.causes):
            self._put_on_clipboard(text, "the next step")

    def _put_on_clipboard(self, text: str, what: str) -> None:
        done = self._copied, self._not_copied
        in_background(self.app, lambda: self._copy(text, what), *done)

    def _copied(self, sentence: str) -> None:
        self._tell(Content.styled(clip(sentence, 300), GOOD))

    def _not_copied(self, error: SwtuiError) -> None:
        words = ". ".join(filter(None, (error.message, error.hint)))
        self._tell(Content.styled(clip(words, 300), CAREFUL))

    def _read(self) -> None:
        self._reading = False
        self._ranked()
        lookup = self._refusal.lookup
        if lookup is None:
            return
        for table in self.query("#reading").results(Table):  # none, if it was closed meanwhile
            table.display = True
            table.update(reading_rows(lookup))
        if lookup.evaluations or lookup.is_missing or lookup.decoded:
            self._tell(Content.styled("policies read; causes reordered to match", GOOD))
        else:
            self._tell(Content.styled("the role could not be read", CAREFUL))

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

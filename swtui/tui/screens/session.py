"""Show a new session: the identity, its expiry, and the ways to use it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from swtui.sessions.credentials import PLAIN
from swtui.sessions.request import read_request
from swtui.text import clip
from swtui.tui.screens.actions_menu import KEY_WIDTH, action_for, action_rows
from swtui.tui.screens.modal import BAD, CAREFUL, GOOD, MUTED, PRODUCTION, Hint, Modal
from swtui.tui.widgets.table import Row, Table
from swtui.when import time_left

if TYPE_CHECKING:
    from textual.widget import Widget

    from swtui.sessions.credentials import Session
    from swtui.tui.actions import Action

SOON = 300
"""Seconds: with less left, the countdown warns."""
NEXT = "assume"
"""The answer to Enter: it counts as the second one, which opens the subshell."""
STAYING = ("copy", "copy-command")
"""Actions after which the screen stays: further letters act here, not in the list."""


class SessionScreen(Modal["str | None"]):
    """Shows a session; answers with the id of an action, `assume` for Enter, None for Esc.

    Of the actions STAYING it tells `act`, and stays open.
    """

    DEFAULT_CSS = """
    SessionScreen #panel { width: 74; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j", "choose_next", show=False),
        Binding("q", "leave", show=False),
    ]

    def __init__(
        self,
        session: Session,
        actions: Sequence[Action],
        note: str = "",
        shortened: Sequence[str] = (),
        *,
        act: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.time,
        local: Callable[[float], time.struct_time] = time.localtime,
    ) -> None:
        super().__init__()
        self._session = session
        cached = session.credentials.expires_at is not None
        self._actions = tuple(
            action
            for action in actions
            if action.for_session and (cached or not action.needs_cacheable)
        )
        self._note = note
        self._shortened = tuple(shortened)
        self._act = act
        self._clock = clock
        self._local = local

    def heading(self) -> Content:
        """Name the session and count its time down."""
        session = self._session
        mark = Content.styled("   ▲ PROD", PRODUCTION) if session.production else Content("")
        return Content.assemble(
            ("● ", GOOD), clip(session.name, 120), mark, Content("   "), self._left()
        )

    def body(self) -> Iterable[Widget]:
        """Show the identity, then what to know, then what can be done."""
        yield Table(self._facts())
        warnings = list(self._warnings())
        if warnings:
            yield Static(Content("\n").join(warnings), id="warnings", classes="apart")
        rows = action_rows(self._actions, on_enter="shell")
        yield Table(rows, KEY_WIDTH, style="", id="actions", classes="apart")

    def hints(self) -> Iterable[Hint]:
        """Offer the subshell first."""
        yield "⏎", "subshell", "screen.choose_next"
        yield "esc", "back to the list", "screen.leave"

    def on_mount(self) -> None:
        """Let the countdown run."""
        self.set_interval(1.0, lambda: self.put("heading", self.heading()))

    def on_key(self, event: events.Key) -> None:
        """A letter chooses its action."""
        chosen = action_for(event, self._actions)
        if chosen is not None:
            event.stop()
            self.action_choose(chosen)

    def action_choose(self, action_id: str) -> None:
        """Do an action after which the screen stays, or answer with it."""
        if action_id in STAYING and self._act is not None:
            self._act(action_id)
        else:
            self.answer(action_id)

    def action_choose_next(self) -> None:
        """Enter goes on to the subshell."""
        self.answer(NEXT)

    def _left(self) -> Content:
        expires = self._session.credentials.expires_at
        if expires is None:
            return Content.styled("does not expire", f"not bold {CAREFUL}")
        left = expires - self._clock()
        if left <= 0:
            return Content.styled("✗ expired", BAD)
        return Content.styled(f"{time_left(left)} left", CAREFUL if left < SOON else GOOD)

    def _facts(self) -> Iterable[Row]:
        session = self._session
        account = clip(session.identity.account, 40) or "unknown"
        label = clip(session.account_label, 120)
        yield "you are", clip(session.identity.arn, 250) or "unknown: STS did not say it"
        yield "account", account if label in ("", account) else f"{label}  {account}"
        yield "region", clip(session.region, 40) or Content.styled("none set", MUTED)
        if session.credentials.expires_at is not None:
            yield "until", self._until(session.credentials.expires_at)
        if session.request != PLAIN:
            yield "request", clip(read_request(session.request).words(), 600)

    def _until(self, expires: int) -> str:
        end, now = self._local(expires), self._local(self._clock())
        form = "%H:%M" if end[:3] == now[:3] else "%H:%M on %a %d %b"
        return time.strftime(form, end)

    def _warnings(self) -> Iterable[Content]:
        session = self._session
        if session.long_term:
            text = "▲ long-term keys: they do not expire, and swtui does not keep them"
            yield Content.styled(text, CAREFUL)
        if session.not_renewable:
            reason = clip(session.not_renewable, 300)
            yield Content.assemble(("▲ it cannot be renewed: ", CAREFUL), reason)
        for text in self._shortened:
            yield Content.styled(f"▲ {clip(text, 300)}", CAREFUL)
        if self._note:
            yield Content.styled(clip(self._note, 300), MUTED)

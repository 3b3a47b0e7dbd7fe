"""AssumeAttempt: one attempt to assume a role, its questions, and the keys typed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from textual.events import Key

from swtui.errors import CancelledError, MfaError, SwtuiError
from swtui.sessions.options import AssumeOptions
from swtui.tui.background import ask_in_app, in_background, post

if TYPE_CHECKING:
    from swtui.roles.chain import Chain
    from swtui.roles.role import Role
    from swtui.sessions.credentials import Session
    from swtui.sessions.mfa import MfaAnswer, MfaQuestion
    from swtui.sessions.progress import Progress
    from swtui.tui.context import SessionBroker
    from swtui.tui.picker import Picker
    from swtui.tui.screens.progress import ProgressScreen

PATIENCE = 0.15
"""Seconds before the progress is shown: a cached session must not make it flicker."""
YOUNG = 1.0
"""Seconds from Enter in which most roles are assumed, too short for a user to cancel."""
ENTER = ("enter", "ctrl+j")

Typed = tuple[str, str | None]
"""A key and its character."""


class AssumeAttempt:
    """One attempt to assume a role, in the app's thread; the broker works in another."""

    def __init__(
        self,
        picker: Picker,
        role: Role,
        chain: Chain,
        *,
        then: str,
        done: Callable[[AssumeAttempt, Session], None],
        failed: Callable[[AssumeAttempt, SwtuiError], None],
        ended: Callable[[AssumeAttempt], None],
    ) -> None:
        """Take what to call with the session, with an error, and when it was cancelled.

        `then` names what a second Enter does.
        """
        self._picker = picker
        self._app = picker.app
        self.role = role
        self.chain = chain
        self.typed: list[Typed] = []
        self._then = then
        self._done = done
        self._failed = failed
        self._ended = ended
        self._cancelled = Event()
        self._progress: ProgressScreen | None = None
        self._said: list[Progress] = []
        self._walks_since = monotonic()
        """When its last step by the user was made; infinity while a question is open."""

    @property
    def open(self) -> bool:
        """Whether it still runs."""
        return not self._cancelled.is_set()

    @property
    def young(self) -> bool:
        """Whether it walks, and has only just begun to."""
        return self.open and 0 <= monotonic() - self._walks_since < YOUNG

    @property
    def shortened(self) -> tuple[str, ...]:
        """Why the session lasts less long than was asked for, a sentence each; mostly none."""
        return tuple(said.text for said in self._said if said.limit)

    def start(self, broker: Callable[[], SessionBroker], options: AssumeOptions) -> None:
        """Let the broker, made there if need be, walk the chain in the background."""

        def walk() -> Session:
            return broker().session(
                self.role,
                options,
                ask=self._ask,
                report=lambda progress: post(self._app, self._show, progress),
                cancelled=self._cancelled.is_set,
            )

        def arrived(session: Session) -> None:
            self._picker.keys.between(lambda: self._arrived(session))

        def refused(error: SwtuiError) -> None:
            self._picker.keys.between(lambda: self._refused(error))

        in_background(self._app, walk, arrived, refused)
        self._app.set_timer(PATIENCE, self._show_progress)

    # In the background thread

    def _ask(self, question: MfaQuestion) -> MfaAnswer:
        """Have the app ask for a code; raises MfaError when none is given."""

        def ask(take: Callable[[MfaAnswer | None], None]) -> None:
            self._picker.keys.between(lambda: self._open_question(question, take))

        answer: MfaAnswer | None = ask_in_app(self._app, ask)
        if self._cancelled.is_set():
            raise CancelledError("cancelled")
        if answer is None:
            raise MfaError("no MFA code was given")
        return answer

    # In the app's thread

    def _open_question(
        self, question: MfaQuestion, take: Callable[[MfaAnswer | None], None]
    ) -> None:
        from swtui.sessions.mfa import demo_code
        from swtui.tui.screens.mfa import MfaScreen

        if not self.open:
            take(None)
            return

        def answered(answer: MfaAnswer | None) -> None:
            self._walks_since = monotonic()
            if answer is None:
                self.cancel()
            take(answer)

        env = self._picker.context.env
        self._walks_since = inf
        screen = MfaScreen(question, self._picker.now, lambda: demo_code(env))
        self._app.push_screen(screen, answered)
        self._hand_over_code()

    def _hand_over_code(self) -> None:
        """Give the question the digits that were typed before it was there, and their Enter."""
        if not self.typed or not (self.typed[0][1] or "").isdigit():
            return
        end = next((at for at, (key, _) in enumerate(self.typed) if key in ENTER), len(self.typed))
        given, self.typed = self.typed[: end + 1], self.typed[end + 1 :]
        self._picker.keys.put_first(as_keys(given))
        self._tell_typed()

    def _show(self, progress: Progress) -> None:
        self._said.append(progress)
        if self._progress is not None:
            self._progress.show(progress)

    def _show_progress(self) -> None:
        from swtui.tui.screens.progress import ProgressScreen

        if not self.open or self._progress is not None:
            return
        if len(self._app.screen_stack) > 1:  # the question is open: come back later
            self._app.set_timer(PATIENCE, self._show_progress)
            return
        self._progress = ProgressScreen(self.chain, then=self._then)
        self._app.push_screen(self._progress, lambda _: self.cancel())
        for progress in self._said:
            self._progress.show(progress)
        self._tell_typed()

    def take_typed(self, key: str, character: str | None) -> None:
        """Queue a key that was typed meanwhile; Esc cancels instead."""
        if key == "escape":
            self.cancel()
            return
        self._collect()
        self.typed.append((key, character))
        self._tell_typed()

    def _tell_typed(self) -> None:
        if self._progress is not None:
            self._progress.typed_ahead([character or key for key, character in self._shown()])

    def _shown(self) -> list[Typed]:
        return [(key, None if key in ENTER else character) for key, character in self.typed]

    def _collect(self) -> None:
        """Take over an Enter that the progress screen has noted itself."""
        noted = self._progress is not None and any(key in ENTER for key in self._progress.waiting)
        if noted and not any(key in ENTER for key, _ in self.typed):
            self.typed.append(("enter", None))

    def cancel(self) -> None:
        """Give it up: what still arrives is not looked at."""
        if self.open:
            self._close()
            self._ended(self)

    def _close(self) -> None:
        self._collect()
        self._cancelled.set()
        if self._progress is not None:
            self._progress.dismiss(None)

    def _arrived(self, session: Session) -> None:
        if self.open:
            self._close()
            self._done(self, session)

    def _refused(self, error: SwtuiError) -> None:
        if self.open:
            self._close()
            self._failed(self, error)


def as_keys(typed: list[Typed]) -> list[Key]:
    """Return stored keys as events, to be handed out as if they were typed now."""
    return [Key(key, character) for key, character in typed]

"""What the main screen does with a role that is to be assumed: before, and after it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from swtui.errors import SwtuiError
from swtui.files import shown_path
from swtui.sessions.credentials import PLAIN
from swtui.sessions.request import SessionRequest, read_request
from swtui.tui.background import in_background
from swtui.tui.context import PickerResult
from swtui.tui.copy_actions import copy_exports, notify, notify_error
from swtui.tui.flows.attempt import ENTER, AssumeAttempt, as_keys

if TYPE_CHECKING:
    from swtui.roles.role import Role
    from swtui.sessions.credentials import Session
    from swtui.sessions.options import AssumeOptions
    from swtui.tui.screens.main import MainScreen

Purpose = Literal["show", "shell", "copy"]
VERBS: dict[Purpose, str] = {
    "show": "assume",
    "shell": "open a shell with",
    "copy": "copy the exports of",
}


class AssumeFlow:
    """At most one attempt at a time."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._attempt: AssumeAttempt | None = None
        self._agreed: set[tuple[str, str]] = set()
        """Production roles the user said yes to, as requested, while their session is held."""

    @property
    def may_answer_soon(self) -> bool:
        """Whether an attempt is so young that it may be over before anybody changes their mind."""
        return self._attempt is not None and self._attempt.young

    def become(self, role: Role, purpose: Purpose, options: AssumeOptions | None = None) -> None:
        """Assume a role, then do what the purpose is; a broken one says why it cannot be."""
        if role.problem is not None:
            place = role.problem.place
            env = self._screen.picker.world.env
            where = f" ({shown_path(place.file, env)}:{place.line})" if place else ""
            notify(self._screen.app, f"{role.problem.message}{where}", careful=True)
            return
        wanted = self._screen.sessions.options(role) if options is None else options

        def go() -> None:
            self._start(role, purpose, wanted)

        self.when_agreed(role, VERBS[purpose], go, wanted)

    def when_agreed(
        self,
        role: Role,
        verb: str,
        go: Callable[[], None],
        options: AssumeOptions,
    ) -> None:
        """Go on; with a production role only after a yes, asked once per session held."""
        held = self._screen.sessions.session(role)
        asked = (role.name, SessionRequest(options, role.source_profile).text())
        same = held is not None and held.request == asked[1]
        if not role.production or (same and asked in self._agreed):
            go()
            return
        from swtui.tui.screens.confirm import ConfirmScreen

        def answered(yes: bool | None) -> None:
            if yes:
                self._agreed.add(asked)
                go()

        self._screen.app.push_screen(ConfirmScreen(role, verb), answered)

    def _start(self, role: Role, purpose: Purpose, options: AssumeOptions) -> None:
        screen = self._screen
        if self._attempt is not None or screen.listing is None:
            return
        then = "subshell" if purpose == "show" and not screen.picker.world.stdout_is_data else ""
        attempt = AssumeAttempt(
            screen.picker,
            role,
            screen.listing.catalogue.chain(role),
            then=then,
            done=lambda attempt, session: self._done(attempt, session, purpose),
            failed=lambda attempt, error: self._failed(attempt, error, purpose, options),
            ended=self._end,
        )
        self._attempt = attempt
        screen.busy = True
        attempt.start(screen.sessions.broker, options)

    def take_typed(self, key: str, character: str | None) -> None:
        """Keep a key typed while the role is being assumed."""
        if self._attempt is not None:
            self._attempt.take_typed(key, character)

    def _end(self, attempt: AssumeAttempt) -> None:
        if self._attempt is attempt:
            self._attempt = None
            self._screen.busy = False

    def _failed(
        self, attempt: AssumeAttempt, error: SwtuiError, purpose: Purpose, options: AssumeOptions
    ) -> None:
        from swtui.tui.flows.refusal import open_refusal

        self._end(attempt)

        def again(wanted: AssumeOptions) -> None:
            self._start(attempt.role, purpose, wanted)

        open_refusal(self._screen, attempt, error, options, again)

    def _done(self, attempt: AssumeAttempt, session: Session, purpose: Purpose) -> None:
        self._end(attempt)
        screen, role = self._screen, attempt.role
        world = screen.picker.world
        if world.stdout_is_data and purpose != "copy":
            world.memory.note_use(role.name, world.now())
            self._leave("export", role, session, attempt.shortened)
            return
        screen.sessions.keep(role, session)
        in_background(screen.app, lambda: world.memory.note_use(role.name, world.now()), _nothing)
        second_enter = bool(attempt.typed) and attempt.typed[0][0] in ENTER
        if purpose == "shell" or (purpose == "show" and second_enter):
            self._leave("shell", role, session, attempt.shortened)
        elif purpose == "copy":
            copy_exports(screen.app, world, session)
            for text in attempt.shortened:
                notify(screen.app, text, careful=True)
            screen.picker.keys.put_first(as_keys(attempt.typed))
        else:
            self._show(role, session, attempt)

    def _show(self, role: Role, session: Session, attempt: AssumeAttempt) -> None:
        from swtui.tui.screens.session import SessionScreen

        picker = self._screen.picker
        shown = SessionScreen(
            session,
            picker.actions,
            picker.world.store_notice(),
            attempt.shortened,
            act=lambda action: self.with_session(action, role, session),
            clock=picker.now,
        )

        def chosen(action: str | None) -> None:
            if action is not None:
                self.with_session(action, role, session)

        picker.push_screen(shown, chosen)
        picker.keys.put_first(as_keys(attempt.typed))

    def with_session(self, action: str, role: Role, session: Session) -> None:
        """Do an action that was chosen for a session just obtained."""
        if action in ("assume", "shell"):
            self._leave("shell", role, session)
        elif action == "copy":
            copy_exports(self._screen.app, self._screen.picker.world, session)
        else:
            self._screen.picker.perform(action, self._screen)

    def _leave(
        self,
        action: Literal["export", "shell"],
        role: Role,
        session: Session,
        notes: tuple[str, ...] = (),
    ) -> None:
        words = self._screen.roles.words
        self._screen.picker.exit(PickerResult(action, role, session, notes=notes, words=words))

    def renew(self, role: Role) -> None:
        """Request a role's session again, as it was requested; say so where that cannot be."""
        try:
            request = self._screen.sessions.request(role)
            role = self._started_where(request.source_profile, role)
        except SwtuiError as error:
            notify_error(self._screen.app, error)
            return
        self.become(role, "show", replace(request.options, refresh=True))

    def _started_where(self, source_profile: str, role: Role) -> Role:
        listing = self._screen.listing
        if source_profile == role.source_profile or not source_profile or listing is None:
            return role
        return listing.catalogue.find(role.name, source_profile=source_profile)

    def forget(self, role: Role) -> None:
        """Remove what is held for a role."""
        screen = self._screen
        held = screen.sessions.session(role)

        def forget() -> bool:
            broker = screen.sessions.broker()
            removed = broker.forget(role, screen.picker.world.options)
            if held is None or held.request == PLAIN:
                return removed
            return broker.forget(role, read_request(held.request).options) or removed

        def forgotten(was_held: bool) -> None:
            screen.sessions.drop(role)
            self._agreed = {asked for asked in self._agreed if asked[0] != role.name}
            notify(
                screen.app, f"forgot the session of {role.name}" if was_held else "none was held"
            )

        in_background(
            screen.app,
            forget,
            forgotten,
            lambda error: notify_error(screen.app, error),
        )


def _nothing(_: object) -> None:
    """Nobody waits for the end of this."""

"""AssumeFlow: assume a role from the picker, confirm production, then do what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from swtui.errors import SwtuiError
from swtui.files import shown_path
from swtui.records import record, replace
from swtui.sessions.credentials import PLAIN
from swtui.sessions.request import SessionRequest, read_request
from swtui.tui.background import in_background
from swtui.tui.context import PickerResult
from swtui.tui.copy_actions import copy_exports, notify, notify_error
from swtui.tui.flows.attempt import ENTER, AssumeAttempt, as_keys

if TYPE_CHECKING:
    from swtui.roles.chain import Chain
    from swtui.roles.role import Role
    from swtui.sessions.credentials import Session
    from swtui.sessions.options import AssumeOptions
    from swtui.tui.cached_sessions import CachedSessions
    from swtui.tui.picker import Picker

Purpose = Literal["show", "shell", "copy"]
"""The use of the session: its screen opens, a subshell does, or its exports are copied."""
VERBS: dict[Purpose, str] = {
    "show": "assume",
    "shell": "open a shell with",
    "copy": "copy the exports of",
}


@record
class Refused:
    """An attempt that ended with an error."""

    role: Role
    chain: Chain
    error: SwtuiError
    options: AssumeOptions
    """Of the call."""
    purpose: Purpose


class AssumeFlow:
    """Assumes roles, one attempt at a time.

    What the attempt leads to is reported by calls, not by messages: they must come before the
    next key is handed out, and a message would queue behind it.
    """

    def __init__(
        self,
        picker: Picker,
        sessions: CachedSessions,
        *,
        set_busy: Callable[[bool], None],
        act: Callable[[str], None],
        words: Callable[[], str],
        refused: Callable[[Refused], None],
    ) -> None:
        """Take what to call while an attempt runs, for other actions, for the filter, on an error.

        `act` takes an action's ID; `words` returns the filter, to start the next picker with.
        """
        self._picker = picker
        self._sessions = sessions
        self._set_busy = set_busy
        self._act = act
        self._words = words
        self._refused = refused
        self._attempt: AssumeAttempt | None = None
        self._agreed: set[tuple[str, str]] = set()
        """Production roles and requests that the user confirmed, while the session is cached."""

    @property
    def may_answer_soon(self) -> bool:
        """Whether an attempt began so recently that it may end before the user can cancel it."""
        return self._attempt is not None and self._attempt.young

    def assume(self, role: Role, purpose: Purpose, options: AssumeOptions | None = None) -> None:
        """Assume a role, then do what `purpose` names; report why a broken role cannot be used.

        Without `options` it requests the session that the role's row shows.
        """
        if role.problem is not None:
            place = role.problem.place
            where = ""
            if place:
                where = f" ({shown_path(place.file, self._picker.context.env)}:{place.line})"
            notify(self._picker.app, f"{role.problem.message}{where}", careful=True)
            return
        requested = self._sessions.options(role) if options is None else options

        def go() -> None:
            self._start(role, purpose, requested)

        self.when_agreed(role, VERBS[purpose], go, requested)

    def when_agreed(
        self,
        role: Role,
        verb: str,
        go: Callable[[], None],
        options: AssumeOptions,
    ) -> None:
        """Call `go`; confirm a production role first, once per cached session."""
        cached = self._sessions.session(role)
        asked = (role.name, SessionRequest(options, role.source_profile).text())
        same = cached is not None and cached.request == asked[1]
        if not role.production or (same and asked in self._agreed):
            go()
            return
        from swtui.tui.screens.confirm import ConfirmScreen

        def answered(yes: bool | None) -> None:
            if yes:
                self._agreed.add(asked)
                go()

        self._picker.app.push_screen(ConfirmScreen(role, verb), answered)

    def retry(self, refused: Refused, options: AssumeOptions) -> None:
        """Try a refused attempt again, with these options."""
        self._start(refused.role, refused.purpose, options)

    def _start(self, role: Role, purpose: Purpose, options: AssumeOptions) -> None:
        catalogue = self._sessions.catalogue
        if self._attempt is not None or catalogue is None:
            return
        chain = catalogue.chain(role)
        then = ""
        if purpose == "show" and not self._picker.context.stdout_is_data:
            then = "subshell"

        def failed(attempt: AssumeAttempt, error: SwtuiError) -> None:
            self._end(attempt)
            self._refused(
                Refused(role=role, chain=chain, error=error, options=options, purpose=purpose)
            )

        attempt = AssumeAttempt(
            self._picker,
            role,
            chain,
            then=then,
            done=lambda attempt, session: self._done(attempt, session, purpose),
            failed=failed,
            ended=self._end,
        )
        self._attempt = attempt
        self._set_busy(True)
        attempt.start(self._sessions.broker, options)

    def take_typed(self, key: str, character: str | None) -> None:
        """Store a key that was typed while the role is being assumed."""
        if self._attempt is not None:
            self._attempt.take_typed(key, character)

    def _end(self, attempt: AssumeAttempt) -> None:
        if self._attempt is attempt:
            self._attempt = None
            self._set_busy(False)

    def _done(self, attempt: AssumeAttempt, session: Session, purpose: Purpose) -> None:
        self._end(attempt)
        role, context, app = attempt.role, self._picker.context, self._picker.app
        if context.stdout_is_data and purpose != "copy":
            context.memory.note_use(role.name, context.now())
            self._leave("export", role, session, attempt.shortened)
            return
        self._sessions.keep(role, session)
        in_background(app, lambda: context.memory.note_use(role.name, context.now()), _ignore)
        second_enter = bool(attempt.typed) and attempt.typed[0][0] in ENTER
        if purpose == "shell" or (purpose == "show" and second_enter):
            self._leave("shell", role, session, attempt.shortened)
        elif purpose == "copy":
            copy_exports(app, context, session)
            for text in attempt.shortened:
                notify(app, text, careful=True)
            self._picker.keys.put_first(as_keys(attempt.typed))
        else:
            self._show(role, session, attempt)

    def _show(self, role: Role, session: Session, attempt: AssumeAttempt) -> None:
        from swtui.tui.screens.session import SessionScreen

        picker = self._picker
        shown = SessionScreen(
            session,
            picker.actions,
            picker.context.store_notice(),
            attempt.shortened,
            act=lambda action: self._with_session(action, role, session),
            clock=picker.now,
        )

        def chosen(action: str | None) -> None:
            if action is not None:
                self._with_session(action, role, session)

        picker.app.push_screen(shown, chosen)
        picker.keys.put_first(as_keys(attempt.typed))

    def _with_session(self, action: str, role: Role, session: Session) -> None:
        """Do an action that was chosen for a new session."""
        if action in ("assume", "shell"):
            self._leave("shell", role, session)
        elif action == "copy":
            copy_exports(self._picker.app, self._picker.context, session)
        else:
            self._act(action)

    def _leave(
        self,
        action: Literal["export", "shell"],
        role: Role,
        session: Session,
        notes: tuple[str, ...] = (),
    ) -> None:
        result = PickerResult(
            action=action, role=role, session=session, notes=notes, words=self._words()
        )
        self._picker.app.exit(result)

    def renew(self, role: Role) -> None:
        """Request a role's session again as it was requested; report why that is not possible."""
        try:
            request = self._sessions.request(role)
            role = self._with_source(request.source_profile, role)
        except SwtuiError as error:
            notify_error(self._picker.app, error)
            return
        self.assume(role, "show", replace(request.options, refresh=True))

    def _with_source(self, source_profile: str, role: Role) -> Role:
        """Return the role as it starts from a source profile."""
        catalogue = self._sessions.catalogue
        if source_profile == role.source_profile or not source_profile or catalogue is None:
            return role
        return catalogue.find(role.name, source_profile=source_profile)

    def delete_session(self, role: Role) -> None:
        """Delete the cached session of a role."""
        app, sessions = self._picker.app, self._sessions
        cached = sessions.session(role)

        def delete() -> bool:
            broker = sessions.broker()
            removed = broker.delete_cached_session(role, self._picker.context.options)
            if cached is None or cached.request == PLAIN:
                return removed
            return (
                broker.delete_cached_session(role, read_request(cached.request).options) or removed
            )

        def deleted(existed: bool) -> None:
            sessions.drop(role)
            self._agreed = {asked for asked in self._agreed if asked[0] != role.name}
            notify(
                app,
                f"deleted the session of {role.name}" if existed else "no session was cached",
            )

        in_background(app, delete, deleted, lambda error: notify_error(app, error))


def _ignore(_: object) -> None:
    """Do nothing: no one waits for the end of this."""

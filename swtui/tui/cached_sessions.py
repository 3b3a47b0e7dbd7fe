"""Cached sessions known to the picker, looked up in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from swtui.errors import SwtuiError
from swtui.sessions.request import SessionRequest, read_request
from swtui.tui.background import in_background
from swtui.tui.widgets.identity_bar import HeldLine
from swtui.when import time_left

if TYPE_CHECKING:
    from textual.app import App

    from swtui.roles.catalogue import Catalogue
    from swtui.roles.role import Role
    from swtui.sessions.credentials import Session
    from swtui.sessions.options import AssumeOptions
    from swtui.tui.context import PickerContext, SessionBroker


class CachedSessions:
    """The cached sessions by role name, looked up in batches, never by the network."""

    def __init__(self, app: App[Any], context: PickerContext, changed: Callable[[], None]) -> None:
        self._app = app
        self._world = context
        self._changed = changed
        self._sessions: dict[str, Session] = {}
        self._requests: dict[str, str] = {}
        """The requests of this picker's sessions; they outlast the sessions, for a renewal."""
        self._latest = ""
        self._asked: set[str] = set()
        self._waiting: list[Role] = []
        self._looking = False
        self._broker: SessionBroker | None = None
        self._catalogue: Catalogue | None = None
        self._making = threading.Lock()

    @property
    def catalogue(self) -> Catalogue | None:
        """The roles of the present configuration; None until it was read."""
        return self._catalogue

    def renew(self, catalogue: Catalogue, used: Iterable[str]) -> None:
        """Look again: the configuration was read again. `used` names roles worth looking for."""
        self._catalogue = catalogue
        self._broker = None
        self._asked.clear()
        names = {*self._sessions, *used}
        self._sessions = {}
        self.look_for(catalogue.roles.named(names))

    def broker(self) -> SessionBroker:
        """Return the broker of the present configuration, made when first asked for."""
        with self._making:
            if self._broker is None:
                assert self._catalogue is not None  # noqa: S101 - there are roles, so it was read
                self._broker = self._world.make_broker(self._catalogue)
            return self._broker

    def look_for(self, roles: Iterable[Role]) -> None:
        """Look up, in the background, which of these are cached; each is looked up once."""
        self._waiting = [
            role for role in roles if role.name not in self._asked and role.problem is None
        ]
        if self._looking or not self._waiting:
            return
        batch = self._waiting
        self._asked.update(role.name for role in batch)
        self._looking = True

        def lookup() -> dict[str, Session]:
            broker = self.broker()
            sessions = {}
            for role in batch:
                try:
                    session = broker.cached_session(role, self.request(role).options)
                except SwtuiError:
                    continue  # what cannot be read is not cached; assuming reports more
                if session is not None:
                    sessions[role.name] = session
            return sessions

        in_background(self._app, lookup, self._found, self._not_found)

    def _found(self, sessions: dict[str, Session]) -> None:
        self._looking = False
        for name, session in sessions.items():
            self._sessions.setdefault(name, session)
        if sessions:
            self._changed()
        self.look_for(self._waiting)

    def _not_found(self, _error: SwtuiError) -> None:
        self._looking = False

    def keep(self, role: Role, session: Session) -> None:
        """Note a session that was just obtained; keys that do not expire are not cached."""
        if session.credentials.expires_at is not None:
            self._sessions[role.name] = session
        self._requests[role.name] = session.request
        self._asked.add(role.name)
        self._latest = role.name
        self._changed()

    def drop(self, role: Role) -> None:
        """Note that a role's session was deleted."""
        self._sessions.pop(role.name, None)
        self._requests.pop(role.name, None)
        self._changed()

    def request(self, role: Role) -> SessionRequest:
        """Return what renewing a role's session requests: what was requested last.

        That is the session obtained in this picker, else this shell's own with what the command
        line adds; without either it is what the command line said. Raises ConfigError where it is
        not known or cannot be repeated.
        """
        text = self._requests.get(role.name)
        if text is not None:
            earlier = read_request(text)
            return SessionRequest(earlier.repeated(), earlier.source_profile)
        if self._world.env.get("SWTUI_ROLE") != role.name:
            return SessionRequest(self._world.options, role.source_profile)
        earlier = read_request(self._world.env.get("SWTUI_REQUEST", ""))
        return SessionRequest(earlier.repeated(self._world.options), earlier.source_profile)

    def options(self, role: Role) -> AssumeOptions:
        """Return what assuming a role requests: the session that its row shows, as it was made.

        Without one, or where its request is not known, it is what the command line said.
        """
        if role.name in self.texts():
            with suppress(SwtuiError):
                request = self.request(role)
                if request.source_profile == role.source_profile:
                    return request.options
        return self._world.options

    def requests(self) -> dict[str, str]:
        """Return the options of each cached session that has any, as on a command line."""
        here = {self._world.env.get("SWTUI_ROLE", ""): self._world.env.get("SWTUI_REQUEST", "")}
        cached = {name: session.request for name, session in self._sessions.items()}
        words_by_name = {}
        for name, text in {**here, **cached, **self._requests}.items():
            with suppress(SwtuiError):
                words_by_name[name] = read_request(text).words()
        return {name: words for name, words in words_by_name.items() if words}

    def session(self, role: Role) -> Session | None:
        """Return the cached session of a role, if it is known and still valid."""
        session = self._sessions.get(role.name)
        return session if session is not None and self._left(session) != "" else None

    def texts(self) -> dict[str, str]:
        """Return the time left by role name, as people say it; what has ended is gone."""
        known = {name: self._left(session) for name, session in self._sessions.items()}
        here = self._world.env.get("SWTUI_ROLE", "")
        if here and here not in known:
            known[here] = _format_left(self._world.env.get("SWTUI_EXPIRES", ""), self._world.now())
        return {name: left for name, left in known.items() if left}

    def line(self) -> HeldLine | None:
        """Return what the bar shows: the session last obtained, else the one that lasts longest."""
        texts = {name: left for name, left in self.texts().items() if name in self._sessions}
        if not texts:
            return None
        longest = max(texts, key=lambda name: self._ends(self._sessions[name]))
        name = self._latest if self._latest in texts else longest
        session = self._sessions[name]
        label = f"{name}/{session.role_name}" if session.role_name else name
        return HeldLine(label, texts[name], session.production)

    def _ends(self, session: Session) -> float:
        return session.credentials.expires_at or 0

    def _left(self, session: Session) -> str:
        left = self._ends(session) - self._world.now()
        return time_left(left) if left > 0 else ""


def _format_left(expires: str, now: float) -> str:
    """Return the time left until an RFC 3339 time, as text; empty when it has expired."""
    try:
        left = datetime.fromisoformat(expires).timestamp() - now
    except ValueError:
        return ""
    return time_left(left) if left > 0 else ""

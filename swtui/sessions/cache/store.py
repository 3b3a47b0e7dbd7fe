"""The session store of this machine, which chooses among the backends."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from swtui.errors import CacheError
from swtui.files import private_dir, shown_path, state_dir, write_private
from swtui.records import record, replace
from swtui.sessions.cache.backends import Backend, NotTaken, every_place, places_to_use
from swtui.sessions.cache.entry_names import entry_name
from swtui.sessions.cache.payload import decode
from swtui.sessions.credentials import PLAIN
from swtui.settings import Settings, settings_path
from swtui.text import safe

_NOTICE = "told-memory-only"
_FULL_NOTICE = "told-keyring-full"


@record
class CachedEntry:
    """One cached session, without its secrets."""

    name: str
    """The role's profile name, or the ARN of a typed role; raw."""
    account: str
    """The account's id."""
    role_arn: str
    """Empty for a session that is no role's, such as one opened with MFA for many roles."""
    expires_at: int
    """Seconds since the epoch, UTC."""
    where: str
    """The kind of place: `kernel keyring`, `encrypted file`, `plain file`, `memory`."""
    request: str = PLAIN
    """The request, as `Request.text()` writes it; it holds no secret."""


class SessionStore(Protocol):
    """The session store; keys are any text, payloads any bytes."""

    @property
    def name(self) -> str:
        """The store of sessions: `kernel keyring`, `encrypted file`, `plain file` or `memory`."""

    @property
    def shared(self) -> bool:
        """Whether other processes of this user see what is stored."""

    @property
    def why(self) -> str:
        """The store of sessions on this machine, and the reason, as the rest of a line."""

    def get(self, key: str) -> bytes | None:
        """Return what is stored, if it is valid for one more minute."""

    def put(self, key: str, payload: bytes, expires_at: int) -> None:
        """Store a payload until then (epoch seconds); CacheError when it cannot be shared."""

    def remove(self, key: str) -> bool:
        """Delete one; return whether there was one."""

    def take_damaged(self) -> Sequence[str]:
        """Return the kinds of place that had damaged entries, since this was last asked."""

    def list(self) -> list[CachedEntry]:
        """Return every unexpired session of every backend."""

    def clear(self) -> int:
        """Delete everything in every backend, and return how many sessions that were."""


def open_store(env: Mapping[str, str], settings: Settings) -> LayeredStore:
    """Return the store of this machine and these settings; nothing is opened or proven yet."""
    every = every_place(env)
    return LayeredStore(
        places_to_use(every, settings.sessions, is_demo=bool(env.get("SWTUI_DEMO"))),
        tuple(every.values()),
        chosen=settings.sessions,
        settings_file=safe(shown_path(settings_path(env), env)),
    )


class LayeredStore:
    """Stores each session in the first backend that takes it, and looks for it in all of them."""

    def __init__(
        self,
        places: Sequence[Backend],
        every: Sequence[Backend],
        *,
        chosen: str,
        settings_file: str,
    ) -> None:
        self._places = places
        self._every = every
        self._settings_file = settings_file
        self._overflowed = False
        self.chosen = chosen
        """The setting that led here: `auto`, `keyring`, `files`, `memory` or `plain`."""

    @property
    def name(self) -> str:
        """The store of sessions; to find it may open the OS keyring (2 s at the most)."""
        return self._first().where

    @property
    def shared(self) -> bool:
        """Whether other processes of this user see what is stored."""
        return self._first().shared

    @property
    def why(self) -> str:
        """The store of sessions on this machine, and the reason; for memory also the choices."""
        first = self._first()
        if first.shared or self.chosen == "memory":
            full = first.full()
            words = f"sessions are cached {first.words()}"
            return f"{words}; {self._beyond(full)}" if full else words
        reasons = "; ".join(place.why_not() for place in self._places if place is not first)
        return (
            f"sessions are cached in this process's memory only, so each command asks again: "
            f"{reasons}. {self._choices()}"
        )

    @property
    def full(self) -> str:
        """That the first place is full and no other is shared, and what to do; else nothing."""
        full = self._first().full()
        return self._beyond(full) if full and self._next_shared() is None else ""

    @property
    def overflowed(self) -> bool:
        """Whether a session found no room in a shared place, and is in memory only."""
        return self._overflowed

    def _beyond(self, full: str) -> str:
        """Say where sessions go for which there is no room."""
        following = self._next_shared()
        if following is not None:
            return f"{full}, and the others go {following.words()}"
        return (
            f"{full}, and the others are cached in the memory of one process only, so each command "
            f"asks AWS again. {self._choices()}, or remove some: swtui sessions clear"
        )

    def _next_shared(self) -> Backend | None:
        """Return the shared place after the first."""
        first = self._first()
        return next(
            (p for p in self._places if p is not first and p.shared and p.usable()),
            None,
        )

    def _choices(self) -> str:
        return (
            f"To keep them, unlock or install a keyring (GNOME Keyring, KWallet), or "
            f'put sessions = "plain" into {self._settings_file} (unencrypted files that only you '
            f"can read), or work inside one `swtui shell`"
        )

    def get(self, key: str) -> bytes | None:
        """Return what is stored, if it is valid for one more minute."""
        entry = entry_name(key)
        # What is in memory alone is the newest: there was no room for it elsewhere.
        places = sorted(self._places, key=lambda place: place.shared)
        return next((p for p in (place.get(entry) for place in places) if p is not None), None)

    def put(self, key: str, payload: bytes, expires_at: int) -> None:
        """Store a payload until `expires_at` (epoch seconds) in the first place that takes it.

        Older ones of this key are then removed elsewhere, unless memory alone took it: for other
        processes the older one is better than none. Raises CacheError when a place that should
        have taken it failed (a full disk, a directory open to others); it is then stored in memory.
        """
        entry = entry_name(key)
        problem: CacheError | None = None
        no_room = False
        for place in self._places:
            try:
                place.put(entry, payload, expires_at)
            except NotTaken:
                no_room = no_room or (place.shared and place.usable())
            except CacheError as failure:
                problem = problem or failure
            else:
                self._taken_by(place, entry, no_room=no_room)
                break
        if problem is not None:
            raise problem

    def _taken_by(self, place: Backend, entry: str, *, no_room: bool) -> None:
        self._overflowed = self._overflowed or (no_room and not place.shared)
        for other in self._places:
            if other is not place and (place.shared or not other.shared):
                other.remove(entry)

    def remove(self, key: str) -> bool:
        """Delete one from every backend; return whether there was one."""
        entry = entry_name(key)
        return sum(place.remove(entry) for place in self._every) > 0

    def take_damaged(self) -> Sequence[str]:
        """Return the kinds of place that had damaged entries, since this was last asked."""
        return [place.where for place in self._every if place.take_damaged()]

    def list(self) -> list[CachedEntry]:
        """Return every unexpired session of every backend."""
        kept = []
        for place in self._every:
            for payload, expires_at in place.list():
                session = decode(payload)
                if session is not None:
                    account, arn = session.identity.account, session.role_arn
                    entry = CachedEntry(
                        name=session.name,
                        account=account,
                        role_arn=arn,
                        expires_at=expires_at,
                        where=place.where,
                    )
                    kept.append(replace(entry, request=session.request))
        return kept

    def clear(self) -> int:
        """Delete everything in every backend, the pointers of the fast path included."""
        return sum(place.clear() for place in self._every)

    def _first(self) -> Backend:
        return next(place for place in self._places if place.usable())


def once_notice(env: Mapping[str, str], store: LayeredStore) -> str | None:
    """Return, once per machine and user, the sentence that says that nothing is shared.

    Likewise that there was no room for a session. None when it was said before (a note in the
    state directory tells), when sessions are shared, and when memory was asked for.
    """
    if store.chosen == "memory":
        return None
    if store.overflowed:
        return _once(env, _FULL_NOTICE, lambda: store.full)
    if os.path.lexists(state_dir(env) / _NOTICE) or store.shared:
        return None
    return _once(env, _NOTICE, lambda: store.why)


def _once(env: Mapping[str, str], name: str, words: Callable[[], str]) -> str | None:
    note = state_dir(env) / name
    if os.path.lexists(note):
        return None
    # Where nothing can be written, it is said again next time.
    with contextlib.suppress(CacheError):
        private_dir(note.parent)
        write_private(note, b"")
    return words() or None


def clear_namespace(env: Mapping[str, str]) -> int:
    """Delete every session of this home (or this demo), and return how many there were."""
    return sum(place.clear() for place in every_place(env).values())

"""Where sessions are kept on this machine, and the one store the rest of the program sees."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from swtui.errors import CacheError
from swtui.files import private_dir, shown_path, state_dir, write_private
from swtui.sessions.cache.names import entry_name
from swtui.sessions.cache.payload import decode
from swtui.sessions.cache.places import NotTaken, Place, every_place, places_to_use
from swtui.settings import Settings, settings_path
from swtui.text import safe

_NOTICE = "told-memory-only"


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """One kept session, without its secrets."""

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


class SessionStore(Protocol):
    """What the rest of the program knows of a store; keys are any text, payloads any bytes."""

    @property
    def name(self) -> str:
        """Where sessions go: `kernel keyring`, `encrypted file`, `plain file` or `memory`."""

    @property
    def shared(self) -> bool:
        """Whether other processes of this user see what is kept."""

    @property
    def why(self) -> str:
        """Where sessions go on this machine, and why, as the rest of a line."""

    def get(self, key: str) -> bytes | None:
        """Return what is kept, if it is good for a minute more."""

    def put(self, key: str, payload: bytes, expires_at: int) -> None:
        """Keep a payload until then (epoch seconds). Raises CacheError when it cannot be shared."""

    def remove(self, key: str) -> bool:
        """Forget one; whether there was one."""

    def list(self) -> list[KeptEntry]:
        """Return every kept session that is not over, wherever it is."""

    def clear(self) -> int:
        """Forget everything, wherever it is, and return how many sessions that were."""


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
    """Keeps each session in the first place that takes it, and looks for it in all of them."""

    def __init__(
        self, places: Sequence[Place], every: Sequence[Place], *, chosen: str, settings_file: str
    ) -> None:
        self._places = places
        self._every = every
        self._settings_file = settings_file
        self.chosen = chosen
        """The setting that led here: `auto`, `keyring`, `files`, `memory` or `plain`."""

    @property
    def name(self) -> str:
        """Where sessions go; finding that out may open the OS keyring (2 s at the most)."""
        return self._first().where

    @property
    def shared(self) -> bool:
        """Whether other processes of this user see what is kept."""
        return self._first().shared

    @property
    def why(self) -> str:
        """Where sessions go on this machine, and why; for memory also what the choices are."""
        first = self._first()
        if first.shared or self.chosen == "memory":
            return f"sessions are kept {first.words()}"
        reasons = "; ".join(place.why_not() for place in self._places if place is not first)
        return (
            f"sessions are kept in this process's memory only, so each command asks anew: "
            f"{reasons}. To keep them, unlock or install a keyring (GNOME Keyring, KWallet), or "
            f'put sessions = "plain" into {self._settings_file} (unencrypted files that only you '
            f"can read), or work inside one `swtui shell`"
        )

    def get(self, key: str) -> bytes | None:
        """Return what is kept, if it is good for a minute more."""
        entry = entry_name(key)
        return next(
            (p for p in (place.get(entry) for place in self._places) if p is not None), None
        )

    def put(self, key: str, payload: bytes, expires_at: int) -> None:
        """Keep a payload until `expires_at` (epoch seconds) in the first place that takes it.

        Older ones of this key are forgotten elsewhere. Raises CacheError when a place that
        should have taken it failed (a full disk, a directory open to others); it is kept in
        memory then.
        """
        entry = entry_name(key)
        problem: CacheError | None = None
        taken = False
        for place in self._places:
            if taken:
                place.remove(entry)
                continue
            try:
                place.put(entry, payload, expires_at)
                taken = True
            except NotTaken:
                place.remove(entry)
            except CacheError as failure:
                problem = problem or failure
        if problem is not None:
            raise problem

    def remove(self, key: str) -> bool:
        """Forget one, wherever it is; whether there was one."""
        entry = entry_name(key)
        return sum(place.remove(entry) for place in self._every) > 0

    def list(self) -> list[KeptEntry]:
        """Return every kept session that is not over, wherever it is."""
        kept = []
        for place in self._every:
            for payload, expires_at in place.list():
                session = decode(payload)
                if session is not None:
                    account, arn = session.identity.account, session.role_arn
                    kept.append(KeptEntry(session.name, account, arn, expires_at, place.where))
        return kept

    def clear(self) -> int:
        """Forget everything, wherever it is, pointers of the warm way as well."""
        return sum(place.clear() for place in self._every)

    def _first(self) -> Place:
        return next(place for place in self._places if place.usable())


def once_notice(env: Mapping[str, str], store: LayeredStore) -> str | None:
    """Return, once per machine and user, the sentence that says that nothing is shared.

    None when it was said before (a note in the state directory tells), when sessions are
    shared, and when memory was asked for.
    """
    note = state_dir(env) / _NOTICE
    if store.chosen == "memory" or os.path.lexists(note) or store.shared:
        return None
    try:
        private_dir(note.parent)
        write_private(note, b"")
    except CacheError:
        return store.why  # where nothing can be written, it is said again next time
    return store.why


def clear_namespace(env: Mapping[str, str]) -> int:
    """Forget every session of this home (or this demo), and return how many there were."""
    return sum(place.clear() for place in every_place(env).values())

"""Sessions in private files, closed by a seal: encrypted, or only checked (see `plain`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from swtui.sessions.cache.entry_files import EntryFiles
from swtui.sessions.cache.lifetime import fresh, stamped, steady_clock, unstamped

MAGIC = b"swtui\x01"
"""The first bytes of every file: what it is, and in which version."""

_HEAD = len(MAGIC) + 8


class NoKey(Exception):  # noqa: N818 - reads as the sentence it is
    """Raised when the key that seals entries is unavailable."""


class Seal(Protocol):
    """Encrypts or at least authenticates the bytes of an entry, bound to its purpose."""

    def closed(self, about: bytes, body: bytes) -> bytes:
        """Return the bytes to store; `about` must be the same when opened. Raises NoKey."""

    def opened(self, about: bytes, sealed: bytes) -> bytes | None:
        """Return the body, None when it is not what was closed. Raises NoKey."""


class FileStore:
    """One sealed file per session."""

    def __init__(
        self,
        files: EntryFiles,
        seal: Seal,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = steady_clock,
    ) -> None:
        self._files = files
        self._seal = seal
        self._clock = clock
        self._steady = steady
        self._swept = False
        self.damaged = 0
        """The number of entries that were removed because they could not be decrypted."""

    def get(self, entry: str) -> bytes | None:
        """Return the payload stored under this name, if it is valid for one more minute.

        A file that has expired or that its seal refuses is removed; while the key is unavailable,
        it stays.
        """
        body = self._body(entry)
        return body and fresh(body, now=self._clock(), steady=self._steady())

    def put(self, entry: str, payload: bytes, expires_at: int) -> None:
        """Store a payload until `expires_at` (epoch seconds). Raises CacheError and NoKey."""
        if expires_at <= self._clock():
            self._files.remove(entry)
            return
        body = stamped(payload, expires_at, now=self._clock(), steady=self._steady())
        head = MAGIC + expires_at.to_bytes(8, "big")
        sealed = self._seal.closed(_about(head, entry), body)
        self._files.write(entry, head + sealed)
        self._remove_expired()

    def remove(self, entry: str) -> bool:
        """Delete one session; return whether there was one."""
        return self._files.remove(entry)

    def list(self) -> list[tuple[bytes, int]]:
        """Return payload and expiry (epoch seconds) of every unexpired session."""
        bodies = [self._body(entry) for entry in self._files.entries()]
        parts = [unstamped(body) for body in bodies if body is not None]
        return [(p[0], p[1]) for p in parts if p is not None]

    def clear(self) -> int:
        """Delete every session, and return how many there were."""
        return sum(self._files.remove(entry) for entry in self._files.entries())

    def _body(self, entry: str) -> bytes | None:
        raw = self._files.read(entry)
        if raw is None:
            return None
        try:
            head, sealed = raw[:_HEAD], raw[_HEAD:]
            alive = len(head) == _HEAD and head.startswith(MAGIC) and self._ends(head) > 0
            body = self._seal.opened(_about(head, entry), sealed) if alive else None
        except NoKey:
            return None
        if body is None and self._files.remove(entry):
            is_over = head.startswith(MAGIC) and len(head) == _HEAD and self._ends(head) <= 0
            self.damaged += not is_over
        return body

    def _ends(self, head: bytes) -> float:
        """Return the seconds until a file of this head expires."""
        return int.from_bytes(head[len(MAGIC) :], "big") - self._clock()

    def _remove_expired(self) -> None:
        """Remove, once per process, the files of expired sessions, a thousand at most."""
        if self._swept:
            return
        self._swept = True
        for entry in self._files.entries()[:1000]:
            raw = self._files.read(entry)
            if raw is not None and self._ends(raw[:_HEAD]) <= 0:
                self._files.remove(entry)


def _about(head: bytes, entry: str) -> bytes:
    return head + entry.encode("ascii")

"""Sessions in the Linux kernel's keyring: never on disk, forgotten by the kernel when they expire.

Builtins, os, sys, time and ctypes alone: the warm way passes here.
"""

from __future__ import annotations

import errno
import os
import time

from swtui.sessions.cache import keyctl
from swtui.sessions.cache.lifetime import LEAST, fresh, stamped, steady_clock, unstamped

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Callable, Iterator

SESSION, POINTER = b":", b"@"
"""What a key of ours holds: a session, or the name of one for the warm way (see `warm`)."""

_PREFIX = b"swtui:"
_PROBE_SECONDS = 5
_FREEING_SECONDS = 0.02
"""The kernel gives a removed key's quota back after a grace period of some milliseconds."""


class QuotaFull(Exception):  # noqa: N818 - reads as the sentence it is
    """The kernel takes no more keys of this user: another place must keep this one."""


class KernelRing:
    """The keys of one namespace, in the first of the user's rings that proves usable."""

    __slots__ = ("_clock", "_namespace", "_proven", "_steady")

    def __init__(
        self,
        namespace: str,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = steady_clock,
    ) -> None:
        self._namespace = namespace.encode("ascii")
        self._clock = clock
        self._steady = steady
        self._proven: str | None = None

    def ring_name(self) -> str:
        """Return `persistent`, `user` or `session`, or nothing where no ring can be used.

        The first call proves it by adding, reading, timing out and unlinking a key.
        """
        if self._proven is None:
            self._proven = next((name for name, ring in _rings() if self._proves(ring)), "")
        return self._proven

    def get(self, entry: str, margin: int = LEAST) -> bytes | None:
        """Return the payload kept under this name, if it is good for `margin` seconds more."""
        raw = self.read(entry, SESSION)
        return raw and fresh(raw, now=self._clock(), steady=self._steady(), margin=margin)

    def put(self, entry: str, payload: bytes, expires_at: int) -> None:
        """Keep a payload until `expires_at` (epoch seconds). Raises QuotaFull."""
        raw = stamped(payload, expires_at, now=self._clock(), steady=self._steady())
        self.write(entry, SESSION, raw, expires_at)

    def read(self, entry: str, kind: bytes) -> bytes | None:
        """Return a key's bytes as they are, None when there is no such key."""
        called = self._description(entry, kind)
        for _, ring in _rings():
            try:
                return keyctl.read(keyctl.search(ring, called))
            except OSError:
                continue  # not there, expired, or not ours to read: all the same to the reader
        return None

    def write(self, entry: str, kind: bytes, raw: bytes, expires_at: int) -> None:
        """Keep bytes until then (epoch seconds). Raises QuotaFull where the kernel will not."""
        called = self._description(entry, kind)
        seconds = int(expires_at - self._clock())
        if seconds < 1:
            self._remove(called)
            return
        name = self.ring_name()
        ring = next((ring for found, ring in _rings() if found == name), None)
        if ring is None:
            raise QuotaFull
        try:
            _add(ring, called, raw, seconds)
        except OSError:
            # The old key must go in any case: what another place keeps is newer.
            self._remove(called)
            _drop_expired()
            time.sleep(_FREEING_SECONDS)
            try:
                _add(ring, called, raw, seconds)
            except OSError:
                raise QuotaFull from None

    def remove(self, entry: str) -> bool:
        """Forget one session; whether there was one."""
        return self._remove(self._description(entry, SESSION))

    def list(self) -> list[tuple[bytes, int]]:
        """Return payload and expiry (epoch seconds) of every session that is not over."""
        found: dict[bytes, tuple[bytes, int]] = {}
        for key, _, called in self._ours():
            try:
                parts = unstamped(keyctl.read(key)) if _kind(called) == SESSION else None
            except OSError:
                continue  # it expired between the two calls
            if parts is not None:
                found.setdefault(called, (parts[0], parts[1]))
        return list(found.values())

    def clear(self) -> int:
        """Forget every session and pointer of this namespace, and return how many sessions."""
        forgotten = set()
        for key, ring, called in self._ours():
            if _unlinked(key, ring) and _kind(called) == SESSION:
                forgotten.add(called)
        return len(forgotten)

    def _description(self, entry: str, kind: bytes) -> bytes:
        return _PREFIX + self._namespace + kind + entry.encode("ascii")

    def _ours(self) -> Iterator[tuple[int, int, bytes]]:
        return _keys(_PREFIX + self._namespace)

    def _remove(self, called: bytes) -> bool:
        removed = False
        for _, ring in _rings():
            try:
                removed |= _unlinked(keyctl.search(ring, called), ring)
            except OSError:
                continue
        return removed

    def _proves(self, ring: int) -> bool:
        called = self._description(f"probe{os.getpid()}", POINTER)
        try:
            _add(ring, called, b"probe", _PROBE_SECONDS)
            key = keyctl.search(ring, called)
            proven = keyctl.read(key) == b"probe"
            keyctl.unlink(key, ring)
        except OSError as problem:
            # A full quota proves that the ring works; one entry may well fit later.
            return problem.errno == errno.EDQUOT
        return proven


def _rings() -> Iterator[tuple[str, int]]:
    """Give the rings that can be had, the most lasting first, each with its name.

    A ring is possessed by the thread that asks, so it is asked for anew each time: some
    microseconds. The session's ring is only taken where it came from our parent: one made here
    would be gone with us.
    """
    try:
        yield "persistent", keyctl.persistent_ring()
    except OSError as problem:
        if problem.errno == errno.ENOSYS:
            return
    for name, special in (("user", keyctl.USER_RING), ("session", keyctl.SESSION_RING)):
        try:
            yield name, keyctl.ring_id(special)
        except OSError:
            continue


def _add(ring: int, called: bytes, raw: bytes, seconds: int) -> None:
    """Put a finished key into the ring in one step: it is never there without its time limit."""
    key = keyctl.add(called, raw, keyctl.PROCESS_RING)
    try:
        keyctl.set_timeout(key, seconds)
        keyctl.set_permissions(key, keyctl.POSSESSOR_ALL)
        keyctl.link(key, ring)
    finally:
        keyctl.unlink(key, keyctl.PROCESS_RING)


def _keys(prefix: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Give key, ring and description of every key whose description starts so."""
    for _, ring in _rings():
        try:
            members = keyctl.members(ring)
        except OSError:
            continue
        for key in members:
            try:
                called = keyctl.description(key)
            except OSError:
                continue
            if called.startswith(prefix):
                yield key, ring, called


def _drop_expired() -> None:
    """Unlink keys that have expired: the kernel does so itself, but only minutes later.

    Of an expired key the kernel does not even tell the description. Nobody can use it any more,
    so it does not matter whose it was.
    """
    for _, ring in _rings():
        try:
            members = keyctl.members(ring)
        except OSError:
            continue
        for key in members:
            try:
                keyctl.description(key)
            except OSError as problem:
                if problem.errno == errno.EKEYEXPIRED:
                    _unlinked(key, ring)


def _unlinked(key: int, ring: int) -> bool:
    try:
        keyctl.unlink(key, ring)
    except OSError:
        return False
    return True


def _kind(called: bytes) -> bytes:
    return called[len(_PREFIX) + 8 : len(_PREFIX) + 9]

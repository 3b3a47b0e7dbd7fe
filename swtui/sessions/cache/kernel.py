"""Sessions in the Linux kernel's keyring: never on disk, deleted by the kernel when they expire.

They are packed into few keys, since the kernel counts keys as well as bytes. Builtins, os, sys,
time and ctypes alone: the fast path imports this.
"""

from __future__ import annotations

import errno
import os
import time

from swtui.sessions.cache import keyctl
from swtui.sessions.cache.lifetime import FRESH_IF_SHORT, fresh, stamped, steady_clock, unstamped
from swtui.sessions.cache.pack import find, packed, unpacked

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from swtui.sessions.cache.pack import Record

SESSION, POINTER = b":", b"@"
"""The kind of an entry: a session, or the name of one for the fast path (see `fast_path`)."""

_PREFIX = b"swtui:"
_PACKS = b"="
_KINDS = (keyctl.BIG, keyctl.USER)
"""The types of key that are tried, best first."""
_PROBE_SECONDS = 5
_FREEING_SECONDS = 0.02
"""The kernel gives a removed key's quota back after a grace period of some milliseconds."""
_ROOM = 1500
"""Bytes of a session, to tell whether another one fits."""
_RESERVE = 1000
"""Bytes of the quota that are left alone: each process needs some of it to read even one key."""
_LOOKS = 3
"""The most looks for a key: between finding and reading it, another may take its place."""


class QuotaFull(Exception):  # noqa: N818 - reads as the sentence it is
    """Raised when the user's quota of kernel keys is used up; another backend must take it."""


class KernelRing:
    """The entries of one namespace, in the first of the user's rings that proves usable."""

    __slots__ = ("_clock", "_namespace", "_proven", "_steady", "_turn", "damaged")

    def __init__(
        self,
        namespace: str,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = steady_clock,
        turn: Callable[[], AbstractContextManager[object]] | None = None,
    ) -> None:
        """`turn` lets one writer at a time change a key; the kernel has no such thing itself."""
        self._namespace = namespace.encode("ascii")
        self._clock = clock
        self._steady = steady
        self._turn = turn
        self._proven: str | None = None
        self.damaged = 0
        """The number of keys that were replaced because their content was not whole."""

    def ring_name(self) -> str:
        """Return `persistent`, `user` or `session`, or nothing where no ring can be used.

        The first call proves it by adding, reading, timing out and unlinking a key.
        """
        if self._proven is None:
            self._proven = next((name for name, ring in _rings() if self._proves(ring)), "")
        return self._proven

    def has_room(self) -> bool:
        """Return whether the kernel would take another session."""
        try:
            reserve = self._reserve()
        except OSError:
            return False
        try:
            return any(self._takes(kind) for kind in _KINDS)
        finally:
            _unlinked(reserve, keyctl.PROCESS_RING)

    def get(self, entry: str, margin: int = FRESH_IF_SHORT) -> bytes | None:
        """Return the payload stored under this name, if it is valid for `margin` more seconds."""
        raw = self.read(entry, SESSION)
        return raw and fresh(raw, now=self._clock(), steady=self._steady(), margin=margin)

    def put(self, entry: str, payload: bytes, expires_at: int) -> None:
        """Store a payload until `expires_at` (epoch seconds). Raises QuotaFull: the old stays."""
        raw = stamped(payload, expires_at, now=self._clock(), steady=self._steady())
        self.write(entry, SESSION, raw, expires_at)

    def read(self, entry: str, kind: bytes) -> bytes | None:
        """Return an entry's bytes as they are, None when there is no such entry."""
        name = _name(entry, kind)
        called = self._called(name)
        for _, ring in _rings():
            for key_kind in _KINDS:
                found = find(_payload(ring, key_kind, called), name)
                if found is not None:
                    return found
        return None

    def write(self, entry: str, kind: bytes, raw: bytes, expires_at: int) -> None:
        """Store bytes until then (epoch seconds). Raises QuotaFull, and leaves what was stored."""
        name = _name(entry, kind)
        if int(expires_at - self._clock()) < 1:
            self._change_all(name)
            return
        if self._turn is None:
            self._write((name, expires_at, raw))
        else:
            with self._turn():
                self._write((name, expires_at, raw))

    def remove(self, entry: str) -> bool:
        """Delete one session; return whether there was one."""
        return self._change_all(_name(entry, SESSION))

    def list(self) -> list[tuple[bytes, int]]:
        """Return payload and expiry (epoch seconds) of every unexpired session."""
        found: dict[bytes, tuple[bytes, int]] = {}
        for name, _, raw in self._records():
            parts = unstamped(raw) if name[:1] == SESSION else None
            if parts is not None and parts[1] > self._clock():
                found.setdefault(name, (parts[0], parts[1]))
        return list(found.values())

    def clear(self) -> int:
        """Delete every session and pointer of this namespace, and return how many sessions."""
        count = len(self.list())
        for key, ring, _ in self._ours():
            _unlinked(key, ring)
        return count - len(self.list())

    def _called(self, name: bytes) -> bytes:
        """Return what the key is called that an entry is packed into: one of sixteen."""
        return _PREFIX + self._namespace + _PACKS + name[-1:].hex()[-1:].encode("ascii")

    def _ours(self) -> Iterator[tuple[int, int, bytes]]:
        return _keys(_PREFIX + self._namespace)

    def _records(self) -> Iterator[Record]:
        for key, _, called in self._ours():
            if called.startswith(_PACKS, len(_PREFIX) + len(self._namespace)):
                try:
                    yield from unpacked(keyctl.read(key))
                except OSError:
                    continue  # it expired between the two calls

    def _write(self, record: Record) -> None:
        name = self.ring_name()
        ring = next((ring for found, ring in _rings() if found == name), None)
        if ring is None:
            raise QuotaFull
        for last in (False, True):
            for kind in _KINDS:
                try:
                    self._change_within_quota(ring, kind, record)
                except OSError:
                    continue
                self._change_others(record[0], (ring, kind))
                return
            if not last:
                _drop_expired()
                time.sleep(_FREEING_SECONDS)
        raise QuotaFull

    def _change_within_quota(self, ring: int, kind: bytes, record: Record) -> None:
        reserve = self._reserve()
        try:
            self._change(ring, kind, record[0], record)
        finally:
            _unlinked(reserve, keyctl.PROCESS_RING)

    def _change_all(self, name: bytes) -> bool:
        """Take an entry out of every key that it is in; whether it was in one."""
        if self._turn is None:
            return self._change_others(name, None)
        with self._turn():
            return self._change_others(name, None)

    def _change_others(self, name: bytes, spared: tuple[int, bytes] | None) -> bool:
        removed = False
        for _, ring in _rings():
            for kind in _KINDS:
                if (ring, kind) != spared:
                    try:
                        removed |= self._change(ring, kind, name, None)
                    except OSError:
                        continue
        return removed

    def _change(self, ring: int, kind: bytes, name: bytes, record: Record | None) -> bool:
        """Put `record` in the place of the entry `name` of a key, and drop what has expired.

        Returns whether there was such an entry. Raises OSError: then nothing was changed.
        """
        called = self._called(name)
        payload = _payload(ring, kind, called)
        records = unpacked(payload)
        kept = [one for one in records if one[0] != name and one[1] > self._clock()]
        was_there = any(one[0] == name for one in records)
        if record is None and not was_there:
            return False
        self._store(ring, kind, called, [*kept, record] if record else kept)
        self.damaged += bool(payload and not records)
        return was_there

    def _store(self, ring: int, kind: bytes, called: bytes, records: Sequence[Record]) -> None:
        if not records:
            _unlinked(keyctl.search(ring, kind, called), ring)
            return
        seconds = int(max(ends for _, ends, _ in records) - self._clock())
        payload = packed(records)
        try:
            _add(ring, kind, called, payload, seconds)
        except OSError:
            # There may be no room for the old key and the new one together.
            key = keyctl.search(ring, kind, called)
            keyctl.update(key, payload)
            keyctl.set_timeout(key, seconds)

    def _takes(self, kind: bytes) -> bool:
        try:
            key = keyctl.add(kind, self._probe(), b"\0" * _ROOM, keyctl.PROCESS_RING)
        except OSError:
            return False
        return _unlinked(key, keyctl.PROCESS_RING)

    def _reserve(self) -> int:
        """Hold a part of the quota in a key of this process. Raises OSError when it is used up."""
        called = self._probe() + b" reserve"
        return keyctl.add(keyctl.USER, called, b"\0" * _RESERVE, keyctl.PROCESS_RING)

    def _probe(self) -> bytes:
        return _PREFIX + self._namespace + POINTER + b"probe%d" % os.getpid()

    def _proves(self, ring: int) -> bool:
        called = self._probe()
        try:
            _add(ring, keyctl.USER, called, b"probe", _PROBE_SECONDS)
            key = keyctl.search(ring, keyctl.USER, called)
            proven = keyctl.read(key) == b"probe"
            keyctl.unlink(key, ring)
        except OSError as problem:
            # A full quota proves that the ring works; one entry may well fit later.
            return problem.errno == errno.EDQUOT
        return proven


def _name(entry: str, kind: bytes) -> bytes:
    """Return what an entry is called inside a key: its kind, and the 16 bytes of its hash."""
    return kind + bytes.fromhex(entry).rjust(16, b"\0")


def _payload(ring: int, kind: bytes, called: bytes) -> bytes:
    """Return a key's payload; nothing where there is no such key, or none that we may read."""
    for _ in range(_LOOKS):
        try:
            key = keyctl.search(ring, kind, called)
        except OSError:
            return b""
        try:
            return keyctl.read(key)
        except OSError:
            continue
    return b""


def _rings() -> Iterator[tuple[str, int]]:
    """Give the rings that can be had, the most lasting first, each with its name.

    A ring is possessed by the thread that asks, so it is requested each time: some
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


def _add(ring: int, kind: bytes, called: bytes, raw: bytes, seconds: int) -> None:
    """Put a finished key into the ring in one step: it is never there without its time limit."""
    key = keyctl.add(kind, called, raw, keyctl.PROCESS_RING)
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

    The kernel does not even return the description of an expired key. It cannot be used any more,
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

"""Where the kernel has keys of type big_key, sessions go into them: they hardly count."""

from __future__ import annotations

import errno
import itertools
import time
from dataclasses import dataclass, field

import pytest

from swtui.sessions.cache import keyctl
from swtui.sessions.cache.entry_names import entry_name
from swtui.sessions.cache.kernel import KernelRing, QuotaFull

RING = 1
BIG_COSTS = 16
"""Bytes that the kernel counts for a payload of any length (`big_key_preparse` in the kernel)."""


@dataclass
class Kernel:
    """The few calls we make, over a dictionary, with an ordinary user's quota."""

    has_big: bool = True
    quota: int = 20_000
    keys: dict[int, tuple[bytes, bytes, bytes]] = field(default_factory=dict)
    links: dict[int, set[int]] = field(default_factory=lambda: {RING: set(), -2: set()})
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(100))

    def used(self) -> int:
        return sum(
            len(called) + 1 + (BIG_COSTS if kind == keyctl.BIG else len(raw))
            for kind, called, raw in self.keys.values()
        )

    def add(self, kind: bytes, called: bytes, raw: bytes, ring: int) -> int:
        if kind == keyctl.BIG and not self.has_big:
            raise OSError(errno.ENODEV, "no such device")
        key = next(self.ids)
        self.keys[key] = (kind, called, raw)
        self._check(key)
        self.links[ring].add(key)
        return key

    def update(self, key: int, raw: bytes) -> None:
        before = self.keys[key]
        self.keys[key] = (*before[:2], raw)
        try:
            self._check(key)
        except OSError:
            self.keys[key] = before
            raise

    def _check(self, key: int) -> None:
        if self.used() > self.quota:
            del self.keys[key]
            raise OSError(errno.EDQUOT, "disk quota exceeded")

    def search(self, ring: int, kind: bytes, called: bytes) -> int:
        for key in self.links[ring]:
            if self.keys[key][:2] == (kind, called):
                return key
        raise OSError(errno.ENOKEY, "required key not available")

    def link(self, key: int, ring: int) -> None:
        for other in [k for k in self.links[ring] if self.keys[k][:2] == self.keys[key][:2]]:
            self.unlink(other, ring)
        self.links[ring].add(key)

    def unlink(self, key: int, ring: int) -> None:
        self.links[ring].discard(key)
        if not any(key in members for members in self.links.values()):
            self.keys.pop(key, None)

    def read(self, key: int) -> bytes:
        return self.keys[key][2]

    def description(self, key: int) -> bytes:
        return self.keys[key][1]

    def members(self, ring: int) -> list[int]:
        return sorted(self.links[ring])

    def kinds(self) -> set[bytes]:
        return {kind for kind, _, _ in self.keys.values()}


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    """Return a kernel that replaces this machine's."""
    kernel = Kernel()
    for name in ("add", "update", "search", "link", "unlink", "read", "description", "members"):
        monkeypatch.setattr(keyctl, name, getattr(kernel, name))
    for name in ("set_timeout", "set_permissions"):
        monkeypatch.setattr(keyctl, name, lambda *_: None)
    monkeypatch.setattr(keyctl, "persistent_ring", lambda: RING)
    monkeypatch.setattr(keyctl, "ring_id", lambda _: RING)
    return kernel


def put(ring: KernelRing, count: int, size: int = 1400) -> int:
    """Put sessions until the quota is full, and return how many were taken."""
    for number in range(count):
        try:
            ring.put(entry_name(f"role {number}"), b"x" * size, int(time.time()) + 600)
        except QuotaFull:
            return number
    return count


def test_an_ordinary_users_quota_holds_hundreds_of_sessions(kernel: Kernel) -> None:
    ring = KernelRing("00000000")
    assert put(ring, 300) == 300
    assert len(ring.list()) == 300
    assert kernel.kinds() == {keyctl.BIG}
    assert len(kernel.keys) <= 16
    assert kernel.used() < 1000
    assert ring.has_room()
    assert ring.clear() == 300


def test_without_them_the_quota_is_used_and_a_reserve_is_left(kernel: Kernel) -> None:
    kernel.has_big = False
    ring = KernelRing("00000000")
    count = put(ring, 300)
    assert 12 <= count <= 14
    assert len(ring.list()) == count
    assert kernel.quota - kernel.used() >= 1000  # else no process could read what is cached
    assert not ring.has_room()


def test_a_full_quota_keeps_what_it_has_and_takes_what_fits(kernel: Kernel) -> None:
    kernel.has_big = False
    ring = KernelRing("00000000")
    put(ring, 300)
    first = entry_name("role 0")
    with pytest.raises(QuotaFull):
        ring.put(first, b"y" * 4000, int(time.time()) + 600)
    assert ring.get(first) == b"x" * 1400
    ring.put(first, b"y" * 1400, int(time.time()) + 600)
    assert ring.get(first) == b"y" * 1400


def test_an_entry_is_in_one_key_only_when_the_kind_changes(kernel: Kernel) -> None:
    kernel.has_big = False
    ring, entry = KernelRing("00000000"), entry_name("role")
    ring.put(entry, b"old", int(time.time()) + 600)
    kernel.has_big = True
    ring.put(entry, b"new", int(time.time()) + 600)
    assert ring.get(entry) == b"new"
    assert kernel.kinds() == {keyctl.BIG}

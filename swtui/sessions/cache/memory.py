"""Sessions in this process's memory alone: gone when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable

from swtui.sessions.cache.lifetime import fresh, stamped, steady_clock, unstamped


class MemoryStore:
    """Payloads by entry name; single dictionary operations, so threads may share it."""

    def __init__(
        self, clock: Callable[[], float] = time.time, steady: Callable[[], float] = steady_clock
    ) -> None:
        self._clock = clock
        self._steady = steady
        self._kept: dict[str, bytes] = {}
        self.damaged = 0
        """Nothing in memory is ever damaged."""

    def get(self, entry: str) -> bytes | None:
        """Return the payload stored under this name, if it is valid for one more minute."""
        raw = self._kept.get(entry)
        return raw and fresh(raw, now=self._clock(), steady=self._steady())

    def put(self, entry: str, payload: bytes, expires_at: int) -> None:
        """Store a payload until `expires_at` (epoch seconds)."""
        now, steady = self._clock(), self._steady()
        self._kept[entry] = stamped(payload, expires_at, now=now, steady=steady)

    def remove(self, entry: str) -> bool:
        """Delete one session; return whether there was one."""
        return self._kept.pop(entry, None) is not None

    def list(self) -> list[tuple[bytes, int]]:
        """Return payload and expiry (epoch seconds) of every unexpired session."""
        parts = [unstamped(raw) for raw in tuple(self._kept.values())]
        return [(p[0], p[1]) for p in parts if p is not None and p[1] > self._clock()]

    def clear(self) -> int:
        """Delete every session, and return how many there were."""
        count = len(self._kept)
        self._kept.clear()
        return count

"""Decide how long an entry may be used, by the wall clock and by one that cannot be set.

Builtins and time alone: the fast path passes here.
"""

from __future__ import annotations

import time

FRESH = 300
"""Seconds a cached session must still last to be used; with less a new one is requested."""
FRESH_IF_SHORT = 60
"""The same for sessions that were requested for 15 minutes or less, and for every entry."""

_BACKWARDS = 300
"""Seconds the clock on the wall may be set back before its word is worth nothing."""

_SIZE = 24


def steady_clock() -> float:
    """Return seconds since this machine started, sleep included; setting the time moves nothing."""
    # Linux counts sleep only on CLOCK_BOOTTIME, macOS on its CLOCK_MONOTONIC.
    clock = getattr(time, "CLOCK_BOOTTIME", None) or getattr(time, "CLOCK_MONOTONIC", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def stamped(payload: bytes, expires_at: int, *, now: float, steady: float) -> bytes:
    """Return the payload behind its expiry, the time of keeping, and the steady clock's end.

    After a restart the steady clock begins again and its end lies later than it should: then the
    clock on the wall decides alone. It never lies earlier.
    """
    ends = int(steady + max(0.0, expires_at - now))
    return b"".join(n.to_bytes(8, "big") for n in (expires_at, int(now), ends)) + payload


def unstamped(raw: bytes) -> tuple[bytes, int, int, int] | None:
    """Return payload, expiry, time of keeping and steady end; None when it is too short."""
    if len(raw) < _SIZE:
        return None
    expires_at, kept_at, ends = (int.from_bytes(raw[at : at + 8], "big") for at in (0, 8, 16))
    return raw[_SIZE:], expires_at, kept_at, ends


def fresh(raw: bytes, *, now: float, steady: float, margin: int = FRESH_IF_SHORT) -> bytes | None:
    """Return the payload when both clocks leave it `margin` seconds and neither ran backwards."""
    parts = unstamped(raw)
    if parts is None:
        return None
    payload, expires_at, kept_at, ends = parts
    if expires_at - now < margin or ends - steady < margin or now < kept_at - _BACKWARDS:
        return None
    return payload

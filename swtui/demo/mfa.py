"""Check the codes of virtual MFA devices (RFC 6238), each valid once."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections.abc import Callable, Iterable

WINDOW = 30
"""Seconds a code is current, as AWS's virtual devices have it."""
DIGITS = 6


def totp(key: bytes, at: float, window: int = WINDOW) -> str:
    """Return the code of `key` at the time `at`, in seconds since the epoch (RFC 6238, SHA-1)."""
    return _code(key, int(at // window))


def _code(key: bytes, counter: int) -> str:
    """Return the HOTP value of RFC 4226, section 5.3, for one window's counter."""
    digest = hmac.new(key, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


class MfaDevices:
    """The devices of all users by serial number (an ARN), with their used codes.

    All share one seed, so that one code on the screen serves for the whole organisation.
    """

    def __init__(
        self,
        serials: Iterable[str],
        *,
        key: bytes = b"the pretend organisation",
        window: int = WINDOW,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.window = window
        self._key = key
        self._clock = clock
        self._last_used = dict.fromkeys(serials, -1)
        self._lock = threading.Lock()

    def code(self) -> str:
        """Return the current code."""
        return totp(self._key, self._clock(), self.window)

    def seconds_left(self) -> float:
        """Return the seconds for which the current code is valid."""
        return self.window - self._clock() % self.window

    def accepts(self, serial: str, code: str) -> bool:
        """Use a code of this window or the one before; return False if it is wrong or was used."""
        now = int(self._clock() // self.window)
        with self._lock:
            if serial not in self._last_used:
                return False
            for counter in (now, now - 1):
                right = hmac.compare_digest(_code(self._key, counter).encode(), code.encode())
                if right and counter > self._last_used[serial]:
                    self._last_used[serial] = counter
                    return True
            return False

    def knows(self, serial: str) -> bool:
        """Return whether the device exists."""
        return serial in self._last_used

    def forget_used(self) -> None:
        """Make the used codes valid again, for tests that cannot wait for the next window."""
        with self._lock:
            self._last_used = dict.fromkeys(self._last_used, -1)

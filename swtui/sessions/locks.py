"""One process at a time: locks under the cache directory, given up on time or when cancelled."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack

from swtui.aws.deadline import never
from swtui.errors import CacheError, CancelledError, LockHeld
from swtui.files import cache_dir, locked, private_dir, sweep_locks

WAIT_SECONDS = 30.0
_LOOK_UP = 0.25
"""Seconds between two looks at whether the user cancelled."""


def hold(
    stack: ExitStack,
    env: Mapping[str, str],
    name: str,
    *,
    wait: float = WAIT_SECONDS,
    cancelled: Callable[[], bool] = never,
) -> bool:
    """Take the lock `name` until `stack` closes; False where this machine cannot lock.

    Its file goes with it, and so do those that ended processes have left.

    Raises LockHeld, naming the holder, after `wait` seconds, and CancelledError.
    """
    try:
        folder = private_dir(private_dir(cache_dir(env)) / "locks")
    except CacheError:
        return False
    end = time.monotonic() + wait
    while True:
        try:
            step = max(0.0, min(_LOOK_UP, end - time.monotonic()))
            stack.enter_context(locked(folder / f"{name}.lock", wait=step, leave=False))
        except LockHeld:
            if cancelled():
                raise CancelledError("cancelled") from None
            if time.monotonic() >= end:
                raise
        except CacheError:
            return False
        else:
            sweep_locks(folder)  # left by a process that was killed
            return True

"""Clearing what was copied, later, and only if it is still there.

Run as `python -m swtui.handoff.clipboard_clear` with four lines on stdin: the place (`desktop` or
`tmux`), the seconds to wait, a salt (hex) and the salted digest of the text. It goes into the
background by itself, holds no secret, outlives us and the terminal, and always ends.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from swtui.handoff.clipboard_guard import (
    START_LIMIT,
    WayFailed,
    digest,
    guarded,
    python_command,
    python_environment,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_WAIT = 12 * 3600
"""Seconds: no helper sleeps longer."""

_LIMIT = 10.0
"""Seconds for reading and clearing."""


def clear_later(
    place: str, seconds: int, salt: bytes, fingerprint: str, env: Mapping[str, str]
) -> bool:
    """Start the process that clears `place` after `seconds`; whether it could be started.

    Returns when that process has what it needs and stands on its own.
    """
    order = f"{place}\n{min(seconds, LONGEST_WAIT)}\n{salt.hex()}\n{fingerprint}\n"
    try:
        code, answer = guarded(
            python_command("swtui.handoff.clipboard_clear"),
            python_environment(env),
            order.encode(),
            START_LIMIT,
        )
    except WayFailed:
        return False
    return code == 0 and answer == b"waiting\n"


def main() -> None:
    """Read the order, go into the background, wait, and clear what is unchanged."""
    place, seconds, salt, fingerprint = sys.stdin.read().split()
    if os.fork():  # nobody need wait for the one that stays
        os.write(1, b"waiting\n")
        os._exit(0)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    _sleep(float(seconds))
    from swtui.handoff.clipboard_child import limit

    limit(_LIMIT, lambda: None)
    clear = _clear_tmux if place == "tmux" else _clear_desktop
    clear(lambda text: digest(text, bytes.fromhex(salt)) == fingerprint)


def _sleep(seconds: float) -> None:
    """Sleep by a clock that also runs while the machine is suspended, where there is one."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    until = time.clock_gettime(clock) + seconds
    while (left := until - time.clock_gettime(clock)) > 0:
        time.sleep(min(left, 5.0))


def _clear_desktop(unchanged: Callable[[str], bool]) -> None:
    from swtui.handoff.clipboard_child import mechanism

    found = mechanism()
    if found and unchanged(found.read()):
        found.write("")


def _clear_tmux(unchanged: Callable[[str], bool]) -> None:
    from swtui.handoff.clipboard_ways import BUFFER

    code, held = guarded(["tmux", "save-buffer", "-b", BUFFER, "-"], os.environ)
    if code == 0 and unchanged(held.decode("utf-8", "replace")):
        guarded(["tmux", "delete-buffer", "-b", BUFFER], os.environ)


if __name__ == "__main__":
    main()

"""Clearing what was copied, later, and only if it is still there.

Run as `python -m swtui.handoff.clipboard_clear` with lines on stdin: the seconds to wait, a salt
(hex), the salted digest of the text; then, once the text is there, the place (`desktop` or `tmux`).
It is started before the text is put anywhere: if we end meanwhile, the place never comes, and it
looks at each. It goes into the background by itself, holds no secret, outlives us and the terminal,
and always ends.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from swtui.duration import LONGEST_SESSION
from swtui.handoff.clipboard_guard import (
    POWERSHELL_LIMIT,
    START_LIMIT,
    STEP_LIMIT,
    WayFailed,
    digest,
    end,
    guarded,
    python_command,
    python_environment,
    started,
)
from swtui.system import forbid_core_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_WAIT = LONGEST_SESSION
"""Seconds: no helper sleeps longer."""

_LIMIT = 10.0
"""Seconds for reading and clearing."""


class Clearing:
    """The process that will clear a text; it waits to hear where that is."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def starts(self, place: str) -> bool:
        """Have it wait for its time from now on; whether it does, on its own."""
        try:
            answer, _ = self._process.communicate(f"{place}\n".encode(), timeout=START_LIMIT)
        except subprocess.TimeoutExpired:
            return False
        finally:
            end(self._process)
        return self._process.returncode == 0 and answer == b"waiting\n"

    def close(self) -> None:
        """End it, unless it has started: nothing was put anywhere."""
        if self._process.returncode is None:
            end(self._process)


def clearing(
    seconds: int, salt: bytes, fingerprint: str, env: Mapping[str, str]
) -> Clearing | None:
    """Start the process that clears a text after so many seconds; None where it cannot."""
    try:
        process = started(python_command("swtui.handoff.clipboard_clear"), python_environment(env))
    except WayFailed:
        return None
    assert process.stdin is not None  # noqa: S101 - it was asked for
    with contextlib.suppress(OSError):  # it ended at once, and `starts` will learn of it
        order = f"{min(seconds, LONGEST_WAIT)}\n{salt.hex()}\n{fingerprint}\n"
        process.stdin.write(order.encode())
        process.stdin.flush()
    return Clearing(process)


def main() -> None:
    """Read the order, hear of the place, go into the background, wait, and clear what is unchanged.

    Where the end of stdin comes instead of a place, the text may still be on its way.
    """
    forbid_core_files()
    seconds, salt, fingerprint = (sys.stdin.readline().strip() for _ in range(3))
    if not fingerprint:
        return
    place = sys.stdin.readline().strip()
    if os.fork():  # the one that stays needs no wait
        if place:
            os.write(1, b"waiting\n")
        os._exit(0)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    _sleep(float(seconds) + (0 if place else START_LIMIT + _step_limit()))
    from swtui.handoff.clipboard_child import limit

    limit(_LIMIT, lambda: None)
    for clear in _CLEAR.values() if not place else (_CLEAR[place],):
        clear(lambda text: digest(text, bytes.fromhex(salt)) == fingerprint)


def _step_limit() -> float:
    """Return how long a copy that has begun may still take."""
    from swtui.handoff.clipboard_ways import WSL, desktop_of

    return POWERSHELL_LIMIT if desktop_of(os.environ) == WSL else STEP_LIMIT


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

    if not os.environ.get("TMUX"):
        return
    code, held = guarded(["tmux", "save-buffer", "-b", BUFFER, "-"], os.environ)
    if code == 0 and unchanged(held.decode("utf-8", "replace")):
        guarded(["tmux", "delete-buffer", "-b", BUFFER], os.environ)


_CLEAR = {"tmux": _clear_tmux, "desktop": _clear_desktop}


if __name__ == "__main__":
    main()

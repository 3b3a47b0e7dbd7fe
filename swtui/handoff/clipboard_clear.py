"""Clear a copied text after a time, unless the clipboard has changed.

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
    end_process,
    python_command,
    python_environment,
    run_guarded,
    start_guarded,
)
from swtui.system import forbid_core_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_WAIT = LONGEST_SESSION
"""Seconds: no helper sleeps longer."""

_LIMIT = 10.0
"""Seconds for reading and clearing."""


class Clearing:
    """The process that will clear a text; it waits for the place of the text."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def start(self, place: str) -> bool:
        """Start the wait for the text in `place`; return whether the process runs on by itself."""
        try:
            answer, _ = self._process.communicate(f"{place}\n".encode(), timeout=START_LIMIT)
        except subprocess.TimeoutExpired:
            return False
        finally:
            end_process(self._process)
        return self._process.returncode == 0 and answer == b"waiting\n"

    def close(self) -> None:
        """End the process, unless its wait has started: nothing was copied."""
        if self._process.returncode is None:
            end_process(self._process)


def start_clearing(
    seconds: int, salt: bytes, fingerprint: str, env: Mapping[str, str]
) -> Clearing | None:
    """Start the process that clears a text after `seconds`; return None if that fails."""
    try:
        command = python_command("swtui.handoff.clipboard_clear")
        process = start_guarded(command, python_environment(env))
    except WayFailed:
        return None
    assert process.stdin is not None  # noqa: S101 - it was asked for
    with contextlib.suppress(OSError):  # it ended at once, and `start` will return False
        order = f"{min(seconds, LONGEST_WAIT)}\n{salt.hex()}\n{fingerprint}\n"
        process.stdin.write(order.encode())
        process.stdin.flush()
    return Clearing(process)


def main() -> None:
    """Read the order and the place, wait in the background, and clear an unchanged text.

    If stdin ends before a place is named, the text may still arrive.
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
    from swtui.handoff.clipboard_child import limit_time

    limit_time(_LIMIT, lambda: None)
    for clear in _CLEAR.values() if not place else (_CLEAR[place],):
        clear(lambda text: digest(text, bytes.fromhex(salt)) == fingerprint)


def _step_limit() -> float:
    """Return the seconds that a copy that has begun may still take."""
    from swtui.handoff.clipboard_ways import WSL, find_desktop

    return POWERSHELL_LIMIT if find_desktop(os.environ) == WSL else STEP_LIMIT


def _sleep(seconds: float) -> None:
    """Sleep by a clock that also runs while the machine is suspended, where there is one."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    until = time.clock_gettime(clock) + seconds
    while (left := until - time.clock_gettime(clock)) > 0:
        time.sleep(min(left, 5.0))


def _clear_desktop(unchanged: Callable[[str], bool]) -> None:
    from swtui.handoff.clipboard_child import find_mechanism

    mechanism = find_mechanism()
    if mechanism and unchanged(mechanism.read()):
        mechanism.write("")


def _clear_tmux(unchanged: Callable[[str], bool]) -> None:
    from swtui.handoff.clipboard_ways import BUFFER

    if not os.environ.get("TMUX"):
        return
    code, output = run_guarded(["tmux", "save-buffer", "-b", BUFFER, "-"], os.environ)
    if code == 0 and unchanged(output.decode("utf-8", "replace")):
        run_guarded(["tmux", "delete-buffer", "-b", BUFFER], os.environ)


_CLEAR = {"tmux": _clear_tmux, "desktop": _clear_desktop}


if __name__ == "__main__":
    main()

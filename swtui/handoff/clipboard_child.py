"""Copy through pyperclip in a child process, checked and within a time limit.

Run as `python -m swtui.handoff.clipboard_child copy|copy-secret` with the text on stdin. It writes
two lines to stdout: the name of the mechanism (`none`: no usable one), and the result of reading
the clipboard back: `same`, `other` or `slow`. If the result is not `same`, it ends its whole
process group, so that no helper stays with the text: pyperclip neither checks its helpers nor
limits them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NamedTuple

from swtui.handoff.clipboard_guard import POWERSHELL_LIMIT, STEP_LIMIT, digest
from swtui.system import forbid_core_files

_NAMES = {
    "copy_xclip": "xclip",
    "copy_xsel": "xsel",
    "copy_wl": "wl-copy",
    "copy_osx_pbcopy": "pbcopy",
    "copy_osx_pyobjc": "macOS",
    "copy_wsl": "clip.exe",
    "copy_windows": "Windows",
    "copy_dev_clipboard": "/dev/clipboard",
}
"""pyperclip's function → the mechanism. Not included: klipper's (puts the text into argv, for all
to see), and Qt's (what it copies is gone when the process ends)."""

_PAUSES = (0.0, 0.02, 0.04, 0.08, 0.15, 0.3)
"""Seconds before each reading: an X helper may take the selection after it returned."""


class Mechanism(NamedTuple):
    """The functions that write and read the clipboard of this desktop."""

    name: str
    write: Callable[[str], object]
    read: Callable[[], str]


def find_mechanism() -> Mechanism | None:
    """Return pyperclip's mechanism for this environment, or None when it cannot be used."""
    import pyperclip

    write, read = pyperclip.determine_clipboard()
    name = _NAMES.get(getattr(write, "__name__", ""))
    return Mechanism(name, write, read) if name else None


def limit_time(seconds: float, report: Callable[[], None]) -> None:
    """Call `report` after `seconds`, and end this process and its group."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        report()
        end_group()

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def end_group() -> None:
    """Kill this process and every helper it started, if the group is our own."""
    if os.getpgrp() == os.getsid(0):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _write_sensitive(text: str) -> None:
    """Copy on Wayland with the mark that clipboard managers honour (wl-clipboard 2.3)."""
    subprocess.run(["wl-copy", "--sensitive"], input=text.encode(), check=False)


def _supports_sensitive() -> bool:
    output = subprocess.run(["wl-copy", "--help"], capture_output=True, check=False)
    return b"--sensitive" in output.stdout + output.stderr


def _is_copied(read: Callable[[], str], text: str) -> bool:
    wanted = digest(text, b"")
    for pause in _PAUSES:
        time.sleep(pause)
        if digest(read(), b"") == wanted:
            return True
    return False


def main() -> None:
    """Copy the text on stdin, read it back, and report the result."""
    forbid_core_files()
    # Helpers inherit stdout, and xclip's daemon keeps it: it gets /dev/null, the report a
    # descriptor of its own that is closed on exec.
    report = os.dup(1)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    text = sys.stdin.buffer.read().decode()
    if not text:
        return  # who would have written it has ended
    mechanism = find_mechanism()
    os.write(report, f"{mechanism.name if mechanism else 'none'}\n".encode())
    if mechanism is None:
        return
    seconds = POWERSHELL_LIMIT if mechanism.name == "clip.exe" else STEP_LIMIT
    limit_time(seconds, lambda: _report(report, b"slow\n"))
    write = mechanism.write
    if sys.argv[1:] == ["copy-secret"] and mechanism.name == "wl-copy" and _supports_sensitive():
        write = _write_sensitive
    same = False
    try:
        write(text)
        same = _is_copied(mechanism.read, text)
    finally:  # pyperclip raises anything at all, and a helper may hold the text by then
        _report(report, b"same\n" if same else b"other\n")
        if not same:
            end_group()


def _report(report: int, word: bytes) -> None:
    os.write(report, word)


if __name__ == "__main__":
    main()

"""The child process that talks to pyperclip, which neither checks its helpers nor limits them.

Run as `python -m swtui.handoff.clipboard_child copy|copy-secret` with the text on stdin. It writes
two lines to stdout: the mechanism it found (`none`: no usable one), and `same`, `other` or `slow`:
whether the clipboard, read back, holds the text. Where the answer is not `same`, it ends its whole
process group, so that no helper stays with the text.
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
"""What pyperclip's functions are for. Not here: klipper's (puts the text into argv, for all to
see), and Qt's (what it copies is gone when the process ends)."""

_PAUSES = (0.0, 0.02, 0.04, 0.08, 0.15, 0.3)
"""Seconds before each reading: an X helper may take the selection after it returned."""


class Mechanism(NamedTuple):
    """How the clipboard of this desktop is reached."""

    name: str
    write: Callable[[str], object]
    read: Callable[[], str]


def mechanism() -> Mechanism | None:
    """Return pyperclip's choice for this environment, or None when it cannot be used."""
    import pyperclip

    write, read = pyperclip.determine_clipboard()
    name = _NAMES.get(getattr(write, "__name__", ""))
    return Mechanism(name, write, read) if name else None


def limit(seconds: float, last_words: Callable[[], None]) -> None:
    """End this process and its group after `seconds`, having said `last_words`."""

    def over(_signal: int, _frame: FrameType | None) -> None:
        last_words()
        end_group()

    signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def end_group() -> None:
    """Kill this process and every helper it started; only where the group is our own."""
    if os.getpgrp() == os.getsid(0):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _write_sensitive(text: str) -> None:
    """Copy on Wayland with the mark that clipboard managers honour (wl-clipboard 2.3)."""
    subprocess.run(["wl-copy", "--sensitive"], input=text.encode(), check=False)


def _knows_sensitive() -> bool:
    told = subprocess.run(["wl-copy", "--help"], capture_output=True, check=False)
    return b"--sensitive" in told.stdout + told.stderr


def _holds(read: Callable[[], str], text: str) -> bool:
    wanted = digest(text, b"")
    for pause in _PAUSES:
        time.sleep(pause)
        if digest(read(), b"") == wanted:
            return True
    return False


def main() -> None:
    """Copy what is on stdin, read it back, and report."""
    forbid_core_files()
    # Helpers inherit stdout, and xclip's daemon keeps it: it gets /dev/null, the report a
    # descriptor of its own that is closed on exec.
    report = os.dup(1)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    text = sys.stdin.buffer.read().decode()
    if not text:
        return  # who would have written it has ended
    found = mechanism()
    os.write(report, f"{found.name if found else 'none'}\n".encode())
    if found is None:
        return
    seconds = POWERSHELL_LIMIT if found.name == "clip.exe" else STEP_LIMIT
    limit(seconds, lambda: _say(report, b"slow\n"))
    write = found.write
    if sys.argv[1:] == ["copy-secret"] and found.name == "wl-copy" and _knows_sensitive():
        write = _write_sensitive
    same = False
    try:
        write(text)
        same = _holds(found.read, text)
    finally:  # pyperclip raises anything at all, and a helper may hold the text by then
        _say(report, b"same\n" if same else b"other\n")
        if not same:
            end_group()


def _say(report: int, word: bytes) -> None:
    os.write(report, word)


if __name__ == "__main__":
    main()

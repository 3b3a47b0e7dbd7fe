"""Keeps `mfa-code` in the demo's directory at the current code, for the screen and for scripts."""

from __future__ import annotations

import threading
from pathlib import Path

from swtui.demo.mfa import MfaDevices
from swtui.errors import CacheError
from swtui.files import write_private

NAME = "mfa-code"


class CodeFile:
    """A thread that rewrites the file as each window begins."""

    def __init__(self, directory: Path, devices: MfaDevices) -> None:
        self._path = directory / NAME
        self._devices = devices
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="mfa-code", daemon=True)

    def start(self) -> None:
        """Write the file now, and from now on in time."""
        self._write()
        self._thread.start()

    def stop(self) -> None:
        """Write no more; nothing is being written when this returns."""
        self._ending.set()
        self._thread.join(5.0)

    def _follow(self) -> None:
        # A little late rather than early: the code must be that of the new window.
        while not self._ending.wait(self._devices.seconds_left() + 0.01):
            try:
                self._write()
            except CacheError:
                return  # somebody removed the directory; there is nothing left to write to

    def _write(self) -> None:
        write_private(self._path, f"{self._devices.code()}\n".encode())

"""One private file per entry, trusted only when no other user could forge it."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from swtui.files import private_dir, write_private
from swtui.system import HAS_OWNERS, TO_READ, is_closed, is_own, take_lock

SIZE_LIMIT = 64 * 1024
"""Bytes: far more than any session; a larger file is not ours."""

_WAIT_FOR_SWEEP = 1.0
_HEX = frozenset("0123456789abcdef")


class EntryFiles:
    """The files `ENTRY.SUFFIX` of a directory that belongs to us alone."""

    def __init__(self, directory: Path, suffix: str) -> None:
        self.directory = directory
        self._suffix = "." + suffix
        self._swept = False

    def exists(self, entry: str) -> bool:
        """Return whether there is anything of that name."""
        return os.path.lexists(self._path(entry))

    def read(self, entry: str) -> bytes | None:
        """Return a file's bytes; None when there is none, or none that can be trusted.

        Refused are symlinks, hard links, files of others or open to others, and everything
        in a directory that is not ours alone.
        """
        if not self._is_private():
            return None
        try:
            descriptor = os.open(self._path(entry), TO_READ | os.O_NOFOLLOW)
        except OSError:
            return None
        try:
            trusted = _is_trusted(os.fstat(descriptor))
            return os.read(descriptor, SIZE_LIMIT) if trusted else None
        except OSError:
            return None
        finally:
            os.close(descriptor)

    def write(self, entry: str, data: bytes) -> None:
        """Replace the entry's file in one step. Raises CacheError."""
        private_dir(self.directory)
        self._sweep_once()
        with self._lock(_WAIT_FOR_SWEEP, shared=True):
            write_private(self._path(entry), data)

    def remove(self, entry: str) -> bool:
        """Remove the entry's file (of a link, the link alone); whether it was there."""
        try:
            os.unlink(self._path(entry))
        except OSError:
            return False
        return True

    def entries(self) -> list[str]:
        """Return the names of all entries that have a file."""
        end = len(self._suffix)
        names = (name[:-end] for name in self._names() if name.endswith(self._suffix))
        return [name for name in names if len(name) == 32 and _HEX.issuperset(name)]

    def _path(self, entry: str) -> Path:
        return self.directory / (entry + self._suffix)

    def _names(self) -> list[str]:
        try:
            return os.listdir(self.directory) if self._is_private() else []
        except OSError:
            return []

    def _is_private(self) -> bool:
        try:
            about = os.lstat(self.directory)
        except OSError:
            return False
        return HAS_OWNERS and stat.S_ISDIR(about.st_mode) and is_own(about) and is_closed(about)

    def _sweep_once(self) -> None:
        """Remove what writers that were killed have left; writers at work hold the lock."""
        if self._swept:
            return
        self._swept = True
        left = [name for name in self._names() if name.startswith(".") and name.endswith(".tmp")]
        if not left:
            return
        with self._lock(0, shared=False) as held:
            for name in left if held else ():
                with contextlib.suppress(OSError):
                    os.unlink(self.directory / name)

    @contextlib.contextmanager
    def _lock(self, wait: float, *, shared: bool) -> Iterator[bool]:
        """Hold the directory's lock, shared by writers; gives whether it was had in time."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            descriptor = os.open(self.directory / ".writers", flags, 0o600)
        except OSError:
            yield False
            return
        until = time.monotonic() + wait
        held = False
        try:
            while not held:
                try:
                    take_lock(descriptor, shared=shared)
                    held = True
                except OSError:
                    if time.monotonic() >= until:
                        break
                    time.sleep(0.002)
            yield held
        finally:
            os.close(descriptor)


def _is_trusted(about: os.stat_result) -> bool:
    """Return whether an open file is our own plain file, closed to others, with one name at most.

    No name at all is a file that a writer replaced since we opened it: whole, and a moment old.
    """
    return (
        stat.S_ISREG(about.st_mode)
        and is_own(about)
        and about.st_nlink <= 1
        and is_closed(about)
        and about.st_size <= SIZE_LIMIT
    )

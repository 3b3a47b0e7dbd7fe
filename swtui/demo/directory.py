"""Create the demo's private directory, lock it while its process runs, and find abandoned ones."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "swtui-demo-"
LOCK = "parent.lock"
_NAME = re.compile(PREFIX + r"(\d+)-\w+")


class DemoDirectory:
    """A new directory, 0700, with `home` and `run` in it; our process ID is part of its name."""

    def __init__(self, base: Path | None = None) -> None:
        prefix = f"{PREFIX}{os.getpid()}-"
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=base))
        try:
            self._lock = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            (self.path / "home").mkdir(mode=0o700)
            (self.path / "run").mkdir(mode=0o700)
        except BaseException:
            remove(self.path)
            raise

    def close(self) -> bool:
        """Remove it with its content; return False when something could not be removed."""
        removed = remove(self.path)
        os.close(self._lock)
        return removed


def remove(path: Path) -> bool:
    """Remove a tree, read-only directories too; return whether it is gone."""
    shutil.rmtree(path, ignore_errors=True)
    if path.exists():
        for parent, names, _ in os.walk(path):
            for name in names:
                inner = os.path.join(parent, name)
                if not os.path.islink(inner):  # what a link points to is not ours
                    with contextlib.suppress(OSError):
                        os.chmod(inner, 0o700)
        shutil.rmtree(path, ignore_errors=True)
    return not path.exists()


def find_abandoned(base: Path) -> Iterator[Path]:
    """Yield the directories of demos whose process was killed: ours, unlocked, without a process.

    The lock stays while a directory is yielded, so that two processes never remove the same one.
    """
    for entry in _entries(base):
        match = _NAME.fullmatch(entry.name)
        if not match or _runs(int(match[1])) or not _is_ours(entry):
            continue
        try:
            lock = os.open(entry / LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            continue  # not one that a demo finished making
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield entry
        except BlockingIOError:
            continue  # its parent lives where we cannot see it, such as in a container
        finally:
            os.close(lock)


def _entries(base: Path) -> list[Path]:
    try:
        return sorted(base.glob(PREFIX + "*"))
    except OSError:
        return []


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _is_ours(path: Path) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()

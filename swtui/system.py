"""Replace what this system does not have of POSIX: owners, modes, locks, core files.

Builtins, os and ctypes alone: the warm way passes here.
"""

from __future__ import annotations

import errno
import os
import sys

HAS_OWNERS = hasattr(os, "geteuid")
"""Whether files have an owner and a mode that say who may read them; on Windows they have not."""


def has_module(name: str) -> bool:
    """Return whether Python has a module here that only some systems have: `termios`, `fcntl`."""
    try:
        __import__(name)
    except ModuleNotFoundError:
        return False
    return True


def flags(*names: str) -> int:
    """Return these flags of open(2) together, as far as the system has them."""
    return sum(getattr(os, name, 0) for name in names)


TO_READ = flags("O_RDONLY", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
"""A pipe is opened without waiting; bytes stay what they are on Windows too."""


def is_own(about: os.stat_result) -> bool:
    """Return whether a file belongs to this user; true where files have no owner."""
    return not HAS_OWNERS or about.st_uid == os.geteuid()


def is_closed(about: os.stat_result) -> bool:
    """Return whether no other user may read or write a file; true where files have no mode."""
    return not HAS_OWNERS or not about.st_mode & 0o077


def take_lock(descriptor: int, *, shared: bool = False) -> None:
    """Take the advisory lock of an open file, or raise OSError at once: EWOULDBLOCK, ENOLCK."""
    try:
        import fcntl
    except ModuleNotFoundError:
        raise OSError(errno.ENOLCK, "this system has no such locks") from None
    fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


_SET_DUMPABLE = 4
_core_limits: list[tuple[int, int]] = []


def forbid_core_files() -> None:
    """Let no core file show this process's memory, which holds secrets, nor a debugger attach.

    execve(2) undoes it on Linux (prctl(2), PR_SET_DUMPABLE); a limit is inherited, so elsewhere
    `allow_core_files` must give it back.
    """
    if _set_dumpable(False):
        return
    try:
        import resource
    except ModuleNotFoundError:
        return  # Windows writes no core files
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, before[1]))
    if not _core_limits:
        _core_limits.append(before)


def allow_core_files() -> None:
    """Undo `forbid_core_files`, for the program that this process becomes."""
    if not _core_limits:
        _set_dumpable(True)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, _core_limits.pop())


def _set_dumpable(allowed: bool) -> bool:
    """Set whether the kernel may show our memory; False where it has no such switch."""
    if sys.platform != "linux":
        return False
    try:
        import ctypes

        prctl = ctypes.CDLL(None).prctl
    except (ImportError, OSError, AttributeError):
        return False
    return not prctl(_SET_DUMPABLE, ctypes.c_ulong(allowed), *[ctypes.c_ulong(0)] * 3)

"""What the kernel says of a process's signals, without those that the C library keeps to itself."""

from __future__ import annotations

_OF_GLIBC = 1 << 31 | 1 << 32
"""Signals 32 and 33: its posix_spawn, which subprocess uses from Python 3.13 on, ignores them in
every child, and no program can take that back (signal(7), "Real-time signals")."""


def signals_in(status: str, name: str) -> int:
    """Return the mask `SigBlk` or `SigIgn` of a text in the form of /proc/PID/status."""
    words = status.split()
    return int(words[words.index(f"{name}:") + 1], 16) & ~_OF_GLIBC

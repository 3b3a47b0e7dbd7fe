"""The Linux kernel's key system calls, through ctypes: add_key(2) and keyctl(2).

Every function raises OSError with the kernel's own errno; ENOSYS also means a machine whose
call numbers are not known. Builtins, os, sys and ctypes alone: the fast path imports this.
"""

from __future__ import annotations

import errno
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Callable

PROCESS_RING = -2
SESSION_RING = -3
USER_RING = -4
"""The kernel's special ids (keyctl(2)); the process ring is made when first written."""

POSSESSOR_ALL = 0x3F000000
"""Permissions: everything for who possesses the key, nothing for anybody else."""

_NUMBERS = {"x86_64": (248, 250), "aarch64": (217, 219)}
"""Machine → the numbers of add_key and keyctl (the kernel's own syscall tables)."""

BIG = b"big_key"
"""A key whose payload the kernel encrypts into memory of its own; it hardly counts in the quota."""
USER = b"user"
"""A key whose every byte counts in the quota; every kernel with keys has them."""

_GET_RING_ID, _UPDATE, _SETPERM, _DESCRIBE, _LINK, _UNLINK = 0, 2, 5, 6, 8, 9
_SEARCH, _READ, _SET_TIMEOUT, _GET_PERSISTENT = 10, 11, 15, 22

_READ_SIZE = 32 * 1024
_found: list[Callable[..., int]] = []


def add(kind: bytes, description: bytes, payload: bytes, ring: int) -> int:
    """Add a key of a type (`BIG`, `USER`) to a ring, and return its id."""
    return _call(0, kind, description, payload, len(payload), ring)


def update(key: int, payload: bytes) -> None:
    """Replace a key's payload in one step; it then has no time limit any more."""
    _call(1, _UPDATE, key, payload, len(payload))


def set_timeout(key: int, seconds: int) -> None:
    """Have the kernel delete the key after so many seconds, at least one."""
    _call(1, _SET_TIMEOUT, key, max(1, seconds))


def set_permissions(key: int, bits: int) -> None:
    """Set who may do what with the key."""
    _call(1, _SETPERM, key, bits)


def link(key: int, ring: int) -> None:
    """Link the key into a ring, in the place of one with the same description, in one step."""
    _call(1, _LINK, key, ring)


def unlink(key: int, ring: int) -> None:
    """Take the key out of a ring; with its last link the kernel destroys it."""
    _call(1, _UNLINK, key, ring)


def search(ring: int, kind: bytes, description: bytes) -> int:
    """Return the id of the key of that type and description in a ring. Raises OSError: ENOKEY."""
    return _call(1, _SEARCH, ring, kind, description, 0)


def read(key: int) -> bytes:
    """Return a key's payload."""
    return _filled(_READ, key)


def members(ring: int) -> list[int]:
    """Return the ids of the keys in a ring, expired ones included."""
    raw = _filled(_READ, ring)
    return [int.from_bytes(raw[at : at + 4], sys.byteorder) for at in range(0, len(raw) - 3, 4)]


def description(key: int) -> bytes:
    """Return what the key is called; the kernel's line is `type;uid;gid;perm;description`."""
    return _filled(_DESCRIBE, key).rstrip(b"\0").split(b";", 4)[-1]


def ring_id(special: int) -> int:
    """Return the id of one of the special rings, without making one."""
    return _call(1, _GET_RING_ID, special, 0)


def persistent_ring() -> int:
    """Link the user's persistent ring into our process ring, which makes it ours, and return it.

    Each call also restarts its lifetime (three days by default, keyctl_get_persistent(3)).
    """
    return _call(1, _GET_PERSISTENT, -1, PROCESS_RING)


def _filled(operation: int, key: int) -> bytes:
    """Return what an operation writes into a buffer, which is made as large as it takes."""
    from ctypes import create_string_buffer

    size = _READ_SIZE
    while True:
        buffer = create_string_buffer(size)
        length = _call(1, operation, key, buffer, size)
        if length <= size:
            return buffer.raw[:length]
        size = length


def _call(which: int, *arguments: object) -> int:
    if not _found:
        _found.extend(_bound())
    return _found[which](*arguments)


def _bound() -> tuple[Callable[..., int], Callable[..., int]]:
    numbers = _NUMBERS.get(os.uname().machine) if sys.platform == "linux" else None
    if numbers is None or sys.maxsize < 2**32:
        # A 32-bit interpreter on a 64-bit kernel has other numbers than the machine's name says.
        raise OSError(errno.ENOSYS, "no kernel keyring is known for this machine")
    import ctypes

    syscall = ctypes.CDLL(None, use_errno=True).syscall
    syscall.restype = ctypes.c_long

    def bind(number: int) -> Callable[..., int]:
        def call(*arguments: object) -> int:
            # Without c_long ctypes passes 32 bits, and leaves the rest of the register as it was.
            whole = (ctypes.c_long(a) if isinstance(a, int) else a for a in arguments)
            result: int = syscall(ctypes.c_long(number), *whole)
            if result < 0:
                code = ctypes.get_errno()
                raise OSError(code, os.strerror(code))
            return result

        return call

    return bind(numbers[0]), bind(numbers[1])

"""Store the uses of roles by warm answers: a line each in a private file, until they are counted.

The fast path has no time to read and rewrite what is remembered: it appends its line, and the one
that next changes the state file takes them in. Builtins and os alone; nothing here ever fails
aloud.
"""

from __future__ import annotations

import os
import stat

from swtui.system import HAS_OWNERS, TO_READ, flags, is_own

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Mapping

LIMIT = 64 * 1024
"""Bytes: beyond, nothing is appended until the lines were taken in."""
_TO_APPEND = flags("O_WRONLY", "O_APPEND", "O_CREAT", "O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC")


def uses_path(env: Mapping[str, str]) -> str:
    """Return the file of these lines, next to the state file; empty without a home directory."""
    named, home = env.get("XDG_STATE_HOME", ""), env.get("HOME", "")
    base = named if named[:1] == "/" else home and home + "/.local/state"
    return base and base + "/swtui/uses"


def note_warm_use(env: Mapping[str, str], name: str, now: float) -> None:
    """Append that a role was used at `now` (seconds since the epoch); an error is ignored."""
    line = b"%d %s\n" % (now, name.encode("utf-8", "surrogatepass"))
    try:
        descriptor = os.open(uses_path(env), _TO_APPEND, 0o600)
    except (OSError, ValueError):
        return  # the order of a list is no reason to fail, nor to make directories
    try:
        if _is_ours(descriptor) and line.count(b"\n") == 1:
            os.write(descriptor, line)
    except OSError:
        return
    finally:
        os.close(descriptor)


def _is_ours(descriptor: int) -> bool:
    about = os.fstat(descriptor)
    plain = stat.S_ISREG(about.st_mode) and about.st_nlink == 1
    return plain and HAS_OWNERS and is_own(about) and about.st_size < LIMIT


def warm_uses(env: Mapping[str, str]) -> list[tuple[str, float]]:
    """Return each use as (role, time), in order; an invalid line is left out."""
    try:
        descriptor = os.open(uses_path(env), TO_READ | flags("O_NOFOLLOW"))
    except (OSError, ValueError):
        return []
    try:
        raw = os.read(descriptor, 2 * LIMIT) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    except OSError:
        return []
    finally:
        os.close(descriptor)
    found = []
    for line in raw.split(b"\n")[:-1]:
        when, _, name = line.partition(b" ")
        try:
            text = name.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            continue
        if text and when.isdigit() and len(when) < 13:
            found.append((text, float(when)))
    return found


def forget_warm_uses(env: Mapping[str, str]) -> None:
    """Remove the lines, after they are counted."""
    try:
        os.unlink(uses_path(env))
    except (OSError, ValueError):
        return

"""Find the calling shell and its dialect.

Builtins alone: a warm `export` passes here.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Callable, Iterator, Mapping

_DIALECT_OF = {
    "bash": "bash",
    "rbash": "bash",
    "zsh": "zsh",
    "fish": "fish",
    "tcsh": "tcsh",
    "csh": "tcsh",
    "sh": "sh",
    "dash": "sh",
    "ash": "sh",
    "ksh": "sh",
    "mksh": "sh",
    "yash": "sh",
}
MOST_PARENTS = 12
"""The number of parents searched for a shell: `env`, `timeout`, `make`, a version manager."""

Ancestor = tuple[int, str]
"""A process's parent's id, and its own command's name."""


def calling_dialect(
    env: Mapping[str, str],
    *,
    parent: int | None = None,
    ancestor: Callable[[int], Ancestor | None] | None = None,
    system: str = os.name,
) -> str:
    """Return the dialect of the shell that called us.

    SWTUI_SHELL says so; else the nearest shell among our parents (`parent` is the first one's
    process id, `ancestor` reads one); else $SHELL; else sh. On Windows (`system` is `nt`), where
    nothing says that the caller reads sh, UsageError is raised instead.
    """
    kind = shell_kind(env.get("SWTUI_SHELL", ""))
    if kind:
        return kind
    read = ancestor or (_read_proc if sys.platform == "linux" else _read_ps)
    for name in _read_parents(os.getppid() if parent is None else parent, read):
        kind = shell_kind(name)
        if kind:
            return kind
    kind = shell_kind(env.get("SHELL", ""))
    if not kind and system == "nt":
        from swtui.errors import UsageError

        raise UsageError(
            "which shell reads this is not known; swtui does not write PowerShell or cmd yet",
            hint="name one: --format bash, zsh, sh, fish, tcsh, dotenv, docker or json",
        )
    return kind or "sh"


def shell_kind(command: str) -> str:
    """Return the dialect of a shell's path or name (`-bash`, `/opt/bin/zsh-5.9`), or nothing."""
    return _DIALECT_OF.get(command.rpartition("/")[2].lstrip("-").partition("-")[0], "")


def _read_parents(pid: int, ancestor: Callable[[int], Ancestor | None]) -> Iterator[str]:
    """Yield the command names of a process and its parents, the nearest first."""
    for _ in range(MOST_PARENTS):
        process = ancestor(pid) if pid > 1 else None
        if process is None:
            return
        pid, name = process
        yield name


def _read_proc(pid: int) -> Ancestor | None:
    """Read /proc/PID/stat (proc(5)): `pid (name) state ppid …`; the name may hold anything."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stream:
            text = stream.read(4096).decode("utf-8", "replace")
    except OSError:
        return None
    name, _, rest = text.partition("(")[2].rpartition(")")
    fields = rest.split()
    return (int(fields[1]), name) if len(fields) > 1 and fields[1].isdigit() else None


def _read_ps(pid: int) -> Ancestor | None:
    """Run ps, where there is no /proc; without subprocess, which costs more than ps itself."""
    if not hasattr(os, "posix_spawn"):
        return None
    reading, writing = os.pipe()
    try:
        child = os.posix_spawn(
            "/bin/ps",
            ["ps", "-o", "ppid=,comm=", "-p", str(pid)],
            {},
            file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)],
        )
    except OSError:
        os.close(reading)
        return None
    finally:
        os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        parent, _, name = stream.read(4096).decode("utf-8", "replace").strip().partition(" ")
    os.waitpid(child, 0)
    return (int(parent), name.strip()) if parent.isdigit() else None

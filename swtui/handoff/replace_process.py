"""Replace this process by another program, so that its exit code and signals are passed on.

Builtins alone: a warm `exec` passes here.
"""

from __future__ import annotations

# The C part of `signal`: the module itself builds enums, which costs more than all the rest here.
import _signal  # type: ignore[import-not-found]
import errno
import os
import sys

from swtui.errors import CannotRunError
from swtui.system import allow_core_files, forbid_core_files

TYPE_CHECKING = False
if TYPE_CHECKING:  # these are slow to import, and only the type checker needs them
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

_OURS = ("SIGPIPE", "SIGXFSZ", "SIGTSTP", "SIGCONT")
"""Signals that Python ignores, or that a terminal program handles: a child would inherit that."""


def become(
    path: str, argv: Sequence[str], env: Mapping[str, str], *, only_terminal: bool = False
) -> NoReturn:
    """Replace this process by the program at `path`; raises OSError when that fails.

    With `only_terminal` no file descriptor but 0, 1 and 2 is passed on; otherwise those that our
    caller passed us stay (`<(…)`, make's job server), and none of swtui's.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue  # closed, or its reader has gone: the program will meet the same
    if hasattr(_signal, "pthread_sigmask"):  # else there are no such files
        for name in _OURS:
            _signal.signal(getattr(_signal, name), _signal.SIG_DFL)
        _signal.pthread_sigmask(_signal.SIG_SETMASK, ())
    if only_terminal:
        _keep_terminal_only()
    allow_core_files()
    try:
        os.execve(path, list(argv), dict(env))
    finally:  # it failed
        forbid_core_files()


def become_command(argv: Sequence[str], env: Mapping[str, str]) -> NoReturn:
    """Replace this process by the command `argv`, looked up in the PATH of `env`.

    Raises CannotRunError as shells have it: 127 when there is no such command, 126 when it cannot
    be started (not executable, not a program, arguments and environment too large).
    """
    command = argv[0] if argv else ""
    error: OSError | None = None
    for path in _list_paths(command, env):
        try:
            become(path, argv, env)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except PermissionError as problem:
            error = error or problem  # as execvp(3): another directory may have it
        except OSError as problem:
            raise _build_error(command, problem) from None
    if error is not None:
        raise _build_error(command, error)
    raise CannotRunError(f"{_shorten(command)}: command not found", exit_code=127)


def _list_paths(command: str, env: Mapping[str, str]) -> list[str]:
    if not command:
        return []
    if "/" in command:
        return [command]
    path = env.get("PATH", os.defpath)
    return [os.path.join(directory or ".", command) for directory in path.split(":")]


def _build_error(command: str, problem: OSError) -> CannotRunError:
    hint = ""
    reason = (problem.strerror or "it cannot be started").lower()
    if problem.errno == errno.E2BIG:
        reason = "its arguments and the environment are larger than the system allows"
    elif problem.errno == errno.ENOEXEC:
        hint = "a script needs a first line that names its interpreter: #!/bin/sh"
    return CannotRunError(f"{_shorten(command)}: {reason}", exit_code=126, hint=hint)


def _shorten(command: str) -> str:
    # Made display-safe where it is shown, as every message is.
    return command[:200] or "''"


def _keep_terminal_only() -> None:
    """Mark every descriptor above 2 to be closed by exec; /dev/fd lists them (Linux, macOS)."""
    for name in os.listdir("/dev/fd"):
        if name.isdigit() and int(name) > 2:
            try:
                os.set_inheritable(int(name), False)
            except OSError:
                continue  # the listing's own descriptor, closed by now

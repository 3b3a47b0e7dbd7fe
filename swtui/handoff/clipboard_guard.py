"""Run the clipboard's helpers with a time limit, without a terminal and without AWS variables."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STEP_LIMIT = 2.0
"""Seconds for what a clipboard helper does."""
POWERSHELL_LIMIT = 8.0
"""The same under WSL, where reading back starts a PowerShell."""
START_LIMIT = 4.0
"""Seconds more for a Python to start in, on a machine under load."""

_PASSED_ON = frozenset(
    (
        *("PATH", "HOME", "USER", "LOGNAME", "LANG", "TERM", "TMPDIR"),
        *("LD_LIBRARY_PATH", "PYTHONHOME"),
        *("DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"),
        *("TMUX", "TMUX_PANE", "TMUX_TMPDIR"),
        *("WSL_DISTRO_NAME", "WSL_INTEROP", "__CF_USER_TEXT_ENCODING"),
    )
)
_PASSED_ON_FAMILIES = ("LC_", "XDG_")


class WayFailed(Exception):  # noqa: N818 - reads as the sentence it is
    """An error of one way of copying; its text is the reason."""


def digest(text: str, salt: bytes) -> str:
    """Return a salted hash of a text, to compare it later without storing it.

    Line ends become `\\n` and those at the end are dropped: some clipboards change them.
    """
    normalized = text.replace("\r\n", "\n").rstrip("\n")
    return sha256(salt + normalized.encode("utf-8", "surrogatepass")).hexdigest()


def bare_environment(env: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that clipboard programs need, which outlive us: no key is among them."""
    return {
        name: value
        for name, value in env.items()
        if name in _PASSED_ON or name.startswith(_PASSED_ON_FAMILIES)
    }


def python_command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module of swtui in a Python of its own.

    Isolated (-I) it would not find us in a zipapp or in the user's site directory, so it gets our
    own search path instead (see `python_environment`), and neither site nor the working directory.
    """
    if not sys.executable:
        raise WayFailed("no Python can be started from here")
    return [sys.executable, "-S", "-P", "-m", module, *arguments]


def python_environment(env: Mapping[str, str]) -> dict[str, str]:
    """Return the bare environment with our own search path in it."""
    return bare_environment(env) | {"PYTHONPATH": os.pathsep.join(filter(os.path.isabs, sys.path))}


def run_guarded(
    argv: Sequence[str], env: Mapping[str, str], text: bytes = b"", limit: float = STEP_LIMIT
) -> tuple[int, bytes]:
    """Run a helper without a terminal, and return its exit code and output.

    It runs in a session of its own, reads `text`, and its stderr is dropped. Raises
    WayFailed when it cannot be started, or did not end in `limit` seconds: then its whole process
    group is killed.
    """
    process = start_guarded(argv, env)
    try:
        output, _ = process.communicate(text, timeout=limit)
    except subprocess.TimeoutExpired:
        name = os.path.basename(argv[0])
        raise WayFailed(f"{name} did not end within {limit:.0f} s") from None
    finally:
        end_process(process)
    return process.returncode, output


def start_guarded(argv: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a helper in a session of its own; raises WayFailed when it cannot be started."""
    try:
        return subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(env),
            cwd="/",
            start_new_session=True,
        )
    except (OSError, ValueError) as problem:
        name = os.path.basename(argv[0])
        reason = getattr(problem, "strerror", None) or "its name or environment is not valid"
        raise WayFailed(f"{name} cannot be started: {reason.lower()}") from None


def end_process(process: subprocess.Popen[bytes]) -> None:
    """Kill the group of a process that still runs, and close its pipes without waiting."""
    if process.returncode is None:
        # Not reaped yet, so its id cannot be another's.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.wait()

"""Run the demo's child in our own process group, as if the shell had started it.

The terminal belongs to the child: ^C, ^\\ and ^Z reach it from the kernel, and we sit them out.
When it stops, we stop, so that the shell takes the terminal back; when we go on, it goes on.
"""

from __future__ import annotations

import os
import shutil
import signal
import site
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from swtui.errors import CannotRunError
from swtui.text import one_line

PASSED_ON = (signal.SIGTERM, signal.SIGHUP)
"""Sent to us alone: they mean the child."""
WAITED_FOR = frozenset(
    (
        *PASSED_ON,
        # The terminal sends these to the whole process group: they are the child's business.
        signal.SIGINT,
        signal.SIGQUIT,
        signal.SIGTSTP,
        signal.SIGCHLD,
        signal.SIGALRM,
    )
)
PATIENCE = 2
"""Seconds until a child that does not end gets the next signal: HUP, then KILL."""


class Child:
    """The child process and the signals for it: `with Child() as child: …`.

    They are blocked and waited for, in this thread and all it starts. Handlers would not do: a
    signal that comes just before a system call would not end it. The child gets the mask that
    was there before; what we were started to ignore (nohup), it ignores as well.
    """

    def __init__(self) -> None:
        self._end_signal = 0
        self._process = 0
        self._firmer = [signal.SIGHUP, signal.SIGKILL]
        self._mask_before: set[Any] = set()
        self._before: Any = None

    def __enter__(self) -> Child:
        self._mask_before = signal.pthread_sigmask(signal.SIG_BLOCK, WAITED_FOR)
        # Where SIGCHLD is left at its default, some systems drop it even while it is blocked.
        self._before = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(self, *_: object) -> None:
        signal.alarm(0)
        while signal.sigpending() & WAITED_FOR:
            signal.sigwait(WAITED_FOR)  # a ^C that ended the child is not to end us as well
        signal.signal(signal.SIGCHLD, self._before)
        signal.pthread_sigmask(signal.SIG_SETMASK, self._mask_before)

    def run(self, argv: Sequence[str], env: Mapping[str, str]) -> int:
        """Run a command to its end and return its exit code, 128+n if signal n ended it.

        After SIGTERM or SIGHUP to us it returns 128 + that signal. Raises CannotRunError.
        """
        self._process = _spawn(argv, env, self._mask_before)
        code: int | None = None
        while code is None:
            number = signal.sigwait(WAITED_FOR)
            if number == signal.SIGCHLD:
                code = self._read_status()
            elif number in PASSED_ON:
                self._end_signal = self._end_signal or number
                self._signal_end(number)
            elif number == signal.SIGALRM:
                self._signal_end(self._firmer.pop(0) if self._firmer else signal.SIGKILL)
        return 128 + self._end_signal if self._end_signal else code

    def _read_status(self) -> int | None:
        """Return the child's exit code if it has ended; stop as well if it has stopped."""
        process, status = os.waitpid(self._process, os.WUNTRACED | os.WNOHANG)
        if not process:
            return None
        if os.WIFSTOPPED(status):
            self._stop_ourselves()
            self._send(signal.SIGCONT)
            return None
        code = os.waitstatus_to_exitcode(status)
        return code if code >= 0 else 128 - code

    def _stop_ourselves(self) -> None:
        """Stop until SIGCONT comes; in an orphaned process group, which has no shell, go on."""
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTSTP,))
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTSTP,))

    def _signal_end(self, number: int) -> None:
        self._send(number)
        self._send(signal.SIGCONT)  # a stopped child would never hear it
        signal.alarm(PATIENCE)

    def _send(self, number: int) -> None:
        try:
            os.kill(self._process, number)
        except ProcessLookupError:
            return  # it ended by itself meanwhile


def _spawn(argv: Sequence[str], env: Mapping[str, str], mask: set[Any]) -> int:
    """Start a command found through the PATH of `env`, and return its process id."""
    program = shutil.which(argv[0], path=env.get("PATH", os.defpath))
    if program is None:
        exists = "/" in argv[0] and os.path.exists(argv[0])
        what = "is not a program that can be run" if exists else "no such command"
        raise CannotRunError(f"{one_line(argv[0])}: {what}", exit_code=126 if exists else 127)
    try:
        # Python ignores SIGPIPE and SIGXFSZ; a program expects them to end it.
        return os.posix_spawn(
            program,
            list(argv),
            dict(env),
            setsigdef=(signal.SIGPIPE, signal.SIGXFSZ),
            setsigmask=mask,
        )
    except OSError as problem:
        reason = one_line(problem.strerror or "cannot be started").lower()
        raise CannotRunError(f"{one_line(argv[0])}: {reason}", exit_code=126) from None


DEAD_END = "http://127.0.0.1:9"
"""A proxy without a listener: a program that would call the real AWS cannot."""

_FOREIGN_STARTS = ("AWS_", "SWTUI_", "GRANTED_", "AWSUME_", "TEXTUAL")
_FOREIGN = (
    # Each names a start-up or history file of the user's own.
    "BASH_ENV",
    "ENV",
    "HISTFILE",
    "ZDOTDIR",
    "PYTHONSTARTUP",
    "INPUTRC",
)


def child_environment(
    root: Path, url: str, env: Mapping[str, str], *, programs: Path | None = None
) -> dict[str, str]:
    """Return the environment for programs in the demo whose directory is `root`.

    `url` is the server's. `programs` is a directory that goes to the front of PATH.
    """
    child_env = {name: value for name, value in env.items() if not _is_foreign(name)}
    home = root / "home"
    child_env |= {
        "SWTUI_DEMO": str(root),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_RUNTIME_DIR": str(root / "run"),
        "AWS_CONFIG_FILE": str(home / ".aws/config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / ".aws/credentials"),
        "AWS_ENDPOINT_URL": url,
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": url,
        **_build_guards(),
        **_keep_home_paths(env),
    }
    if programs:
        child_env["PATH"] = os.pathsep.join((str(programs), env.get("PATH") or os.defpath))
    return child_env


def _is_foreign(name: str) -> bool:
    return name.startswith(_FOREIGN_STARTS) or name in _FOREIGN or name.lower().endswith("_proxy")


def _build_guards() -> dict[str, str]:
    """Return the variables that keep programs on this machine and out of the user's key store.

    An old `aws` ignores AWS_ENDPOINT_URL; through the dead proxy it cannot reach the real AWS.
    """
    proxies = {"HTTPS_PROXY": DEAD_END, "HTTP_PROXY": DEAD_END, "NO_PROXY": "127.0.0.1,localhost"}
    lower = {name.lower(): value for name, value in proxies.items()}
    return {
        **proxies,
        **lower,
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }


def _keep_home_paths(env: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that name what is found through the real home, for another HOME."""
    variables: dict[str, str] = {}
    if "PYTHONUSERBASE" not in env and site.ENABLE_USER_SITE:
        variables["PYTHONUSERBASE"] = site.getuserbase()
    display, runtime = env.get("WAYLAND_DISPLAY", ""), env.get("XDG_RUNTIME_DIR", "")
    if display and runtime and not display.startswith("/"):
        variables["WAYLAND_DISPLAY"] = f"{runtime}/{display}"
    authority = Path(env.get("HOME", "/")) / ".Xauthority"
    if env.get("DISPLAY") and "XAUTHORITY" not in env and authority.exists():
        variables["XAUTHORITY"] = str(authority)
    return variables

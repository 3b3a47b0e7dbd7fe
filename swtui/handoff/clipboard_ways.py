"""Copy a text to the desktop, to tmux or to the terminal."""

from __future__ import annotations

import base64
import sys
from typing import TYPE_CHECKING

from swtui.handoff.clipboard_guard import (
    POWERSHELL_LIMIT,
    START_LIMIT,
    STEP_LIMIT,
    WayFailed,
    bare_environment,
    digest,
    python_command,
    python_environment,
    run_guarded,
)
from swtui.records import record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WSL = "Windows, from WSL"
"""The name that `find_desktop` gives it."""

BUFFER = "swtui"
"""tmux's buffer of that name: the user's own ones are left alone."""

OSC_LIMIT = 8192
"""Bytes of a whole OSC 52 sequence; many terminals drop longer ones without a word."""

_KEEP_BY_THEMSELVES = ("pbcopy", "macOS", "clip.exe", "Windows", "/dev/clipboard")
"""Clipboards that need no process to provide a text: a failed copy may have arrived."""

_OWN_DESKTOPS = {"darwin": "macOS", "win32": "Windows", "cygwin": "Cygwin"}
"""Systems that have a clipboard without any variable naming it."""

_SCREEN_PIECE = 76
"""Bytes of one string that GNU screen passes on; old ones cut it at 256."""


@record
class Placed:
    """The place of a text that was copied in one way."""

    way: str
    """As in `Copied.way`."""
    place: str
    """`desktop`, `tmux` or `terminal`, for the clearing."""
    verified: bool
    """Whether it was read back."""
    clearable: bool
    """Whether it can be read again, and so cleared if unchanged."""
    destination: str
    """The end of a sentence: `to the clipboard (xclip)`."""
    paste: str = ""
    """The way to paste it, where that is not the usual one: a sentence."""
    stays: str = ""
    """The other places where a secret may stay: a sentence."""


def is_over_ssh(env: Mapping[str, str]) -> bool:
    """Return whether the user is connected over SSH."""
    return bool(env.get("SSH_CONNECTION") or env.get("SSH_TTY") or env.get("SSH_CLIENT"))


def find_desktop(env: Mapping[str, str]) -> str:
    """Return the name of the user's desktop, or an empty text.

    Over SSH a display counts only if it is forwarded (`localhost:10.0`): `:0` is that of the
    machine over there.
    """
    display = env.get("DISPLAY", "")
    if is_over_ssh(env):
        forwarded = bool(display) and not display.startswith((":", "unix:", "/"))
        return f"X11 display {display}, forwarded" if forwarded else ""
    if sys.platform in _OWN_DESKTOPS:
        return _OWN_DESKTOPS[sys.platform]
    if env.get("WSL_DISTRO_NAME") or env.get("WSL_INTEROP"):
        return WSL
    if env.get("WAYLAND_DISPLAY"):
        return f"Wayland display {env['WAYLAND_DISPLAY']}"
    return f"X11 display {display}" if display else ""


def read_tmux_environment(env: Mapping[str, str]) -> Mapping[str, str]:
    """Return `env` with the values of the terminal that is now attached to tmux.

    A pane's own variables are those of the time it was made: the user may have gone home since,
    and come back over SSH. tmux keeps the current ones (its option `update-environment`).
    """
    if not env.get("TMUX"):
        return env
    try:
        code, output = run_guarded(["tmux", "show-environment"], bare_environment(env))
    except WayFailed:
        return env
    if code != 0:
        return env
    current = dict(env)
    for line in output.decode("utf-8", "replace").splitlines():
        name, equals, value = line.partition("=")
        if equals and name in ("SSH_CONNECTION", "DISPLAY", "XAUTHORITY"):
            current[name] = value
        elif line == "-SSH_CONNECTION":
            for removed in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
                current.pop(removed, None)
    return current


def copy_to_desktop(text: str, env: Mapping[str, str], secret: bool) -> Placed:
    """Copy `text` to the desktop's clipboard; raises WayFailed unless it was read back the same."""
    command = python_command("swtui.handoff.clipboard_child", "copy-secret" if secret else "copy")
    step = POWERSHELL_LIMIT if find_desktop(env) == WSL else STEP_LIMIT
    _, output = run_guarded(command, python_environment(env), text.encode(), START_LIMIT + step)
    name, _, verdict = output.decode("utf-8", "replace").strip().partition("\n")
    if verdict != "same":
        raise WayFailed(_explain_failure(name, verdict))
    return Placed(
        way=name,
        place="desktop",
        verified=True,
        clearable=True,
        destination=f"to the clipboard ({name})",
    )


def _explain_failure(name: str, verdict: str) -> str:
    if not name:
        return "the desktop's clipboard cannot be reached"
    if name == "none":
        return "no clipboard program for this desktop was found"
    if name in _KEEP_BY_THEMSELVES:
        return f"{name} could not be read back: the text may be on the clipboard, and stays there"
    if verdict == "slow":
        return f"{name} did not answer in time and was ended"
    return f"{name} copied nothing"


def copy_to_tmux(text: str, env: Mapping[str, str]) -> Placed:
    """Copy `text` to tmux's buffer; raises WayFailed unless it was read back the same.

    tmux then also sends it to the terminal (`-w`, since 3.2), where its `set-clipboard` and the
    terminal let it.
    """
    clean = bare_environment(env)
    load = ["tmux", "load-buffer", "-w", "-b", BUFFER, "-"]
    code, _ = run_guarded(load, clean, text.encode())
    forwarded = code == 0
    if not forwarded:
        load.remove("-w")
        code, _ = run_guarded(load, clean, text.encode())
    if code == 0:
        code, output = run_guarded(["tmux", "save-buffer", "-b", BUFFER, "-"], clean)
    if code != 0:
        raise WayFailed("tmux took nothing")
    if digest(output.decode("utf-8", "replace"), b"") != digest(text, b""):
        run_guarded(["tmux", "delete-buffer", "-b", BUFFER], clean)
        raise WayFailed("tmux holds something else")
    stays = "If tmux sent it to the terminal's clipboard too, it stays there." if forwarded else ""
    return Placed(
        way="tmux buffer",
        place="tmux",
        verified=True,
        clearable=True,
        destination=f'to tmux buffer "{BUFFER}"',
        paste="Paste: prefix + =.",
        stays=stays,
    )


def copy_to_terminal(text: str, env: Mapping[str, str], write: Callable[[str], None]) -> Placed:
    """Send `text` to the terminal (xterm's OSC 52), which does not confirm it.

    Raises WayFailed when it is too long, or the terminal is gone.
    """
    sequence = f"\x1b]52;c;{base64.b64encode(text.encode()).decode('ascii')}\a"
    if len(sequence) > OSC_LIMIT:
        raise WayFailed(f"{len(text)} characters are too long for the terminal (OSC 52)")
    try:
        write(wrap_for_multiplexer(sequence, env))
    except OSError as problem:
        reason = (problem.strerror or "it is gone").lower()
        raise WayFailed(f"the terminal cannot be written to: {reason}") from None
    way = "terminal (OSC 52)"
    distance = "to the terminal over SSH" if is_over_ssh(env) else "to the terminal"
    return Placed(
        way=way,
        place="terminal",
        verified=False,
        clearable=False,
        destination=f"{distance} (OSC 52)",
        stays="It cannot be cleared from there.",
    )


def wrap_for_multiplexer(sequence: str, env: Mapping[str, str]) -> str:
    """Return a terminal sequence in the form that the multiplexer in `env` passes on.

    tmux takes it itself with `set-clipboard on`, or passes on the wrapped form with
    `allow-passthrough on`: it gets both. GNU screen passes on strings in short pieces.
    """
    if env.get("TMUX"):
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"{sequence}\x1bPtmux;{doubled}\x1b\\"
    if env.get("STY"):
        pieces = range(0, len(sequence), _SCREEN_PIECE)
        return "".join(f"\x1bP{sequence[at : at + _SCREEN_PIECE]}\x1b\\" for at in pieces)
    return sequence

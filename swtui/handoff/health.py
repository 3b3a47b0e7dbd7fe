"""Check the clipboard and the shells, and start-up files that set AWS variables."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from swtui.files import home
from swtui.handoff.calling_shell import calling_dialect, shell_kind
from swtui.handoff.clipboard import describe_ways
from swtui.handoff.clipboard_ways import WSL, find_desktop
from swtui.handoff.environment import REGIONS
from swtui.handoff.shell_hook import SHELLS
from swtui.handoff.start_files import Touch, find_init, find_touches, start_files
from swtui.handoff.subshell import find_account_shell, list_shells
from swtui.health import HealthLine

if TYPE_CHECKING:
    from swtui.settings import Settings

CLIPBOARD, SHELL = "clipboard", "shells"
_KNOWN = (*SHELLS, "dash", "ksh", "mksh", "tcsh", "nu", "pwsh")
_LINES = {
    "bash": 'eval "$(swtui init bash)"',
    "zsh": 'eval "$(swtui init zsh)"',
    "fish": "swtui init fish | source",
}
"""Shell → the line that defines `sw`, as in the documents."""
_MORE_FILES = {"bash": (".bash_profile", ".profile"), "zsh": (".zprofile", ".zlogin")}
"""Shell → other files in which people define `sw`."""


def health(env: Mapping[str, str], settings: Settings) -> list[HealthLine]:
    """Return the lines on the clipboard and the shells, from PATH, variables and files alone."""
    return [*_check_clipboard(env, settings), *_check_shells(env)]


def _check_clipboard(env: Mapping[str, str], settings: Settings) -> Iterator[HealthLine]:
    ways = describe_ways(env)
    alone = len(ways) == 1
    hint = "in tmux it can be; and Y copies a command without a secret" if alone else ""
    for rank, way in enumerate(ways):
        text = f"{'copies go to' if rank == 0 else 'else to'} {way}"
        yield HealthLine(area=CLIPBOARD, state="warning" if alone else "ok", text=text, hint=hint)
    missing = _find_missing_program(env)
    if missing:
        text = f"no program here reaches that clipboard ({missing})"
        yield HealthLine(
            area=CLIPBOARD, state="warning", text=text, hint=f"install {missing.split(' or ')[0]}"
        )
    if not settings.clipboard_secrets:
        yield HealthLine(
            area=CLIPBOARD, state="ok", text="the settings keep secrets off the clipboard"
        )
    elif not settings.clipboard_clear:
        text = "the settings leave copied secrets where they are (clipboard_clear = 0)"
        yield HealthLine(area=CLIPBOARD, state="warning", text=text, hint="clipboard_clear = 45")


def _find_missing_program(env: Mapping[str, str]) -> str:
    """Return the programs of which the desktop's clipboard needs one, if none is on PATH."""
    desktop = find_desktop(env)
    needed: tuple[str, ...] = ()
    if desktop == WSL:
        needed = ("clip.exe",)
    elif desktop.startswith("Wayland"):
        needed = ("wl-copy", "xclip", "xsel") if env.get("DISPLAY") else ("wl-copy",)
    elif desktop.startswith("X11"):
        needed = ("xclip", "xsel")
    if any(shutil.which(program, path=env.get("PATH")) for program in needed):
        return ""
    return " or ".join(needed).replace("wl-copy", "wl-clipboard", 1)


def _check_shells(env: Mapping[str, str]) -> Iterator[HealthLine]:
    candidates = list_shells(env, find_account_shell())
    if not candidates:
        yield HealthLine(
            area=SHELL,
            state="problem",
            text="no shell can be started",
            hint="set SHELL=/path/to/shell",
        )
        return
    path, note = candidates[0]
    kind = shell_kind(path)
    yield HealthLine(
        area=SHELL, state="ok", text=f"a subshell is {path}; exports are for {calling_dialect(env)}"
    )
    if note:
        yield HealthLine(area=SHELL, state="warning", text=note, hint="set SHELL to your shell")
    installed = [name for name in _KNOWN if shutil.which(name, path=env.get("PATH"))]
    text = f"found on PATH: {', '.join(installed) or 'none that swtui knows'}"
    yield HealthLine(area=SHELL, state="ok", text=text, absent=not installed)
    if kind not in SHELLS:
        text = f"the role is not shown in the prompt of {kind or path}, and there is no sw for it"
        yield HealthLine(
            area=SHELL,
            state="warning",
            text=text,
            hint="SHELL=… swtui shell NAME starts bash, zsh or fish",
        )
        return
    yield _describe_sw(kind, env)
    for file in start_files(kind, env):
        for touch in find_touches(kind, file):
            yield _describe_override(touch)


def _describe_sw(kind: str, env: Mapping[str, str]) -> HealthLine:
    files = start_files(kind, env)
    more = tuple(home(env) / name for name in _MORE_FILES.get(kind, ()))
    for path in (*files, *more):
        place = find_init(path, kind)
        if place is not None:
            return HealthLine(area=SHELL, state="ok", text=f"sw is set up for {kind}", place=place)
    hint = f"it switches the current shell; put into {files[-1].name}: {_LINES[kind]}"
    return HealthLine(
        area=SHELL, state="ok", text=f"sw is not set up for {kind}", hint=hint, absent=True
    )


def _describe_override(touch: Touch) -> HealthLine:
    verb = "removes" if touch.removes else "sets"
    whose = "region" if touch.name in REGIONS else "credentials"
    text = f"the start-up file {verb} {touch.name}: in a subshell that overrides the role's {whose}"
    hint = 'take the line out; or keep what is there: [ -n "$SWTUI_ROLE" ] || …'
    return HealthLine(
        area=SHELL, state="warning", text=text, hint=hint, place=(str(touch.path), touch.line)
    )

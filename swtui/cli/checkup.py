"""Asks every room for its health: what `swtui doctor` prints and the picker's screen shows."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from swtui.files import shown_path
from swtui.health import HealthLine
from swtui.settings import settings_path
from swtui.shell_word import shell_word
from swtui.system import HAS_OWNERS
from swtui.text import safe

if TYPE_CHECKING:
    from swtui.cli.rooms import Rooms

SETTINGS = "settings"


def health(rooms: Rooms, *, online: bool = False) -> list[HealthLine]:
    """Return every room's lines; without `online` nobody is asked. Nothing is run.

    The files are read anew; finding out where sessions go may take two seconds.
    """
    from swtui import installed
    from swtui.handoff.health import health as of_handoff
    from swtui.roles.catalogue import load_catalogue
    from swtui.roles.health import health as of_roles
    from swtui.sessions.handed import handed_lines
    from swtui.sessions.health import health as of_sessions

    env, settings = rooms.env, rooms.settings
    catalogue = load_catalogue(env, settings)
    lines = [
        *of_roles(catalogue, env),
        *handed_lines(catalogue, env),
        *_settings(rooms),
        *of_sessions(env, catalogue.files, settings, rooms.store, now=time.time()),
        *of_handoff(env, settings),
    ]
    if online:
        from swtui.sessions.online_health import online_health

        lines += online_health(env, catalogue.files, settings)
    return [*lines, *installed.health()]


def _settings(rooms: Rooms) -> Iterator[HealthLine]:
    path = settings_path(rooms.env)
    shown = shown_path(path, rooms.env)
    is_there = path.is_file()
    mode = stat.S_IMODE(path.stat().st_mode) if is_there else 0
    how = f"read, mode {mode:04o}" if is_there else "not there: defaults"
    yield HealthLine(SETTINGS, "ok", f"{shown} is {how}", absent=not is_there)
    if HAS_OWNERS and mode & 0o022:
        text = f"{shown} can be written by other users: they decide what runs (mfa_process)"
        yield HealthLine(SETTINGS, "problem", text, f"chmod go-w {shell_word(str(path))}")
    for warning in rooms.warnings:
        text = warning.removeprefix(f"{safe(str(path))}: ")
        yield HealthLine(SETTINGS, "warning", text, "mend it there", (str(path), 0))

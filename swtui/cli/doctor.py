"""`swtui doctor`: what is well with the set-up, what is not, and what to do about it."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser
from swtui.files import shown_path
from swtui.health import HealthLine, report
from swtui.settings import settings_path
from swtui.shell_word import shell_word
from swtui.system import HAS_OWNERS
from swtui.text import safe

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext


SETTINGS = "settings"


def health(rooms: CommandContext, *, online: bool = False) -> list[HealthLine]:
    """Return every folder's lines; without `online` no call is made. Nothing is run.

    The files are read again; finding out where sessions go may take two seconds.
    """
    from swtui import installed
    from swtui.handoff.health import health as of_handoff
    from swtui.roles.catalogue import load_catalogue
    from swtui.roles.health import health as of_roles
    from swtui.sessions.handoff_values import handed_lines
    from swtui.sessions.health.report import health as of_sessions

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
        from swtui.sessions.health.online import online_health

        lines += online_health(env, catalogue.files, settings)
    return [*lines, *installed.health()]


def _settings(rooms: CommandContext) -> Iterator[HealthLine]:
    path = settings_path(rooms.env)
    shown = shown_path(path, rooms.env)
    is_there = path.is_file()
    mode = stat.S_IMODE(path.stat().st_mode) if is_there else 0
    how = f"is read, mode {mode:04o}" if is_there else "does not exist: defaults"
    yield HealthLine(area=SETTINGS, state="ok", text=f"{shown} {how}", absent=not is_there)
    if HAS_OWNERS and mode & 0o022:
        text = f"{shown} can be written by other users: they decide what runs (mfa_process)"
        yield HealthLine(
            area=SETTINGS, state="problem", text=text, hint=f"chmod go-w {shell_word(str(path))}"
        )
    for warning in rooms.warnings:
        text = warning.removeprefix(f"{safe(str(path))}: ")
        yield HealthLine(
            area=SETTINGS, state="warning", text=text, hint="fix it there", place=(str(path), 0)
        )


PROBLEM_CODE = 3
"""The exit code where something will not work: a matter of configuration."""


def arguments(parser: Parser) -> None:
    """Declare what may stand behind `doctor`."""
    parser.add_argument(
        "--online", action="store_true", help="ask AWS too: the clock, the age of keys"
    )
    parser.add_argument("--json", action="store_true", help="a list of objects, texts raw")


def run(args: Arguments, rooms: CommandContext) -> int:
    """Show every line; exit 3 when there is a problem, 0 where there are only warnings."""
    lines = health(rooms, online=args.online)
    if args.json:
        output.data_json([as_json(line) for line in lines])
    else:
        output.print_text("\n".join(report(lines, rooms.env, output.width(rooms.env))) + "\n")
    return PROBLEM_CODE if any(line.state == "problem" for line in lines) else 0


def as_json(line: HealthLine) -> dict[str, Any]:
    """Return a line as the documented object; texts are raw."""
    file, number = line.place or (None, None)
    return {
        "area": line.area,
        "state": line.state,
        "text": line.text,
        "cure": line.hint or None,
        "file": file,
        "line": number or None,
    }

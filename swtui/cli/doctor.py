"""`swtui doctor`: check the setup and suggest fixes."""

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

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext


SETTINGS = "settings"


def health(context: CommandContext, *, online: bool = False) -> list[HealthLine]:
    """Return every folder's lines; without `online` no call is made. Nothing is run.

    The files are read again; finding out where sessions go may take two seconds.
    """
    from swtui import installed
    from swtui.handoff.health import health as handoff_health
    from swtui.roles.catalogue import load_catalogue
    from swtui.roles.health import health as roles_health
    from swtui.sessions.handoff_values import handed_lines
    from swtui.sessions.health.report import health as sessions_health

    env, settings = context.env, context.settings
    catalogue = load_catalogue(env, settings)
    lines = [
        *roles_health(catalogue, env),
        *handed_lines(catalogue, env),
        *_settings(context),
        *sessions_health(env, catalogue.files, settings, context.store, now=time.time()),
        *handoff_health(env, settings),
    ]
    if online:
        from swtui.sessions.health.online import online_health

        lines += online_health(env, catalogue.files, settings)
    return [*lines, *installed.health()]


def _settings(context: CommandContext) -> Iterator[HealthLine]:
    path = settings_path(context.env)
    shown = shown_path(path, context.env)
    is_there = path.is_file()
    mode = stat.S_IMODE(path.stat().st_mode) if is_there else 0
    how = f"is read, mode {mode:04o}" if is_there else "does not exist: defaults"
    yield HealthLine(area=SETTINGS, state="ok", text=f"{shown} {how}", absent=not is_there)
    if HAS_OWNERS and mode & 0o022:
        text = f"{shown} can be written by other users: they decide what runs (mfa_process)"
        yield HealthLine(
            area=SETTINGS, state="problem", text=text, hint=f"chmod go-w {shell_word(str(path))}"
        )
    for warning in context.settings_warnings:
        yield HealthLine(
            area=SETTINGS,
            state="warning",
            text=warning.text,
            hint="fix it there",
            place=(str(path), 0),
        )


PROBLEM_CODE = 3
"""The exit code when a line is a problem; that of a configuration error."""


def arguments(parser: Parser) -> None:
    """Declare the arguments of `doctor`."""
    parser.add_argument(
        "--online", action="store_true", help="also call AWS to check the clock and the age of keys"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list of objects")


def run(args: Arguments, context: CommandContext) -> int:
    """Print every line; exit 3 when one is a problem, 0 when there are only warnings."""
    lines = health(context, online=args.online)
    if args.json:
        output.write_json([as_json(line) for line in lines])
    else:
        output.print_text("\n".join(report(lines, context.env, output.width(context.env))) + "\n")
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

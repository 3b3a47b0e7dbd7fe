"""`swtui demo`: run swtui on an example organisation, without reading or writing anything real."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.cli.arguments import Arguments, Parser
from swtui.errors import UsageError
from swtui.system import has_module

if TYPE_CHECKING:
    from collections.abc import Mapping

    from swtui.cli.context import CommandContext


def arguments(parser: Parser) -> None:
    """Declare the arguments of `demo`."""
    parser.usage = "swtui demo [CMD [ARG…]]"
    parser.epilog = "CMD is any program, or a command of swtui. Without one, the picker opens."
    parser.takes_rest = True


def run(args: Arguments, context: CommandContext) -> int:
    """Serve the organisation, run the child against it, and return the child's exit code."""
    import sys

    if not has_module("fcntl"):
        raise UsageError("the demo needs a POSIX system", hint="on Windows, run it inside WSL")
    from swtui.cli.main import COMMANDS
    from swtui.demo.parent import run_demo

    command: list[str] = args.command
    if command and command[0] in COMMANDS:
        command = [sys.executable, "-m", "swtui", *command]
    return run_demo(command, context.env, on_end=_clear_sessions)


def _clear_sessions(env: Mapping[str, str]) -> None:
    """Delete the sessions that the demo's programs cached."""
    from swtui.sessions.cache.store import clear_namespace

    clear_namespace(env)

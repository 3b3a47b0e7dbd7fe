"""`swtui shell NAME`: become the user's own shell, with the session in its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.cli.arguments import Arguments, Parser, add_assume_options
from swtui.cli.export import exports_of, say_switch
from swtui.cli.sessions_for import session_named
from swtui.handoff.subshell import run_shell

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext


def arguments(parser: Parser) -> None:
    """Declare what may stand behind `shell`."""
    parser.add_argument("name", metavar="NAME")
    add_assume_options(parser)


def run(args: Arguments, rooms: CommandContext) -> int:
    """Replace this process by the shell; its exit code is the shell's own."""
    session = session_named(args.name, args, rooms)
    say_switch(session, exports_of(session, rooms), rooms)
    run_shell(session, rooms.settings, rooms.env)

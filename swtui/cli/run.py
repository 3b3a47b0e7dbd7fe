"""`swtui exec NAME -- CMD`: become CMD, with the session in its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser, add_assume_options, requested
from swtui.cli.export import exports_of, notes_on
from swtui.cli.sessions_for import name_meant, session_named
from swtui.errors import UsageError
from swtui.handoff.subshell import run_command

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext


def arguments(parser: Parser) -> None:
    """Declare what may stand behind `exec`."""
    parser.usage = "swtui exec NAME|WORDS [OPTIONS] -- CMD [ARG…]"
    parser.takes_command = True
    parser.add_argument(
        "words",
        nargs="+",
        metavar="NAME",
        help="or words that a single role matches, which is not production",
    )
    add_assume_options(parser)


def run(args: Arguments, rooms: CommandContext) -> int:
    """Replace this process by the command; its exit code is the command's own."""
    if not args.command:
        raise UsageError("exec needs a command behind `--`", hint="swtui exec NAME -- CMD …")
    name = name_meant(args.words, rooms, source_profile=requested(args).source_profile)
    session = session_named(name, args, rooms)
    for line in notes_on(session):
        output.print_notice(line)
    run_command(exports_of(session, rooms), args.command, rooms.env)

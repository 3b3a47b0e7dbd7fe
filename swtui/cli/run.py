"""`swtui exec NAME -- CMD`: run CMD with the session in its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser
from swtui.cli.export import build_changes, session_notices
from swtui.cli.session_options import ROLE, add_assume_options, requested
from swtui.cli.sessions_for import session_named, single_role_name
from swtui.errors import UsageError
from swtui.handoff.subshell import run_command

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext


def arguments(parser: Parser) -> None:
    """Declare the arguments of `exec`."""
    parser.usage = "swtui exec NAME|WORDS [OPTIONS] -- CMD [ARG…]"
    parser.takes_command = True
    parser.add_argument(
        "words",
        nargs="+",
        metavar="NAME",
        help=f"{ROLE}, or words that match a single non-production role",
    )
    add_assume_options(parser)


def run(args: Arguments, context: CommandContext) -> int:
    """Replace this process with the command, whose exit code is then swtui's."""
    if not args.command:
        raise UsageError("exec needs a command after `--`", hint="swtui exec NAME -- CMD …")
    name = single_role_name(args.words, context, source_profile=requested(args).source_profile)
    session = session_named(name, args, context)
    for line in session_notices(session):
        output.print_notice(line)
    run_command(build_changes(session, context), args.command, context.env)

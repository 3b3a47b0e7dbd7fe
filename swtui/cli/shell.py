"""`swtui shell NAME`: run the user's shell with the session in its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.cli.arguments import Arguments, Parser
from swtui.cli.export import build_changes, print_switch
from swtui.cli.session_options import add_assume_options, add_role_name
from swtui.cli.sessions_for import session_named
from swtui.handoff.subshell import run_shell

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext


def arguments(parser: Parser) -> None:
    """Declare the arguments of `shell`."""
    add_role_name(parser)
    add_assume_options(parser)


def run(args: Arguments, context: CommandContext) -> int:
    """Replace this process with the shell, whose exit code is then swtui's."""
    session = session_named(args.name, args, context)
    print_switch(session, build_changes(session, context), context)
    run_shell(session, context.settings, context.env)

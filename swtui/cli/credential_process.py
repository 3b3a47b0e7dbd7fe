"""`swtui credential-process`: print the JSON that `credential_process` expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser
from swtui.cli.export import build_changes
from swtui.cli.session_options import add_assume_options, add_role_name
from swtui.cli.sessions_for import session_named
from swtui.handoff.dialects import render

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext


def arguments(parser: Parser) -> None:
    """Declare the arguments of `credential-process`."""
    add_role_name(parser)
    add_assume_options(parser)


def run(args: Arguments, context: CommandContext) -> int:
    """Write the session as JSON to stdout, for an AWS SDK."""
    session = session_named(args.name, args, context, counts=False)
    output.write(render(build_changes(session, context), "json"))
    return 0

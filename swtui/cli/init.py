"""`swtui init SHELL`: print the function `sw`, which switches roles in the current shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser
from swtui.handoff.shell_hook import SHELLS, init_script

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext


def arguments(parser: Parser) -> None:
    """Declare the arguments of `init`."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help="bash, zsh or fish")


def run(args: Arguments, context: CommandContext) -> int:  # noqa: ARG001 - every command has this signature
    """Write the function, for `eval` or `source`."""
    output.write(init_script(args.shell, program="swtui"))
    return 0

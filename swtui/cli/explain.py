"""`swtui explain`: how a role is reached, hop by hop, why it fails, and what would allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser
from swtui.cli.chain_output import chain_json, chain_lines
from swtui.cli.list_roles import problem_line
from swtui.cli.session_options import add_assume_options, add_role_name, requested
from swtui.cli.sessions_for import explain_role
from swtui.sessions.handoff_values import handed_warnings
from swtui.shell_word import shell_word
from swtui.user_values import user_environment

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext


def arguments(parser: Parser) -> None:
    """Declare the arguments of `explain`."""
    add_role_name(parser)
    parser.add_argument(
        "--offline", action="store_true", help="show the configured chain without calling AWS"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON object")
    parser.add_argument(
        "--read-policies",
        action="store_true",
        help="if access is denied, read the policies from IAM as the caller, and decode "
        "AWS's encoded message",
    )
    parser.add_argument(
        "--read-with",
        metavar="NAME",
        default="",
        help="the same, but read with this role of the account",
    )
    add_assume_options(parser)


def run(args: Arguments, context: CommandContext) -> int:
    """Show the chain, each hop tried; exit as `export` would (3 when it cannot be walked)."""
    request = requested(args)
    options = request.options
    role = context.catalogue.find(args.name, source_profile=request.source_profile)
    chain = context.catalogue.chain(role)
    for stop in context.catalogue.files.stops:
        output.print_notice(problem_line(stop, context.env))
    own = user_environment(context.env)
    for warning in handed_warnings(chain, context.catalogue.files, own, options):
        output.print_notice(problem_line(warning, context.env))
    if args.offline or chain.problem is not None:
        if args.json and args.offline:
            output.write_json(chain_json(chain))
        elif args.json:
            from swtui.cli.explain_json import unwalkable_json

            output.write_json(unwalkable_json(role, chain))
        else:
            output.print_text("\n".join(chain_lines(chain, context.env)) + "\n")
        return 0 if chain.problem is None else 3
    explanation = explain_role(role, options, args, context, read=args.read_policies)
    if args.json:
        from swtui.cli.explain_json import explanation_json

        output.write_json(explanation_json(explanation))
    else:
        from swtui.cli.explain_text import explanation_lines

        output.print_text(
            "\n".join(explanation_lines(explanation, output.width(context.env), _remedy(args)))
            + "\n"
        )
    return explanation.exit_code


def _remedy(args: Arguments) -> str:
    """Return the command that shows what would fix a denial, with what this one was given."""
    if args.name[:1] == "-":
        return ""  # it would be taken for an option
    given = (("--source-profile", args.source_profile), ("--read-with", args.read_with))
    words = [args.name, *(word for pair in given if pair[1] for word in pair)]
    return " ".join(("swtui policy --from-refusal", *map(shell_word, words)))

"""`swtui` and `swtui pick`: open the picker, and use the role that was picked.

If stdout is a terminal, a subshell starts. If it is redirected (`eval "$(swtui)"`), the commands
that set the variables are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser
from swtui.cli.session_options import add_assume_options, requested
from swtui.errors import NoSuchRole
from swtui.roles.console_link import looks_like_link
from swtui.roles.lookup import find_typing_error
from swtui.text import clip

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext
    from swtui.roles.role import Role
    from swtui.sessions.credentials import Session
    from swtui.sessions.request import SessionRequest


def arguments(parser: Parser) -> None:
    """Declare the arguments of `pick`."""
    from swtui.handoff.dialects import DIALECTS

    parser.add_argument(
        "words", nargs="*", metavar="WORDS", help="list only roles that match all words"
    )
    parser.add_argument(
        "--format", choices=DIALECTS, metavar="FORMAT", help="output format: " + ", ".join(DIALECTS)
    )
    add_assume_options(parser)


def run(args: Arguments, context: CommandContext) -> int:
    """Use the only match, or open the picker; then use the chosen role."""
    to_terminal = output.on_terminal()
    request = requested(args)
    source = request.source_profile
    single = _single_match(args.words, source, context)
    if single is not None:
        from swtui.cli.sessions_for import print_only_match, session_for

        if not source:
            print_only_match(single)
        session = session_for(single, request.options, context, mfa_stdin=args.mfa_stdin)
        return _use(session, args, context, subshell=to_terminal)
    return _open_picker(args, request, context, to_terminal)


def _single_match(words: list[str], source_profile: str, context: CommandContext) -> Role | None:
    """Return the single usable role that the words match, unless it is production.

    Raises ConfigError for an ARN, a link or ACCOUNT/ROLE that cannot be a role's, and for a
    source profile that does not exist.
    """
    if not words and not source_profile:
        return None  # the picker reads the roles while it loads
    from swtui.cli.sessions_for import roles_matching

    catalogue = context.catalogue
    if source_profile:
        catalogue.check_source(source_profile)
    named = _find_exact(words[0], source_profile, context) if len(words) == 1 else None
    if words and not named and source_profile:
        catalogue = catalogue.sourced(source_profile)
    roles = [named] if named else roles_matching(words, catalogue)
    if len(roles) != 1 or roles[0].production or roles[0].problem is not None:
        return None
    return roles[0]


def _find_exact(word: str, source_profile: str, context: CommandContext) -> Role | None:
    """Return the role that a word names exactly; None if it is a filter's word."""
    catalogue = context.catalogue
    is_arn = word.startswith("arn:") and ":role/" in word
    if is_arn or looks_like_link(word) or catalogue.roles.position(word) is not None:
        return catalogue.find(word, source_profile=source_profile)
    mistake = find_typing_error(word)
    if mistake is not None:
        raise mistake
    try:
        return catalogue.find(word, source_profile=source_profile) if source_profile else None
    except NoSuchRole:
        return None


def _open_picker(
    args: Arguments, request: SessionRequest, context: CommandContext, to_terminal: bool
) -> int:
    from swtui.cli.picker import open_picker

    result = open_picker(args.words, request, context, stdout_is_data=not to_terminal)
    for note in result.notes:
        output.print_notice(clip(note, 300))
    if result.session is not None and result.action in ("export", "shell"):
        return _use(result.session, args, context, subshell=result.action == "shell")
    if result.return_code == 0 and not to_terminal:
        return 130  # nothing was picked; the reader of stdout must notice
    return result.return_code


def _use(session: Session, args: Arguments, context: CommandContext, *, subshell: bool) -> int:
    from swtui.cli.export import build_changes, print_switch, write_exports

    if subshell:
        from swtui.handoff.subshell import run_shell

        print_switch(session, build_changes(session, context), context)
        run_shell(session, context.settings, context.env)
    from swtui.handoff.dialects import calling_dialect

    write_exports(session, args.format or calling_dialect(context.env), context)
    return 0

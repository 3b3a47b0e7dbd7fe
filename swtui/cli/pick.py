"""`swtui` and `swtui pick`: the picker, and what is done with what was picked.

With stdout a terminal the choice is carried out here (a subshell); with stdout redirected
(`eval "$(swtui)"`) the commands that set the variables are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser, add_assume_options, requested
from swtui.cli.export import exports_of, say_switch, write_exports
from swtui.cli.sessions_for import roles_matching, say_only_match, session_for
from swtui.errors import NoSuchRole
from swtui.roles.console_link import looks_like_link
from swtui.roles.lookup import mistyped
from swtui.text import clip

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext
    from swtui.roles.role import Role
    from swtui.sessions.credentials import Session
    from swtui.sessions.request import SessionRequest


def arguments(parser: Parser) -> None:
    """Declare what may stand behind `pick`, or behind `swtui` itself."""
    from swtui.handoff.dialects import DIALECTS

    parser.add_argument("words", nargs="*", metavar="WORDS", help="filter by all of these")
    parser.add_argument("--format", choices=DIALECTS, metavar="FORMAT", help=", ".join(DIALECTS))
    add_assume_options(parser)


def run(args: Arguments, rooms: CommandContext) -> int:
    """Take the only match, or open the picker; then carry out what was chosen."""
    to_terminal = output.on_terminal()
    request = requested(args)
    source = request.source_profile
    single = _single_match(args.words, source, rooms)
    if single is not None:
        if not source:
            say_only_match(single)
        session = session_for(single, request.options, rooms, mfa_stdin=args.mfa_stdin)
        return _use(session, args, rooms, subshell=to_terminal)
    return _picked(args, request, rooms, to_terminal)


def _single_match(words: list[str], source_profile: str, rooms: CommandContext) -> Role | None:
    """Return the one usable role that is meant, unless it is production.

    Raises ConfigError for an ARN, a link or ACCOUNT/ROLE that can be no role's, and for a source
    profile that does not exist.
    """
    catalogue = rooms.catalogue
    if source_profile:
        catalogue.check_source(source_profile)
    named = _named(words[0], source_profile, rooms) if len(words) == 1 else None
    if words and not named and source_profile:
        catalogue = catalogue.sourced(source_profile)
    found = [named] if named else roles_matching(words, catalogue)
    if len(found) != 1 or found[0].production or found[0].problem is not None:
        return None
    return found[0]


def _named(word: str, source_profile: str, rooms: CommandContext) -> Role | None:
    """Return the role that a word names exactly; None where it is a word of a filter."""
    catalogue = rooms.catalogue
    is_arn = word.startswith("arn:") and ":role/" in word
    if is_arn or looks_like_link(word) or any(role.name == word for role in catalogue.roles):
        return catalogue.find(word, source_profile=source_profile)
    mistake = mistyped(word)
    if mistake is not None:
        raise mistake
    try:
        return catalogue.find(word, source_profile=source_profile) if source_profile else None
    except NoSuchRole:
        return None


def _picked(
    args: Arguments, request: SessionRequest, rooms: CommandContext, to_terminal: bool
) -> int:
    from swtui.cli.picker import open_picker

    outcome = open_picker(args.words, request, rooms, stdout_is_data=not to_terminal)
    for note in outcome.notes:
        output.print_notice(clip(note, 300))
    if outcome.session is not None and outcome.action in ("export", "shell"):
        return _use(outcome.session, args, rooms, subshell=outcome.action == "shell")
    if outcome.return_code == 0 and not to_terminal:
        return 130  # nothing was picked, and the reader of our stdout must learn of it
    return outcome.return_code


def _use(session: Session, args: Arguments, rooms: CommandContext, *, subshell: bool) -> int:
    if subshell:
        from swtui.handoff.subshell import run_shell

        say_switch(session, exports_of(session, rooms), rooms)
        run_shell(session, rooms.settings, rooms.env)
    from swtui.handoff.dialects import calling_dialect

    write_exports(session, args.format or calling_dialect(rooms.env), rooms)
    return 0

"""`swtui export`: print the commands that set, or with --unset remove, the variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser
from swtui.cli.session_options import add_assume_options, add_role_name, requested
from swtui.cli.sessions_for import session_named
from swtui.errors import ConfigError, UsageError
from swtui.handoff.dialects import DIALECTS, calling_dialect, render
from swtui.handoff.environment import Changes, changes_for, changes_unset, profile_only
from swtui.handoff.notice import tell_left, tell_profile, tell_switch
from swtui.handoff.switch_command import switch_command
from swtui.sessions.handoff_values import handed_region
from swtui.sessions.options import AssumeOptions
from swtui.sessions.request import read_request
from swtui.text import as_typed, safe
from swtui.user_values import user_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from swtui.cli.context import CommandContext
    from swtui.roles.role import Role
    from swtui.sessions.credentials import Session


def arguments(parser: Parser) -> None:
    """Declare the arguments of `export`."""
    add_role_name(parser, optional=True)
    parser.add_argument(
        "--format", choices=DIALECTS, metavar="FORMAT", help="output format: " + ", ".join(DIALECTS)
    )
    parser.add_argument(
        "--unset",
        action="store_true",
        help="print the commands that remove the variables and restore earlier values",
    )
    parser.add_argument(
        "--profile-only", action="store_true", help="set AWS_PROFILE only; do not request a session"
    )
    parser.add_argument(
        "--renew", action="store_true", help="renew this shell's session with the same options"
    )
    parser.add_argument(
        "--ask",
        action="store_true",
        help="ask before assuming a production role, unless its session is cached",
    )
    add_assume_options(parser)


def run(args: Arguments, context: CommandContext) -> int:
    """Write the commands to stdout."""
    dialect = args.format or calling_dialect(context.env)
    if args.unset:
        output.write(render(changes_unset(context.env), dialect))
        if context.settings.switch_notice:
            tell_left(context.env)
        return 0
    if args.renew:
        _name_this_session(args, context)
    if args.name is None:
        raise UsageError("export needs a NAME", hint="`swtui list` shows all names")
    if args.profile_only:
        _write_profile_alone(args.name, args.region, dialect, context)
        return 0
    session = session_named(args.name, args, context, confirm=_build_confirmation(args, context))
    write_exports(session, dialect, context)
    return 0


def _name_this_session(args: Arguments, context: CommandContext) -> None:
    """Fill in the arguments that request this shell's session again, from AWS."""
    if args.name is not None:
        raise UsageError("--renew takes no NAME: it renews this shell's session")
    if not context.env.get("SWTUI_ROLE"):
        raise UsageError("no role is active in this shell", hint="`swtui` picks one")
    args.name = context.env["SWTUI_ROLE"]
    args.refresh = True
    if args.request is None:
        args.request = context.env.get("SWTUI_REQUEST", "")


def _build_confirmation(args: Arguments, context: CommandContext) -> Callable[[Role], None]:
    def confirm(role: Role) -> None:
        if not args.ask or not role.production:
            return
        request = requested(args)
        if not context.broker.is_cached(role, request.options):
            from swtui.cli.ask_production import ask_production

            ask_production(role, request, context.env)

    return confirm


def _write_profile_alone(name: str, region: str, dialect: str, context: CommandContext) -> None:
    role = context.catalogue.find(name)
    if role.origin == "typed":
        raise UsageError(f"{safe(name)} is not a profile, so AWS_PROFILE cannot name it")
    chain, files = context.catalogue.chain(role), context.catalogue.files
    own = user_environment(context.env)
    region_value = handed_region(chain, files, own, AssumeOptions(region=region))
    changes = profile_only(role.name, region_value, context.env)
    output.write(render(changes, dialect))
    if context.settings.switch_notice:
        account, production = role.account.id, role.production
        tell_profile(role.name, account, changes, context.env, production=production)


def write_exports(session: Session, dialect: str, context: CommandContext) -> None:
    """Write a session's commands to stdout, and its notices to stderr."""
    changes = build_changes(session, context)
    output.write(render(changes, dialect))
    if output.on_terminal():
        output.print_notice(f"these are secrets, now on your screen{_hidden_way(session, dialect)}")
    print_switch(session, changes, context)


def print_switch(session: Session, changes: Changes, context: CommandContext) -> None:
    """Print a session's notices, and the shell's new role."""
    for line in session_notices(session):
        output.print_notice(line)
    if context.settings.switch_notice:
        tell_switch(session, changes, context.env)


def _hidden_way(session: Session, dialect: str) -> str:
    try:
        request = read_request(session.request)
        command = switch_command(session.name, request.pairs(), dialect)
    except ConfigError:
        return ""
    return f"; to keep them off it: {as_typed(command)}"


def build_changes(session: Session, context: CommandContext) -> Changes:
    """Return the variables that a session sets and removes, by the user's settings."""
    return changes_for(session, context.env, awsume_profile=context.settings.awsume_profile)


def session_notices(session: Session) -> list[str]:
    """Return the notices about a session that is handed over, a line each."""
    notes = []
    if session.long_term:
        notes.append("these are long-term keys, which never expire; handle them with care")
    if session.not_renewable:
        notes.append(f"this session cannot be renewed: {safe(session.not_renewable)}")
    return notes

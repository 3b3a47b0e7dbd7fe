"""`swtui whoami`: show the caller identity, and where it comes from."""

from __future__ import annotations

from swtui.cli import output
from swtui.errors import ConfigError, RefusedError, SwtuiError
from swtui.text import safe
from swtui.when import local_time, rfc3339

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it: the fast path prints with this module too
    from typing import Any

    from swtui.cli.arguments import Arguments, Parser
    from swtui.cli.context import CommandContext
    from swtui.sessions.credentials import Identity


def arguments(parser: Parser) -> None:
    """Declare the arguments of `whoami`."""
    from swtui.cli.session_options import add_assume_options

    parser.add_argument(
        "name", metavar="NAME", nargs="?", help="show the identity that this role gives instead"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON object")
    add_assume_options(parser)


def run(args: Arguments, context: CommandContext) -> int:
    """Print the identity of the environment, or of NAME's session."""
    if args.name is not None:
        from swtui.cli.sessions_for import session_named

        session = session_named(args.name, args, context, needs_identity=True)
        identity, source = session.identity, f"role {session.name}"
        expires = session.credentials.expires_at
    else:
        identity, source, expires = _environment_identity(context)
    print_identity(identity, source, expires, as_object=args.json)
    return 0


def print_identity(
    identity: Identity, source: str, expires: int | None, *, as_object: bool
) -> None:
    """Print an identity, where it comes from, and when it expires (seconds since the epoch)."""
    if as_object:
        output.write_json(as_json(identity, source, expires))
        return
    alias = f" ({safe(identity.alias)})" if identity.alias else ""
    until = f", until {local_time(expires)}" if expires else ""
    output.print_text(f"{safe(identity.arn)}{alias}\nfrom {safe(source)}{until}\n")


def _environment_identity(context: CommandContext) -> tuple[Identity, str, int | None]:
    from swtui.sessions.shell_identity import identify_shell

    shell = identify_shell(context.env, context.catalogue.files, context.settings, network=True)
    if shell.warning and (shell.problem is None or shell.problem.message != shell.warning):
        output.print_notice(safe(shell.warning))
    if shell.problem is not None:
        raise _with_cause(shell.problem, context)
    if shell.identity is None:
        raise ConfigError(
            "no credentials in this environment",
            hint="swtui picks a role; `swtui whoami NAME` shows the identity of one",
        )
    return shell.identity, shell.source, shell.expires


def _with_cause(problem: SwtuiError, context: CommandContext) -> SwtuiError:
    """Add the likely cause and the next step to an error about unknown keys."""
    from swtui.access.diagnosis.credential_causes import UNKNOWN_KEY, unknown_key
    from swtui.access.diagnosis.explain import look_for_instance
    from swtui.access.diagnosis.refused_call import RefusedCall
    from swtui.sessions.active_credentials import find_active_credentials

    files = context.catalogue.files
    chain = find_active_credentials(context.env, files).chain
    if not isinstance(problem, RefusedError) or problem.code not in UNKNOWN_KEY:
        return problem
    if problem.hint or chain is None:
        return problem
    refused = RefusedCall(error=problem, chain=chain, hop=problem.hop, env=context.env, files=files)
    cause = unknown_key(look_for_instance(refused))[0]
    problem.hint = f"{cause.sentence} {cause.next_step}"
    return problem


def as_json(identity: Identity, source: str, expires: int | None) -> dict[str, Any]:
    """Return the identity as the documented object."""
    return {
        "account": identity.account,
        "arn": identity.arn,
        "user_id": identity.user_id,
        "alias": identity.alias or None,
        "from": source,
        "expires": rfc3339(expires) if expires else None,
    }

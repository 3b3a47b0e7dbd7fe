"""`swtui policy --from-refusal NAME`: the smallest change that would have let a call through."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from swtui.access.diagnosis.named_policy import IDENTITY, named_policy
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.access.fixes.fix import CALLER, POSSIBLE, PROFILE
from swtui.access.fixes.profile_side import duration_change
from swtui.access.policies.draft import PolicyDraft, find_option
from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser
from swtui.cli.fix_text import change_lines, tell, why_lines
from swtui.cli.session_options import AGAIN, CHAIN_HELP, INSTANCE_ROLE_HELP, assume_options
from swtui.cli.sessions_for import explain_role
from swtui.errors import ConfigError, SwtuiError, UsageError
from swtui.roles.sts_values import SESSION_NAME
from swtui.text import clip, safe

if TYPE_CHECKING:
    from swtui.access.diagnosis.cause import Cause
    from swtui.access.diagnosis.report import Explanation, HopReport
    from swtui.access.fixes.fix import Fix
    from swtui.access.policies.formats import Names
    from swtui.cli.context import CommandContext

_OF_THE_CALL = {
    "read_with": "--read-with",
    "mfa_stdin": "--mfa-stdin",
    "duration": "--duration",
    "session_name": "--session-name",
    "call_source_identity": "--call-source-identity",
    "tag": "--tag",
    "transitive_tag": "--transitive-tag",
    "region": "--region",
    "instance_role": "--instance-role",
    "chain": "--chain",
}
"""Field → the option that only goes with --from-refusal."""
_WITHOUT = ("role_name", "existing_role", "credential_source", "generate_external_id")
"""The options that name or create things that a refusal has already."""


def arguments(parser: Parser) -> None:
    """Declare --from-refusal and what shapes the call that is tried."""
    group = parser.add_argument_group(
        "from a refusal", "test the call as explain does, and read IAM as the caller"
    )
    group.add_argument(
        "--from-refusal",
        metavar="NAME",
        help="write the smallest change that allows assuming this role; with SIDE: "
        "to that policy only",
    )
    group.add_argument(
        "--read-with", metavar="NAME", help="read IAM with this role of the account instead"
    )
    group.add_argument(
        "--mfa-stdin", action="store_true", help="read the MFA code from standard input"
    )
    group.add_argument(
        "--duration", metavar="TIME", help="session duration of the call: 3600, 45m or 8h"
    )
    group.add_argument("--session-name", metavar="NAME", help="role session name of the call")
    group.add_argument("--call-source-identity", metavar="NAME", help="source identity of the call")
    tags: Any = {"action": "append", "default": []}
    group.add_argument("--tag", metavar="KEY=VALUE", help="session tag of the call" + AGAIN, **tags)
    group.add_argument(
        "--transitive-tag", metavar="KEY", help="key of a tag that is passed on" + AGAIN, **tags
    )
    group.add_argument("--region", metavar="REGION", help="region of the STS call")
    group.add_argument("--instance-role", action="store_true", help=INSTANCE_ROLE_HELP)
    group.add_argument("--chain", action="store_true", help=CHAIN_HELP)


def refuse_alone(args: Arguments) -> None:
    """Raise UsageError for what makes no sense without --from-refusal."""
    for field, option in _OF_THE_CALL.items():
        if getattr(args, field):
            raise UsageError(f"{option} belongs to --from-refusal NAME, which makes the call")
    if args.side is None:
        raise UsageError("say which policy: caller or trust", hint="or --from-refusal NAME")
    if args.format == "diff":
        raise UsageError("--format diff shows what --from-refusal NAME changes")


def run(args: Arguments, names: Names, context: CommandContext) -> int:
    """Try the call; write what would let it through to stdout, and why to stderr.

    Exits 0 with a change on stdout, or when it is allowed; else as `explain` would.
    """
    from swtui.access.policies.formats import check_names

    _refuse_others(args)
    check_names(names)
    explanation = _explanation(args, context)
    failed = explanation.refused
    if failed is None:
        return _allowed(explanation, args, names, context)
    from swtui.access.fixes.propose import propose_fixes

    if failed.evidence is None:
        return explanation.exit_code
    changes = propose_fixes(failed.evidence, failed.causes, failed.lookup)
    chosen = _chosen(failed.evidence, changes, args.side or "")
    width = output.width(context.env)
    written = bool(chosen) and _write(chosen, args, failed.evidence, names, width)
    tell(why_lines(failed, changes, chosen, args.side or ""), width)
    return 0 if written else explanation.exit_code


def _refuse_others(args: Arguments) -> None:
    for field in (*(each.name for each in fields(PolicyDraft)), *_WITHOUT):
        if field in ("side", "external_id") or not getattr(args, field):
            continue
        hint = "--call-source-identity NAME sends one" if field == "source_identity" else ""
        raise UsageError(
            f"{find_option(field)}: not with --from-refusal, which finds out what is to be allowed",
            hint=hint,
        )


def _explanation(args: Arguments, context: CommandContext) -> Explanation:
    options = assume_options(_call(args))
    role = context.catalogue.find(args.from_refusal, source_profile=args.source_profile or "")
    problem = context.catalogue.chain(role).problem
    if problem is not None:
        file, line = (problem.place.file, problem.place.line) if problem.place else (None, None)
        raise ConfigError(f"{clip(role.name, 120)}: {problem.message}", file=file, line=line)
    return explain_role(role, options, args, context, read=True, held=True)


def _call(args: Arguments) -> Arguments:
    """Return the options of the call by the names that they have everywhere else."""
    identity = args.call_source_identity or ""
    tagged = {text.partition("=")[0].lower() for text in args.tag}
    if identity and not SESSION_NAME.fullmatch(identity):
        raise UsageError(f"--call-source-identity {clip(identity, 80)!r} is not of STS's form")
    for key in args.transitive_tag:
        if key.lower() not in tagged:  # STS: it "must be included in the requested tags"
            raise UsageError(f"--transitive-tag {clip(key, 80)!r} is the key of no --tag")
    texts = ("session_name", "external_id", "region", "mfa_serial", "source_profile")
    values = {name: getattr(args, name) or "" for name in texts}
    same = ("duration", "tag", "transitive_tag", "instance_role", "chain", "mfa_stdin")
    return Arguments(
        **values,
        **{name: getattr(args, name) for name in same},
        source_identity=identity,
        policy=None,
        policy_arn=[],
        refresh=False,
        request=None,
    )


def _chosen(refused: RefusedCall, changes: tuple[Fix, ...], side: str) -> tuple[Fix, ...]:
    """Return what is printed: the sure ones, else the likeliest; of one side whatever it has.

    What is only possible on the caller's side is printed where AWS names that side.
    """
    offered = [change for change in changes if change.is_proposal]
    if side:
        return tuple(change for change in offered if change.side == side)
    best = offered[0].certainty if offered else ""
    named = named_policy(refused.words)
    is_named = named is not None and named.kind == IDENTITY
    return tuple(
        each
        for each in offered
        if each.certainty == best != POSSIBLE or (is_named and each.side == CALLER)
    )


def _write(
    chosen: tuple[Fix, ...], args: Arguments, refused: RefusedCall, names: Names, width: int
) -> bool:
    """Write the changes to stdout, and what to know of the form; False if there was nothing."""
    from swtui.access.fixes.formats import DIFF, write_changes

    form = args.format or DIFF
    written = write_changes(chosen, form, refused, names, args.side or "")
    if form in (DIFF, "profile"):
        output.print_text("".join(f"{safe(line)}\n" for line in written.text.splitlines()))
    elif written.text:
        output.write(written.text)
    elif all(change.side == PROFILE for change in chosen):
        output.print_notice("no policy has to change, the asker's side has: --format diff shows it")
    tell(dict.fromkeys(written.notes), width)
    return bool(written.text)


def _allowed(
    explanation: Explanation, args: Arguments, names: Names, context: CommandContext
) -> int:
    """Say that nothing was refused; where a session was cut short, say what to ask for."""
    output.print_notice("not refused: the call is already allowed; the session was discarded")
    short = [
        (hop, cause) for hop in explanation.hops for cause in hop.causes if _is_short(hop, cause)
    ]
    for hop, cause in short:
        refused = RefusedCall(
            error=SwtuiError(cause.sentence),
            chain=explanation.chain,
            hop=hop.number,
            sent=hop.sent,
            env=context.env,
            files=context.catalogue.files,
        )
        change = duration_change(refused, cause, assume_options(_call(args)).duration)
        _write((change,), args, refused, names, output.width(context.env))
        tell(change_lines(change), output.width(context.env))
    return 0


def _is_short(hop: HopReport, cause: Cause) -> bool:
    cut = cause.kind in ("over-maximum", "over-chaining-cap")
    return cut and bool(hop.sent.get("DurationSeconds"))

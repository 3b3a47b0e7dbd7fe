"""Get a session for a NAME of the command line, with notices for the user."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from swtui.cli import output
from swtui.cli.arguments import Arguments
from swtui.cli.session_options import requested
from swtui.errors import (
    CacheError,
    ConfigError,
    MfaError,
    MistypedRole,
    NetworkError,
    NoSuchRole,
    RefusedError,
    SwtuiError,
    UsageError,
)
from swtui.sessions.options import AssumeOptions
from swtui.shell_word import shell_word
from swtui.text import clip, safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from swtui.access.diagnosis.explain import Explanation
    from swtui.cli.context import CommandContext
    from swtui.roles.catalogue import Catalogue
    from swtui.roles.role import Role
    from swtui.sessions.credentials import Session
    from swtui.sessions.options import AssumeOptions
    from swtui.sessions.progress import Progress


MOST_NAMED = 5
"""The most roles that a message names."""


def roles_matching(words: list[str], catalogue: Catalogue) -> list[Role]:
    """Return the roles that contain all words; a role of exactly that name is the only one."""
    if not words:
        return []
    from swtui.roles.search import Index

    roles = catalogue.roles
    matches = [roles[index] for index in Index(roles).plain(" ".join(words))]
    exact = [role for role in matches if len(words) == 1 and role.name == words[0]]
    return exact or matches


def print_only_match(role: Role) -> None:
    """Print a notice with the only role that the words match."""
    output.print_notice(f"{safe(role.name)} is the only match")


def single_role_name(words: list[str], context: CommandContext, *, source_profile: str = "") -> str:
    """Return an exact NAME as it is, or the name of the single role that the words match.

    Raises NoSuchRole if none or several match. Production needs its exact name.
    """
    absent: NoSuchRole | None = None
    if len(words) == 1:
        try:
            context.catalogue.find(words[0], source_profile=source_profile)
            return words[0]
        except MistypedRole:
            raise
        except NoSuchRole as problem:
            absent = problem
    elif source_profile:
        raise UsageError(
            "--source-profile goes with one NAME", hint="such as an ARN, or ACCOUNT/ROLE"
        )
    matches = roles_matching(words, context.catalogue)
    shown = " and ".join(repr(safe(word)) for word in words)
    if not matches or source_profile:
        raise absent or NoSuchRole(f"no role matches {shown}", hint="`swtui list` shows all names")
    if len(matches) > 1:
        names = ", ".join(clip(role.name, 80) for role in matches[:MOST_NAMED])
        more = f" and {len(matches) - MOST_NAMED} more" * (len(matches) > MOST_NAMED)
        raise NoSuchRole(
            f"{len(matches)} roles match {shown}: {names}{more}",
            hint="add words, or give an exact name",
        )
    if matches[0].production:
        raise NoSuchRole(
            f"{shown} matches only {safe(matches[0].name)}, which is production",
            hint="give its exact name: production is never matched by words here",
        )
    print_only_match(matches[0])
    return matches[0].name


def session_named(
    name: str,
    args: Arguments,
    context: CommandContext,
    *,
    counts: bool = True,
    confirm: Callable[[Role], None] | None = None,
    needs_identity: bool = False,
) -> Session:
    """Return a session for NAME: a cached one, or a new one from AWS.

    `counts` marks a use by the person, which moves the role up in the list.
    `confirm` asks the person about the role, and raises if the answer is no.
    Raises NoSuchRole, ConfigError, RefusedError, MfaError and NetworkError.
    """
    request = requested(args)
    options = request.options
    role = context.catalogue.find(name, source_profile=request.source_profile)
    if confirm is not None:
        confirm(role)
    session = session_for(
        role,
        options,
        context,
        mfa_stdin=args.mfa_stdin,
        counts=counts,
        needs_identity=needs_identity,
    )
    if (
        options == AssumeOptions(ask_first=options.ask_first)
        and not request.source_profile
        and not context.warnings
    ):
        _prepare_fast_path(name, role, session, context)
    return session


def _prepare_fast_path(name: str, role: Role, session: Session, context: CommandContext) -> None:
    """Let the fast path answer the next call with only this name from the kernel keyring."""
    from swtui.sessions.cache.fast_path import remember

    remember(
        name,
        context.env,
        context.broker.key_for(role),
        session=session,
        awsume_profile=context.settings.awsume_profile,
        switch_notice=context.settings.switch_notice,
        endpoint_notice=clip(context.broker.endpoint_notice(role), 300),
        own_start=role.origin == "config" and not role.from_environment,
        own_region=bool(role.region) and session.region == role.region,
    )


def session_for(
    role: Role,
    options: AssumeOptions,
    context: CommandContext,
    *,
    mfa_stdin: bool = False,
    counts: bool = True,
    needs_identity: bool = False,
) -> Session:
    """Return a session for a role of the catalogue.

    With `needs_identity`, STS must confirm the identity even of long-term keys.
    """
    from swtui.cli.ask_code import asker
    from swtui.roles.hints import describe_next_step

    if role.problem is not None:
        place = role.problem.place
        raise ConfigError(
            f"{clip(role.name, 120)}: {role.problem.fact or role.problem.message}",
            file=place.file if place else None,
            line=place.line if place else None,
            hint=describe_next_step(role.problem),
        )
    for warning in context.warnings:
        output.print_notice(warning)
    try:
        session = context.broker.session(
            role,
            options,
            ask=asker(context.env, from_stdin=mfa_stdin),
            report=print_note,
            needs_identity=needs_identity,
        )
    except SwtuiError as error:
        raise _explained(error, role, options, context) from None
    _afterwards(role, context, counts=counts)
    return session


def print_note(progress: Progress) -> None:
    """Print the notes of a walk along a chain; its steps are not shown here."""
    if progress.state == "note":
        output.print_notice(clip(progress.text, 300))


def _explained(
    error: SwtuiError, role: Role, options: AssumeOptions, context: CommandContext
) -> SwtuiError:
    """Add the likely cause, the next step, and the `explain` command to a refusal."""
    if isinstance(error, RefusedError | NetworkError) and not error.hint:
        from swtui.access.diagnosis.causes import likeliest
        from swtui.access.diagnosis.explain import look_for_instance
        from swtui.access.refusal import build_refused_call

        chain, now = context.catalogue.chain(role), time.time()
        refused = look_for_instance(
            build_refused_call(
                error, role, chain, when=now, catalogue=context.catalogue, options=options
            )
        )
        source = f"--source-profile={shell_word(role.source_profile)} " * bool(role.source_profile)
        more = f"(swtui explain {source}{shell_word(role.name)} tests each hop)"
        error.hint = " ".join((*likeliest(refused), more)).strip()
    elif isinstance(error, MfaError) and (words := _explain_device(error, role, options, context)):
        error.hint = words
    return error


def _explain_device(
    error: MfaError, role: Role, options: AssumeOptions, context: CommandContext
) -> str:
    """Return why AWS rejected the MFA device's code, if that is known; else ''."""
    from swtui.access.diagnosis.credential_causes import FOREIGN_DEVICE
    from swtui.access.refusal import Refusal, build_refused_call

    refused = build_refused_call(
        error,
        role,
        context.catalogue.chain(role),
        when=time.time(),
        catalogue=context.catalogue,
        options=options,
    )
    hop = refused.hop
    signer = (lambda: context.broker.signer(role, hop, options)) if hop else None
    refusal = Refusal(refused, role, signer=signer)
    refusal.look()
    first = refusal.causes[0]
    return f"{first.sentence} {first.next_step}" if first.kind == FOREIGN_DEVICE else ""


def _afterwards(role: Role, context: CommandContext, *, counts: bool) -> None:
    """Record the use, and print once a notice if no shared store holds sessions."""
    from swtui.roles.recent import note_use
    from swtui.sessions.cache.store import once_notice

    # Only the order of the list is affected: neither fail nor skip the notice.
    with contextlib.suppress(CacheError):
        if counts:
            note_use(context.env, role.name, time.time())
    notice = once_notice(context.env, context.store)
    if notice:
        output.print_notice(notice)


def explain_role(
    role: Role,
    options: AssumeOptions,
    args: Arguments,
    context: CommandContext,
    *,
    read: bool,
    held: bool = False,
) -> Explanation:
    """Test a role's chain, asking for MFA codes here; see `explain` for `read` and `held`.

    `args` has `mfa_stdin`, and in `read_with` the name of the role to read with, or None.
    """
    from swtui.access.diagnosis.explain import explain
    from swtui.cli.ask_code import asker

    for warning in context.warnings:
        output.print_notice(warning)
    ask = asker(context.env, from_stdin=args.mfa_stdin)
    other = context.catalogue.find(args.read_with) if args.read_with else None
    return explain(
        role,
        options,
        broker=context.broker,
        catalogue=context.catalogue,
        ask=ask,
        read=read,
        held=held,
        read_with=None
        if other is None
        else lambda: context.broker.session(other, ask=ask, report=print_note),
        report=_tell_waits,
    )


def _tell_waits(progress: Progress) -> None:
    """Report progress; a shortened session is reported in the explanation."""
    if not progress.limit:
        print_note(progress)

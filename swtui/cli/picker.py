"""Open the picker: import the TUI late, and build its context."""

from __future__ import annotations

import os
import shlex
import time
from typing import TYPE_CHECKING

from swtui.cli import output
from swtui.errors import CacheError, SwtuiError
from swtui.records import replace
from swtui.text import clip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from swtui.cli.context import CommandContext
    from swtui.handoff.clipboard import Copied
    from swtui.health import HealthLine
    from swtui.roles.catalogue import Catalogue
    from swtui.roles.role import Place
    from swtui.secret import Secret
    from swtui.sessions.request import SessionRequest
    from swtui.sessions.shell_identity import ShellIdentity
    from swtui.tui.context import Memory, PickerContext, PickerResult


def open_picker(
    words: Sequence[str], request: SessionRequest, context: CommandContext, *, stdout_is_data: bool
) -> PickerResult:
    """Show the picker until a role is chosen. After the editor, it opens again.

    `request` shapes every session that it requests. Raises UsageError without a terminal.
    """
    from swtui.tui.app import run_picker

    picker_context = _build_context(
        " ".join(words), request, context, stdout_is_data=stdout_is_data
    )
    while True:
        result = run_picker(picker_context)
        if result.action != "edit" or result.place is None:
            return result
        _edit(result.place, context)
        row = result.role.name if result.role else ""
        picker_context = replace(
            picker_context, words=result.words, place=row, listing=result.listing
        )


def _build_context(
    words: str, request: SessionRequest, context: CommandContext, *, stdout_is_data: bool
) -> PickerContext:
    from swtui.handoff.dialects import calling_dialect
    from swtui.roles.aws_config import files_stamp
    from swtui.tui.context import PickerContext

    def health() -> Sequence[HealthLine]:
        from swtui.cli.doctor import health

        return health(context)

    def identify_shell(catalogue: Catalogue, network: bool) -> ShellIdentity:
        from swtui.sessions.shell_identity import identify_shell

        return identify_shell(context.env, catalogue.files, context.settings, network=network)

    return PickerContext(
        env=context.env,
        settings=context.settings,
        warnings=context.warnings,
        load_catalogue=_build_loader(request.source_profile, context),
        files_stamp=lambda: files_stamp(context.env),
        make_broker=context.broker_for,
        identify_shell=identify_shell,
        memory=_memory(context),
        copy=_build_copy(context),
        dialect=calling_dialect(context.env),
        now=time.time,
        stdout_is_data=stdout_is_data,
        words=words,
        source_profile=request.source_profile,
        options=request.options,
        demo=bool(context.env.get("SWTUI_DEMO")),
        store_notice=lambda: _store_notice(context),
        health=health,
    )


def _build_loader(source_profile: str, context: CommandContext) -> Callable[[], Catalogue]:
    """Return a function that loads the roles, or only those with the given source profile."""
    from swtui.roles.catalogue import load_catalogue

    read_before = [context.catalogue] if "catalogue" in vars(context) else []

    def load() -> Catalogue:
        known = read_before.pop() if read_before else None
        catalogue = known or load_catalogue(context.env, context.settings)
        is_known = source_profile in catalogue.files.profiles  # it may have been edited away
        return catalogue.sourced(source_profile) if is_known else catalogue

    return load


def _store_notice(context: CommandContext) -> str:
    """Return the one-time notice for a store that other processes do not share; else ''."""
    from swtui.sessions.cache.store import once_notice

    return once_notice(context.env, context.store) or ""


def _memory(context: CommandContext) -> Memory:
    from swtui.roles.recent import load_recent, note_use, save_theme, toggle_favourite
    from swtui.tui.context import Memory

    def remember(name: str, now: float) -> None:
        try:
            note_use(context.env, name, now)
        except CacheError:
            return  # only the order of the list is affected

    return Memory(
        load=lambda: load_recent(context.env),
        note_use=remember,
        toggle_favourite=lambda name: toggle_favourite(context.env, name),
        save_theme=lambda theme: save_theme(context.env, theme),
    )


def _build_copy(
    context: CommandContext,
) -> Callable[[str | Secret, bool, Callable[[str], None] | None], Copied]:
    def copy(
        text: str | Secret, secret: bool, write_terminal: Callable[[str], None] | None
    ) -> Copied:
        from swtui.handoff.clipboard import copy

        return copy(
            text,
            env=context.env,
            secret=secret,
            clear_after=context.settings.clipboard_clear if secret else 0,
            write_terminal=write_terminal,
        )

    return copy


def _edit(place: Place, context: CommandContext) -> None:
    """Open the user's editor at a line of a file, and wait until it exits."""
    editor = context.env.get("VISUAL") or context.env.get("EDITOR") or "vi"
    try:
        words = shlex.split(editor)
        at = [f"+{place.line}"] if place.line else []
        code = os.spawnvpe(os.P_WAIT, words[0], [*words, *at, place.file], dict(context.env))
    except (OSError, ValueError, IndexError) as problem:
        raise SwtuiError(
            f"cannot start the editor {clip(editor, 120)}: {problem}",
            hint="set EDITOR to a program on your PATH",
        ) from None
    if code:
        output.print_notice(f"the editor {clip(words[0], 120)} exited with code {code}")

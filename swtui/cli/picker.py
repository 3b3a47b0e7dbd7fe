"""Opening the picker: the TUI is imported here, late, and given what it needs of the rooms."""

from __future__ import annotations

import dataclasses
import os
import shlex
import time
from typing import TYPE_CHECKING

from swtui.cli import output
from swtui.errors import CacheError, SwtuiError
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
    words: Sequence[str], request: SessionRequest, rooms: CommandContext, *, stdout_is_data: bool
) -> PickerResult:
    """Show the picker until something was chosen; editing a file comes back to it.

    `request` shapes every session that is requested in it. Raises UsageError when there is no
    terminal to draw on.
    """
    from swtui.tui.app import run_picker

    world = _world(" ".join(words), request, rooms, stdout_is_data=stdout_is_data)
    while True:
        outcome = run_picker(world)
        if outcome.action != "edit" or outcome.place is None:
            return outcome
        _edit(outcome.place, rooms)
        row = outcome.role.name if outcome.role else ""
        world = dataclasses.replace(world, words=outcome.words, place=row, listing=outcome.listing)


def _world(
    words: str, request: SessionRequest, rooms: CommandContext, *, stdout_is_data: bool
) -> PickerContext:
    from swtui.handoff.dialects import calling_dialect
    from swtui.roles.aws_config import files_stamp
    from swtui.tui.context import PickerContext

    def health() -> Sequence[HealthLine]:
        from swtui.cli.doctor import health

        return health(rooms)

    def surroundings(catalogue: Catalogue, network: bool) -> ShellIdentity:
        from swtui.sessions.shell_identity import surroundings

        return surroundings(rooms.env, catalogue.files, rooms.settings, network=network)

    return PickerContext(
        env=rooms.env,
        settings=rooms.settings,
        warnings=rooms.warnings,
        load_catalogue=_reader(request.source_profile, rooms),
        files_stamp=lambda: files_stamp(rooms.env),
        make_broker=rooms.broker_for,
        surroundings=surroundings,
        memory=_memory(rooms),
        copy=_copier(rooms),
        dialect=calling_dialect(rooms.env),
        now=time.time,
        stdout_is_data=stdout_is_data,
        words=words,
        source_profile=request.source_profile,
        options=request.options,
        demo=bool(rooms.env.get("SWTUI_DEMO")),
        store_notice=lambda: _store_notice(rooms),
        health=health,
    )


def _reader(source_profile: str, rooms: CommandContext) -> Callable[[], Catalogue]:
    """Return what reads the roles; those that start from a profile, where one was named."""
    from swtui.roles.catalogue import load_catalogue

    def read() -> Catalogue:
        catalogue = load_catalogue(rooms.env, rooms.settings)
        is_known = source_profile in catalogue.files.profiles  # it may have been edited away
        return catalogue.sourced(source_profile) if is_known else catalogue

    return read


def _store_notice(rooms: CommandContext) -> str:
    """Return what must be said once where no store is shared with other processes."""
    from swtui.sessions.cache.store import once_notice

    return once_notice(rooms.env, rooms.store) or ""


def _memory(rooms: CommandContext) -> Memory:
    from swtui.roles.recent import load_recent, note_use, save_theme, toggle_favourite
    from swtui.tui.context import Memory

    def remember(name: str, now: float) -> None:
        try:
            note_use(rooms.env, name, now)
        except CacheError:
            return  # the order of the list is no reason to trouble anyone

    return Memory(
        load=lambda: load_recent(rooms.env),
        note_use=remember,
        toggle_favourite=lambda name: toggle_favourite(rooms.env, name),
        save_theme=lambda theme: save_theme(rooms.env, theme),
    )


def _copier(
    rooms: CommandContext,
) -> Callable[[str | Secret, bool, Callable[[str], None] | None], Copied]:
    def copy(
        text: str | Secret, secret: bool, write_terminal: Callable[[str], None] | None
    ) -> Copied:
        from swtui.handoff.clipboard import copy

        return copy(
            text,
            env=rooms.env,
            secret=secret,
            clear_after=rooms.settings.clipboard_clear if secret else 0,
            write_terminal=write_terminal,
        )

    return copy


def _edit(place: Place, rooms: CommandContext) -> None:
    """Open the user's editor at a line of a file, and wait for it to end."""
    editor = rooms.env.get("VISUAL") or rooms.env.get("EDITOR") or "vi"
    try:
        words = shlex.split(editor)
        at = [f"+{place.line}"] if place.line else []
        code = os.spawnvpe(os.P_WAIT, words[0], [*words, *at, place.file], dict(rooms.env))
    except (OSError, ValueError, IndexError) as problem:
        raise SwtuiError(
            f"cannot start the editor {clip(editor, 120)}: {problem}",
            hint="set EDITOR to a program on your PATH",
        ) from None
    if code:
        output.print_notice(f"the editor {clip(words[0], 120)} ended with {code}")

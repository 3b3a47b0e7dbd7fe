"""Trying a role out for the commands that explain: options, warnings, questions, readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.cli import talk
from swtui.cli.arguments import Arguments
from swtui.cli.assuming import tell

if TYPE_CHECKING:
    from swtui.access.explanation.explanation import Explanation
    from swtui.cli.rooms import Rooms
    from swtui.roles.role import Role
    from swtui.sessions.options import AssumeOptions
    from swtui.sessions.progress import Progress


def explanation_of(
    role: Role,
    options: AssumeOptions,
    args: Arguments,
    rooms: Rooms,
    *,
    read: bool,
    held: bool = False,
) -> Explanation:
    """Try a role's chain, asking for codes here; see `explain` for `read` and `held`.

    `args` has `mfa_stdin`, and in `read_with` the name of a role to read with, or nothing.
    """
    from swtui.access.explanation.explanation import explain
    from swtui.cli.ask_code import asker

    for warning in rooms.warnings:
        talk.say(warning)
    ask = asker(rooms.env, from_stdin=args.mfa_stdin)
    other = rooms.catalogue.find(args.read_with) if args.read_with else None
    return explain(
        role,
        options,
        broker=rooms.broker,
        catalogue=rooms.catalogue,
        ask=ask,
        read=read,
        held=held,
        read_with=None
        if other is None
        else lambda: rooms.broker.session(other, ask=ask, report=tell),
        report=_tell_waits,
    )


def _tell_waits(progress: Progress) -> None:
    """Say what goes on; that a session lasts less long stands in the explanation."""
    if not progress.limit:
        tell(progress)

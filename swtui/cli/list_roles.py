"""`swtui list`: every role, broken ones included, for eyes or as JSON."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from swtui.cli import talk
from swtui.cli.arguments import Arguments, Parser
from swtui.files import shown_path
from swtui.text import columns_of, cut, padded, safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from swtui.cli.rooms import Rooms
    from swtui.roles.role import Problem, Role


def arguments(parser: Parser) -> None:
    """Declare what may stand behind `list`."""
    parser.add_argument("words", nargs="*", metavar="WORDS", help="show only what matches all")
    parser.add_argument("--json", action="store_true", help="a list of objects, names raw")


def run(args: Arguments, rooms: Rooms) -> int:
    """List the roles; exit 0 even where some are broken, for the others work."""
    roles = _matching(" ".join(args.words), rooms)
    for warning in rooms.warnings:
        talk.say(warning)
    files = rooms.catalogue.files
    for problem in files.notices:
        talk.say(problem_line(problem, rooms.env))
    if args.json:
        talk.data_json([as_json(role) for role in roles])
    elif roles:
        talk.human(table(roles, rooms.env, _width()))
    elif not rooms.catalogue.roles:
        looked_at = ", ".join(shown_path(path, rooms.env) for path in files.searched)
        talk.say(f"no profiles found; looked at {looked_at}")
    else:
        talk.say(f"no role matches {' and '.join(repr(safe(word)) for word in args.words)}")
    return 0


def _matching(words: str, rooms: Rooms) -> list[Role]:
    roles = rooms.catalogue.roles
    if not words.strip():
        return list(roles)
    from swtui.roles.search import Index

    return [roles[index] for index in Index(roles).plain(words)]


def _width() -> int | None:
    """Return the columns of the terminal; None when stdout goes elsewhere and nothing is cut."""
    return shutil.get_terminal_size().columns if talk.on_terminal() else None


def as_json(role: Role) -> dict[str, Any]:
    """Return a role as the documented object."""
    return {
        "name": role.name,
        "account_id": role.account.id,
        "account_name": role.account.name,
        "role": role.role_name,
        "arn": role.arn,
        "kind": role.kind,
        "origin": role.origin,
        "region": role.region,
        "chain": list(role.chain),
        "problem": problem_json(role.problem),
    }


def problem_json(problem: Problem | None) -> dict[str, Any] | None:
    """Return a problem as the documented object, or None."""
    if problem is None:
        return None
    place = problem.place
    return {
        "message": problem.message,
        "file": place.file if place else None,
        "line": place.line if place else None,
    }


_WIDEST = (64, 32, 12, 32)
"""Columns that a name, an account, its id and a role are given; a longer one stands out of line."""


def table(roles: list[Role], env: Mapping[str, str], width: int | None) -> str:
    """Return the roles in aligned columns, cut to `width` where one is given.

    One long name must not push the others' chains out of sight.
    """
    rows = [_row(role, env) for role in roles]
    longest = [max(columns_of(row[place]) for row in rows) for place in range(4)]
    columns = [min(pair) for pair in zip(longest, _WIDEST, strict=True)]
    lines = []
    for row in rows:
        cells = [_cell(*pair, width) for pair in zip(row[:4], columns, strict=True)]
        line = "  ".join([*cells, row[4]]).rstrip()
        lines.append(line if width is None else cut(line, width))
    return "\n".join(lines) + "\n"


def _cell(text: str, columns: int, width: int | None) -> str:
    return padded(text if width is None else cut(text, columns), columns)


def _row(role: Role, env: Mapping[str, str]) -> tuple[str, str, str, str, str]:
    if role.problem is not None:
        last = f"✗ {_located(role.problem, env)}{safe(role.problem.message)}"
    else:
        mark = "▲ PROD  " if role.production else ""
        last = mark + " → ".join(safe(name) for name in role.chain)
    kind = safe(role.role_name) or role.kind
    account = safe(role.account.name) or "-"
    return safe(role.name), account, role.account.id or "-", kind, last


def problem_line(problem: Problem, env: Mapping[str, str]) -> str:
    """Return a problem of a file as one display-safe line that begins with its place."""
    return _located(problem, env) + safe(problem.message)


def _located(problem: Problem, env: Mapping[str, str]) -> str:
    if problem.place is None:
        return ""
    path = safe(shown_path(problem.place.file, env))
    return f"{path}:{problem.place.line}: " if problem.place.line else f"{path}: "

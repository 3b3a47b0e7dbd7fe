"""`swtui list`: list every role, broken ones included, as a table or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from swtui.cli import output
from swtui.cli.arguments import Arguments, Parser
from swtui.errors import NoSuchRole
from swtui.files import shown_path
from swtui.text import count_columns, cut, padded, safe, safe_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from swtui.cli.context import CommandContext
    from swtui.roles.role import Problem, Role


def arguments(parser: Parser) -> None:
    """Declare the arguments of `list`."""
    parser.add_argument(
        "words", nargs="*", metavar="WORDS", help="list only roles that match all words"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list of objects")


def run(args: Arguments, context: CommandContext) -> int:
    """List the roles; exit 0 even if some are broken, 3 if none matches the words."""
    roles = _matching(" ".join(args.words), context)
    for warning in context.warnings:
        output.print_notice(warning)
    files = context.catalogue.files
    for problem in files.notices:
        output.print_notice(problem_line(problem, context.env))
    if args.json:
        output.write_json([as_json(role) for role in roles])
    elif roles:
        output.print_text(table(roles, context.env, _width()))
    elif not context.catalogue.roles:
        looked_at = ", ".join(shown_path(path, context.env) for path in files.searched)
        output.print_notice(f"no profiles found in {looked_at}")
    else:
        output.print_notice(
            f"no role matches {' and '.join(repr(safe(word)) for word in args.words)}"
        )
    return NoSuchRole.exit_code if args.words and not roles else 0


def _matching(words: str, context: CommandContext) -> list[Role]:
    roles = context.catalogue.roles
    if not words.strip():
        return list(roles)
    from swtui.roles.search import Index

    return [roles[index] for index in Index(roles).plain(words)]


def _width() -> int | None:
    """Return the terminal's columns; None when stdout is not a terminal and nothing is cut."""
    if not output.on_terminal():
        return None
    import shutil

    return shutil.get_terminal_size().columns


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
"""The most columns of a name, an account, its ID and a role."""
_USUAL = 24
"""Columns that a cell may always have."""
_NOTHING = "-"
"""The text of an unknown value."""


def table(roles: list[Role], env: Mapping[str, str], width: int | None) -> str:
    """Return the roles in aligned columns, cut to `width` if given.

    A few long names break the alignment, rather than push every other chain out of sight. A
    column without any known value is left out.
    """
    columns = (
        safe_texts([role.name for role in roles]),
        [name or _NOTHING for name in safe_texts([role.account.name for role in roles])],
        [role.account.id or _NOTHING for role in roles],
        safe_texts([role.role_name or role.kind for role in roles]),
    )
    shown = [
        _column(cells, widest, is_cut=width is not None)
        for cells, widest in zip(columns, _WIDEST, strict=True)
        if any(cell != _NOTHING for cell in cells)
    ]
    ends = [_end(role, env) for role in roles]
    lines = ["  ".join(cells).rstrip() for cells in zip(*shown, ends, strict=True)]
    if width is not None:
        lines = [cut(line, width) for line in lines]
    return "\n".join(lines) + "\n"


def _column(texts: Sequence[str], widest: int, *, is_cut: bool) -> list[str]:
    """Return the cells of a column, filled up to its width; a longer one stays whole or is cut."""
    is_plain = all(map(str.isascii, texts))
    columns = _columns(list(map(len if is_plain else count_columns, texts)), widest)
    if is_cut:
        texts = [cut(text, widest) for text in texts]
    if is_plain and not is_cut:  # an ellipsis shows a cut
        return [text.ljust(columns) for text in texts]
    return [padded(text, columns) for text in texts]


def _columns(lengths: list[int], widest: int) -> int:
    """Return the width of a column: that of its longest cell that is not an outlier."""
    usual = max(_USUAL, 2 * sorted(lengths)[(len(lengths) - 1) // 2])
    return max((length for length in lengths if length <= min(usual, widest)), default=widest)


def _end(role: Role, env: Mapping[str, str]) -> str:
    """Return the end of a row: the chain, or what is wrong with the role."""
    if role.problem is not None:
        return f"✗ {_located(role.problem, env)}{safe(role.problem.message)}"
    chain = " → ".join(safe_texts(role.chain))
    return f"▲ PROD  {chain}" if role.production else chain


def problem_line(problem: Problem, env: Mapping[str, str]) -> str:
    """Return a problem of a file as one display-safe line, starting with its place."""
    return _located(problem, env) + safe(problem.message)


def _located(problem: Problem, env: Mapping[str, str]) -> str:
    if problem.place is None:
        return ""
    path = safe(shown_path(problem.place.file, env))
    return f"{path}:{problem.place.line}: " if problem.place.line else f"{path}: "

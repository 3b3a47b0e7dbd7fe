"""Choose the columns of the list and their widths for a width of the window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.cells import cell_len

from swtui.records import pair
from swtui.roles.role import Role
from swtui.roles.role_table import RoleTable
from swtui.text import safe

GUTTER = 3
"""Cells before the names: the cursor's bar, the row's glyph, a blank."""
GAP = 2
PRODUCTION_WIDTH = 6
HELD_WIDTH = 7
_LONGEST = {"name": 36, "account_name": 24, "role_name": 28, "account_id": 12, "region": 14}
_HELD_FROM = 50
"""Cells from which the time left of a session has a column."""
_GIVE_WAY: tuple[tuple[str, ...], ...] = (
    (),
    ("region",),
    ("region", "account_id"),
    ("region", "account_name"),
    ("region", "account_id", "account_name"),
)
"""What is left out as the window narrows (the detail pane has gone before); where an account's
name has no room, its shorter id may."""

KIND_WORDS = {
    "role": "role",
    "sso": "Identity Center",
    "process": "process",
    "web-identity": "web identity",
    "login": "aws login",
    "keys": "access key",
    "none": "no credentials",
}
"""The text of the role's column for a profile that names no role."""


@pair
class Measured:
    """The widths of the texts of each column in the whole catalogue, in cells."""

    widest: dict[str, int]
    usual: dict[str, int]
    """The width that is enough for all but one text in twenty."""
    production: bool
    """Whether any role is production, so that a column for it is worth having."""


def measure(roles: Sequence[Role]) -> Measured:
    """Measure a catalogue once; columns then stay where they are while the list narrows."""
    table = roles if isinstance(roles, RoleTable) else RoleTable.of(roles)
    owners = [account.name for account in table.accounts]
    rows = zip(table.role_names, table.kinds, strict=True)
    texts: dict[str, list[str]] = {
        "name": table.names,
        "account_name": [
            owner if owner != name else "" for owner, name in zip(owners, table.names, strict=True)
        ],
        "role_name": [role_name or KIND_WORDS.get(kind, kind) for role_name, kind in rows],
        "account_id": [account.id for account in table.accounts],
        "region": table.regions,
    }
    counts = {field: _counts(texts[field], longest) for field, longest in _LONGEST.items()}
    if any(owners) and any(counts["account_id"][1:]):
        counts["account_name"][12] += 1  # an account without a name shows its id there
    return Measured(
        {field: _width_for(of, 1.0) for field, of in counts.items()},
        {field: _width_for(of, 0.95) for field, of in counts.items()},
        table.has_production,
    )


def _counts(texts: Sequence[str], longest: int) -> list[int]:
    """Return how many texts have each width, up to the longest that a column takes."""
    together = "".join(texts)
    is_plain = together.isascii() and together.isprintable()
    widths = map(len, texts) if is_plain else (cell_len(safe(text[:60])) for text in texts)
    counts = [0] * (longest + 1)
    for width, count in Counter(widths).items():
        counts[min(width, longest)] += count
    return counts


def _width_for(counts: Sequence[int], share: float) -> int:
    """Return the width that is enough for this share of the texts that are not empty."""
    wanted = sum(counts[1:]) * share
    seen = 0
    for width, count in enumerate(counts[1:], 1):
        seen += count
        if seen >= wanted > 0:
            return width
    return 0


def searched_fields(role: Role) -> dict[str, str]:
    """Return the raw text of each column of a role."""
    account = role.account
    return {
        "name": role.name,
        "account_name": account.name if account.name != role.name else "",
        "role_name": role.role_name or KIND_WORDS.get(role.kind, role.kind),
        "account_id": account.id,
        "region": role.region,
    }


@pair
class Layout:
    """The columns of a width."""

    columns: tuple[tuple[str, int], ...]
    """Field and width in cells, from the left."""
    production: bool
    held: bool


def lay_out(width: int, measured: Measured, *, grouped: bool = False) -> Layout:
    """Return the columns that fit into `width` cells; under headings the account is not said."""
    every = [field for field in _LONGEST if measured.widest[field]]
    if grouped:
        every = [field for field in every if not field.startswith("account")]
    held = width >= _HELD_FROM
    ends = (PRODUCTION_WIDTH + GAP if measured.production else 0) + (HELD_WIDTH if held else 0)
    room = width - GUTTER - ends
    names = every
    for given_up in _GIVE_WAY:
        names = [name for name in every if name not in given_up]
        if sum(measured.usual[name] + GAP for name in names) <= room:
            break
    columns = _shared(names, measured, max(0, room - GAP * len(names)))
    return Layout(columns, measured.production, held)


def _shared(names: Sequence[str], measured: Measured, room: int) -> tuple[tuple[str, int], ...]:
    """Return the columns: each its usual width, or its part of too little; the rest is shared."""
    widths = {name: measured.usual[name] for name in names}
    total = sum(widths.values())
    if total > room:
        widths = {name: max(1, width * room // total) for name, width in widths.items()}
    spare = room - sum(widths.values())
    for name in names:
        more = max(0, min(spare, measured.widest[name] - widths[name]))
        widths[name] += more
        spare -= more
    return tuple(widths.items())

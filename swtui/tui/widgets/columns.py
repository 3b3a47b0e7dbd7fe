"""Which columns the list has at a width, and how wide each is: they give way in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from swtui.roles.role import Role
from swtui.text import safe

GUTTER = 3
"""Cells before the names: the cursor's bar, the row's glyph, a blank."""
GAP = 2
PRODUCTION_WIDTH = 6
HELD_WIDTH = 7
_LONGEST = {"name": 36, "account_name": 24, "role_name": 28, "account_id": 12, "region": 14}
_GIVE_WAY = ("region", "account_id", "account_name")
"""What is left out first when the window narrows (the detail pane has gone before)."""

KIND_WORDS = {
    "role": "role",
    "sso": "Identity Center",
    "process": "process",
    "web-identity": "web identity",
    "login": "aws login",
    "keys": "access key",
    "none": "no credentials",
}
"""What stands in the role's column for a profile that names no role."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The widest text of each column over the whole catalogue, in cells."""

    widths: dict[str, int]
    production: bool
    """Whether any role is production, so that a column for it is worth having."""


def measure(roles: Sequence[Role]) -> Measured:
    """Measure a catalogue once; columns then stay where they are while the list narrows."""
    widths = dict.fromkeys(_LONGEST, 0)
    named = any(role.account.name for role in roles)
    for role in roles:
        for field, text in fields_of(role).items():
            if len(text) > widths[field] or not text.isascii():
                width = min(cell_len(safe(text[:60])), _LONGEST[field])
                widths[field] = max(widths[field], width)
    if named and widths["account_id"]:
        widths["account_name"] = max(widths["account_name"], widths["account_id"])
    return Measured(widths, any(role.production for role in roles))


def fields_of(role: Role) -> dict[str, str]:
    """Return the raw text of each column of a role."""
    account = role.account
    return {
        "name": role.name,
        "account_name": account.name if account.name != role.name else "",
        "role_name": role.role_name or KIND_WORDS.get(role.kind, role.kind),
        "account_id": account.id,
        "region": role.region,
    }


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a width."""

    columns: tuple[tuple[str, int], ...]
    """Field and width in cells, from the left."""
    production: bool
    held: bool


def lay_out(width: int, measured: Measured, *, grouped: bool = False) -> Layout:
    """Return the columns that fit into `width` cells; under headings the account is not said."""
    names = [field for field in _LONGEST if measured.widths[field]]
    if grouped:
        names = [field for field in names if not field.startswith("account")]
    held = width >= 50
    ends = (PRODUCTION_WIDTH + GAP if measured.production else 0) + (HELD_WIDTH if held else 0)
    room = width - GUTTER - ends
    for given_up in _GIVE_WAY:
        if _needed(names, measured) <= room:
            break
        if given_up in names:
            names.remove(given_up)
    columns = _shared(names, measured, max(room, 2 * GAP + 2))
    return Layout(columns, measured.production, held)


def _needed(names: Sequence[str], measured: Measured) -> int:
    return sum(measured.widths[name] + GAP for name in names)


def _shared(names: Sequence[str], measured: Measured, room: int) -> tuple[tuple[str, int], ...]:
    """Return the columns, shrunk evenly where even the last ones do not fit."""
    needed = _needed(names, measured)
    if needed <= room:
        return tuple((name, measured.widths[name]) for name in names)
    text = room - GAP * len(names)
    total = max(1, needed - GAP * len(names))
    shares = [max(1, measured.widths[name] * text // total) for name in names]
    if shares:
        shares[0] += max(0, text - sum(shares))
    return tuple(zip(names, shares, strict=True))

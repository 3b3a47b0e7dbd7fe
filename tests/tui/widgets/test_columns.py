"""Which columns fit, and how wide they are."""

from __future__ import annotations

import pytest

from swtui.roles.role import Account, Role
from swtui.tui.widgets.columns import GAP, GUTTER, lay_out, measure

ROLES = [
    Role(
        name=f"team-{number}-prod",
        kind="role",
        origin="config",
        account=Account(id="111122223333", name=f"Team number {number}"),
        role_name="Administrator",
        region="eu-west-1",
        production=True,
    )
    for number in range(20)
]


def names_at(width: int, *, grouped: bool = False) -> list[str]:
    return [name for name, _ in lay_out(width, measure(ROLES), grouped=grouped).columns]


def test_everything_is_shown_where_there_is_room() -> None:
    assert names_at(120) == ["name", "account_name", "role_name", "account_id", "region"]


def test_region_gives_way_first_then_the_account_id() -> None:
    assert "region" not in names_at(84)
    assert "account_id" in names_at(84)
    assert "account_id" not in names_at(70)


def test_shorter_id_stands_in_for_an_account_name_that_does_not_fit() -> None:
    assert names_at(62) == ["name", "role_name", "account_id"]


def test_name_and_role_stay_to_the_last() -> None:
    assert names_at(40) == ["name", "role_name"]


def test_under_account_headings_the_account_is_not_repeated() -> None:
    assert names_at(120, grouped=True) == ["name", "role_name", "region"]


@pytest.mark.parametrize("width", [1, 5, 20, 37, 40, 55, 80, 200])
def test_columns_never_are_wider_than_the_list(width: int) -> None:
    layout = lay_out(width, measure(ROLES))
    used = GUTTER + sum(cells + GAP for _, cells in layout.columns)
    assert used <= max(width, 20)


def test_one_very_long_name_does_not_take_the_room_of_the_others() -> None:
    long = Role(name="x" * 300, kind="role", origin="config", role_name="Administrator")
    assert "account_id" in [name for name, _ in lay_out(84, measure([*ROLES, long])).columns]


def test_widths_are_measured_in_cells() -> None:
    wide = Role(name="監査", kind="role", origin="config")
    assert measure([wide]).widest["name"] == 4


def test_nothing_to_show_is_no_error() -> None:
    assert lay_out(80, measure([])).columns == ()

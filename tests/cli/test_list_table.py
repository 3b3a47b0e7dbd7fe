"""The table of `swtui list`: columns stay columns, whatever the names are."""

from __future__ import annotations

from swtui.cli.list_roles import table
from swtui.roles.role import Account, Role
from swtui.text import count_columns

ACCOUNT = Account(id="111122223333", name="payments")


def role(name: str) -> Role:
    return Role(
        name=name,
        kind="role",
        origin="config",
        account=ACCOUNT,
        role_name="Admin",
        chain=("base", name),
    )


def test_wide_characters_and_marks_leave_the_columns_in_line() -> None:
    lines = table([role("日本語"), role("cafe\u0301x"), role("plain-ascii")], {}, None).splitlines()
    starts = {count_columns(line.partition("payments")[0]) for line in lines}
    assert len(starts) == 1


def test_a_name_without_end_does_not_push_the_others_out_of_sight() -> None:
    """Each row was as wide as the longest name, and a terminal then showed names alone."""
    lines = table([role("x" * 10_000), role("short")], {}, 140).splitlines()
    assert [count_columns(line) <= 140 for line in lines] == [True, True]
    assert lines[0].startswith("x" * 63 + "…  payments")
    assert lines[1].endswith("base → short")


def test_where_nothing_is_cut_a_long_name_is_whole_and_lengthens_its_own_row_alone() -> None:
    lines = table([role("x" * 10_000), role("short")], {}, None).splitlines()
    assert lines[0].startswith("x" * 10_000 + "  payments")
    assert len(lines[1]) < 200


def test_a_row_is_cut_to_the_terminal_by_its_columns() -> None:
    (line,) = table([role("日" * 30)], {}, 21).splitlines()
    assert line == "日" * 10 + "…"


def test_a_long_name_does_not_push_the_other_columns_away() -> None:
    rows = [role("a" * 60), *(role(f"dev-{number}") for number in range(9))]
    long, *others = table(rows, {}, 80).splitlines()
    assert long.startswith("a" * 60 + "  payments")
    for number, line in enumerate(others):
        assert line == f"dev-{number}  payments  111122223333  Admin  base → dev-{number}"


def test_names_that_are_all_long_stay_in_line() -> None:
    rows = [role("a" * 60), role("b" * 59), role("c" * 50)]
    starts = {line.index("payments") for line in table(rows, {}, None).splitlines()}
    assert starts == {62}


def test_a_column_of_which_nothing_is_known_is_left_out() -> None:
    keys = Role(name="base", kind="keys", origin="config", chain=("base",))
    nameless = Role(
        name="dev",
        kind="role",
        origin="config",
        account=Account(id="111122223333"),
        role_name="Admin",
        chain=("dev",),
    )
    assert table([keys], {}, None) == "base  keys  base\n"
    assert table([keys, nameless], {}, None).splitlines() == [
        "base  -             keys   base",
        "dev   111122223333  Admin  dev",
    ]

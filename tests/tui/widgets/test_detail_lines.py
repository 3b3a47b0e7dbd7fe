"""Small things the pane says."""

from __future__ import annotations

import pytest

from swtui.tui.widgets.detail_lines import arn_lines, span


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3600, "1 h"), (900, "15 min"), (5400, "1 h 30 min"), (43200, "12 h"), (59, "0 min")],
)
def test_durations_are_said_as_people_say_them(seconds: int, said: str) -> None:
    assert span(seconds) == said


def test_arn_is_broken_where_a_part_ends() -> None:
    arn = "arn:aws:iam::111122223333:role/team/Administrator"
    lines = arn_lines(arn, 40)
    assert lines == ["arn:aws:iam::111122223333:role/team/", "Administrator"]


def test_arn_without_a_place_to_break_is_cut_at_the_width() -> None:
    assert arn_lines("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_no_arn_is_no_line() -> None:
    assert arn_lines("", 10) == []

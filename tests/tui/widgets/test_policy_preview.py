"""The text of a policy: a long line is broken to the width there is, and loses nothing."""

from __future__ import annotations

import pytest

from swtui.tui.widgets.policy_preview import broken


@pytest.mark.parametrize("width", [12, 20, 37, 200])
def test_a_long_line_is_broken_and_loses_nothing(width: int) -> None:
    line = '      "Resource": "arn:aws:iam::111122223333:role/team/' + "x" * 64 + '",'
    pieces = broken(line, width)
    assert all(len(piece) <= width for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(line.split())


def test_without_room_a_line_stays_whole() -> None:
    assert broken("x" * 50, 0) == ["x" * 50]

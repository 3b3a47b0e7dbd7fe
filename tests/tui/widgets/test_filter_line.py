"""Editing the filter."""

from __future__ import annotations

from swtui.tui.widgets.filter_line import MAX_LENGTH, FilterLine, pasted


def test_text_goes_in_at_the_caret() -> None:
    line = FilterLine("prd", 2).insert("o")
    assert line == FilterLine("prod", 3)


def test_slash_is_swallowed_only_as_the_first_character() -> None:
    assert FilterLine().insert("/") == FilterLine()
    assert FilterLine("a", 1).insert("/").text == "a/"


def test_nothing_grows_beyond_the_limit() -> None:
    line = FilterLine().insert("x" * 1000)
    assert len(line.text) == MAX_LENGTH
    assert line.insert("y") == line


def test_rubbing_out_removes_before_the_caret_and_stops_at_the_start() -> None:
    assert FilterLine("ab", 1).rub_out() == FilterLine("b", 0)
    assert FilterLine("b", 0).rub_out() == FilterLine("b", 0)


def test_deleting_removes_under_the_caret() -> None:
    assert FilterLine("ab", 0).delete() == FilterLine("b", 0)


def test_last_word_goes_with_the_blanks_behind_it() -> None:
    assert FilterLine("prod adm  ", 10).rub_word() == FilterLine("prod ", 5)
    assert FilterLine("prod", 4).rub_word() == FilterLine("", 0)


def test_caret_stays_inside() -> None:
    assert FilterLine("ab", 1).moved(9).caret == 2
    assert FilterLine("ab", 1).moved(-9).caret == 0


def test_paste_becomes_one_line_of_limited_length() -> None:
    assert pasted(" prod\n\tadm \r\n") == "prod adm"
    assert len(pasted("x" * 1_000_000)) == MAX_LENGTH

"""Digits are taken in every spelling, and never more than a code could need."""

from __future__ import annotations

import pytest

from swtui.tui.screens.mfa import MAX_TYPED, CodeEntry


def typed(*texts: str) -> CodeEntry:
    entry = CodeEntry()
    for text in texts:
        entry.type(text)
    return entry


@pytest.mark.parametrize(
    "text",
    ["123456", "123 456", "123-456", "１２３４５６", "123–456", "\t123\u00a0456\n", "١٢٣٤٥٦"],
)
def test_blanks_dashes_and_other_digits_are_normalised(text: str) -> None:
    entry = typed(text)
    assert entry.code() == "123456"
    assert entry.complete
    assert entry.note == ""


@pytest.mark.parametrize("text", ["12345a", "x", "½", "٪"])
def test_anything_else_is_refused_with_a_reason(text: str) -> None:
    entry = typed(text)
    assert not entry.complete
    assert entry.note == "a code has digits only"


def test_a_megabyte_is_capped() -> None:
    entry = typed("7" * 1_000_000)
    assert entry.count == MAX_TYPED
    assert not entry.complete


def test_a_digit_too_many_is_seen_and_can_be_removed() -> None:
    entry = typed("1234567")
    assert (entry.count, entry.complete) == (7, False)
    assert "these are 7" in entry.note
    entry.rub_out()
    assert (entry.count, entry.complete) == (6, True)
    assert entry.note == ""


def test_dots_tell_how_many_and_nothing_else() -> None:
    assert typed("1234").dots() == typed("9", "876").dots() == "● ● ●   ● · ·"
    entry = typed("12")
    entry.clear()
    assert entry.dots() == "· · ·   · · ·"

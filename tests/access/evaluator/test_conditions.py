"""Numbers, dates and addresses of a policy are read exactly, or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal

import pytest

from swtui.access.evaluator.conditions import OPERATORS, parse_date, parse_number
from swtui.access.evaluator.matching import pattern


@pytest.fixture
def far_from_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "XXX+5")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("text", ["2026-01-15", "2026-01-15T00:00:00", "2026-01-15T00:00Z"])
def test_a_time_without_a_zone_is_utc_wherever_this_machine_stands(
    far_from_greenwich: None, text: str
) -> None:
    assert parse_date(text) == Decimal(1768435200)


@pytest.mark.parametrize(
    "text", ["2026", "2026-13-01", "2026-W03-4", "2026-01-15 12:00", "now", "", "1e3"]
)
def test_what_is_no_date_for_certain_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("found", ["true", "True", "TRUE"])
def test_true_is_true_in_any_letters(found: str) -> None:
    assert OPERATORS["Bool"].compare(pattern("True"), found)
    assert not OPERATORS["Bool"].compare(pattern("false"), found)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e3", "0x1", "", " 1", "1_000", "١"])
def test_what_only_a_programming_language_takes_for_a_number_is_none(text: str) -> None:
    assert parse_number(text) is None


def test_numbers_are_exact() -> None:
    assert parse_number("0.1") == Decimal("0.1")
    assert parse_number("-7.") == Decimal(-7)


def test_a_network_may_be_written_with_an_address_within_it() -> None:
    assert OPERATORS["IpAddress"].compare(pattern("203.0.113.9/24"), "203.0.113.200") is True


def test_an_address_of_the_other_family_lies_outside() -> None:
    assert OPERATORS["IpAddress"].compare(pattern("::/0"), "203.0.113.9") is False


def test_what_is_no_address_lies_in_no_network() -> None:
    assert (
        OPERATORS["IpAddress"].compare(pattern("0.0.0.0/0"), "cloudformation.amazonaws.com")
        is False
    )


def test_values_not_of_the_operators_kind_are_not_judged() -> None:
    assert OPERATORS["IpAddress"].compare(pattern("here"), "203.0.113.9") is None
    assert OPERATORS["BinaryEquals"].compare(pattern("*"), "QQ==") is None
    assert OPERATORS["Bool"].compare(pattern("yes"), "true") is None

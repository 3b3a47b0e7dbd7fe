"""Numbers, dates and addresses of a policy are read exactly, or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal

import pytest

from swtui.access.evaluator.conditions import in_network, moment, number, same_bytes, same_truth
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
    assert moment(text) == Decimal(1768435200)


@pytest.mark.parametrize(
    "text", ["2026", "2026-13-01", "2026-W03-4", "2026-01-15 12:00", "now", "", "1e3"]
)
def test_what_is_no_date_for_certain_is_none(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize("found", ["true", "True", "TRUE"])
def test_true_is_true_in_any_letters(found: str) -> None:
    assert same_truth(pattern("True"), found)
    assert not same_truth(pattern("false"), found)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e3", "0x1", "", " 1", "1_000", "١"])
def test_what_only_a_programming_language_takes_for_a_number_is_none(text: str) -> None:
    assert number(text) is None


def test_numbers_are_exact() -> None:
    assert number("0.1") == Decimal("0.1")
    assert number("-7.") == Decimal(-7)


def test_a_network_may_be_written_with_an_address_within_it() -> None:
    assert in_network(pattern("203.0.113.9/24"), "203.0.113.200") is True


def test_an_address_of_the_other_family_lies_outside() -> None:
    assert in_network(pattern("::/0"), "203.0.113.9") is False


def test_what_is_no_address_lies_in_no_network() -> None:
    assert in_network(pattern("0.0.0.0/0"), "cloudformation.amazonaws.com") is False


def test_values_not_of_the_operators_kind_are_not_judged() -> None:
    assert in_network(pattern("here"), "203.0.113.9") is None
    assert same_bytes(pattern("*"), "QQ==") is None
    assert same_truth(pattern("yes"), "true") is None

"""Wildcards match as a regular expression would, in time that cannot run away."""

from __future__ import annotations

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from swtui.access.evaluator.conditions import OPERATORS
from swtui.access.evaluator.matching import fits, pattern, written

PATTERNS = st.text("ab*?:/", max_size=12)
TEXTS = st.text("ab*?:/\n", max_size=12)


@given(PATTERNS, TEXTS)
def test_wildcards_match_as_the_regular_expression_they_stand_for(wanted: str, text: str) -> None:
    expression = re.escape(wanted).replace(r"\*", ".*").replace(r"\?", ".")
    expected = re.fullmatch(expression, text, re.DOTALL) is not None
    assert fits(pattern(wanted), text) == expected


@given(PATTERNS)
def test_a_pattern_is_written_as_it_was_read(text: str) -> None:
    assert written(pattern(text)) == text


@given(TEXTS)
def test_a_text_of_single_characters_fits_itself_alone(text: str) -> None:
    assert fits(tuple(text), text)
    assert not fits(tuple(text), text + "x")


@given(st.lists(st.text("ab*", max_size=3), min_size=6, max_size=6), st.text("ab:", max_size=9))
def test_a_star_never_reaches_over_the_first_five_colons_of_an_arn(
    parts: list[str], text: str
) -> None:
    expected = text.count(":") >= 5 and all(
        fits(pattern(part), piece) for part, piece in zip(parts, text.split(":", 5), strict=True)
    )
    assert OPERATORS["ArnLike"].compare(pattern(":".join(parts)), text) is expected


def test_what_is_no_arn_is_not_judged() -> None:
    assert OPERATORS["ArnLike"].compare(pattern("*"), "arn:aws:iam::1:role/x") is None
    assert OPERATORS["ArnLike"].compare(pattern("arn:aws:iam::1:*"), "nothing of the kind") is False


def test_many_stars_against_a_long_text_end_at_once() -> None:
    start = time.monotonic()
    assert not fits(pattern("*a" * 200 + "*c"), "ab" * 2000)
    assert time.monotonic() - start < 5

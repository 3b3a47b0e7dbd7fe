"""Pieces of text: safe, highlighted in the right place, measured in cells."""

from __future__ import annotations

from rich.style import Style

from swtui.tui.theme import TOKENS
from swtui.tui.widgets.styles import build_strip, fitted, marked, measure_width, pens_for

PLAIN, MATCH = Style(), Style(bold=True)


def bold_parts(raw: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text for text, style in marked(raw, spans, PLAIN, MATCH) if style is MATCH]


def test_match_is_highlighted_in_what_is_shown() -> None:
    assert bold_parts("payments-prod", [(9, 13)]) == ["prod"]


def test_match_behind_an_escaped_character_is_still_in_its_place() -> None:
    pieces = marked("a\x1b[2Jprod", [(5, 9)], PLAIN, MATCH)
    assert "".join(text for text, _ in pieces) == "a\\u{1b}[2Jprod"
    assert [text for text, style in pieces if style is MATCH] == ["prod"]


def test_match_behind_a_backslash_is_still_in_its_place() -> None:
    assert bold_parts("a\\prod", [(2, 6)]) == ["prod"]


def test_spans_beyond_the_text_are_no_error() -> None:
    assert bold_parts("ab", [(0, 1), (1, 99), (50, 60)]) == ["a", "b"]


def test_text_is_cut_with_an_ellipsis_at_the_width() -> None:
    pieces = fitted([("payments", PLAIN), ("-prod", PLAIN)], 9)
    assert "".join(text for text, _ in pieces).rstrip() == "payments…"


def test_wide_characters_count_two_cells_and_are_never_halved() -> None:
    for width in range(1, 12):
        assert measure_width(fitted([("監査役の役割", PLAIN)], width)) == width


def test_every_line_has_exactly_its_width() -> None:
    for text in ("", "a", "監" * 30, "x" * 300):
        strip = build_strip([(text, PLAIN)], 20, Style())
        assert strip.cell_length == sum(segment.cell_length for segment in strip) == 20


def test_every_theme_token_has_a_pen() -> None:
    pens = pens_for({**TOKENS, "foreground": "#ffffff", "accent": "#7aa2f7", "warning": "#e3b56b"})
    assert pens.production.bold
    assert pens.match.underline

"""Display-safe text hides nothing, forges nothing, and keeps different names different."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from swtui.text import clip, one_line, safe, safe_pieces

TRICKY = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from(
            "ab\\u{}1 "  # what escapes are made of
            "\x1b\x9b\u202e\u2066\u200b\ufeff\xa0\u3000"  # controls, bidi, spaces
            "\u0301\u0323\u0338\ufe0f\U000e0100"  # marks
            "\xe9\xc5\u212b\u2126=<"  # composed, and what marks compose with
            "\u1100\u1161\u11a8\uac00\u0a33\u0a3c"  # Hangul in parts, Indic
            "\u0430\u03bf\uff41\udce9"
        ),
    ),
    max_size=12,
)

IGNORABLE = (
    *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0xFFF0, 0xFFF9),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE1000),
)
"""Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt: what shows as nothing."""


def unescaped(shown: str) -> str:
    """Return the text that `safe` made `shown` of."""

    def character(escape: re.Match[str]) -> str:
        return "\\" if escape[0] == "\\\\" else chr(int(escape[1], 16))

    return re.sub(r"\\\\|\\u\{([0-9a-f]+)\}", character, shown)


@given(TRICKY)
def test_no_two_texts_look_alike_because_each_can_be_read_back(text: str) -> None:
    assert unescaped(safe(text)) == text


@given(TRICKY)
@example("\u1100\u1161")
@example("=\u0338")
def test_what_is_shown_does_not_change_under_normalisation(text: str) -> None:
    shown = safe(text)

    assert unicodedata.normalize("NFC", shown) == shown


@given(TRICKY)
def test_nothing_shown_controls_hides_or_turns_text(text: str) -> None:
    shown = safe(text)

    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn")]
    assert not [c for c in shown if unicodedata.bidirectional(c) in ("LRO", "RLO", "LRE", "RLE")]
    assert not [c for c in shown if c.isspace() and c != " "]


def test_what_shows_as_nothing_is_written_out() -> None:
    assert [hex(c) for c in IGNORABLE if safe(f"prod{chr(c)}") == f"prod{chr(c)}"] == []


@given(TRICKY)
def test_each_character_has_its_piece(text: str) -> None:
    pieces = safe_pieces(text)

    assert len(pieces) == len(text)
    assert "".join(pieces) == safe(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("payments-prod/Admin", "payments-prod/Admin"),
        ("a\\b", "a\\\\b"),
        ("\x1b]52;c;", "\\u{1b}]52;c;"),
        ("prod\u202eevil", "prod\\u{202e}evil"),
        ("\x9bJ", "\\u{9b}J"),
        ("a\xa0b", "a\\u{a0}b"),
        ("lone \udce9", "lone \\u{dce9}"),
        ("café 東京 Łódź", "café 東京 Łódź"),
        ("cafe\u0301", "cafe\\u{301}"),
        ("\u212bb", "\\u{212b}b"),
        ("\u0430dmin", "\\u{430}dmin"),
        ("\u0430\u0434\u043c\u0438\u043d", "\u0430\u0434\u043c\u0438\u043d"),
        ("\uff41dmin", "\\u{ff41}dmin"),
        ("[bold]x[/]", "[bold]x[/]"),
    ],
)
def test_plain_text_stays_and_the_rest_is_spelt(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_a_pile_of_marks_is_cut_down() -> None:
    shown = safe("x" + "\u0335" * 300)

    assert shown.count("\u0335") == 4
    assert shown.endswith("\\u{335}")


@given(TRICKY, st.integers(min_value=1, max_value=20))
def test_clipped_text_fits_and_says_that_it_was_cut(text: str, limit: int) -> None:
    shown = clip(text, limit)

    assert len(shown) <= limit
    assert shown == safe(text) or shown.endswith("…")


def test_a_long_text_is_clipped_without_reading_all_of_it() -> None:
    assert clip("x" * 10_000_000, 5) == "xxxx…"


def test_one_line_joins_lines_and_escapes_the_rest() -> None:
    assert one_line(" a\r\n\tb \x1b[2J ") == "a b \\u{1b}[2J"
    assert len(one_line("word " * 10_000, 100)) == 100

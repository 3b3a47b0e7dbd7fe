r"""Display-safe text: what is not plainly visible is written as `\u{…}`, injectively.

Two different texts never have the same output: the backslash itself is doubled, text that Unicode
normalisation (UAX #15) would change has its combining marks written out, and a word that mixes
Latin with lookalike scripts (UTS #39) has the strangers written out.
"""

from __future__ import annotations

import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Sequence

MAX_MARKS = 4
"""More combining marks than this on one character are written out, so that rows stay rows."""

_LOOK_ALIKE_SCRIPTS = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH", "MATHEMATICAL")
_INVISIBLE = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0"
    "\U00016fe4\U0001d159"
)
_HIDDEN_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def safe(text: str) -> str:
    r"""Return `text` with everything that could move, hide or forge made visible.

    Escaped as `\u{hex}`: control characters (C0, DEL, C1), format and bidi characters, line and
    paragraph separators, spaces other than U+0020, lone surrogates, private and unassigned code
    points, blank fillers. A backslash becomes two. Width is that of what is returned.
    """
    if text.isascii() and text.isprintable():
        return text.replace("\\", "\\\\")
    return "".join(safe_pieces(text))


def safe_texts(texts: Sequence[str]) -> Sequence[str]:
    """Return `safe` of each text; together they are looked at once, which is many times faster."""
    together = "".join(texts)
    is_plain = together.isascii() and together.isprintable() and "\\" not in together
    return texts if is_plain else [safe(text) for text in texts]


def as_typed(command: str) -> str:
    """Return a command as it can be typed: made safe, but a backslash stays the one it is.

    Its quoting keeps different names apart, where `safe` would do it by doubling.
    """
    return "\\".join(safe(part) for part in command.split("\\"))


def safe_pieces(text: str) -> list[str]:
    """Return what `safe` makes of `text`, one piece for each of its characters.

    So a position in the raw text (a match) can be found again in what is shown.
    """
    unstable = not unicodedata.is_normalized("NFC", text)
    strangers = _strangers(text)
    shown: list[str] = []
    marks = 0
    before = ""
    for character in text:
        category = unicodedata.category(character)
        is_mark = category[0] == "M"
        marks = marks + 1 if is_mark else 0
        if character == "\\":
            shown.append("\\\\")
        elif (
            category in _HIDDEN_CATEGORIES
            or (category == "Zs" and character != " ")
            or character in _INVISIBLE
            or 0xFE00 <= ord(character) <= 0xFE0F
            or 0xE0100 <= ord(character) <= 0xE01EF
            or character in strangers
            or (is_mark and (unstable or marks > MAX_MARKS or len(shown) == 0))
            or (unstable and _merges(before, character))
        ):
            shown.append(f"\\u{{{ord(character):x}}}")
        else:
            shown.append(character)
        before = character
    return shown


def _merges(before: str, character: str) -> bool:
    """Whether normalisation changes `character`, alone or by melting it into the one before."""
    normal = unicodedata.normalize
    return normal("NFC", before + character) != normal("NFC", before) + character


def clip(text: str, limit: int) -> str:
    """Return `text` made safe and cut to `limit` characters, an ellipsis showing the cut."""
    shown = safe(text[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def one_line(text: str, limit: int = 500) -> str:
    """Return text from outside as one safe line: runs of white space become single spaces."""
    return clip(" ".join(text[: 4 * limit].split()), limit)


def count_columns(text: str) -> int:
    """Return how many columns of a terminal safe text takes (UAX #11; marks take none)."""
    return len(text) if text.isascii() else sum(map(_count_columns, text))


def _count_columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, columns: int) -> str:
    """Return safe text filled up with spaces to so many columns; longer text stays whole."""
    return text + " " * (columns - count_columns(text))


def cut(text: str, columns: int) -> str:
    """Return safe text cut to so many columns of a terminal, an ellipsis showing the cut."""
    if count_columns(text) <= columns:
        return text
    kept, left = "", columns - 1
    for character in text:
        left -= _count_columns(character)
        if left < 0:
            break
        kept += character
    return kept + "…"


def _strangers(text: str) -> frozenset[str]:
    """Return the letters of lookalike scripts, if `text` mixes them with Latin ones."""
    if not any(c.isascii() and c.isalpha() for c in text):
        return frozenset()
    return frozenset(
        c
        for c in set(text)
        if not c.isascii() and unicodedata.name(c, "").split(" ", 1)[0] in _LOOK_ALIKE_SCRIPTS
    )

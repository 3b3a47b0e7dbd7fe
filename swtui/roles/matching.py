"""How a word fits a text: as it stands, by the beginnings of words, or by its letters in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

Span = tuple[int, int]
"""Half-open: start and end in raw text."""

_CAMEL_START = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9])|(?<=[a-z0-9])(?=[A-Z])")
_MARK = "\x1f"
"""Stands before each word in the texts that are searched for the beginnings of words."""
_SIGNS = {code: _MARK for code in range(128) if not chr(code).isalnum()}


def begun(lowered: str) -> str:
    """Return a text in lower case with every sign, and its beginning, as a mark.

    A word begins in a name where the one so marked stands in the other. Fast: `str.translate`.
    """
    marked = lowered.translate(_SIGNS)
    return marked if marked.startswith(_MARK) else _MARK + marked


def in_order(word: str) -> re.Pattern[str]:
    """Return what finds the word's letters in order in one line of a text in lower case.

    Nothing is tried twice (the quantifiers are possessive), so any word takes linear time.
    """
    letters = "".join(rf"[^\n{re.escape(c)}]*+{re.escape(c)}" for c in word)
    return re.compile(f"^{letters}", re.MULTILINE)


def starts_words(word: str, raw: str) -> bool:
    """Whether the word is put together from the beginnings of words of `raw`: `papr` of PayProd.

    Each of its letters begins a word or stands right behind the letter before it.
    """
    lowered, origin = lowered_with_origin(raw)
    camel = {match.start() for match in _CAMEL_START.finditer(raw)}
    starts = [place for place, at in enumerate(origin) if at in camel]
    ends: set[int] = {place for place in starts if lowered[place] == word[0]}
    for letter in word[1:]:
        first = min(ends, default=len(lowered))
        behind = {end + 1 for end in ends if lowered[end + 1 : end + 2] == letter}
        ends = behind | {at for at in starts if at > first and lowered[at] == letter}
    return bool(ends)


def literal_spans(word: str, raw: str) -> list[Span]:
    """Return where the word stands, at the beginning of a word if it does so anywhere."""
    lowered, origin = lowered_with_origin(raw)
    begins = re.search(rf"(?<![a-z0-9]){re.escape(word)}", lowered)
    at = begins.start() if begins else lowered.find(word)
    return _spans(range(at, at + len(word)), origin) if at >= 0 else []


def letter_spans(word: str, raw: str) -> list[Span]:
    """Return where the word's letters stand in order; empty when they do not."""
    lowered, origin = lowered_with_origin(raw)
    places: list[int] = []
    at = -1
    for letter in word:
        at = lowered.find(letter, at + 1)
        if at < 0:
            return []
        places.append(at)
    return _spans(places, origin)


def _spans(places: Sequence[int], origin: Sequence[int]) -> list[Span]:
    return [(origin[place], origin[place] + 1) for place in places]


def lowered_with_origin(raw: str) -> tuple[str, Sequence[int]]:
    """Return `raw` in lower case, and for each of its characters the raw one it comes from.

    They differ in number where a letter's lower case is two characters.
    """
    lowered = raw.lower()
    if len(lowered) == len(raw):
        return lowered, range(len(raw))
    pieces = [character.lower() for character in raw]
    return "".join(pieces), [i for i, piece in enumerate(pieces) for _ in piece]


def joined(spans: list[Span]) -> tuple[Span, ...]:
    """Return the spans in order, those that touch as one."""
    merged: list[Span] = []
    for start, end in sorted(set(spans)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)

"""Match a word with a text: by substring, by word beginnings, or by letters in order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from swtui.roles.role import Role

Span = tuple[int, int]
"""Half-open: start and end in raw text."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W_A-Za-z0-9]+")
_MARK = "\x1f"
"""Precedes each word in the texts that are searched for word beginnings."""
_SIGNS = {code: _MARK for code in range(128) if not chr(code).isalnum() and code != ord("\n")}


def mark_beginnings(lowered: str) -> str:
    """Replace the start and every non-alphanumeric character with a marker, in lower case.

    A marked word in a marked name is the beginning of a word. Fast: `str.translate`.
    """
    marked = lowered.translate(_SIGNS)
    return marked if marked.startswith(_MARK) else _MARK + marked


def mark_all_beginnings(lowered: Sequence[str]) -> list[str]:
    """Return `mark_beginnings` of many names at once, which is five times as fast.

    A name may have a second mark at its start. If a name is not ASCII, each is marked by itself,
    for then `str.translate` is slow for all of them.
    """
    text = "\n".join(lowered)
    if not text.isascii() or text.count("\n") >= max(len(lowered), 1):
        return [mark_beginnings(name) for name in lowered]
    marked = text.translate(_SIGNS).replace("\n", f"\n{_MARK}")
    return f"{_MARK}{marked}".split("\n")


def compile_in_order(word: str) -> re.Pattern[str]:
    """Return a pattern for texts in lower case that have the word's letters in order.

    Nothing is tried twice (the quantifiers are possessive), so any word takes linear time.
    """
    return re.compile("".join(rf"[^{re.escape(c)}]*+{re.escape(c)}" for c in word))


def split_words(name: str) -> list[str]:
    """Return the words of a name in lower case, split at signs, at camelCase and at numbers."""
    words: list[str] = _WORD.findall(name)
    return words if name.islower() else [word.lower() for word in words]


def starts_words(word: str, raw: str) -> bool:
    """Return whether a word is made of beginnings of the words of `raw`: `papr` of PayProd."""
    reached = {0}
    for part in split_words(raw):
        for begin in tuple(reached):
            end = begin
            for letter in part:
                if word[end : end + 1] != letter:
                    break
                end += 1
                reached.add(end)
    return len(word) in reached


def literal_spans(word: str, raw: str) -> list[Span]:
    """Return the spans of a word in `raw`, at the beginning of a word if possible."""
    lowered, origin = lower_with_origin(raw)
    begins = re.search(rf"(?<![a-z0-9]){re.escape(word)}", lowered)
    at = begins.start() if begins else lowered.find(word)
    return _spans(range(at, at + len(word)), origin) if at >= 0 else []


def letter_spans(word: str, raw: str) -> list[Span]:
    """Return the spans of the word's letters in order; empty if there are none."""
    lowered, origin = lower_with_origin(raw)
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


def lower_with_origin(raw: str) -> tuple[str, Sequence[int]]:
    """Return `raw` in lower case, with the index in `raw` of each character.

    They differ in number where a letter's lower case is two characters.
    """
    lowered = raw.lower()
    if len(lowered) == len(raw):
        return lowered, range(len(raw))
    pieces = [character.lower() for character in raw]
    return "".join(pieces), [i for i, piece in enumerate(pieces) for _ in piece]


def merge_spans(spans: list[Span]) -> tuple[Span, ...]:
    """Return the spans in order, with adjacent ones as one."""
    merge_profiles: list[Span] = []
    for start, end in sorted(set(spans)):
        if merge_profiles and start <= merge_profiles[-1][1]:
            merge_profiles[-1] = (merge_profiles[-1][0], max(end, merge_profiles[-1][1]))
        else:
            merge_profiles.append((start, end))
    return tuple(merge_profiles)


_SPOKEN = ("name", "account_name", "role_name")
"""The fields whose letters may be left out; ARNs hold all letters in some order."""


def searched_fields(role: Role) -> dict[str, str]:
    """Return the texts to search, raw, by field name."""
    return {
        "name": role.name,
        "account_name": role.account.name,
        "account_id": role.account.id,
        "role_name": role.role_name,
        "region": role.region,
        "arn": role.arn,
    }


def find_spans(
    words: Sequence[str], role: Role, *, literal: bool
) -> Mapping[str, tuple[Span, ...]]:
    """Return the spans of words (if `literal`), or of their letters, by field.

    The spans are half-open, of the raw text, ordered, and do not overlap.
    """
    hits: dict[str, list[Span]] = {}
    for word in words:
        for name, spans in (_find_literal if literal else _find_letters)(word, role).items():
            hits.setdefault(name, []).extend(spans)
    return {name: merge_spans(spans) for name, spans in hits.items() if spans}


def _find_literal(word: str, role: Role) -> dict[str, list[Span]]:
    """Return the spans of a word by field; ACCOUNT/ROLE matches in two."""
    fields = searched_fields(role)
    hits = {name: literal_spans(word, raw) for name, raw in fields.items()}
    account, slash, role_name = word.rpartition("/")
    if slash and not any(hits.values()):
        for name, part in (("account_name", account), ("account_id", account)):
            hits[name] = literal_spans(part, fields[name]) if part else []
        hits["role_name"] = literal_spans(role_name, role.role_name) if role_name else []
    return hits


def _find_letters(word: str, role: Role) -> dict[str, list[Span]]:
    fields = searched_fields(role)
    return {name: letter_spans(word, fields[name]) for name in _SPOKEN}

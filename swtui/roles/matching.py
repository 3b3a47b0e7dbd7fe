"""Match a word with a text: as a substring, by word beginnings, or by its letters in order."""

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


def begun(lowered: str) -> str:
    """Replace the start and every non-alphanumeric character with a marker, in lower case.

    A marked word in a marked name is the beginning of a word. Fast: `str.translate`.
    """
    marked = lowered.translate(_SIGNS)
    return marked if marked.startswith(_MARK) else _MARK + marked


def all_begun(lowered: Sequence[str]) -> list[str]:
    """Return `begun` of many names, which may have a mark too many: in one go, five times as fast.

    Not where one is not ASCII, for then `str.translate` takes its slow way through all of them.
    """
    text = "\n".join(lowered)
    if not text.isascii() or text.count("\n") >= max(len(lowered), 1):
        return [begun(name) for name in lowered]
    marked = text.translate(_SIGNS).replace("\n", f"\n{_MARK}")
    return f"{_MARK}{marked}".split("\n")


def in_order(word: str) -> re.Pattern[str]:
    """Return what matches a text, in lower case, that has the word's letters in order.

    Nothing is tried twice (the quantifiers are possessive), so any word takes linear time.
    """
    return re.compile("".join(rf"[^{re.escape(c)}]*+{re.escape(c)}" for c in word))


def words_of(name: str) -> list[str]:
    """Return the words of a name in lower case, split at signs, at camelCase and at numbers."""
    words: list[str] = _WORD.findall(name)
    return words if name.islower() else [word.lower() for word in words]


def starts_words(word: str, raw: str) -> bool:
    """Whether the word is put together from the beginnings of words of `raw`: `papr` of PayProd."""
    reached = {0}
    for part in words_of(raw):
        for begin in tuple(reached):
            end = begin
            for letter in part:
                if word[end : end + 1] != letter:
                    break
                end += 1
                reached.add(end)
    return len(word) in reached


def literal_spans(word: str, raw: str) -> list[Span]:
    """Return where the word matches, at the beginning of a word if possible."""
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


_SPOKEN = ("name", "account_name", "role_name")
"""The fields whose letters may be left out; ARNs hold all letters in some order."""


def fields_of(role: Role) -> dict[str, str]:
    """Return the raw texts that are searched, by field name."""
    return {
        "name": role.name,
        "account_name": role.account.name,
        "account_id": role.account.id,
        "role_name": role.role_name,
        "region": role.region,
        "arn": role.arn,
    }


def places_of(words: Sequence[str], role: Role, *, literal: bool) -> Mapping[str, tuple[Span, ...]]:
    """Return where the words stand (if `literal`), or else their letters, by field.

    The spans are half-open, of the raw text, ordered, and do not overlap.
    """
    hits: dict[str, list[Span]] = {}
    for word in words:
        for name, found in (_literal if literal else _loose)(word, role).items():
            hits.setdefault(name, []).extend(found)
    return {name: joined(found) for name, found in hits.items() if found}


def _literal(word: str, role: Role) -> dict[str, list[Span]]:
    """Return where a word matches, by field; ACCOUNT/ROLE matches in two."""
    fields = fields_of(role)
    hits = {name: literal_spans(word, raw) for name, raw in fields.items()}
    account, slash, role_name = word.rpartition("/")
    if slash and not any(hits.values()):
        for name, part in (("account_name", account), ("account_id", account)):
            hits[name] = literal_spans(part, fields[name]) if part else []
        hits["role_name"] = literal_spans(role_name, role.role_name) if role_name else []
    return hits


def _loose(word: str, role: Role) -> dict[str, list[Span]]:
    fields = fields_of(role)
    return {name: letter_spans(word, fields[name]) for name in _SPOKEN}

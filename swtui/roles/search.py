"""Searching: words in any order over every field of a role, the best first, within a frame.

A word fits where it stands in a field; only when no role has all words so, letters in order
suffice. What shows on the screen asks for the places of the matches, row by row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from swtui.roles.role import Role

Span = tuple[int, int]
FIELDS = ("name", "account_name", "account_id", "role_name", "region", "arn")
RANKED_ONE_BY_ONE = 2000
"""Up to so many matches are scored each; more are only put into three classes."""

_WORD_START = re.compile(r"(?<![a-z0-9])(?=[a-z0-9])")
_MARK = "\x1f"
"""Stands before each word in the texts that are searched for the beginnings of words."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where the words fit in one role."""

    role: Role
    index: int
    spans: Mapping[str, tuple[Span, ...]]
    """Field name to half-open spans in its raw text, ordered, not overlapping."""


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


class Index:
    """The texts of a catalogue's roles, made ready once; remembers the last search."""

    def __init__(self, roles: Sequence[Role]) -> None:
        self._roles = roles
        self._names = [role.name.lower() for role in roles]
        self._texts = [_text(role) for role in roles]
        self._begun: list[str] = []
        self._last_words = ""
        self._last_found: Sequence[int] | None = None

    def search(self, words: str, *, boost: Mapping[str, float] | None = None) -> Sequence[int]:
        """Return the positions of the roles that match all words, best first.

        No words: all, in their order. `boost` (role name to a number) breaks ties.
        """
        wanted = words.lower().split()
        if not wanted:
            return range(len(self._roles))
        found = self._holding(words.lower(), wanted)
        if not found:
            found = [i for i, text in enumerate(self._texts) if _all_in_order(wanted, text)]
        return self._ranked(found, wanted, boost or {})

    def spans(self, index: int, words: str) -> Match:
        """Return where the words fit in one role, to be highlighted."""
        role = self._roles[index]
        wanted = words.lower().split()
        literal = all(word in self._texts[index] for word in wanted)
        spans: dict[str, tuple[Span, ...]] = {}
        for name, raw in fields_of(role).items():
            hits = [hit for word in wanted for hit in _hits(word, raw, literal=literal)]
            if hits:
                spans[name] = _merged(hits)
        return Match(role, index, spans)

    def _holding(self, words: str, wanted: list[str]) -> Sequence[int]:
        """Return the roles whose text holds every word; narrows the last result if it may."""
        found: Sequence[int] = range(len(self._texts))
        if self._last_found is not None and words.startswith(self._last_words):
            found = self._last_found
        texts = self._texts
        for word in wanted:
            found = [i for i in found if word in texts[i]]
        self._last_words, self._last_found = words, found
        return found

    def _ranked(
        self, found: Sequence[int], wanted: list[str], boost: Mapping[str, float]
    ) -> Sequence[int]:
        if not self._begun:
            self._begun = [_begun(name) for name in self._names]
        if len(found) > RANKED_ONE_BY_ONE:
            return self._classed(found, wanted, boost)
        whole = " ".join(wanted)
        pairs = [(word, _begun(word)) for word in wanted]

        def place(i: int) -> tuple[int, float, int, int]:
            name = self._names[i]
            rank = 0 if name == whole else 1 + sum(self._rank(*pair, i) for pair in pairs)
            return (rank, -boost.get(self._roles[i].name, 0.0), len(name), i)

        return sorted(found, key=place)

    def _rank(self, word: str, begun: str, i: int) -> int:
        """Return how well one word fits: 0 begins a word of the name, 3 is found elsewhere."""
        if begun in self._begun[i]:
            return 0
        if word in self._names[i]:
            return 1
        return 2 if self._roles[i].role_name.lower().startswith(word) else 3

    def _classed(
        self, found: Sequence[int], wanted: list[str], boost: Mapping[str, float]
    ) -> Sequence[int]:
        """Put many matches into classes by passes over plain strings, which takes milliseconds."""
        begun, names = self._begun, self._names
        first, rest = list(found), []
        for word in wanted:
            marked = _begun(word)
            rest += [i for i in first if marked not in begun[i]]
            first = [i for i in first if marked in begun[i]]
        named: list[int] = rest
        for word in wanted:
            named = [i for i in named if word in names[i]]
        inside = set(named)
        classes = [first, sorted(named), sorted(i for i in rest if i not in inside)]
        return [i for members in classes for i in self._boosted(members, boost)]

    def _boosted(self, members: list[int], boost: Mapping[str, float]) -> list[int]:
        if not boost:
            return members
        roles = self._roles
        ahead = [i for i in members if roles[i].name in boost]
        if not ahead:
            return members
        ahead.sort(key=lambda i: -boost[roles[i].name])
        moved = set(ahead)
        return ahead + [i for i in members if i not in moved]


def _text(role: Role) -> str:
    account, name = role.account, role.role_name
    typed = f"{account.name}/{name}\n{account.id}/{name}" if name else account.name
    return f"{role.name}\n{typed}\n{account.id}\n{role.region}\n{role.arn}".lower()


def _begun(text: str) -> str:
    """Return a text with the beginning of each of its words marked."""
    return _WORD_START.sub(_MARK, text)


def _all_in_order(words: Sequence[str], text: str) -> bool:
    """Whether each word's letters stand in order in one line of the text."""
    lines = text.split("\n")
    return all(any(_in_order(word, line) is not None for line in lines) for word in words)


def _in_order(word: str, line: str) -> list[int] | None:
    """Return the places of the word's letters in the line, in order, or None."""
    places: list[int] = []
    at = -1
    for letter in word:
        at = line.find(letter, at + 1)
        if at < 0:
            return None
        places.append(at)
    return places


def _hits(word: str, raw: str, *, literal: bool) -> list[Span]:
    lowered, origin = _lowered(raw)
    places: Sequence[int]
    if literal:
        at = _best_place(word, lowered)
        places = range(at, at + len(word)) if at >= 0 else ()
    else:
        places = _in_order(word, lowered) or ()
    return [(origin[place], origin[place] + 1) for place in places]


def _best_place(word: str, lowered: str) -> int:
    """Return where the word stands, at the beginning of a word if it does so anywhere."""
    begins = re.search(rf"(?<![a-z0-9]){re.escape(word)}", lowered)
    return begins.start() if begins else lowered.find(word)


def _lowered(raw: str) -> tuple[str, Sequence[int]]:
    """Return `raw` in lower case, and for each of its characters the raw one it comes from.

    They differ in number where a letter's lower case is two characters.
    """
    lowered = raw.lower()
    if len(lowered) == len(raw):
        return lowered, range(len(raw))
    pieces = [character.lower() for character in raw]
    return "".join(pieces), [i for i, piece in enumerate(pieces) for _ in piece]


def _merged(hits: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(set(hits)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)

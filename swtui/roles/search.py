"""Searching: words in any order over every field of a role, the best first, within a frame.

A word fits where it stands in a field. Only when no role has all words so, the words are put
together from letters in order, those that begin words first. Where the matches are is worked out
row by row, for the rows that show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from swtui.roles.matching import (
    Span,
    begun,
    in_order,
    joined,
    letter_spans,
    literal_spans,
    starts_words,
)
from swtui.roles.role import Role

FIELDS = ("name", "account_name", "account_id", "role_name", "region", "arn")
RANKED_ONE_BY_ONE = 2000
"""Up to so many matches are scored each; more are only put into three classes."""
LONGEST = 256
"""Characters of a query that count: nobody types more, and a paste must not stop the list."""


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
        self._begun = [begun(name) for name in self._names]
        self._spoken: list[str] = []
        self._words = ""
        self._holding: Sequence[int] = range(len(roles))
        self._loose: Sequence[int] = range(len(roles))

    def search(self, words: str, *, boost: Mapping[str, float] | None = None) -> Sequence[int]:
        """Return the positions of the roles that match all words, best first.

        No words: all, in their order. `boost` (role name to a number) breaks ties.
        """
        query = words[:LONGEST].lower()
        wanted = query.split()
        if not wanted:
            return range(len(self._roles))
        if not query.startswith(self._words):
            self._holding = self._loose = range(len(self._roles))
        self._words = query
        texts, found = self._texts, self._holding
        for word in wanted:
            found = [i for i in found if word in texts[i]]
        self._holding = found
        scores = boost or {}
        return self._ranked(found, wanted, scores) if found else self._by_letters(wanted, scores)

    def spans(self, index: int, words: str) -> Match:
        """Return where the words fit in one role, to be highlighted."""
        role = self._roles[index]
        wanted = words[:LONGEST].lower().split()
        literal = all(word in self._texts[index] for word in wanted)
        hits: dict[str, list[Span]] = {}
        for word in wanted:
            for name, found in (_literal if literal else _loose)(word, role).items():
                hits.setdefault(name, []).extend(found)
        spans = {name: joined(found) for name, found in hits.items() if found}
        return Match(role, index, spans)

    def _by_letters(self, wanted: Sequence[str], boost: Mapping[str, float]) -> Sequence[int]:
        """Return the roles that have each word's letters in order in a name."""
        if not self._spoken:
            self._spoken = [_spoken(role) for role in self._roles]
        found = self._loose
        for word in wanted:
            fits, spoken = in_order(word).search, self._spoken
            found = [i for i in found if fits(spoken[i])]
        self._loose = found
        if len(found) > RANKED_ONE_BY_ONE:
            return found
        roles = self._roles

        def place(i: int) -> tuple[int, float, int, int]:
            role = roles[i]
            begins = sum(
                not (starts_words(word, role.name) or starts_words(word, role.role_name))
                for word in wanted
            )
            return (begins, -boost.get(role.name, 0.0), len(role.name), i)

        return sorted(found, key=place)

    def _ranked(
        self, found: Sequence[int], wanted: list[str], boost: Mapping[str, float]
    ) -> Sequence[int]:
        if len(found) > RANKED_ONE_BY_ONE:
            return self._classed(found, wanted, boost)
        whole = " ".join(wanted)
        pairs = [(word, begun(word)) for word in wanted]

        def place(i: int) -> tuple[int, float, int, int]:
            name = self._names[i]
            rank = 0 if name == whole else 1 + sum(self._rank(*pair, i) for pair in pairs)
            return (rank, -boost.get(self._roles[i].name, 0.0), len(name), i)

        return sorted(found, key=place)

    def _rank(self, word: str, marked: str, i: int) -> int:
        """Return how well one word fits: 0 begins a word of the name, 3 is found elsewhere."""
        if marked in self._begun[i]:
            return 0
        if word in self._names[i]:
            return 1
        return 2 if self._roles[i].role_name.lower().startswith(word) else 3

    def _classed(
        self, found: Sequence[int], wanted: list[str], boost: Mapping[str, float]
    ) -> Sequence[int]:
        """Put many matches into classes by passes over plain strings, which takes milliseconds."""
        marked, names = self._begun, self._names
        first, rest = list(found), []
        for word in wanted:
            begins = begun(word)
            rest += [i for i in first if begins not in marked[i]]
            first = [i for i in first if begins in marked[i]]
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


_SPOKEN = ("name", "account_name", "role_name")
"""The fields whose letters may be left out; ARNs hold all letters in some order."""


def _spoken(role: Role) -> str:
    return f"{role.name}\n{role.account.name}\n{role.role_name}".lower()


def _text(role: Role) -> str:
    account, name = role.account, role.role_name
    typed = f"{account.name}/{name}\n{account.id}/{name}" if name else account.name
    return f"{role.name}\n{typed}\n{account.id}\n{role.region}\n{role.arn}".lower()


def _literal(word: str, role: Role) -> dict[str, list[Span]]:
    """Return where a word stands, by field; ACCOUNT/ROLE stands in two."""
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

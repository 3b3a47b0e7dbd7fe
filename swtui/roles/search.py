"""Search roles by words in any order over all fields, the best first, within one frame.

A word matches as a substring of a field. Only when no role has all words so, the words are put
together from letters in order, those that begin words first. Where the matches are is worked out
row by row, for the rows that show.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from swtui.records import pair
from swtui.roles.matching import (
    Span,
    compile_in_order,
    find_spans,
    mark_all_beginnings,
    mark_beginnings,
    starts_words,
)
from swtui.roles.role import Role
from swtui.roles.role_table import RoleTable

RANKED_ONE_BY_ONE = 2000
"""Up to so many matches are scored each; more are only put into three classes."""
RANKED_BY_LETTERS = 1000
"""The same for words put together from letters, which take longer to score."""
LONGEST = 256
"""Characters of a query that count: more are not typed, and a paste must not stop the list."""


@pair
class Match:
    """The spans of the words in one role."""

    role: Role
    index: int
    spans: Mapping[str, tuple[Span, ...]]
    """Field name to half-open spans in its raw text, ordered, not overlapping."""


class Index:
    """The texts of a catalogue's roles; remembers the last search.

    The texts are made when they are first searched: `prepare` makes them before that.
    """

    def __init__(self, roles: Sequence[Role]) -> None:
        self._roles = roles if isinstance(roles, RoleTable) else RoleTable.of(roles)
        self._query = ""
        self._words: Sequence[str] = ()
        self._holding: Sequence[int] = range(len(roles))
        self._loose: Sequence[int] = range(len(roles))

    @functools.cached_property
    def _names(self) -> list[str]:
        return [name.lower() for name in self._roles.names]

    @functools.cached_property
    def _texts(self) -> list[str]:
        """The texts that are searched, a field a line."""
        table = self._roles
        columns = zip(
            table.names, table.accounts, table.role_names, table.regions, table.arns, strict=True
        )
        return [
            f"{own}\n{account.name}/{role}\n{account.id}/{role}\n{region}\n{arn}".lower()
            if role
            else f"{own}\n{account.name}\n{account.id}\n{region}\n{arn}".lower()
            for own, account, role, region, arn in columns
        ]

    @functools.cached_property
    def _begun(self) -> list[str]:
        return mark_all_beginnings(self._names)

    @functools.cached_property
    def _account_names(self) -> set[str]:
        return {account.name for account in self._roles.accounts}

    def prepare(self) -> None:
        """Make the texts, which takes a microsecond a role; any thread may do that."""
        _ = (self._names, self._texts, self._begun)

    def search(self, words: str, *, boost: Mapping[str, float] | None = None) -> Sequence[int]:
        """Return the positions of the roles that match all words, best first.

        No words: all, in their order. `boost` (role name to a number) breaks ties.
        """
        query = words[:LONGEST].lower()
        wanted = query.split()
        if not wanted:
            return range(len(self._roles))
        if not query.startswith(self._query):
            self._words, self._holding = (), range(len(self._roles))
            self._loose = self._holding
        fresh = [word for word in wanted if word not in self._words]
        self._query, self._words = query, wanted
        texts, matching = self._texts, self._holding
        for word in fresh:
            matching = [i for i in matching if word in texts[i]]
        self._holding = matching
        scores = boost or {}
        return (
            self._ranked(matching, wanted, scores) if matching else self._by_letters(wanted, scores)
        )

    def spans(self, index: int, words: str) -> Match:
        """Return the spans of the words in one role, to be highlighted."""
        role = self._roles[index]
        wanted = words[:LONGEST].lower().split()
        literal = all(word in self._texts[index] for word in wanted)
        spans = find_spans(wanted, role, literal=literal)
        return Match(role, index, spans)

    def plain(self, words: str) -> list[int]:
        """Return the roles that contain all words, or match them by the beginnings of words.

        Best first. What only has the letters somewhere in order is a guess, good enough to be
        shown to a person who looks, and never used at once.
        """
        wanted = words[:LONGEST].lower().split()
        return [i for i in self.search(words) if all(self._is_plain(word, i) for word in wanted)]

    def _is_plain(self, word: str, i: int) -> bool:
        role = self._roles[i]
        names = (role.name, role.role_name, role.account.name)
        return word in self._texts[i] or any(starts_words(word, name) for name in names)

    def _by_letters(self, wanted: Sequence[str], boost: Mapping[str, float]) -> Sequence[int]:
        """Return the roles that have each word's letters in order in a name."""
        matching = self._loose
        for word in wanted:
            matching = self._fitting(word, matching)
        self._loose = matching
        if len(matching) > RANKED_BY_LETTERS:
            return self._boosted(matching, boost)
        roles = self._roles
        in_role_name = functools.cache(starts_words)  # many roles have the same name

        def place(i: int) -> tuple[int, float, int, int]:
            role = roles[i]
            inside = sum(
                not (starts_words(word, role.name) or in_role_name(word, role.role_name))
                for word in wanted
            )
            return (inside, -boost.get(role.name, 0.0), len(role.name), i)

        return sorted(matching, key=place)

    def _fitting(self, word: str, among: Sequence[int]) -> Sequence[int]:
        """Return those of the roles that have the word's letters in order in a name.

        Of accounts and roles there are few names. Of the profiles' own only those are looked at
        closely that have all the letters: a pass for each letter is ten times as fast.
        """
        fits, names = compile_in_order(word).match, self._names
        names_of_roles, owners = self._roles.role_names, self._roles.accounts
        accounts = {name for name in self._account_names if fits(name.lower())}
        role_names = {name for name in set(self._roles.role_names) if fits(name.lower())}
        likely = among
        for letter in set(word):
            likely = [i for i in likely if letter in names[i]]
        matching = [i for i in likely if fits(names[i])]
        if not accounts and not role_names:
            return matching
        known = set(matching)
        return [
            i
            for i in among
            if i in known or names_of_roles[i] in role_names or owners[i].name in accounts
        ]

    def _ranked(
        self, matching: Sequence[int], wanted: list[str], boost: Mapping[str, float]
    ) -> Sequence[int]:
        if len(matching) > RANKED_ONE_BY_ONE:
            return self._classed(matching, wanted, boost)
        whole = " ".join(wanted)
        pairs = [(word, mark_beginnings(word)) for word in wanted]

        def place(i: int) -> tuple[int, float, int, int]:
            name = self._names[i]
            rank = 0 if name == whole else 1 + sum(self._rank(*pair, i) for pair in pairs)
            return (rank, -boost.get(self._roles.names[i], 0.0), len(name), i)

        return sorted(matching, key=place)

    def _rank(self, word: str, marked: str, i: int) -> int:
        """Return the rank of a match: 0 at the beginning of a word of the name, 3 elsewhere."""
        if marked in self._begun[i]:
            return 0
        if word in self._names[i]:
            return 1
        return 2 if self._roles.role_names[i].lower().startswith(word) else 3

    def _classed(
        self, matching: Sequence[int], wanted: list[str], boost: Mapping[str, float]
    ) -> Sequence[int]:
        """Rank many matches at once by passes over plain strings, which takes milliseconds."""
        marked, names = self._begun, self._names
        first, rest = matching, list[int]()
        for word in wanted:
            begins = mark_beginnings(word)
            kept = [i for i in first if begins in marked[i]]
            if len(kept) < len(first):
                rest += [i for i in first if begins not in marked[i]]
            first = kept
        rest.sort()
        named: Sequence[int] = rest
        for word in wanted:
            named = [i for i in named if word in names[i]]
        if len(named) < len(rest):
            inside = set(named)
            rest = [i for i in rest if i not in inside]
        else:
            rest = []
        return [
            *self._boosted(first, boost),
            *self._boosted(named, boost),
            *self._boosted(rest, boost),
        ]

    def _boosted(self, members: Sequence[int], boost: Mapping[str, float]) -> Sequence[int]:
        if not boost:
            return members
        names = self._roles.names
        ahead = [i for i in members if names[i] in boost]
        if not ahead:
            return members
        ahead.sort(key=lambda i: -boost[names[i]])
        moved = set(ahead)
        return ahead + [i for i in members if i not in moved]

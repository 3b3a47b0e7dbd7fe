"""Where the words of a search stand in the fields of one role, to be highlighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from swtui.roles.matching import Span, joined, letter_spans, literal_spans
from swtui.roles.role import Role

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

"""Texts of policies with their wildcards: what fits them, in time that cannot run away."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from swtui.access.evaluator.request import Request
from swtui.access.evaluator.results import Truth


class Wild(enum.Enum):
    """A wildcard of the policy language (IAM User Guide, "Resource": Using wildcards)."""

    ANY = "*"
    """Any text, the empty one too."""
    ONE = "?"
    """Any one character."""


Pattern = tuple[str | Wild, ...]
"""Single characters and wildcards: so a literal `*` is not a wildcard."""

Text = TypeVar("Text", str, Pattern)
ARN_PARTS = 6
"""`arn:partition:service:region:account:resource`."""

_WILD = {wild.value: wild for wild in Wild}


def pattern(text: str) -> Pattern:
    """Return `text` with its `*` and `?` as wildcards."""
    return tuple(_WILD.get(character, character) for character in text)


def written(wanted: Pattern) -> str:
    """Return the pattern as text again, wildcards as they are written."""
    return "".join(token.value if isinstance(token, Wild) else token for token in wanted)


def fits(wanted: Pattern, text: str) -> bool:
    """Return whether all of `text` fits; its case matters.

    Takes time in proportion to both lengths at worst: a star that went wrong is widened, and
    no earlier one is ever tried again.
    """
    at, here, star, resume = 0, 0, -1, 0
    while here < len(text):
        token = wanted[at] if at < len(wanted) else None
        if token is Wild.ANY:
            star, resume = at, here
            at += 1
        elif token is Wild.ONE or (token is not None and token == text[here]):
            at, here = at + 1, here + 1
        elif star >= 0:
            resume += 1
            at, here = star + 1, resume
        else:
            return False
    return all(token is Wild.ANY for token in wanted[at:])


def arn_parts(arn: Text) -> list[Text] | None:
    """Return the six parts of an ARN, or None for another text."""
    parts: list[Text] = []
    rest = arn
    while ":" in rest and len(parts) < ARN_PARTS - 1:
        colon = rest.index(":")
        parts.append(rest[:colon])
        rest = rest[colon + 1 :]
    parts.append(rest)
    return parts if len(parts) == ARN_PARTS else None


def fits_action(wanted: str, action: str) -> bool:
    """Return whether an action matches, whatever its case; `*` matches any action.

    IAM User Guide, "IAM JSON policy elements: Action": "the prefix and the action name are case
    insensitive". The name may have wildcards, the service none: `s*:AssumeRole` fits nothing.
    """
    service = wanted.partition(":")[0]
    if wanted != "*" and set(service) & set(_WILD):
        return False
    return fits(pattern(wanted.lower()), action.lower())


_VARIABLE = re.compile(r"\$\{\s*(?P<key>[^},']*[^},'\s])\s*(?:,\s*'(?P<default>[^']*)'\s*)?\}")
_CHARACTERS = ("*", "?", "$")
"""`${*}`, `${?}` and `${$}` are those characters themselves ("Special characters")."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A text of a policy with its variables filled in."""

    text: Pattern
    """The result: a value from the request brings no wildcards. Empty when it failed."""
    unknown: tuple[str, ...] = ()
    """Keys whose values are not known to us."""
    absent: tuple[str, ...] = ()
    """Keys the request does not have, or has several values of, without a default.

    "Any attempt to match it fails and causes the statement to be invalid" (the same page).
    """

    @property
    def is_whole(self) -> bool:
        """Whether every variable could be filled in."""
        return not self.unknown and not self.absent

    def agrees(self, compare: Callable[[Pattern], Truth]) -> Truth:
        """Return what a comparison with the text says: False where a variable has no value."""
        return False if self.absent else None if self.unknown else compare(self.text)


def fill(text: str, request: Request, *, variables: bool = True) -> Filled:
    """Return `text` as a pattern with its variables filled in.

    `variables` False leaves `${…}` unchanged, as Version 2008-10-17 does.
    A default comes after a comma in single quotes: `${aws:userid, 'anonymous'}`.
    A key with several values cannot be a variable (IAM User Guide, "Single-valued vs.
    multivalued context keys").
    """
    if not variables or "${" not in text:
        return Filled(pattern(text))
    tokens: list[str | Wild] = []
    unknown: list[str] = []
    absent: list[str] = []
    end = 0
    for match in _VARIABLE.finditer(text):
        tokens += pattern(text[end : match.start()])
        end = match.end()
        key, default = match["key"], match["default"]
        values = (key,) if key in _CHARACTERS else request.values(key)
        if values is None:
            unknown.append(key)
        elif len(values) == 1:
            tokens += values[0]
        elif values or default is None:
            absent.append(key)
        else:
            tokens += default
    if unknown or absent:
        return Filled((), tuple(unknown), tuple(absent))
    return Filled((*tokens, *pattern(text[end:])))

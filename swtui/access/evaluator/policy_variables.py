"""Policy variables: `${aws:username}` and its like, filled in from the request.

IAM User Guide, "IAM policy elements: Variables and tags".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from swtui.access.evaluator.matching import Pattern, pattern
from swtui.access.evaluator.request import Request

_VARIABLE = re.compile(r"\$\{\s*(?P<key>[^},']*[^},'\s])\s*(?:,\s*'(?P<default>[^']*)'\s*)?\}")
_CHARACTERS = ("*", "?", "$")
"""`${*}`, `${?}` and `${$}` are those characters themselves ("Special characters")."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A text of a policy with its variables filled in."""

    text: Pattern
    """What it became: a value from the request brings no wildcards. Empty when it failed."""
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


def fill(text: str, request: Request, *, variables: bool = True) -> Filled:
    """Return `text` as a pattern with its variables filled in.

    `variables` False leaves `${…}` as it stands: that is what Version 2008-10-17 means.
    A default comes after a comma in single quotes: `${aws:userid, 'anonymous'}`.
    A key with several values cannot be a variable (IAM User Guide, "Single-valued vs.
    multivalued context keys").
    """
    if not variables or "${" not in text:
        return Filled(pattern(text))
    tokens: list[Pattern] = []
    unknown: list[str] = []
    absent: list[str] = []
    end = 0
    for match in _VARIABLE.finditer(text):
        tokens.append(pattern(text[end : match.start()]))
        end = match.end()
        key, default = match["key"], match["default"]
        values = (key,) if key in _CHARACTERS else request.values(key)
        if values is None:
            unknown.append(key)
        elif len(values) == 1:
            tokens.append(tuple(values[0]))
        elif values or default is None:
            absent.append(key)
        else:
            tokens.append(tuple(default))
    if unknown or absent:
        return Filled((), tuple(unknown), tuple(absent))
    tokens.append(pattern(text[end:]))
    return Filled(tuple(token for part in tokens for token in part))

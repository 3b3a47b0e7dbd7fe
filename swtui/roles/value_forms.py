"""Find values that AWS can only refuse: in quotes, with a comment, over two lines."""

from __future__ import annotations

import re
from typing import NamedTuple

_COMMENT = re.compile(r"\s[#;]")
_QUOTES = "\"'\u201c\u201d\u2018\u2019"
_AWS_KEY_ID = re.compile(r"(?:AKIA|ASIA)\w{12,}")
"""The form of AWS's own key IDs; those of S3-compatible stores have any form."""
_UNFIT = re.compile(r"[^!-~]")
"""Blanks, control characters and letters beyond ASCII: no header of a request can carry them."""


class Oddity(NamedTuple):
    """An odd form of a value."""

    words: str
    """The meaning that AWS's tools give it; follows the key's name, or a colon."""
    hint: str


def find_oddity(value: str) -> Oddity | None:
    """Return the odd form of a value, for any key; None for a usual one."""
    if "\n" in value:
        return Oddity(
            "goes on in the indented line below it, for all of AWS's tools but JavaScript's SDK",
            "write each key at the start of its line",
        )
    if _COMMENT.search(value):
        return Oddity(
            "has a comment behind it, which the AWS CLI and boto3 take as part of the value, and "
            "other SDKs do not",
            "put the comment on a line of its own",
        )
    if (value[:1] in _QUOTES and value) or (value[-1:] in _QUOTES and value):
        return Oddity(
            "is in quotes, which all of AWS's tools but Go's SDK take as part of the value",
            "write it without the quotes",
        )
    return None


def key_oddity(value: str, key_id: str) -> Oddity | None:
    """Return the reason why AWS can only refuse a part of the access key `key_id`.

    The words never hold the value.
    """
    odd = find_oddity(value)
    if odd is not None:
        return odd
    if _UNFIT.search(value):
        blank = re.search(r"\s", value)
        what = "a blank in it" if blank else "a character that no request can carry"
        return Oddity(f"has {what}", "copy it again, without anything else")
    if _AWS_KEY_ID.match(key_id) and re.search(r"[#;\"']", value):
        return Oddity(
            "has a character that is in no key of AWS's: a quote, # or ;",
            "copy it again; a comment needs a line of its own",
        )
    return None

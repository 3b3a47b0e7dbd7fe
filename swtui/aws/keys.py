"""Keys: the access key, secret key and session token that sign a call."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from swtui.secret import Secret

_FORM = re.compile(r"A[KS]IA[A-Z0-9]{12,124}", re.ASCII)
"""Long-term and temporary keys (IAM User Guide, "Understanding unique ID prefixes")."""
_EXAMPLES = ("AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE")
"""The keys of AWS's own documentation."""
_UTC = re.compile(r"\s*(?:z|utc|gmt)$", re.IGNORECASE)


class Keys(NamedTuple):
    """An access key as it was found; nothing about it is checked yet."""

    access_key_id: str
    secret_access_key: Secret
    token: Secret
    """Empty for long-term keys."""
    expires_at: int | None = None
    """Seconds since the epoch, or None when unknown."""


def placeholder_words(key_id: str) -> str:
    """Return why an access key ID is a placeholder, as the end of a sentence; else ""."""
    if key_id in _EXAMPLES:
        return "is an example of AWS's documentation"
    return "is not of AWS's form" if key_id and not is_key_of_aws(key_id) else ""


def is_key_of_aws(key_id: str) -> bool:
    """Return whether an access key ID has the form of AWS's; other stores' keys seldom have."""
    return _FORM.fullmatch(key_id) is not None


def parse_time(text: str) -> int | None:
    """Return an ISO 8601 time with a zone as seconds since the epoch, else None.

    UTC may be written `Z`, `z`, `UTC` or `GMT`. A time without a zone is ambiguous, and is
    refused.
    """
    whole = text.strip()
    bare = _UTC.sub("", whole)
    try:
        point = datetime.datetime.fromisoformat(bare)
        if point.tzinfo is None and bare != whole:
            point = point.replace(tzinfo=datetime.UTC)
        return None if point.tzinfo is None else int(point.timestamp())
    except (ValueError, OverflowError):
        return None

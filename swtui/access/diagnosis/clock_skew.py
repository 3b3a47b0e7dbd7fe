"""Compare this machine's clock with the time in AWS's answer."""

from __future__ import annotations

import calendar
import re
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from swtui.access.diagnosis.credential_causes import is_wrong_scope

_SIGNATURE_CODES = frozenset(
    (
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        "RequestExpired",
        "RequestTimeTooSkewed",
        "AuthFailure",
    )
)
_STAMPS = re.compile(r"\b(\d{8}T\d{6}Z)\b")
_TOLERANCE = 240
"""Seconds; AWS takes a signature within five minutes of its own clock."""


@dataclass(frozen=True, slots=True)
class Skew:
    """A clock that is off."""

    seconds: float
    """AWS's clock less ours: positive when ours is behind."""
    evidence: str
    """What tells so."""


def skew_of(code: str, words: str, server_date: str, now: float | None) -> Skew | None:
    """Return the skew that explains a refusal, or None when the clocks do not.

    AWS's own words name both clocks (`Signature expired: OURS is now earlier than LIMIT
    (THEIRS - 5 min.)`); else the answer's Date header (RFC 9110) is compared with `now`,
    seconds since the epoch.
    """
    if code not in _SIGNATURE_CODES or is_wrong_scope(words):
        return None
    stamps = _STAMPS.findall(words[:2000])
    if len(stamps) >= 3 and ("expired" in words or "not yet current" in words):
        return _beyond(_epoch(stamps[2]) - _epoch(stamps[0]), "AWS's message names both times")
    if now is None or not server_date:
        return None
    try:
        theirs = parsedate_to_datetime(server_date).timestamp()
    except (ValueError, OverflowError):
        return None
    return _beyond(theirs - now, "by the answer's Date header")


def _beyond(seconds: float, refused: str) -> Skew | None:
    return Skew(seconds, refused) if abs(seconds) > _TOLERANCE else None


def _epoch(stamp: str) -> float:
    try:
        return float(calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ")))
    except ValueError:
        return 0.0

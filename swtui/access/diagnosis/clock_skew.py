"""Compare this machine's clock with the time in AWS's answer."""

from __future__ import annotations

import calendar
import re
import time
from email.utils import parsedate_to_datetime

from swtui.access.diagnosis.cause import Cause, build_cause
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


def clock_cause(code: str, words: str, server_date: str, now: float | None) -> Cause | None:
    """Return the cause that a clock which is off is, or None where the clocks explain nothing.

    AWS's own words name both clocks (`Signature expired: OURS is now earlier than LIMIT
    (THEIRS - 5 min.)`); else the answer's Date header (RFC 9110) is compared with `now`,
    seconds since the epoch.
    """
    if code not in _SIGNATURE_CODES or is_wrong_scope(words):
        return None
    stamps = _STAMPS.findall(words[:2000])
    if len(stamps) >= 3 and ("expired" in words or "not yet current" in words):
        return _clock_is_off(
            _epoch(stamps[2]) - _epoch(stamps[0]), "AWS's message names both times"
        )
    if now is None or not server_date:
        return None
    try:
        theirs = parsedate_to_datetime(server_date).timestamp()
    except (ValueError, OverflowError):
        return None
    return _clock_is_off(theirs - now, "by the answer's Date header")


def _clock_is_off(seconds: float, source: str) -> Cause | None:
    """Return the cause where AWS's clock less ours is more than AWS takes."""
    if abs(seconds) <= _TOLERANCE:
        return None
    minutes = max(1, round(abs(seconds) / 60))
    side = "behind" if seconds > 0 else "ahead of"
    return build_cause("clock", minutes=minutes, side=side, source=source)


def _epoch(stamp: str) -> float:
    try:
        return float(calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ")))
    except ValueError:
        return 0.0

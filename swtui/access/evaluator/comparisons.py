"""How a policy's value and a request's value are compared: texts, numbers, dates, addresses.

IAM User Guide, "IAM JSON policy elements: Condition operators".
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from swtui.access.evaluator.matching import Pattern, written
from swtui.access.evaluator.truth import Truth

Comparison = Callable[[Pattern, str], Truth]
"""(the policy's value, the request's value) → whether they agree; None when the policy's value
is not of the operator's kind, which IAM would not accept."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DATE = re.compile(
    r"\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?)?", re.ASCII
)
"""W3C, "Date and Time Formats" (NOTE-datetime); a year alone looks like epoch time."""


def equals(wanted: Pattern, found: str) -> Truth:
    """Whether they are the same; a star is a star here."""
    return written(wanted) == found


def equals_ignoring_case(wanted: Pattern, found: str) -> Truth:
    """Whether they are the same but for case."""
    return written(wanted).lower() == found.lower()


def same_truth(wanted: Pattern, found: str) -> Truth:
    """Whether both say true, or both false."""
    asked = written(wanted).lower()
    return asked == found.lower() if asked in ("true", "false") else None


def in_network(wanted: Pattern, found: str) -> Truth:
    """Whether an address lies in a network; one without a prefix length is that one address."""
    try:
        network = ipaddress.ip_network(written(wanted), strict=False)
    except ValueError:
        return None
    return is_address(found) and ipaddress.ip_address(found) in network


def same_bytes(wanted: Pattern, found: str) -> Truth:
    """Whether they are the same bytes; both are carried as base64."""
    try:
        asked = base64.b64decode(written(wanted), validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        return asked == base64.b64decode(found, validate=True)
    except (binascii.Error, ValueError):
        return False


def is_address(text: str) -> bool:
    """Whether it is an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def number(text: str) -> Decimal | None:
    """Return an integer or decimal number, or None."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def moment(text: str) -> Decimal | None:
    """Return seconds since the epoch of a date (W3C's ISO 8601 forms) or of epoch time, or None.

    A time without a zone is UTC. Four digits alone could be either, so they are nothing.
    """
    if _NUMBER.fullmatch(text):
        return None if re.fullmatch(r"\d{4}", text) else Decimal(text)
    if not _DATE.fullmatch(text):
        return None
    try:
        read = datetime.fromisoformat(text + "-01" if len(text) == len("2020-01") else text)
        return Decimal(str((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()))
    except (ValueError, OverflowError):
        return None


def ordered(
    read: Callable[[str], Decimal | None], agrees: Callable[[Decimal, Decimal], bool]
) -> Comparison:
    """Return the comparison of what `read` makes of both; what is no value fits nothing."""

    def compare(wanted: Pattern, found: str) -> Truth:
        limit, value = read(written(wanted)), read(found)
        if limit is None:
            return None
        return value is not None and agrees(value, limit)

    return compare

"""Evaluate the Condition block of a policy statement: operators, set operators, IfExists.

Rules: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Multivalued context
keys".
"""

from __future__ import annotations

import ipaddress
import operator
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from swtui.demo.wildcards import Context, fill, fits, fits_arn

Test = Callable[[str, str], bool]
"""(the policy's value, the request's value) → whether they agree."""


def _equals_ignoring_case(wanted: str, actual: str) -> bool:
    return wanted.lower() == actual.lower()


def _in_network(wanted: str, actual: str) -> bool:
    try:
        return ipaddress.ip_address(actual) in ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return False


def _moment(text: str) -> float:
    """Return seconds since the epoch of an ISO 8601 or epoch value."""
    if text.replace(".", "", 1).isdigit():
        return float(text)
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _compare(read: Callable[[str], float], agrees: Callable[[float, float], bool]) -> Test:
    def test(wanted: str, actual: str) -> bool:
        try:
            return agrees(read(actual), read(wanted))
        except ValueError:
            return False

    return test


_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}
_TESTS: dict[str, Test] = {
    "StringEquals": operator.eq,
    "StringEqualsIgnoreCase": _equals_ignoring_case,
    "StringLike": fits,
    "ArnEquals": fits_arn,
    "ArnLike": fits_arn,
    "Bool": _equals_ignoring_case,
    "IpAddress": _in_network,
    **{f"Numeric{name}": _compare(float, agrees) for name, agrees in _ORDER.items()},
    **{f"Date{name}": _compare(_moment, agrees) for name, agrees in _ORDER.items()},
}
_NEGATED: Mapping[str, str] = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
}


def read_values(entry: Any) -> tuple[str, ...]:
    """Return a policy's value or list of values as texts (`true` for a JSON true)."""
    listed = entry if isinstance(entry, list | tuple) else [entry]
    return tuple(str(v).lower() if isinstance(v, bool) else str(v) for v in listed)


def hold(block: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    """Return whether every operator of the block, and every key under it, is met."""
    return all(
        _holds(name, key, read_values(wanted), context)
        for name, keys in block.items()
        for key, wanted in keys.items()
    )


def _holds(name: str, key: str, wanted: tuple[str, ...], context: Context) -> bool:
    actual = context.get(key.lower(), ())
    over, _, plain = name.rpartition(":")
    if plain == "Null":
        return any((value == "true") == (not actual) for value in wanted)
    base = plain.removesuffix("IfExists")
    negated = base in _NEGATED
    if not actual:
        return plain != base or over == "ForAllValues" or (negated and over != "ForAnyValue")
    test = _TESTS.get(_NEGATED.get(base, base))
    if test is None:
        return False  # AWS does not accept such a policy; here it simply never applies
    filled = [text for text in (fill(value, context) for value in wanted) if text is not None]
    agreed = [any(test(text, value) for text in filled) != negated for value in actual]
    return any(agreed) if over == "ForAnyValue" else all(agreed)

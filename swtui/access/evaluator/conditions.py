"""One condition of a statement against one request: met, not met, or not known, and why.

IAM User Guide, "IAM JSON policy elements: Condition operators", "Conditions with multiple
context keys or values" and "Single-valued vs. multivalued context keys".
"""

from __future__ import annotations

import base64
import ipaddress
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from swtui.access.evaluator.matching import (
    Filled,
    Pattern,
    arn_parts,
    fill,
    fits,
    fits_arn,
    written,
)
from swtui.access.evaluator.policy import Condition
from swtui.access.evaluator.request import ALWAYS_THERE, Request
from swtui.access.evaluator.results import Reason, Truth, every, listed, opposite, some

Comparison = Callable[[Pattern, str], Truth]
"""(the policy's value, the request's value) → whether they agree; None when the policy's value
is not of the operator's kind, which IAM would not accept."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DATE = re.compile(
    r"\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?)?", re.ASCII
)
"""W3C, "Date and Time Formats" (NOTE-datetime); a year alone looks like epoch time."""


def equals(wanted: Pattern, actual: str) -> Truth:
    """Return whether they are the same; a star is a star here."""
    return written(wanted) == actual


def equals_ignoring_case(wanted: Pattern, actual: str) -> Truth:
    """Return whether they are the same but for case."""
    return written(wanted).lower() == actual.lower()


def same_truth(wanted: Pattern, actual: str) -> Truth:
    """Return whether both say true, or both false."""
    text = written(wanted).lower()
    return text == actual.lower() if text in ("true", "false") else None


def same_bytes(wanted: Pattern, actual: str) -> Truth:
    """Return whether they are the same bytes; both are carried as base64."""
    expected = decoded(written(wanted))
    return None if expected is None else expected == decoded(actual)


def in_network(wanted: Pattern, actual: str) -> Truth:
    """Return whether an address lies in a network; one without a prefix length is one address."""
    try:
        network = ipaddress.ip_network(written(wanted), strict=False)
    except ValueError:
        return None
    parsed = address(actual)
    return parsed is not None and parsed in network


def decoded(text: str) -> bytes | None:
    """Return the bytes of a text in base64, or None."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return an IPv4 or IPv6 address, or None."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


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
        date = datetime.fromisoformat(text + "-01" if len(text) == len("2020-01") else text)
        return Decimal(str((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()))
    except (ValueError, OverflowError):
        return None


def ordered(
    read: Callable[[str], Decimal | None], agrees: Callable[[Decimal, Decimal], bool]
) -> Comparison:
    """Return the comparison of what `read` makes of both; what is no value fits nothing."""

    def compare(wanted: Pattern, actual: str) -> Truth:
        limit, value = read(written(wanted)), read(actual)
        if limit is None:
            return None
        return value is not None and agrees(value, limit)

    return compare


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator, without set prefix and `IfExists`."""

    compare: Comparison
    read: Callable[[str], object] = str
    """Reads a value of the request; None when that is not of the operator's type."""
    variables: bool = False
    """Whether its values may hold policy variables."""
    negated: bool = False
    """Met when nothing matches, and when the request has no such key."""


_ORDERS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}
_PLAIN: Mapping[str, Operator] = {
    "StringEquals": Operator(equals, variables=True),
    "StringEqualsIgnoreCase": Operator(equals_ignoring_case, variables=True),
    "StringLike": Operator(fits, variables=True),
    "ArnEquals": Operator(fits_arn, arn_parts, variables=True),
    "ArnLike": Operator(fits_arn, arn_parts, variables=True),
    "Bool": Operator(same_truth, variables=True),
    "BinaryEquals": Operator(same_bytes),
    "IpAddress": Operator(in_network, address),
    **{f"Numeric{name}": Operator(ordered(number, o), number) for name, o in _ORDERS.items()},
    **{f"Date{name}": Operator(ordered(moment, o), moment) for name, o in _ORDERS.items()},
}
_NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
}
"""Operator → the one it is the opposite of."""
OPERATORS: Mapping[str, Operator] = {
    **_PLAIN,
    **{name: replace(_PLAIN[plain], negated=True) for name, plain in _NEGATED.items()},
}
"""Every operator but Null, which looks at the key alone."""
NULL = "Null"
SET_PREFIXES = ("ForAnyValue", "ForAllValues")
IF_EXISTS = "IfExists"


class OperatorName(NamedTuple):
    """An operator's name in its parts."""

    over: str
    """`ForAnyValue`, `ForAllValues` or empty."""
    plain: str
    """`StringEquals`, `Null`, …"""
    if_exists: bool


def parse_operator(text: str) -> OperatorName | None:
    """Return the parts of an operator's name, or None when IAM has no such operator.

    `Null` takes no IfExists ("...IfExists condition operators" on the same page), and no set.
    """
    over, colon, rest = text.rpartition(":")
    if colon and over not in SET_PREFIXES:
        return None
    plain = rest.removesuffix(IF_EXISTS)
    is_known = plain in OPERATORS or text == NULL
    return OperatorName(over, plain, plain != rest) if is_known else None


def judge_condition(condition: Condition, request: Request, *, variables: bool = True) -> Reason:
    """Return whether one operator and key is met; `variables` as in `matching.fill`."""
    actual = request.values(condition.key)
    met, note = _judge(condition, actual, request, variables)
    words = f"{condition.operator} {condition.key} wants {listed(condition.values)}, "
    words += note or ("the request has " + (listed(actual or (), "and") or "no such key"))
    return Reason(
        element="Condition",
        met=met,
        words=words,
        operator=condition.operator,
        key=condition.key,
        wanted=condition.values,
    )


def _judge(
    condition: Condition, values: tuple[str, ...] | None, request: Request, variables: bool
) -> tuple[Truth, str]:
    """Return whether it is met, and what to say instead of the request's values, if anything."""
    name = parse_operator(condition.operator)
    if name is None:
        return None, "and IAM has no such operator"
    is_present = condition.key.lower() in ALWAYS_THERE if values is None else any(values)
    if name.plain == NULL and (values is not None or is_present):
        answers = {"true": not is_present, "false": is_present}
        return some(answers.get(text.lower()) for text in condition.values), ""
    if values is None:
        return None, "what the request has is not known"
    if not values or (name.over and not is_present):
        return _judge_without_key(name)
    if len(values) > 1 and not name.over:
        return None, (
            f"the request has {listed(values, 'and')}; for several values AWS wants "
            "ForAnyValue or ForAllValues before the operator"
        )
    return _compare(condition, name, values, request, variables)


def _judge_without_key(name: OperatorName) -> tuple[Truth, str]:
    """Return what an operator says of a key that is absent (or, for a set, holds nothing).

    Met with IfExists, with ForAllValues and with a negated operator; else not met. ForAnyValue
    "returns false" for an empty set, IfExists would have it true: which wins is not said.
    """
    if name.over != "ForAnyValue":
        return name.if_exists or bool(name.over) or OPERATORS[name.plain].negated, ""
    if not name.if_exists:
        return False, ""
    return None, (
        "the request has no such key, and AWS's pages do not say whether IfExists helps with "
        "ForAnyValue"
    )


def _compare(
    condition: Condition,
    name: OperatorName,
    values: tuple[str, ...],
    request: Request,
    variables: bool,
) -> tuple[Truth, str]:
    """Compare every value of the request with the policy's: OR over those, NOR if negated."""
    plain = OPERATORS[name.plain]
    wanted = [fill(v, request, variables=variables and plain.variables) for v in condition.values]
    agreed = [_agrees(plain, wanted, value) for value in values]
    met = some(agreed) if name.over == "ForAnyValue" else every(agreed)
    unknown = [key for filled in wanted for key in filled.unknown]
    absent = [key for filled in wanted for key in filled.absent]
    if met is None and unknown:
        return None, f"and the value of {listed(unknown, 'and')} is not known"
    if met is None:
        return None, f"and AWS's pages do not say what {name.plain} makes of that"
    if met and absent:
        return None, (
            f"the request has no single value for the variable {listed(absent, 'and')}, and AWS "
            "may take the statement for invalid"
        )
    return met, ""


def _agrees(plain: Operator, wanted: list[Filled], value: str) -> Truth:
    if plain.negated and plain.read(value) is None:
        return None  # that it does not agree may be for its type alone
    agreed = some(each.agrees(lambda text: plain.compare(text, value)) for each in wanted)
    return opposite(agreed) if plain.negated else agreed

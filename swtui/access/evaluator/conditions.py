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
from typing import Any, NamedTuple

from swtui.access.evaluator.matching import (
    Filled,
    Pattern,
    arn_parts,
    fill,
    fits,
    written,
)
from swtui.access.evaluator.policy import Condition
from swtui.access.evaluator.request import ALWAYS_THERE, Request
from swtui.access.evaluator.results import Reason, Truth, every, opposite, quote_list, some

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DATE = re.compile(
    r"\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?)?", re.ASCII
)
"""W3C, "Date and Time Formats" (NOTE-datetime); a year alone looks like epoch time."""


def parse_truth(text: str) -> str | None:
    """Return `true` or `false` in small letters, or None."""
    return text.lower() if text.lower() in ("true", "false") else None


def decode_base64(text: str) -> bytes | None:
    """Return the bytes of a text in base64, or None."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def parse_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return an IPv4 or IPv6 address, or None."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def parse_network(wanted: Pattern) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """Return a network, or None; one without a prefix length is one address."""
    try:
        return ipaddress.ip_network(written(wanted), strict=False)
    except ValueError:
        return None


def parse_number(text: str) -> Decimal | None:
    """Return an integer or decimal number, or None."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def parse_date(text: str) -> Decimal | None:
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


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator, without set prefix and `IfExists`."""

    read: Callable[[str], Any]
    """Reads a text as a value of the operator's type; None when it is not one."""
    agrees: Callable[[Any, Any], bool]
    """Compares the request's value with the policy's."""
    read_wanted: Callable[[Pattern], Any] | None = None
    """Reads a value of the policy where that is not done as for the request's."""
    variables: bool = False
    """Whether its values may hold policy variables."""
    negated: bool = False
    """Met when nothing matches, and when the request has no such key."""

    def compare(self, wanted: Pattern, actual: str) -> Truth:
        """Return whether the policy's value and the request's agree, whatever `negated` says.

        None when the policy's value is not of the operator's type, which IAM would not accept; a
        value of the request that is not agrees with nothing.
        """
        limit = self.read_wanted(wanted) if self.read_wanted else self.read(written(wanted))
        if limit is None:
            return None
        value = self.read(actual)
        return value is not None and self.agrees(value, limit)


def _fits_arn(parts: list[str], patterns: list[Pattern]) -> bool:
    """Compare ARNs: "each of the six colon-delimited components ... is checked separately"."""
    return all(map(fits, patterns, parts))


_LIKE = Operator(str, lambda text, wanted: fits(wanted, text), tuple, variables=True)
_ARN = Operator(arn_parts, _fits_arn, arn_parts, variables=True)
_ORDERS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}
_PLAIN: Mapping[str, Operator] = {
    "StringEquals": Operator(str, operator.eq, variables=True),
    "StringEqualsIgnoreCase": Operator(str.lower, operator.eq, variables=True),
    "StringLike": _LIKE,
    "ArnEquals": _ARN,
    "ArnLike": _ARN,
    "Bool": Operator(parse_truth, operator.eq, variables=True),
    "BinaryEquals": Operator(decode_base64, operator.eq),
    "IpAddress": Operator(parse_address, lambda inner, outer: inner in outer, parse_network),
    **{f"Numeric{name}": Operator(parse_number, agrees) for name, agrees in _ORDERS.items()},
    **{f"Date{name}": Operator(parse_date, agrees) for name, agrees in _ORDERS.items()},
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
    words = f"{condition.operator} {condition.key} wants {quote_list(condition.values)}, "
    words += note or ("the request has " + (quote_list(actual or (), "and") or "no such key"))
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
            f"the request has {quote_list(values, 'and')}; for several values AWS wants "
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
        return None, f"and the value of {quote_list(unknown, 'and')} is not known"
    if met is None:
        return None, f"and AWS's pages do not say what {name.plain} makes of that"
    if met and absent:
        return None, (
            f"the request has no single value for the variable {quote_list(absent, 'and')}, and "
            "AWS may take the statement for invalid"
        )
    return met, ""


def _agrees(plain: Operator, wanted: list[Filled], value: str) -> Truth:
    if plain.negated and plain.read(value) is None:
        return None  # that it does not agree may be for its type alone
    agreed = some(each.agrees(lambda text: plain.compare(text, value)) for each in wanted)
    return opposite(agreed) if plain.negated else agreed

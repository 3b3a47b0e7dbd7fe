"""The condition operators, and their names in parts.

IAM User Guide, "IAM JSON policy elements: Condition operators".
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from swtui.access.evaluator.comparisons import (
    Comparison,
    equals,
    equals_ignoring_case,
    in_network,
    is_address,
    moment,
    number,
    ordered,
    same_bytes,
    same_truth,
)
from swtui.access.evaluator.matching import fits, fits_arn, is_arn


def _takes_any(_text: str) -> bool:
    return True


def _takes_number(text: str) -> bool:
    return number(text) is not None


def _takes_date(text: str) -> bool:
    return moment(text) is not None


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator, without set prefix and `IfExists`."""

    name: str
    compare: Comparison
    negated: bool = False
    """Met when nothing agrees, and when the request lacks the key."""
    variables: bool = False
    """Whether its values may hold policy variables."""
    takes: Callable[[str], bool] = _takes_any
    """Whether a value of the request is of the operator's type."""


_ORDERS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}

_ALL = (
    Operator("StringEquals", equals, variables=True),
    Operator("StringNotEquals", equals, negated=True, variables=True),
    Operator("StringEqualsIgnoreCase", equals_ignoring_case, variables=True),
    Operator("StringNotEqualsIgnoreCase", equals_ignoring_case, negated=True, variables=True),
    Operator("StringLike", fits, variables=True),
    Operator("StringNotLike", fits, negated=True, variables=True),
    *(Operator(name, fits_arn, variables=True) for name in ("ArnEquals", "ArnLike")),
    *(
        Operator(name, fits_arn, negated=True, variables=True, takes=is_arn)
        for name in ("ArnNotEquals", "ArnNotLike")
    ),
    Operator("Bool", same_truth, variables=True),
    Operator("BinaryEquals", same_bytes),
    Operator("IpAddress", in_network),
    Operator("NotIpAddress", in_network, negated=True, takes=is_address),
    *(Operator(f"Numeric{name}", ordered(number, agrees)) for name, agrees in _ORDERS.items()),
    Operator("NumericNotEquals", ordered(number, operator.eq), negated=True, takes=_takes_number),
    *(Operator(f"Date{name}", ordered(moment, agrees)) for name, agrees in _ORDERS.items()),
    Operator("DateNotEquals", ordered(moment, operator.eq), negated=True, takes=_takes_date),
)
OPERATORS: Mapping[str, Operator] = {each.name: each for each in _ALL}
"""Every operator but Null, which looks at the key alone."""
NULL = "Null"
SET_PREFIXES = ("ForAnyValue", "ForAllValues")
IF_EXISTS = "IfExists"


@dataclass(frozen=True, slots=True)
class OperatorName:
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
    if_exists = plain != rest
    if plain in OPERATORS or rest == text == NULL:
        return OperatorName(over, plain, if_exists)
    return None

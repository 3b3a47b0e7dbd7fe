"""One condition of a statement against one request: met, not met, or not known, and why.

IAM User Guide, "IAM JSON policy elements: Condition operators", "Conditions with multiple
context keys or values" and "Single-valued vs. multivalued context keys".
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from swtui.access.evaluator.matching import Filled, Pattern, fill, fits, fits_arn, is_arn, written
from swtui.access.evaluator.policy import Condition
from swtui.access.evaluator.request import Request
from swtui.access.evaluator.results import Reason, Truth, every, listed, opposite, some

Comparison = Callable[[Pattern, str], Truth]
"""(the policy's value, the request's value) → whether they agree; None when the policy's value
is not of the operator's kind, which IAM would not accept."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DATE = re.compile(
    r"\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?)?", re.ASCII
)
"""W3C, "Date and Time Formats" (NOTE-datetime); a year alone looks like epoch time."""


def equals(wanted: Pattern, found: str) -> Truth:
    """Return whether they are the same; a star is a star here."""
    return written(wanted) == found


def equals_ignoring_case(wanted: Pattern, found: str) -> Truth:
    """Return whether they are the same but for case."""
    return written(wanted).lower() == found.lower()


def same_truth(wanted: Pattern, found: str) -> Truth:
    """Return whether both say true, or both false."""
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
    """Return whether they are the same bytes; both are carried as base64."""
    try:
        asked = base64.b64decode(written(wanted), validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        return asked == base64.b64decode(found, validate=True)
    except (binascii.Error, ValueError):
        return False


def is_address(text: str) -> bool:
    """Return whether it is an IPv4 or IPv6 address."""
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


def _takes_any(_text: str) -> bool:
    return True


def _takes_number(text: str) -> bool:
    return number(text) is not None


def _takes_date(text: str) -> bool:
    return moment(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One operator, without set prefix and `IfExists`."""

    name: str
    compare: Comparison
    negated: bool = False
    """Met when nothing matches, and when the request has no such key."""
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
    Operator(name="StringEquals", compare=equals, variables=True),
    Operator(name="StringNotEquals", compare=equals, negated=True, variables=True),
    Operator(name="StringEqualsIgnoreCase", compare=equals_ignoring_case, variables=True),
    Operator(
        name="StringNotEqualsIgnoreCase", compare=equals_ignoring_case, negated=True, variables=True
    ),
    Operator(name="StringLike", compare=fits, variables=True),
    Operator(name="StringNotLike", compare=fits, negated=True, variables=True),
    *(Operator(name=name, compare=fits_arn, variables=True) for name in ("ArnEquals", "ArnLike")),
    *(
        Operator(name=name, compare=fits_arn, negated=True, variables=True, takes=is_arn)
        for name in ("ArnNotEquals", "ArnNotLike")
    ),
    Operator(name="Bool", compare=same_truth, variables=True),
    Operator(name="BinaryEquals", compare=same_bytes),
    Operator(name="IpAddress", compare=in_network),
    Operator(name="NotIpAddress", compare=in_network, negated=True, takes=is_address),
    *(
        Operator(name=f"Numeric{name}", compare=ordered(number, agrees))
        for name, agrees in _ORDERS.items()
    ),
    Operator(
        name="NumericNotEquals",
        compare=ordered(number, operator.eq),
        negated=True,
        takes=_takes_number,
    ),
    *(
        Operator(name=f"Date{name}", compare=ordered(moment, agrees))
        for name, agrees in _ORDERS.items()
    ),
    Operator(
        name="DateNotEquals", compare=ordered(moment, operator.eq), negated=True, takes=_takes_date
    ),
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


def judge_condition(condition: Condition, request: Request, *, variables: bool = True) -> Reason:
    """Return whether one operator and key is met; `variables` as in `policy_variables.fill`."""
    actual = request.values(condition.key)
    met, note = _met(condition, request, variables)
    words = f"{condition.operator} {condition.key} wants {listed(condition.values)}, "
    words += note or ("the request has " + (listed(actual or (), "and") or "no such key"))
    return Reason(
        element="Condition",
        met=met,
        words=words,
        path=condition.path,
        operator=condition.operator,
        key=condition.key,
        wanted=condition.values,
        actual=actual,
    )


def _met(condition: Condition, request: Request, variables: bool) -> tuple[Truth, str]:
    """Return whether it is met, and what to say instead of the request's values, if anything."""
    name = parse_operator(condition.operator)
    if name is None:
        return None, "and IAM has no such operator"
    values = request.values(condition.key)
    if name.plain == NULL and (values is not None or request.has(condition.key)):
        return _null(condition.values, values if values is not None else ("?",)), ""
    if values is None:
        return None, "what the request has is not known"
    if not values or (name.over and not any(values)):
        return _without_key(name)
    if len(values) > 1 and not name.over:
        return None, (
            f"the request has {listed(values, 'and')}; for several values AWS wants "
            "ForAnyValue or ForAllValues before the operator"
        )
    return _compared(condition, name, values, request, variables)


def _null(wanted: tuple[str, ...], values: tuple[str, ...]) -> Truth:
    """Null: `true` wants the key absent, `false` wants it there and its value not null."""
    asked = {"true": not any(values), "false": any(values)}
    return some(asked.get(text.lower()) for text in wanted)


def _without_key(name: OperatorName) -> tuple[Truth, str]:
    """Return what an operator says of a key that is absent (or, for a set, holds nothing).

    Met with IfExists, with ForAllValues and with a negated operator; else not met. ForAnyValue
    "returns false" for an empty set, IfExists would have it true: which wins is not said.
    """
    if name.over == "ForAnyValue":
        if name.if_exists:
            return None, (
                "the request has no such key, and AWS's pages do not say whether IfExists helps "
                "with ForAnyValue"
            )
        return False, ""
    return name.if_exists or bool(name.over) or OPERATORS[name.plain].negated, ""


def _compared(
    condition: Condition,
    name: OperatorName,
    values: tuple[str, ...],
    request: Request,
    variables: bool,
) -> tuple[Truth, str]:
    """Compare every value of the request with the policy's: OR over those, NOR if negated."""
    tested = OPERATORS[name.plain]
    wanted = [fill(v, request, variables=variables and tested.variables) for v in condition.values]
    agreed = [_agrees(tested, wanted, value) for value in values]
    met = some(agreed) if name.over == "ForAnyValue" else every(agreed)
    unknown = [key for filled in wanted for key in filled.unknown]
    if met is None and unknown:
        return None, f"and the value of {listed(unknown, 'and')} is not known"
    absent = [key for filled in wanted for key in filled.absent]
    if met is True and absent:
        return None, (
            f"the request has no single value for the variable {listed(absent, 'and')}, and AWS "
            "may take the statement for invalid"
        )
    if met is None:
        return None, f"and AWS's pages do not say what {name.plain} makes of that"
    return met, ""


def _agrees(tested: Operator, wanted: list[Filled], value: str) -> Truth:
    agreed = some(
        False if filled.absent else None if filled.unknown else tested.compare(filled.text, value)
        for filled in wanted
    )
    if tested.negated and not tested.takes(value):
        return None  # that it does not agree may be for its type alone
    return opposite(agreed) if tested.negated else agreed

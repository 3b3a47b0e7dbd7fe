"""From the JSON of a Condition element to frozen values.

IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy elements: Condition
operators".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from swtui.access.evaluator.faults import Faults, meant, under
from swtui.access.evaluator.matching import pattern
from swtui.access.evaluator.operators import (
    IF_EXISTS,
    NULL,
    OPERATORS,
    SET_PREFIXES,
    parse_operator,
)
from swtui.access.evaluator.policy_document import Condition


def read_conditions(value: Any, path: str, faults: Faults) -> Iterable[Condition]:
    """Yield every operator and key of a Condition element, whatever is wrong with the others."""
    if not isinstance(value, Mapping):
        faults.add(path, 'A Condition is an object such as {"StringEquals": {"key": "value"}}.')
        return
    for operator, keys in value.items():
        place = under(path, str(operator))
        if parse_operator(str(operator)) is None:
            hint = meant(operator, _operators())
            faults.add(place, f"There is no condition operator {operator}{hint}")
        if not isinstance(keys, Mapping) or not keys:
            faults.add(place, "An operator has an object of condition keys and their values.")
            continue
        for key, wanted in keys.items():
            at = under(place, str(key))
            values = _values(wanted, at, faults)
            _check_values(str(operator), values, at, faults)
            yield Condition(str(operator), str(key), values, at)


def _values(value: Any, path: str, faults: Faults) -> tuple[str, ...]:
    """Return the values as texts: "quotation marks are optional for numeric and Boolean values"."""
    listed = value if isinstance(value, list | tuple) else [value]
    if not listed:
        faults.add(path, "The list is empty.")
    values: list[str] = []
    for each in listed:
        if isinstance(each, bool):
            values.append("true" if each else "false")
        elif isinstance(each, str | int | float | Decimal):
            values.append(str(each))
        else:
            faults.add(path, "A condition's value is a text, a number, true or false.")
    return tuple(values)


def _check_values(operator: str, values: tuple[str, ...], path: str, faults: Faults) -> None:
    """Note a value that is not of the operator's kind, as far as it is certain.

    Policy variables are judged when they are filled in; whether IAM takes a text that is no ARN,
    or a year alone as a date, its pages do not say.
    """
    name = parse_operator(operator)
    if name is None:
        return
    if name.plain == NULL:
        wrong = [v for v in values if v.lower() not in ("true", "false")]
    else:
        tested = OPERATORS[name.plain]
        fixed = [v for v in values if not (tested.variables and "${" in v)]
        if name.plain.startswith("Arn"):
            return
        if name.plain.startswith("Date"):
            fixed = [v for v in fixed if not re.fullmatch(r"\d{4}", v, re.ASCII)]
        wrong = [v for v in fixed if tested.compare(pattern(v), "") is None]
    for value in wrong:
        faults.add(path, f'"{value}" is no value for {name.plain}.')


def _operators() -> Iterable[str]:
    plain = (*OPERATORS, *(f"{name}{IF_EXISTS}" for name in OPERATORS))
    return (NULL, *plain, *(f"{over}:{name}" for over in SET_PREFIXES for name in plain))

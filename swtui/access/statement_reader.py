"""From the JSON of one statement to a frozen value.

IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from swtui.access.matching import pattern
from swtui.access.operators import (
    IF_EXISTS,
    NULL,
    OPERATORS,
    SET_PREFIXES,
    parse_operator,
)
from swtui.access.policy_document import Condition, NamedPrincipal, Problem, Statement

_PAIRS = (("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource"))
_ELEMENTS = ("Sid", "Effect", "Condition", *(name for pair in _PAIRS for name in pair))
_PRINCIPAL_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")


class Faults:
    """Collects the problems of one document."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, path: str, message: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(path, message))

    def unknown(self, path: str, value: Mapping[str, Any], known: Iterable[str]) -> None:
        """Note every key that is not known, with the nearest that is."""
        names = tuple(known)
        for key in value:
            if key not in names:
                like = _nearest(str(key), names)
                hint = f"; perhaps {like} is meant." if like else "."
                self.add(_under(path, str(key)), f"There is no element {key}{hint}")


def read_statement(value: Any, path: str, faults: Faults) -> Statement:
    """Return one statement; its problems are added to `faults`, the first is its `broken`."""
    before = len(faults.problems)
    if not isinstance(value, Mapping):
        faults.add(path, "A statement is a JSON object.")
        value = {}
    else:
        faults.unknown(path, value, _ELEMENTS)
    sid = value.get("Sid", "")
    if not isinstance(sid, str):
        faults.add(f"{path}.Sid", "A Sid is a text.")
        sid = ""
    effect = value.get("Effect", "")
    if effect not in ("Allow", "Deny"):
        faults.add(f"{path}.Effect", "Effect is Allow or Deny, in these letters.")
        effect = ""
    who, what, where = (_element(value, pair, path, faults) for pair in _PAIRS)
    if not what:
        faults.add(path, "A statement has an Action or a NotAction.")
    principals = _principals(value[who], f"{path}.{who}", faults) if who else ()
    actions = _texts(value[what], f"{path}.{what}", faults) if what else ()
    resources = _texts(value[where], f"{path}.{where}", faults) if where else ()
    conditions = tuple(_conditions(value.get("Condition", {}), f"{path}.Condition", faults))
    found = faults.problems[before:]
    broken = found[0].message if found else ""
    return Statement(
        path, sid, effect, who, principals, what, actions, where, resources, conditions, broken
    )


def _element(value: Mapping[str, Any], pair: tuple[str, str], path: str, faults: Faults) -> str:
    there = [name for name in pair if name in value]
    if len(there) == 2:
        faults.add(path, f"A statement has {pair[0]} or {pair[1]}, not both.")
    return there[0] if there else ""


def _texts(value: Any, path: str, faults: Faults) -> tuple[str, ...]:
    listed = value if isinstance(value, list | tuple) else [value]
    if not listed:
        faults.add(path, "The list is empty.")
    for index, each in enumerate(listed):
        if not isinstance(each, str):
            faults.add(f"{path}[{index}]", "A text is wanted here.")
    return tuple(each for each in listed if isinstance(each, str))


def _principals(value: Any, path: str, faults: Faults) -> tuple[NamedPrincipal, ...]:
    if value == "*":
        return (NamedPrincipal("*", "*"),)
    if not isinstance(value, Mapping) or not value:
        faults.add(path, 'A principal is "*" or an object such as {"AWS": "123456789012"}.')
        return ()
    faults.unknown(path, value, _PRINCIPAL_KINDS)
    return tuple(
        NamedPrincipal(kind, name)
        for kind in _PRINCIPAL_KINDS
        if kind in value
        for name in _texts(value[kind], f"{path}.{kind}", faults)
    )


def _conditions(value: Any, path: str, faults: Faults) -> Iterable[Condition]:
    if not isinstance(value, Mapping):
        faults.add(path, 'A Condition is an object such as {"StringEquals": {"key": "value"}}.')
        return
    for operator, keys in value.items():
        place = _under(path, str(operator))
        if parse_operator(str(operator)) is None:
            like = _nearest(str(operator), _operators())
            hint = f"; perhaps {like} is meant." if like else "."
            faults.add(place, f"There is no condition operator {operator}{hint}")
        if not isinstance(keys, Mapping) or not keys:
            faults.add(place, "An operator has an object of condition keys and their values.")
            continue
        for key, wanted in keys.items():
            at = _under(place, str(key))
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


def _nearest(word: str, words: Iterable[str]) -> str:
    lowered = {known.lower(): known for known in words}
    found = difflib.get_close_matches(word[:100].lower(), lowered, 1, 0.75)
    return lowered[found[0]] if found else ""


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key

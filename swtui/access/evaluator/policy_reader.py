"""Read the JSON of a policy as values, with every fault of IAM's grammar at its path.

IAM User Guide, "Grammar of the IAM JSON policy language" and its "Policy grammar notes".
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from swtui.access.evaluator.conditions import (
    IF_EXISTS,
    NULL,
    OPERATORS,
    SET_PREFIXES,
    parse_operator,
)
from swtui.access.evaluator.matching import pattern
from swtui.access.evaluator.policy import (
    VERSIONS,
    Condition,
    NamedPrincipal,
    Policy,
    PolicyProblem,
    Statement,
)


class Faults:
    """Collects the problems of one document."""

    def __init__(self) -> None:
        self.problems: list[PolicyProblem] = []

    def add(self, path: str, message: str) -> None:
        """Note one problem."""
        self.problems.append(PolicyProblem(path, message))

    def unknown(self, path: str, value: Mapping[str, Any], known: Iterable[str]) -> None:
        """Note every key that is not known, with the nearest that is."""
        names = tuple(known)
        for key in value:
            if key not in names:
                self.add(under(path, str(key)), f"There is no element {key}{meant(key, names)}")

    def texts(self, value: Any, path: str) -> tuple[str, ...]:
        """Return a text or a list of texts as a tuple, and note any other value."""
        listed = value if isinstance(value, list | tuple) else [value]
        if not listed:
            self.add(path, "The list is empty.")
        for index, each in enumerate(listed):
            if not isinstance(each, str):
                self.add(f"{path}[{index}]", "A text is required here.")
        return tuple(each for each in listed if isinstance(each, str))


def meant(word: object, known: Iterable[str]) -> str:
    """Return the end of a sentence about an unknown word: the known one it is most like."""
    lowered = {name.lower(): name for name in known}
    found = difflib.get_close_matches(str(word)[:100].lower(), lowered, 1, 0.75)
    return f"; perhaps {lowered[found[0]]} is meant." if found else "."


def under(path: str, key: str) -> str:
    """Return the path of an element's own element."""
    return f"{path}.{key}" if path else key


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
            yield Condition(operator=str(operator), key=str(key), values=values, path=at)


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


_PAIRS = (("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource"))
_STATEMENT_ELEMENTS = ("Sid", "Effect", "Condition", *(name for pair in _PAIRS for name in pair))
_PRINCIPAL_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")


def read_statement(value: Any, path: str, faults: Faults) -> Statement:
    """Return one statement; its problems are added to `faults`, the first is its `broken`."""
    before = len(faults.problems)
    if not isinstance(value, Mapping):
        faults.add(path, "A statement is a JSON object.")
        value = {}
    else:
        faults.unknown(path, value, _STATEMENT_ELEMENTS)
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
    actions = _actions(value[what], f"{path}.{what}", faults) if what else ()
    resources = faults.texts(value[where], f"{path}.{where}") if where else ()
    conditions = tuple(read_conditions(value.get("Condition", {}), f"{path}.Condition", faults))
    found = faults.problems[before:]
    broken = found[0].message if found else ""
    return Statement(
        path=path,
        sid=sid,
        effect=effect,
        principal_element=who,
        principals=principals,
        action_element=what,
        actions=actions,
        resource_element=where,
        resources=resources,
        conditions=conditions,
        broken=broken,
    )


def _element(value: Mapping[str, Any], pair: tuple[str, str], path: str, faults: Faults) -> str:
    there = [name for name in pair if name in value]
    if len(there) == 2:
        faults.add(path, f"A statement has {pair[0]} or {pair[1]}, not both.")
    return there[0] if there else ""


def _actions(value: Any, path: str, faults: Faults) -> tuple[str, ...]:
    """Return the actions: "a service namespace, a colon, and the name of an action", or `*`."""
    actions = faults.texts(value, path)
    for action in actions:
        if ":" not in action and action != "*":
            faults.add(path, f"{action} has no service, as in sts:AssumeRole.")
    return actions


def _principals(value: Any, path: str, faults: Faults) -> tuple[NamedPrincipal, ...]:
    if value == "*":
        return (NamedPrincipal("*", "*"),)
    if not isinstance(value, Mapping) or not value:
        faults.add(path, 'A principal is "*" or an object such as {"AWS": "123456789012"}.')
        return ()
    faults.unknown(path, value, _PRINCIPAL_KINDS)
    return tuple(
        NamedPrincipal(kind, name)
        for kind in value
        if kind in _PRINCIPAL_KINDS
        for name in faults.texts(value[kind], f"{path}.{kind}")
    )


_ELEMENTS = ("Version", "Id", "Statement")


class _TwiceError(ValueError):
    """A key that is repeated in one object."""


def read_policy(document: str | Mapping[str, Any], *, name: str = "") -> Policy:
    """Return the policy that a JSON text or a mapping holds; never raises for what it says.

    A text may be URL-encoded, as IAM's own API sends it. What can be read is read, however much is
    wrong next to it: a statement that cannot be judged says so in `broken`, and a document that is
    not a policy has no statements. IAM would accept the policy only when `problems` is empty.
    """
    faults = Faults()
    value = _loaded(document, faults) if isinstance(document, str) else document
    if not isinstance(value, Mapping):
        if not faults.problems:
            faults.add("", "A policy is a JSON object.")
        return Policy(version="", id="", statements=(), problems=tuple(faults.problems), name=name)
    faults.unknown("", value, _ELEMENTS)
    version = _text(value, "Version", faults)
    if "Version" in value and version not in VERSIONS:
        faults.add("Version", f"Version is {' or '.join(VERSIONS)}.")
    statements = tuple(_statements(value, faults))
    return Policy(
        version=version,
        id=_text(value, "Id", faults),
        statements=statements,
        problems=tuple(faults.problems),
        name=name,
    )


def _loaded(text: str, faults: Faults) -> Any:
    text = text.removeprefix("\ufeff").strip()
    if text[:3].upper() == "%7B":
        text = unquote(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_once,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_no_number,
        )
    except json.JSONDecodeError as error:
        faults.add("", f"Not JSON: {error.msg} (line {error.lineno}, column {error.colno}).")
    except _TwiceError as error:
        faults.add("", str(error))
    except (ValueError, RecursionError):
        faults.add("", "Not JSON that a policy could be.")
    return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object: its elements "must not contain multiple instances of the same key"."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(f'"{key}" is repeated in one object.')
        found[key] = value
    return found


def _no_number(constant: str) -> None:
    raise ValueError(constant)


def _text(value: Mapping[str, Any], key: str, faults: Faults) -> str:
    found = value.get(key, "")
    if isinstance(found, str):
        return found
    faults.add(key, f"{key} is a text.")
    return ""


def _statements(value: Mapping[str, Any], faults: Faults) -> Iterable[Statement]:
    listed = value.get("Statement")
    if isinstance(listed, Mapping):
        yield read_statement(listed, "Statement", faults)
    elif isinstance(listed, list | tuple) and listed:
        for index, each in enumerate(listed):
            yield read_statement(each, f"Statement[{index}]", faults)
    else:
        faults.add("Statement", "A policy has a Statement: one, or a list of at least one.")


def check_trust(policy: Policy) -> tuple[PolicyProblem, ...]:
    """Return what IAM refuses in a role's trust policy besides the grammar.

    It names principals, and no resource (its role is the resource); NotPrincipal "cannot" be used
    (IAM User Guide, "AWS JSON policy elements: NotPrincipal").
    """
    faults = Faults()
    for statement in policy.statements:
        if statement.principal_element != "Principal":
            faults.add(statement.path, "A statement of a trust policy has a Principal.")
        if statement.resource_element:
            faults.add(statement.path, "A trust policy has no Resource: its role is the resource.")
    return tuple(faults.problems)


def check_identity(policy: Policy) -> tuple[PolicyProblem, ...]:
    """Return what IAM refuses in an identity-based policy besides the grammar.

    No `Id` and no principal, but a resource ("Policy grammar notes"; IAM User Guide, "IAM JSON
    policy elements: Resource"); a `Sid` of ASCII letters and digits, each once.
    """
    faults = Faults()
    if policy.id:
        faults.add("Id", "An identity-based policy has no Id.")
    seen: set[str] = set()
    for statement in policy.statements:
        if statement.principal_element:
            faults.add(statement.path, "Who has an identity-based policy is its principal.")
        if not statement.resource_element:
            faults.add(statement.path, "A statement has a Resource or a NotResource.")
        for resource in statement.resources:
            if resource != "*" and not resource.startswith(("arn:", "${")):
                faults.add(f"{statement.path}.{statement.resource_element}", "An ARN is required.")
        if not re.fullmatch(r"[A-Za-z0-9]*", statement.sid):
            faults.add(f"{statement.path}.Sid", "A Sid has ASCII letters and digits alone.")
        if statement.sid and statement.sid in seen:
            faults.add(f"{statement.path}.Sid", f"Two statements have the Sid {statement.sid}.")
        seen.add(statement.sid)
    return tuple(faults.problems)

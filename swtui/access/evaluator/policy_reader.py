"""Read the JSON of a policy as values, with every fault of IAM's grammar at its path.

IAM User Guide, "Grammar of the IAM JSON policy language" and its "Policy grammar notes".
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
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

_ELEMENTS = ("Version", "Id", "Statement")
_PAIRS = (("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource"))
_STATEMENT_ELEMENTS = ("Sid", "Effect", "Condition", *(name for pair in _PAIRS for name in pair))
_PRINCIPAL_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")
_PLAIN_OPERATORS = (*OPERATORS, *(f"{name}{IF_EXISTS}" for name in OPERATORS))
_OPERATORS = (
    NULL,
    *_PLAIN_OPERATORS,
    *(f"{over}:{name}" for over in SET_PREFIXES for name in _PLAIN_OPERATORS),
)


class Faults:
    """Collects the problems of one document, and reads what is the same in all its elements."""

    def __init__(self) -> None:
        self.problems: list[PolicyProblem] = []

    def add(self, path: str, message: str) -> None:
        """Note one problem."""
        self.problems.append(PolicyProblem(path, message))

    def unknown(self, path: str, value: Mapping[str, Any], known: tuple[str, ...]) -> None:
        """Note every key that is not known, with the nearest that is."""
        for key in value:
            if key not in known:
                self.add(_join(path, key), f"There is no element {key}{_suggestion(key, known)}")

    def text(self, value: Mapping[str, Any], key: str, path: str, subject: str) -> str:
        """Return an element that is a text; empty when it is missing or another value."""
        text = value.get(key, "")
        if isinstance(text, str):
            return text
        self.add(path, f"{subject} is a text.")
        return ""

    def one_or_many(self, value: Any, path: str) -> Iterable[Any]:
        """Return a value or a list of values as a list."""
        values = value if isinstance(value, list | tuple) else [value]
        if not values:
            self.add(path, "The list is empty.")
        return values

    def texts(self, value: Any, path: str) -> tuple[str, ...]:
        """Return a text or a list of texts as a tuple, and note any other value."""
        values = self.one_or_many(value, path)
        for index, each in enumerate(values):
            if not isinstance(each, str):
                self.add(f"{path}[{index}]", "A text is required here.")
        return tuple(each for each in values if isinstance(each, str))


def _suggestion(word: object, known: Iterable[str]) -> str:
    """Return the end of a sentence about an unknown word: the known one it is most like."""
    lowered = {name.lower(): name for name in known}
    nearest = difflib.get_close_matches(str(word)[:100].lower(), lowered, 1, 0.75)
    return f"; perhaps {lowered[nearest[0]]} is meant." if nearest else "."


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def read_policy(document: str | Mapping[str, Any], *, name: str = "") -> Policy:
    """Return the policy that a JSON text or a mapping holds; never raises for what it says.

    A text may be URL-encoded, as IAM's own API sends it. What can be read is read, however much is
    wrong next to it: a statement that cannot be judged says so in `broken`, and a document that is
    not a policy has no statements. IAM would accept the policy only when `problems` is empty.
    """
    faults = Faults()
    value = _load(document, faults) if isinstance(document, str) else document
    if not isinstance(value, Mapping):
        if not faults.problems:
            faults.add("", "A policy is a JSON object.")
        return Policy(problems=tuple(faults.problems), name=name)
    faults.unknown("", value, _ELEMENTS)
    version = faults.text(value, "Version", "Version", "Version")
    if "Version" in value and version not in VERSIONS:
        faults.add("Version", f"Version is {' or '.join(VERSIONS)}.")
    statements = tuple(_read_statements(value.get("Statement"), faults))
    policy_id = faults.text(value, "Id", "Id", "Id")
    problems = tuple(faults.problems)
    return Policy(
        version=version, id=policy_id, statements=statements, problems=problems, name=name
    )


class _RepeatedKeyError(ValueError):
    """A key that is repeated in one object."""


def _load(text: str, faults: Faults) -> Any:
    text = text.removeprefix("\ufeff").strip()
    if text[:3].upper() == "%7B":
        text = unquote(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_build_object,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        faults.add("", f"Not JSON: {error.msg} (line {error.lineno}, column {error.colno}).")
    except _RepeatedKeyError as error:
        faults.add("", str(error))
    except (ValueError, RecursionError):
        faults.add("", "Not JSON that a policy could be.")
    return None


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object: its elements "must not contain multiple instances of the same key"."""
    elements: dict[str, Any] = {}
    for key, value in pairs:
        if key in elements:
            raise _RepeatedKeyError(f'"{key}" is repeated in one object.')
        elements[key] = value
    return elements


def _refuse_constant(constant: str) -> None:
    """Refuse `NaN` and `Infinity`, which Python's reader takes for JSON."""
    raise ValueError(constant)


def _read_statements(value: Any, faults: Faults) -> Iterator[Statement]:
    if isinstance(value, Mapping):
        yield _read_statement(value, "Statement", faults)
    elif isinstance(value, list | tuple) and value:
        for index, each in enumerate(value):
            yield _read_statement(each, f"Statement[{index}]", faults)
    else:
        faults.add("Statement", "A policy has a Statement: one, or a list of at least one.")


def _read_statement(value: Any, path: str, faults: Faults) -> Statement:
    """Return one statement; its problems are added to `faults`, the first is its `broken`."""
    before = len(faults.problems)
    if not isinstance(value, Mapping):
        faults.add(path, "A statement is a JSON object.")
        value = {}
    faults.unknown(path, value, _STATEMENT_ELEMENTS)
    sid = faults.text(value, "Sid", f"{path}.Sid", "A Sid")
    effect = value.get("Effect", "")
    if effect not in ("Allow", "Deny"):
        faults.add(f"{path}.Effect", "Effect is Allow or Deny, in these letters.")
        effect = ""
    who, what, where = (_find_element(value, pair, path, faults) for pair in _PAIRS)
    if not what:
        faults.add(path, "A statement has an Action or a NotAction.")
    principals = _read_principals(value[who], f"{path}.{who}", faults) if who else ()
    actions = _read_actions(value[what], f"{path}.{what}", faults) if what else ()
    resources = faults.texts(value[where], f"{path}.{where}") if where else ()
    conditions = tuple(_read_conditions(value.get("Condition", {}), f"{path}.Condition", faults))
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
        broken=next((problem.message for problem in faults.problems[before:]), ""),
    )


def _find_element(
    value: Mapping[str, Any], pair: tuple[str, str], path: str, faults: Faults
) -> str:
    """Return the name of the element of a pair that a statement has, or an empty text."""
    names = [name for name in pair if name in value]
    if len(names) == 2:
        faults.add(path, f"A statement has {pair[0]} or {pair[1]}, not both.")
    return names[0] if names else ""


def _read_actions(value: Any, path: str, faults: Faults) -> tuple[str, ...]:
    """Return the actions: "a service namespace, a colon, and the name of an action", or `*`."""
    actions = faults.texts(value, path)
    for action in actions:
        if ":" not in action and action != "*":
            faults.add(path, f"{action} has no service, as in sts:AssumeRole.")
    return actions


def _read_principals(value: Any, path: str, faults: Faults) -> tuple[NamedPrincipal, ...]:
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


def _read_conditions(value: Any, path: str, faults: Faults) -> Iterator[Condition]:
    """Yield every operator and key of a Condition element, whatever is wrong with the others."""
    if not isinstance(value, Mapping):
        faults.add(path, 'A Condition is an object such as {"StringEquals": {"key": "value"}}.')
        return
    for operator, keys in value.items():
        place = _join(path, operator)
        if parse_operator(str(operator)) is None:
            hint = _suggestion(operator, _OPERATORS)
            faults.add(place, f"There is no condition operator {operator}{hint}")
        if not isinstance(keys, Mapping) or not keys:
            faults.add(place, "An operator has an object of condition keys and their values.")
            continue
        for key, wanted in keys.items():
            at = _join(place, key)
            values = tuple(_read_values(wanted, at, faults))
            _check_values(str(operator), values, at, faults)
            yield Condition(operator=str(operator), key=str(key), values=values, path=at)


def _read_values(value: Any, path: str, faults: Faults) -> Iterator[str]:
    """Yield the values as texts: "quotation marks are optional for numeric and Boolean values"."""
    for each in faults.one_or_many(value, path):
        if isinstance(each, bool):
            yield str(each).lower()
        elif isinstance(each, str | int | float | Decimal):
            yield str(each)
        else:
            faults.add(path, "A condition's value is a text, a number, true or false.")


def _check_values(operator: str, values: tuple[str, ...], path: str, faults: Faults) -> None:
    """Note a value that is not of the operator's kind, as far as it is certain.

    Policy variables are judged when they are filled in; whether IAM takes a text that is no ARN,
    or a year alone as a date, its pages do not say.
    """
    name = parse_operator(operator)
    if name is None or name.plain.startswith("Arn"):
        return
    tested = OPERATORS["Bool" if name.plain == NULL else name.plain]
    for value in values:
        is_variable = "${" in value and tested.variables and name.plain != NULL
        is_year = name.plain.startswith("Date") and re.fullmatch(r"\d{4}", value, re.ASCII)
        if not is_variable and not is_year and tested.compare(pattern(value), "") is None:
            faults.add(path, f'"{value}" is no value for {name.plain}.')


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
    sids: set[str] = set()
    for statement in policy.statements:
        path, sid = statement.path, statement.sid
        if statement.principal_element:
            faults.add(path, "Who has an identity-based policy is its principal.")
        if not statement.resource_element:
            faults.add(path, "A statement has a Resource or a NotResource.")
        for resource in statement.resources:
            if resource != "*" and not resource.startswith(("arn:", "${")):
                faults.add(f"{path}.{statement.resource_element}", "An ARN is required.")
        if not re.fullmatch(r"[A-Za-z0-9]*", sid):
            faults.add(f"{path}.Sid", "A Sid has ASCII letters and digits alone.")
        if sid and sid in sids:
            faults.add(f"{path}.Sid", f"Two statements have the Sid {sid}.")
        sids.add(sid)
    return tuple(faults.problems)

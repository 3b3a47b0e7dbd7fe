"""From the JSON of one statement to a frozen value.

IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from swtui.access.evaluator.condition_reader import read_conditions
from swtui.access.evaluator.faults import Faults
from swtui.access.evaluator.policy_document import NamedPrincipal, Statement

_PAIRS = (("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource"))
_ELEMENTS = ("Sid", "Effect", "Condition", *(name for pair in _PAIRS for name in pair))
_PRINCIPAL_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")


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
    actions = _actions(value[what], f"{path}.{what}", faults) if what else ()
    resources = faults.texts(value[where], f"{path}.{where}") if where else ()
    conditions = tuple(read_conditions(value.get("Condition", {}), f"{path}.Condition", faults))
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


def _actions(value: Any, path: str, faults: Faults) -> tuple[str, ...]:
    """Return the actions: "a service namespace, a colon, and the name of an action", or `*`."""
    actions = faults.texts(value, path)
    for action in actions:
        if ":" not in action and action != "*":
            faults.add(path, f"{action} lacks its service, as in sts:AssumeRole.")
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

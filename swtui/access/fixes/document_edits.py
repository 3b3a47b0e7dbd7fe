"""Edit a policy's JSON, and leave everything else unchanged."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from typing import Any

from swtui.access.policies.documents import Document


def statement_at(document: Mapping[str, Any], path: str) -> Document:
    """Return a copy of the statement at `Statement` or `Statement[2]`."""
    listed = document["Statement"]
    found = listed if path == "Statement" else listed[_index(path)]
    return dict(copy.deepcopy(found))


def with_statement(document: Mapping[str, Any], path: str, statement: Document) -> Document:
    """Return the document with that statement in the place of the one at `path`."""
    changed = dict(copy.deepcopy(dict(document)))
    if path == "Statement":
        changed["Statement"] = statement
    else:
        changed["Statement"][_index(path)] = statement
    return changed


def and_statement(document: Mapping[str, Any], statement: Document) -> Document:
    """Return the document with one statement more, at its end."""
    changed = dict(copy.deepcopy(dict(document)))
    listed = changed.get("Statement")
    before = [listed] if isinstance(listed, Mapping) else list(listed or ())
    changed["Statement"] = [*before, statement]
    return changed


def and_value(statement: Document, element: str, value: str) -> Document:
    """Return the statement with one value more in `Action`, `Resource` or their like."""
    return {**statement, element: _with(statement.get(element), value)}


def and_principal(statement: Document, arn: str, instead_of: str = "") -> Document:
    """Return the statement with an AWS principal more, or one in another's place."""
    principal = dict(statement["Principal"])
    named = principal.get("AWS")
    if instead_of:
        listed = [named] if isinstance(named, str) else list(named or ())
        swapped = [arn if name == instead_of else name for name in listed]
        principal["AWS"] = swapped[0] if isinstance(named, str) else swapped
    else:
        principal["AWS"] = _with(named, arn)
    return {**statement, "Principal": principal}


def without_principals(document: Mapping[str, Any], names: Collection[str]) -> Document:
    """Return the document without principals that IAM no longer takes.

    A statement that named no one else goes: it allows and denies no one. A Deny of all but them
    denies everyone.
    """
    changed = dict(copy.deepcopy(dict(document)))
    listed = changed.get("Statement")
    statements = [listed] if isinstance(listed, Mapping) else list(listed or ())
    kept = [each for each in (_without(one, names) for one in statements) if each is not None]
    changed["Statement"] = kept[0] if isinstance(listed, Mapping) and kept else kept
    return changed


def _without(statement: Any, names: Collection[str]) -> Any:
    for element in ("Principal", "NotPrincipal"):
        principal = statement.get(element) if isinstance(statement, Mapping) else None
        if not isinstance(principal, Mapping) or "AWS" not in principal:
            continue
        named = principal["AWS"]
        listed = named if isinstance(named, list) else [named]
        left = [name for name in listed if name not in names]
        if len(left) == len(listed):
            continue
        others = {kind: who for kind, who in principal.items() if kind != "AWS"}
        if left:
            return {**statement, element: {**principal, "AWS": left if len(left) > 1 else left[0]}}
        if others:
            return {**statement, element: others}
        if element == "Principal" or statement.get("Effect") != "Deny":
            return None
        rest = {key: value for key, value in statement.items() if key != element}
        return {**rest, "Principal": "*"}
    return statement


def and_condition_value(statement: Document, operator: str, key: str, value: str) -> Document:
    """Return the statement with one more value that a condition accepts."""
    condition = copy.deepcopy(statement["Condition"])
    condition[operator][key] = _with(condition[operator][key], value)
    return {**statement, "Condition": condition}


def _with(values: Any, value: str) -> Any:
    """Return one value, or a list of them, with one more; unchanged where it is there already."""
    listed = values if isinstance(values, list) else [] if values is None else [values]
    if value in listed:
        return values
    return [*listed, value] if listed else value


def _index(path: str) -> int:
    return int(path.removeprefix("Statement[").removesuffix("]"))

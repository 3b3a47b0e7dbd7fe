"""Small edits of a policy as JSON has it; what is not meant stays as it stands."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from swtui.access.policies.policy_pieces import Document


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

"""Edit a policy's JSON, and leave everything else unchanged."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from typing import Any

from swtui.access.policies.documents import Document


def and_statement(document: Mapping[str, Any], statement: Document) -> Document:
    """Return the document with one statement more, at its end."""
    return _with_statements(document, [*_statements(document), statement])


def and_principal(document: Mapping[str, Any], path: str, arn: str) -> Document:
    """Return the document with an AWS principal more in the statement at `path`."""
    statements = _statements(document)
    at = int(path.removeprefix("Statement[").removesuffix("]")) if "[" in path else 0
    principal = statements[at]["Principal"]
    named = principal["AWS"] if isinstance(principal["AWS"], list) else [principal["AWS"]]
    if arn not in named:
        principal = {**principal, "AWS": [*named, arn]}
    statements[at] = {**statements[at], "Principal": principal}
    return _with_statements(document, statements)


def without_principals(document: Mapping[str, Any], names: Collection[str]) -> Document:
    """Return the document without principals that IAM no longer takes.

    A statement that named no one else goes: it allows and denies no one. A Deny of all but them
    denies everyone.
    """
    statements = (_without(statement, names) for statement in _statements(document))
    return _with_statements(document, [each for each in statements if each is not None])


def _statements(document: Mapping[str, Any]) -> list[Any]:
    """Return copies of the statements, as a list in either notation."""
    listed = copy.deepcopy(document.get("Statement"))
    return [listed] if isinstance(listed, Mapping) else list(listed or ())


def _with_statements(document: Mapping[str, Any], statements: list[Any]) -> Document:
    """Return the document with these statements; a single one stays outside a list."""
    changed = dict(copy.deepcopy(dict(document)))
    single = isinstance(document.get("Statement"), Mapping) and len(statements) == 1
    changed["Statement"] = statements[0] if single else statements
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

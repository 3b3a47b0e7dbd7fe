"""Evaluate policy documents for one request: a Deny wins over an Allow.

Rules: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy element reference". This is
written apart from the program's own evaluator, so that each can check the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from swtui.demo.conditions import hold, read_values
from swtui.demo.wildcards import Context, fill, fits

Document = Mapping[str, Any]
"""A policy as JSON has it: `{"Version": …, "Statement": […]}`."""

VERSION = "2012-10-17"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRequest:
    """A request as the demo's policies see it."""

    action: str
    """`sts:AssumeRole`, …"""
    resource: str
    """The ARN it is asked on."""
    context: Context
    """Condition keys, lower-cased, with their values."""
    principals: Mapping[str, frozenset[str]]
    """Who asks, in every way a trust policy may name them: `AWS` or `Service` → names."""


def document(*statements: Mapping[str, Any]) -> Document:
    """Return a policy of these statements."""
    return {"Version": VERSION, "Statement": list(statements)}


def says(documents: Iterable[Document], request: DemoRequest) -> str:
    """Return `Deny` if a statement that applies denies, else `Allow` if one allows, or nothing."""
    effects = {
        statement["Effect"] for policy in documents for statement in applying(policy, request)
    }
    return "Deny" if "Deny" in effects else "Allow" if "Allow" in effects else ""


def applying(policy: Document, request: DemoRequest) -> list[Mapping[str, Any]]:
    """Return the statements that apply to the request: who, what, where, and the condition."""
    listed = policy.get("Statement", [])
    statements = [listed] if isinstance(listed, Mapping) else listed
    return [statement for statement in statements if _applies(statement, request)]


def _applies(statement: Mapping[str, Any], request: DemoRequest) -> bool:
    return (
        _names_action(statement, request.action)
        and _names_resource(statement, request)
        and _names_principal(statement, request)
        and hold(statement.get("Condition", {}), request.context)
    )


def _names_action(statement: Mapping[str, Any], action: str) -> bool:
    key = "NotAction" if "NotAction" in statement else "Action"
    is_listed = any(fits(p, action, ignore_case=True) for p in read_values(statement.get(key, ())))
    return is_listed != (key == "NotAction")


def _names_resource(statement: Mapping[str, Any], request: DemoRequest) -> bool:
    if "Resource" not in statement and "NotResource" not in statement:
        return True  # a trust policy is attached to its role, and names no resource
    key = "NotResource" if "NotResource" in statement else "Resource"
    patterns = (fill(text, request.context) for text in read_values(statement[key]))
    is_listed = any(p is not None and fits(p, request.resource) for p in patterns)
    return is_listed != (key == "NotResource")


def _names_principal(statement: Mapping[str, Any], request: DemoRequest) -> bool:
    if "Principal" in statement:
        return bool(named_principals(statement, request))
    if "NotPrincipal" in statement:
        return not _matching(statement["NotPrincipal"], request)
    return True  # an identity's own policy names no principal


def named_principals(statement: Mapping[str, Any], request: DemoRequest) -> frozenset[str]:
    """Return those of the caller's principals that the statement's Principal names."""
    return _matching(statement.get("Principal", {}), request)


def _matching(principal: Any, request: DemoRequest) -> frozenset[str]:
    if principal == "*":
        return frozenset("*")
    matching: set[str] = set()
    for kind, names in principal.items():
        for name in read_values(names):
            if name == "*" or name in request.principals.get(kind, ()):
                matching.add(name)
    return frozenset(matching)

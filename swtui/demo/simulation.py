"""IAM's simulator: what a principal's own policies say, and what it was not told to say it surely.

IAM API reference, "SimulatePrincipalPolicy": of a call it knows what `ContextEntries` hold; keys
that the policies ask for and that it lacks it takes for absent, and lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from swtui.demo.authorization import decision
from swtui.demo.callers import Caller
from swtui.demo.organisation import Organisation
from swtui.demo.policy import Document
from swtui.demo.query_protocol import Answer, Parameters, members, structures
from swtui.demo.request_context import condition_keys, request_of

_ITS_OWN = ("aws:currenttime", "aws:epochtime")
_OF_PRINCIPAL = ("aws:principal", "aws:user")


def simulate(
    organisation: Organisation, principal: Caller, parameters: Parameters, now: float
) -> Iterator[Answer]:
    """Yield an EvaluationResult for each action and resource."""
    whole = condition_keys(principal, organisation, address="", region="", now=now)
    context = {k: v for k, v in whole.items() if k in _ITS_OWN or k.startswith(_OF_PRINCIPAL)}
    context |= _entries(parameters)
    missing = sorted(_asked_for(principal) - context.keys())
    for action in members(parameters, "ActionNames"):
        for resource in members(parameters, "ResourceArns"):
            request = request_of(principal, action, resource, context)
            decided = decision(organisation, principal, request)
            yield {
                "EvalActionName": action,
                "EvalResourceName": resource,
                "EvalDecision": decided,
                "ResourceSpecificResults": [
                    {
                        "EvalResourceName": resource,
                        "EvalResourceDecision": decided,
                        "MissingContextValues": missing,
                    }
                ],
            }


def _entries(parameters: Parameters) -> dict[str, tuple[str, ...]]:
    return {
        entry["ContextKeyName"].lower(): tuple(members(entry, "ContextKeyValues"))
        for entry in structures(parameters, "ContextEntries")
    }


def _asked_for(principal: Caller) -> set[str]:
    """Return the condition keys that the principal's own policies name, lower-cased."""
    boundary = (principal.boundary,) if principal.boundary is not None else ()
    return {key for document in (*principal.policies, *boundary) for key in _keys_of(document)}


def _keys_of(document: Document) -> Iterator[str]:
    listed = document.get("Statement", [])
    statements: list[Mapping[str, Any]] = [listed] if isinstance(listed, Mapping) else listed
    for statement in statements:
        for keys in statement.get("Condition", {}).values():
            yield from (key.lower() for key in keys)

"""From a refused call to the request that IAM saw, for the evaluator; what is not known is left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from swtui.access.evaluator.policy_document import Policy
from swtui.access.evaluator.request import Principal, Request
from swtui.access.explanation.evidence import Evidence
from swtui.roles.arn import parse_role_arn
from swtui.when import rfc3339


def actions_of(evidence: Evidence) -> tuple[str, ...]:
    """Return the actions that the call needs (IAM User Guide, "Passing session tags in STS")."""
    actions = ["sts:AssumeRole"]
    if evidence.sent.get("Tags") or evidence.action == "sts:TagSession":
        actions.append("sts:TagSession")
    if evidence.sent.get("SourceIdentity") or evidence.action == "sts:SetSourceIdentity":
        actions.append("sts:SetSourceIdentity")
    return tuple(actions)


def request_of(evidence: Evidence, action: str, policy: Policy) -> Request:
    """Return the request; the address AWS saw, the organization and the caller's tags are open.

    The session tags that the policy asks for are known to be absent where none was sent.
    """
    named = {c.key.lower() for each in policy.statements for c in each.conditions}
    absent: dict[str, tuple[str, ...] | str] = {
        key: () for key in named if key.startswith("aws:requesttag/")
    }
    sent = {key.lower(): values for key, values in _context(evidence).items()}
    return Request(action, str(evidence.role or ""), principal_of(evidence), absent | sent)


def principal_of(evidence: Evidence) -> Principal:
    """Return who asked."""
    kind = evidence.caller.rpartition(":")[2].partition("/")[0]
    if kind not in ("user", "role", "assumed-role"):
        kind = "root"
    return Principal(
        evidence.caller, evidence.account, kind, evidence.user_id, evidence.caller_role
    )


def simulated_arn(evidence: Evidence) -> str:
    """Return whose policies are to be simulated: the user, or the session's role; else empty."""
    if evidence.is_role:
        readable = not isinstance(parse_role_arn(evidence.caller_role), str)
        return evidence.caller_role if readable else ""
    return evidence.caller if ":user/" in evidence.caller else ""


def simulated_context(evidence: Evidence) -> tuple[dict[str, Any], ...]:
    """Return what is known of the request as ContextEntries of IAM's simulator."""
    principal = principal_of(evidence)
    known = {"aws:PrincipalArn": principal.role_arn or principal.arn, **_context(evidence)}
    entries = []
    for key, found in known.items():
        values = [found] if isinstance(found, str) else list(found)
        if values:
            kind = _TYPES.get(key, "string")
            entries.append(
                {"ContextKeyName": key, "ContextKeyValues": values, "ContextKeyType": kind}
            )
    return tuple(entries)


_TYPES = {
    "aws:MultiFactorAuthPresent": "boolean",
    "aws:SecureTransport": "boolean",
    "aws:ViaAWSService": "boolean",
    "aws:PrincipalIsAWSService": "boolean",
    "aws:MultiFactorAuthAge": "numeric",
    "aws:EpochTime": "date",
    "aws:CurrentTime": "date",
    "aws:TagKeys": "stringList",
    "sts:TransitiveTagKeys": "stringList",
}


def unknown_of(evidence: Evidence, lacked: Iterable[str]) -> tuple[str, ...]:
    """Return those of the keys a simulator lacked whose values are not known to be absent."""
    absent = {key.lower() for key, values in _context(evidence).items() if not values}
    return tuple(key for key in lacked if key.lower() not in absent)


def _context(evidence: Evidence) -> dict[str, tuple[str, ...] | str]:
    """Return the condition keys that follow from the call (IAM User Guide, "Available keys")."""
    sent = evidence.sent
    tags = sent.get("Tags") or ()
    keys: dict[str, tuple[str, ...] | str] = {
        "sts:ExternalId": _one(sent.get("ExternalId")),
        "sts:RoleSessionName": _one(sent.get("RoleSessionName")),
        "sts:SourceIdentity": _one(sent.get("SourceIdentity")),
        "sts:TransitiveTagKeys": tuple(map(str, sent.get("TransitiveTagKeys") or ())),
        "aws:TagKeys": tuple(str(tag["Key"]) for tag in tags),
        "aws:SecureTransport": "true",
        "aws:ViaAWSService": "false",
        "aws:PrincipalIsAWSService": "false",
        **{f"aws:RequestTag/{tag['Key']}": str(tag["Value"]) for tag in tags},
        **_mfa(evidence),
    }
    if evidence.endpoint is not None:
        keys["aws:RequestedRegion"] = evidence.endpoint.region
    if evidence.now is not None:
        keys["aws:CurrentTime"] = rfc3339(evidence.now).replace("+00:00", "Z")
        keys["aws:EpochTime"] = str(int(evidence.now))
    return keys


def _mfa(evidence: Evidence) -> dict[str, tuple[str, ...] | str]:
    """Return what the call says of MFA; of a user's session that was made before, nothing."""
    present, age = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"
    if evidence.sent.get("SerialNumber"):
        return {present: "true", age: "0"}
    if evidence.is_role:
        return {present: "false", age: ()}
    return {} if evidence.temporary else {present: (), age: ()}


def _one(value: object) -> tuple[str, ...]:
    return (str(value),) if value else ()

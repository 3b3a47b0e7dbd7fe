"""Causes in a trust policy: the elements of a statement that are not met."""

from __future__ import annotations

import json
from dataclasses import replace

from swtui.access.diagnosis.cause import Cause, build_cause
from swtui.access.diagnosis.named_policy import named_policy
from swtui.access.diagnosis.refused_call import RefusedCall, build_principal
from swtui.access.diagnosis.unexplained_denial import READINGS
from swtui.access.evaluator.matching import fill, written
from swtui.access.evaluator.principals import UNIQUE_ID
from swtui.access.evaluator.request import Request
from swtui.access.evaluator.results import Reason, StatementResult

_BY_KEY = {
    "aws:multifactorauthpresent": "mfa",
    "aws:multifactorauthage": "mfa",
    "sts:externalid": "external-id",
    "aws:sourceip": "source-address",
    "aws:vpcsourceip": "source-address",
    "aws:principalarn": "principal-pattern",
    "aws:principalorgid": "organization",
    "aws:principalorgpaths": "organization",
    "sts:rolesessionname": "session-name",
    "sts:sourceidentity": "source-identity-asked-for",
    "aws:sourceidentity": "source-identity-asked-for",
    "aws:tagkeys": "tags-asked-for",
    "sts:transitivetagkeys": "tags-asked-for",
    "aws:currenttime": "time",
    "aws:epochtime": "time",
    "aws:requestedregion": "region",
}
_BY_START = {"aws:requesttag/": "tags-asked-for", "aws:principaltag/": "caller-tags"}
_PUT = "Add it to the profile, or give it with --external-id."


def describe_reason(refused: RefusedCall, result: StatementResult, reason: Reason) -> Cause:
    """Return the cause that an element of a statement is; told where it is plainly not met."""
    kind = _kind(refused, result, reason)
    readings = (cause for read in READINGS for _, cause in read(refused))
    cause = next((each for each in readings if each.kind == kind), None)
    if cause is None:  # a code or an external ID went with the call, and is not what it asks for
        row = "condition" if kind.startswith(("mfa-", "external-id-")) else kind
        cause = replace(build_cause(row), kind=kind)
    ready = cause.snippet or _condition_snippet(refused, kind, reason)
    return replace(
        cause,
        certain=reason.met is False,
        evidence=(f"{result.label}: {reason.words}", *cause.evidence),
        next_step=_PUT if ready.startswith("external_id = ") else cause.next_step,
        snippet=ready,
    )


def _kind(refused: RefusedCall, result: StatementResult, reason: Reason) -> str:
    if reason.element in ("Principal", "NotPrincipal"):
        ids = [p.name for p in result.statement.principals if UNIQUE_ID.fullmatch(p.name)]
        return "deleted-principal" if ids else "not-trusted"
    if reason.element in ("Action", "NotAction"):
        return "trust-action"
    key = reason.key.lower()
    kind = _BY_KEY.get(key) or next(
        (kind for start, kind in _BY_START.items() if key.startswith(start)), "condition"
    )
    if kind == "mfa":
        if refused.is_role:
            return "mfa-not-carried"
        return "mfa-too-old" if refused.temporary else "mfa-not-given"
    if kind == "external-id":
        return "external-id-wrong" if refused.sent.get("ExternalId") else "external-id-missing"
    return kind


def _wanted(refused: RefusedCall, reason: Reason) -> str:
    """Return the one required value, with `${aws:username}` and the like filled in; or nothing."""
    if len(reason.wanted) != 1:
        return ""
    request = Request(
        action=refused.action, resource=str(refused.role or ""), principal=build_principal(refused)
    )
    filled = fill(reason.wanted[0], request)
    return written(filled.text) if filled.is_whole else ""


def _condition_snippet(refused: RefusedCall, kind: str, reason: Reason) -> str:
    """Return what to give, where the policy wants one plain value."""
    wanted = _wanted(refused, reason)
    if not wanted or any(mark in wanted for mark in "*?$") or "Not" in reason.operator:
        return ""
    if kind.startswith("external-id-") and "String" in reason.operator:
        return f"external_id = {wanted}"
    if kind == "session-name":
        return f"role_session_name = {wanted}"
    if kind == "source-identity-asked-for":
        return f"--source-identity {wanted}"
    if kind == "tags-asked-for" and "/" in reason.key:
        return f"--tag {reason.key.partition('/')[2]}={wanted}"
    return ""


TAGS, IDENTITY = "tag-session", "source-identity"
KINDS = {"sts:TagSession": TAGS, "sts:SetSourceIdentity": IDENTITY}
"""Action → the kind of the cause where it is not allowed."""
_SIDES = {
    "": (
        "AWS does not say on which side it is missing",
        "the caller's policy and the role's trust policy",
    ),
    "identity-based policy": ("the caller's own policies do not allow it", "the caller's policy"),
    "resource-based policy": (
        "the role's trust policy does not allow it",
        "the role's trust policy",
    ),
}
"""The kind of policy that AWS names → what that says, and where it has to be allowed."""


def lacking_permission(refused: RefusedCall) -> Cause | None:
    """Return the cause of a denied sts:TagSession or sts:SetSourceIdentity.

    None for other actions, and where AWS names a policy that only its owner can change:
    a Deny, a boundary, a session policy, a policy of the organization.
    """
    named = named_policy(refused.words)
    side = _SIDES.get(named.kind if named else "")
    kind = KINDS.get(refused.action, "")
    denied = bool(named and named.explicit) or "explicit deny" in refused.words.lower()
    if not kind or side is None or denied:
        return None
    fact = f"AWS says {refused.action} was refused; {side[0]}"
    allow = f"Have {refused.action} allowed next to sts:AssumeRole, in {side[1]}."
    # a line of a statement: a whole one could be a way round conditions not read
    line = f'"Action": {json.dumps(["sts:AssumeRole", refused.action])}'
    cause = _permission(refused, kind, allow)
    return replace(cause, evidence=(_went(refused, kind), fact), snippet=line)


def or_leave_out(refused: RefusedCall, kind: str, allow: str) -> str:
    """Return `allow`, a step that allows it, with what the caller can do instead.

    What came with the caller's session cannot be left out of the call.
    """
    return _permission(refused, kind, allow).next_step


def _permission(refused: RefusedCall, kind: str, allow: str) -> Cause:
    """Return the cause of a missing permission for what was sent, or came with the session."""
    if refused.sent.get("SourceIdentity" if kind == IDENTITY else "Tags"):
        allow = f"{allow[:1].lower()}{allow[1:]}"
        return build_cause(f"{kind}/sent", who=refused.who, allow=allow)
    return build_cause(f"{kind}/brought", who=refused.who, allow=allow)


def _went(refused: RefusedCall, kind: str) -> str:
    """Say what of the call, or of the session that made it, needs the permission."""
    opened = f", {refused.caller}" if refused.caller else ""
    if refused.hop > 1:
        opened = f", opened by hop {refused.hop - 1} (profile {refused.hop_before.profile})"
    if kind == IDENTITY:
        given = refused.sent.get("SourceIdentity")
        if given:
            return f"the source identity {given} went with the call"
        return f"none went with the call: the caller's session has a source identity{opened}"
    keys = [str(tag.get("Key")) for tag in refused.sent.get("Tags") or ()]
    if keys:
        return f"the tags {', '.join(keys)} went with the call"
    return f"no tag went with the call: they are transitive tags of the caller's session{opened}"

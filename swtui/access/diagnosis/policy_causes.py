"""Causes in a trust policy: the elements of a statement that are not met."""

from __future__ import annotations

import json
from dataclasses import replace

from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.named_policy import named_policy
from swtui.access.diagnosis.refused_call import RefusedCall, principal_of
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
_CONDITION_SENTENCES = {
    "principal-pattern": ("The caller's ARN does not fit the pattern that the role asks for.", ""),
    "organization": ("The role admits callers of one organization only.", ""),
    "session-name": (
        "The role asks for another session name.",
        "Give the name it wants: role_session_name in the profile, or --session-name.",
    ),
    "source-identity-asked-for": (
        "The role asks for a source identity.",
        "Give it: --source-identity.",
    ),
    "tags-asked-for": ("The role asks for session tags.", "Give them: --tag KEY=VALUE."),
    "caller-tags": ("The role asks for callers with a tag.", "Have the caller tagged so."),
    "time": ("The role admits callers at certain times only.", ""),
    "region": ("The role admits calls to certain regions only.", "Use one of them: --region."),
    "condition": ("A condition of the trust policy is not met.", ""),
    "trust-action": (
        "The trust policy does not allow this action.",
        "",
    ),
}
_PUT = "Add it to the profile, or give it with --external-id."
_OTHERWISE = "Make the call as the condition asks for it, or as a caller that meets it."


def cause_of(refused: RefusedCall, result: StatementResult, reason: Reason) -> Cause:
    """Return the cause that an element of a statement is; told where it is plainly not met."""
    kind = _kind(refused, result, reason)
    told = reason.met is False
    said = f"{result.label}: {reason.words}"
    for read in READINGS:
        for _, cause in read(refused):
            if cause.kind == kind:
                ready = cause.snippet or _condition_snippet(refused, kind, reason)
                step = _PUT if ready.startswith("external_id = ") else cause.next_step
                said_all = (said, *cause.evidence)
                return replace(
                    cause, certain=told, evidence=said_all, next_step=step, snippet=ready
                )
    sentence, hint = _CONDITION_SENTENCES.get(kind, _CONDITION_SENTENCES["condition"])
    return Cause(
        kind=kind,
        sentence=sentence,
        evidence=(said,),
        next_step=hint or _OTHERWISE,
        certain=told,
        snippet=_condition_snippet(refused, kind, reason),
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
        action=refused.action, resource=str(refused.role or ""), principal=principal_of(refused)
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


_KINDS = {"sts:TagSession": "tag-session", "sts:SetSourceIdentity": "source-identity"}
_SENTENCES = {
    "tag-session": "Tags go with this call, and",
    "source-identity": "A source identity goes with this call, and",
}
_LEAVE = {"tag-session": "Leave the tags out, or", "source-identity": "Leave it out, or"}
_BROUGHT_SENTENCES = {
    "tag-session": "The caller's session passes transitive tags on, and",
    "source-identity": "The caller's session passes its source identity on, and",
}
_BROUGHT_NEXT = {
    "tag-session": " No tag was sent with this call, so none can be left out here: only what "
    "opened the caller's session can stop sending tags as transitive.",
    "source-identity": " None was sent with this call: a session's source identity cannot be left "
    "out.",
}
"""Where it came with the caller's session, and not with the call."""
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
    kind = _KINDS.get(refused.action, "")
    denied = bool(named and named.explicit) or "explicit deny" in refused.words.lower()
    if not kind or side is None or denied:
        return None
    begin = (_SENTENCES if _is_sent(refused, kind) else _BROUGHT_SENTENCES)[kind]
    allow = f"Have {refused.action} allowed next to sts:AssumeRole, in {side[1]}."
    return Cause(
        kind=kind,
        sentence=f"{begin} {refused.action} is not allowed for {refused.who} on this role.",
        evidence=(_went(refused, kind), f"AWS says {refused.action} was refused; {side[0]}"),
        next_step=or_leave_out(refused, kind, allow),
        certain=True,
        snippet=_ready(refused),
    )


def or_leave_out(refused: RefusedCall, kind: str, allow: str) -> str:
    """Return `allow`, a step that allows it, with what the caller can do instead.

    What came with the caller's session cannot be left out of the call.
    """
    if _is_sent(refused, kind):
        return f"{_LEAVE[kind]} {allow[:1].lower()}{allow[1:]}"
    return allow + _BROUGHT_NEXT[kind]


def _is_sent(refused: RefusedCall, kind: str) -> bool:
    return bool(refused.sent.get("SourceIdentity" if kind == "source-identity" else "Tags"))


def _went(refused: RefusedCall, kind: str) -> str:
    """Say what of the call, or of the session that made it, needs the permission."""
    if kind == "source-identity":
        given = refused.sent.get("SourceIdentity")
        if given:
            return f"the source identity {given} went with the call"
        return f"none went with the call: the caller's session has a source identity{_of(refused)}"
    keys = [str(tag.get("Key")) for tag in refused.sent.get("Tags") or ()]
    if keys:
        return f"the tags {', '.join(keys)} went with the call"
    whose = f"the caller's session{_of(refused)}"
    return f"no tag went with the call: they are transitive tags of {whose}"


def _of(refused: RefusedCall) -> str:
    """Name the hop that opened the caller's session, or its ARN."""
    if refused.hop > 1:
        return f", opened by hop {refused.hop - 1} (profile {_before(refused)})"
    return f", {refused.caller}" if refused.caller else ""


def _before(refused: RefusedCall) -> str:
    return refused.chain.hops[refused.hop - 2].profile


def _ready(refused: RefusedCall) -> str:
    """Return the line of a statement: a whole one could be a way round conditions not read."""
    actions = ("sts:AssumeRole", refused.action)
    return f'"Action": {json.dumps(list(actions))}'

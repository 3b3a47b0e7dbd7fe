"""From one element of a trust policy that is not met, or not known to be, to a cause."""

from __future__ import annotations

from dataclasses import replace

from swtui.access.evaluator.matching import written
from swtui.access.evaluator.policy_variables import fill
from swtui.access.evaluator.principals import UNIQUE_ID
from swtui.access.evaluator.reasons import Reason, StatementResult
from swtui.access.evaluator.request import Request
from swtui.access.explanation.asked_request import principal_of
from swtui.access.explanation.cause import Cause
from swtui.access.explanation.evidence import Evidence
from swtui.access.explanation.readings import READINGS

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
_SENTENCES = {
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
_PUT = "Put the one that it asks for into the profile, or behind --external-id."
_OTHERWISE = "Make the call as the condition asks for it, or as a caller that meets it."


def cause_of(evidence: Evidence, result: StatementResult, reason: Reason) -> Cause:
    """Return the cause that an element of a statement is; told where it is plainly not met."""
    kind = _kind(evidence, result, reason)
    told = reason.met is False
    said = f"{result.label}: {reason.words}"
    for read in READINGS:
        for _, cause in read(evidence):
            if cause.kind == kind:
                ready = cause.ready or _ready(evidence, kind, reason)
                step = _PUT if ready.startswith("external_id = ") else cause.next_step
                said_all = (said, *cause.evidence)
                return replace(cause, told=told, evidence=said_all, next_step=step, ready=ready)
    sentence, cure = _SENTENCES.get(kind, _SENTENCES["condition"])
    return Cause(kind, sentence, (said,), cure or _OTHERWISE, told, _ready(evidence, kind, reason))


def _kind(evidence: Evidence, result: StatementResult, reason: Reason) -> str:
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
        if evidence.is_role:
            return "mfa-not-carried"
        return "mfa-too-old" if evidence.temporary else "mfa-not-given"
    if kind == "external-id":
        return "external-id-wrong" if evidence.sent.get("ExternalId") else "external-id-missing"
    return kind


def _wanted(evidence: Evidence, reason: Reason) -> str:
    """Return the one value that is wanted, `${aws:username}` and its like filled in; or nothing."""
    if len(reason.wanted) != 1:
        return ""
    request = Request(evidence.action, str(evidence.role or ""), principal_of(evidence))
    filled = fill(reason.wanted[0], request)
    return written(filled.text) if filled.is_whole else ""


def _ready(evidence: Evidence, kind: str, reason: Reason) -> str:
    """Return what to give, where the policy wants one plain value."""
    wanted = _wanted(evidence, reason)
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

"""The permissions that a call needs beside sts:AssumeRole: for tags, and for a source identity.

IAM User Guide, "Pass session tags in AWS STS" and "Monitor and control actions taken with assumed
roles": the caller's own policies and the role's trust policy both have to allow them.
"""

from __future__ import annotations

import json

from swtui.access.explanation.cause import Cause
from swtui.access.explanation.evidence import Evidence
from swtui.access.explanation.named_policy import named_policy
from swtui.access.policies.caller_policy import caller_policy_for

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
    "": ("AWS does not say which side lacks it", "the caller's policy and the role's trust policy"),
    "identity-based policy": ("the caller's own policies are what lacks", "the caller's policy"),
    "resource-based policy": ("the role's trust policy is what lacks", "the role's trust policy"),
}
"""The kind of policy that AWS names → what that says, and where it has to be allowed."""


def lacking_permission(evidence: Evidence) -> Cause | None:
    """Return the cause of a denied sts:TagSession or sts:SetSourceIdentity.

    None for other actions, and where AWS names a policy that only whoever keeps it can change:
    a Deny, a boundary, a session policy, a policy of the organization.
    """
    named = named_policy(evidence.words)
    side = _SIDES.get(named.kind if named else "")
    kind = _KINDS.get(evidence.action, "")
    denied = bool(named and named.explicit) or "explicit deny" in evidence.words.lower()
    if not kind or side is None or denied:
        return None
    begin = (_SENTENCES if _is_sent(evidence, kind) else _BROUGHT_SENTENCES)[kind]
    allow = f"Have {evidence.action} allowed beside sts:AssumeRole, in {side[1]}."
    return Cause(
        kind,
        f"{begin} {evidence.action} is not allowed for {evidence.who} on this role.",
        (_went(evidence, kind), f"AWS says {evidence.action} was refused; {side[0]}"),
        or_leave_out(evidence, kind, allow),
        told=True,
        ready=_ready(evidence),
    )


def or_leave_out(evidence: Evidence, kind: str, allow: str) -> str:
    """Return `allow`, a step that allows it, with what the caller can do instead.

    What came with the caller's session cannot be left out of the call.
    """
    if _is_sent(evidence, kind):
        return f"{_LEAVE[kind]} {allow[:1].lower()}{allow[1:]}"
    return allow + _BROUGHT_NEXT[kind]


def _is_sent(evidence: Evidence, kind: str) -> bool:
    return bool(evidence.sent.get("SourceIdentity" if kind == "source-identity" else "Tags"))


def _went(evidence: Evidence, kind: str) -> str:
    """Say what of the call, or of the session that made it, needs the permission."""
    if kind == "source-identity":
        given = evidence.sent.get("SourceIdentity")
        if given:
            return f"the source identity {given} went with the call"
        return f"none went with the call: the caller's session has a source identity{_of(evidence)}"
    keys = [str(tag.get("Key")) for tag in evidence.sent.get("Tags") or ()]
    if keys:
        return f"the tags {', '.join(keys)} went with the call"
    whose = f"the caller's session{_of(evidence)}"
    return f"no tag went with the call: they are transitive tags of {whose}"


def _of(evidence: Evidence) -> str:
    """Name the hop that opened the caller's session, or its ARN."""
    if evidence.hop > 1:
        return f", opened by hop {evidence.hop - 1} (profile {_before(evidence)})"
    return f", {evidence.caller}" if evidence.caller else ""


def _before(evidence: Evidence) -> str:
    return evidence.chain.hops[evidence.hop - 2].profile


def _ready(evidence: Evidence) -> str:
    """Return the line of a statement: a whole one could be a way round conditions not read."""
    actions = ("sts:AssumeRole", evidence.action)
    return f'"Action": {json.dumps(list(actions))}'


def allowing(actions: tuple[str, ...], role_arn: str) -> str:
    """Return the smallest policy of a caller that allows these actions on one role, as JSON."""
    document = caller_policy_for(
        (role_arn,),
        tag_session="sts:TagSession" in actions,
        source_identity="sts:SetSourceIdentity" in actions,
    )
    return json.dumps(document, indent=2)

"""The smallest policies that would have allowed a refused call, on either side."""

from __future__ import annotations

import json

from swtui.access.explanation.asked_request import actions_of
from swtui.access.explanation.evidence import Evidence
from swtui.access.explanation.named_policy import named_policy
from swtui.access.explanation.reading import Reading
from swtui.access.policies.caller_policy import caller_policy_for
from swtui.access.policies.trust_policy import trust_statement_for
from swtui.errors import RefusedError


def smallest_changes(
    evidence: Evidence, reading: Reading | None = None
) -> tuple[tuple[str, str], ...]:
    """Return (where it goes, the JSON) for each side that may lack it; empty for other refusals.

    A side that AWS's words, or what was read, rule out is left out. Nothing here loosens what a
    role asks for: the external id that was sent and MFA stay conditions.
    """
    error, role = evidence.error, evidence.role
    denied = isinstance(error, RefusedError) and error.code.startswith("AccessDenied")
    words = evidence.words
    if role is None or not denied or "explicit deny" in words or "MultiFactor" in words:
        return ()
    named = named_policy(words)
    found = []
    ours = named is None or named.kind == "identity-based policy"
    if ours and not (reading is not None and reading.allows):
        found.append(("policy for the caller", _caller(evidence)))
    theirs = named is None or named.kind == "resource-based policy"
    admitted = reading is not None and reading.admits
    if theirs and not admitted and evidence.caller.startswith("arn:"):
        found.append(("statement for the role's trust policy", _trust(evidence)))
    return tuple(found)


def _caller(evidence: Evidence) -> str:
    actions = actions_of(evidence)
    document = caller_policy_for(
        (str(evidence.role),),
        tag_session="sts:TagSession" in actions,
        source_identity="sts:SetSourceIdentity" in actions,
    )
    return json.dumps(document, indent=2)


def _trust(evidence: Evidence) -> str:
    actions = actions_of(evidence)
    statement = trust_statement_for(
        evidence.caller_role or evidence.caller,
        mfa=bool(evidence.sent.get("SerialNumber")),
        external_id=str(evidence.sent.get("ExternalId") or ""),
        tag_session="sts:TagSession" in actions,
        source_identity="sts:SetSourceIdentity" in actions,
    )
    return json.dumps(statement, indent=2)

"""Whom a trust policy names for a caller, and the smallest statement that lets them in."""

from __future__ import annotations

from swtui.access.explanation.asked_request import actions_of, principal_of
from swtui.access.explanation.evidence import Evidence
from swtui.access.policies.policy_pieces import Document
from swtui.access.policies.trust_policy import trust_statement_for


def trust_words(evidence: Evidence) -> str:
    """Name the trust policy."""
    role = evidence.role
    return f"trust policy of role {role.name} in {role.account_id}" if role else "trust policy"


def caller_principal(evidence: Evidence) -> str:
    """Return the ARN that a trust policy names for the caller; empty for whom none can name."""
    if principal_of(evidence).kind not in ("user", "role", "assumed-role"):
        return ""
    return evidence.caller_role or evidence.caller


def is_permission_set(evidence: Evidence) -> bool:
    """Whether the caller's role belongs to a permission set, which a trust policy names by pattern.

    IAM Identity Center makes such a role again under another name.
    """
    arn = caller_principal(evidence)
    return ":role/aws-reserved/" in arn or "AWSReservedSSO_" in arn


def trust_statement(evidence: Evidence) -> Document | None:
    """Return a statement for the caller alone; what went with the call becomes its condition."""
    arn, wanted = caller_principal(evidence), actions_of(evidence)
    if not arn:
        return None
    return trust_statement_for(
        arn,
        mfa=bool(evidence.sent.get("SerialNumber")),
        external_id=str(evidence.sent.get("ExternalId") or ""),
        tag_session="sts:TagSession" in wanted,
        source_identity="sts:SetSourceIdentity" in wanted,
    )


def role_arn_of(arn: str) -> str:
    """Return a session's ARN as that of its role, without the path, which it does not show."""
    parts = arn.split(":", 5)
    if len(parts) == 6 and parts[5].startswith("assumed-role/"):
        return f"{parts[0]}:{parts[1]}:iam::{parts[4]}:role/{parts[5].split('/')[1]}"
    return arn

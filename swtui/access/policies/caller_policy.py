"""The caller's policy: what a user or role may assume, and from where."""

from __future__ import annotations

from collections.abc import Iterable

from swtui.access.policies.policy_parts import Parts
from swtui.access.policies.policy_pieces import (
    Document,
    actions,
    actions_of,
    mfa_conditions,
    one_or_many,
    policy,
    with_condition,
)


def caller_document(parts: Parts) -> Document:
    """Return the policy: an Allow, and with networks a Deny of everything from elsewhere.

    IAM User Guide, "AWS: Denies access to AWS based on the source IP".
    """
    allow: Document = {
        "Effect": "Allow",
        "Action": actions_of(parts),
        "Resource": one_or_many(resources(parts)),
    }
    condition = mfa_conditions(parts.mfa, parts.mfa_age)
    if parts.org_id:
        condition["StringEquals"] = {"aws:ResourceOrgID": parts.org_id}
    statements = [with_condition(allow, condition)]
    if parts.networks:
        statements.append(_elsewhere(parts))
    return policy(statements)


def resources(parts: Parts) -> list[str]:
    """Return the roles as ARNs and patterns of ARNs."""
    if parts.any:
        return ["*"]
    whole = [f"arn:{parts.partition}:iam::{account}:role/*" for account in parts.accounts]
    return whole + [str(role) for role in parts.roles]


def _elsewhere(parts: Parts) -> Document:
    condition: Document = {"NotIpAddress": {"aws:SourceIp": one_or_many(parts.networks)}}
    if parts.via_aws_service:
        condition["Bool"] = {"aws:ViaAWSService": "false"}
    return {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition}


def caller_policy_for(
    role_arns: Iterable[str], *, tag_session: bool = False, source_identity: bool = False
) -> Document:
    """Return the smallest caller policy that allows assuming these roles, and nothing else."""
    allow: Document = {
        "Effect": "Allow",
        "Action": actions(tag_session=tag_session, source_identity=source_identity),
        "Resource": one_or_many(dict.fromkeys(role_arns)),
    }
    return policy([allow])

"""Pieces that policies of both sides are made of: actions, conditions, lists, the document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from swtui.access.evaluator.policy import LATEST_VERSION, Condition
from swtui.access.policies.checked_draft import CheckedDraft
from swtui.access.policies.draft import SERVICES
from swtui.roles.arn import find_permission_set, parse_session_arn, split_arn

Element = str | list[str]
"""One value, or several: IAM reads a one-element list as its element."""
Document = dict[str, Any]
"""A policy or a part of it as JSON has it."""


def one_or_many(values: Iterable[str]) -> Element:
    """Return a single value as itself, several as a list."""
    found = list(values)
    return found[0] if len(found) == 1 else found


def actions(*, tag_session: bool, source_identity: bool) -> Element:
    """Return what is allowed: a session with tags or a source identity needs its own actions.

    IAM User Guide, "Pass session tags in AWS STS" and "Monitor and control actions taken with
    assumed roles": the caller's policy and the trust policy both need them.
    """
    more = (("sts:TagSession", tag_session), ("sts:SetSourceIdentity", source_identity))
    return one_or_many(["sts:AssumeRole", *(action for action, wanted in more if wanted)])


def mfa_conditions(mfa: bool, age: int | None) -> Document:
    """Return what asks for MFA.

    IAM User Guide, "Secure API access with MFA"; both keys are absent where MFA was not used, so
    neither condition is then met.
    """
    found: Document = {"Bool": {"aws:MultiFactorAuthPresent": "true"}} if mfa or age else {}
    if age:
        found["NumericLessThan"] = {"aws:MultiFactorAuthAge": str(age)}
    return found


def with_condition(statement: Document, condition: Document) -> Document:
    """Return the statement with a condition, which is left out when it is empty."""
    return {**statement, "Condition": condition} if condition else statement


def condition_element(conditions: Iterable[Condition]) -> Document:
    """Return the Condition element of conditions that were read; of one key the first counts."""
    merged: Document = {}
    for condition in conditions:
        keys = merged.setdefault(condition.operator, {})
        keys.setdefault(condition.key, one_or_many(condition.values))
    return merged


def policy(statements: list[Document]) -> Document:
    """Return the document of these statements."""
    return {"Version": LATEST_VERSION, "Statement": statements}


def actions_of(parts: CheckedDraft) -> Element:
    """Return the actions that a draft asks for."""
    return actions(tag_session=parts.tag_session, source_identity=parts.source_identity)


def trust_document(parts: CheckedDraft) -> Document:
    """Return the policy: people by name, people by pattern, machines; a statement for each kind."""
    condition = people_conditions(
        networks=parts.networks,
        mfa=parts.mfa,
        mfa_age=parts.mfa_age,
        external_id=parts.external_id,
        org_id=parts.org_id,
    )
    roots = [account_root(parts.partition, account) for account in parts.root_accounts]
    named = [str(arn) for arn in (*parts.users, *parts.principal_roles)]
    patterns = principal_patterns(parts)
    statements = []
    whole = ["*"] if parts.any else [] if patterns else roots
    if whole or named:
        statements.append(_people(whole + named, parts, condition))
    if patterns:
        liked = {**condition, "ArnLike": {"aws:PrincipalArn": one_or_many(patterns)}}
        statements.append(_people(roots, parts, liked))
    return policy(statements + _machines(parts))


def _people(principals: list[str], parts: CheckedDraft, condition: Document) -> Document:
    allow: Document = {
        "Effect": "Allow",
        "Principal": {"AWS": one_or_many(principals)},
        "Action": actions_of(parts),
    }
    return with_condition(allow, condition)


def _machines(parts: CheckedDraft) -> list[Document]:
    """Return a statement for all services, or one of its own for those that are guarded.

    Amazon ECS Developer Guide, "Amazon ECS task IAM role": `aws:SourceAccount` and `aws:SourceArn`
    guard against the confused deputy. EC2 sends neither.
    """
    guarded = [name for name in parts.services if name == "ecs" and parts.source_account]
    found = []
    for names in ([name for name in parts.services if name not in guarded], guarded):
        if names:
            allow: Document = {
                "Effect": "Allow",
                "Principal": {"Service": one_or_many(SERVICES[name] for name in names)},
                "Action": "sts:AssumeRole",
            }
            found.append(with_condition(allow, _guard(parts) if names is guarded else {}))
    return found


def _guard(parts: CheckedDraft) -> Document:
    account = parts.source_account
    return {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": f"arn:{parts.partition}:ecs:*:{account}:*"},
    }


def account_root(partition: str, account: str) -> str:
    """Return the ARN that means a whole account (IAM User Guide, "Principal")."""
    return f"arn:{partition}:iam::{account}:root"


def principal_patterns(parts: CheckedDraft) -> list[str]:
    """Return the ARNs with wildcards that `aws:PrincipalArn` must fit, each once."""
    found = []
    for account in parts.root_accounts:
        begin = f"arn:{parts.partition}:iam::{account}:"
        found += [begin + text for of, text in parts.patterns if of in ("", account)]
        for name in parts.permission_sets:
            found += sso_patterns(parts.partition, account, name)
    return list(dict.fromkeys(found))


def sso_patterns(partition: str, account: str, permission_set: str) -> list[str]:
    """Return the pattern of a permission set's role, which still matches after it is recreated.

    IAM Identity Center User Guide, "Referencing permission sets in resource policies": the suffix
    changes with every new assignment, and the region's part is absent for us-east-1.
    """
    path = f"arn:{partition}:iam::{account}:role/aws-reserved/sso.amazonaws.com"
    return [f"{path}/{middle}AWSReservedSSO_{permission_set}_*" for middle in ("*/", "")]


def people_conditions(
    *,
    networks: Iterable[str] = (),
    mfa: bool = False,
    mfa_age: int | None = None,
    external_id: str = "",
    org_id: str = "",
) -> Document:
    """Return the conditions on users and roles; the keys are those of AWS's global conditions."""
    equal = {}
    if external_id:
        equal["sts:ExternalId"] = external_id
    if org_id:
        equal["aws:PrincipalOrgID"] = org_id
    allowed = list(networks)
    return {
        **({"IpAddress": {"aws:SourceIp": one_or_many(allowed)}} if allowed else {}),
        **mfa_conditions(mfa, mfa_age),
        **({"StringEquals": equal} if equal else {}),
    }


def trust_statement_for(
    principal_arn: str,
    *,
    mfa: bool = False,
    mfa_age: int | None = None,
    external_id: str = "",
    from_ip: Iterable[str] = (),
    org_id: str = "",
    tag_session: bool = False,
    source_identity: bool = False,
) -> Document:
    """Return the smallest statement that lets this caller in: a user, a role, a root, a session.

    `mfa_age` is in seconds. Of a session its role is named; the session's ARN does not have the
    role's path, so give the role's ARN where it is known. An Identity Center session is let in by
    the pattern that outlives its role.
    """
    condition = people_conditions(
        networks=from_ip, mfa=mfa, mfa_age=mfa_age, external_id=external_id, org_id=org_id
    )
    principal, patterns = _principal_of(principal_arn)
    if patterns:
        condition["ArnLike"] = {"aws:PrincipalArn": one_or_many(patterns)}
    allow: Document = {
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": actions(tag_session=tag_session, source_identity=source_identity),
    }
    return with_condition(allow, condition)


def _principal_of(arn: str) -> tuple[str, list[str]]:
    """Return the Principal element for this caller, and the patterns it must match."""
    session = parse_session_arn(arn)
    if session:
        arn = session.role_arn
    parts = split_arn(arn)
    permission_set = find_permission_set(parts.name)
    if permission_set:
        root = account_root(parts.partition, parts.account)
        return root, sso_patterns(parts.partition, parts.account, permission_set)
    return arn, []


def caller_document(parts: CheckedDraft) -> Document:
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


def resources(parts: CheckedDraft) -> list[str]:
    """Return the roles as ARNs and patterns of ARNs."""
    if parts.any:
        return ["*"]
    whole = [f"arn:{parts.partition}:iam::{account}:role/*" for account in parts.accounts]
    return whole + [str(role) for role in parts.roles]


def _elsewhere(parts: CheckedDraft) -> Document:
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

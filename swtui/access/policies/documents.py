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


def list_actions(parts: CheckedDraft) -> list[str]:
    """Return what is allowed: a session with tags or a source identity needs its own actions.

    IAM User Guide, "Pass session tags in AWS STS" and "Monitor and control actions taken with
    assumed roles": the caller's policy and the trust policy both need them.
    """
    more = {"sts:TagSession": parts.tag_session, "sts:SetSourceIdentity": parts.source_identity}
    return ["sts:AssumeRole", *(action for action, is_allowed in more.items() if is_allowed)]


def _mfa_conditions(parts: CheckedDraft) -> Document:
    """Return what asks for MFA.

    IAM User Guide, "Secure API access with MFA"; both keys are absent where MFA was not used, so
    neither condition is then met.
    """
    found: Document = {"Bool": {"aws:MultiFactorAuthPresent": "true"}} if parts.mfa else {}
    if parts.mfa_max_age:
        found["NumericLessThan"] = {"aws:MultiFactorAuthAge": str(parts.mfa_max_age)}
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


def trust_document(parts: CheckedDraft) -> Document:
    """Return the policy: people by name, people by pattern, machines; a statement for each kind."""
    condition = _people_conditions(parts)
    roots = [account_root(parts.partition, account) for account in parts.root_accounts]
    named = [str(arn) for arn in (*parts.user_arns, *parts.principal_roles)]
    patterns = principal_patterns(parts)
    statements = []
    whole = ["*"] if parts.any else [] if patterns else roots
    if whole or named:
        statements.append(trust_statement(whole + named, list_actions(parts), condition))
    if patterns:
        liked = {**condition, "ArnLike": {"aws:PrincipalArn": one_or_many(patterns)}}
        statements.append(trust_statement(roots, list_actions(parts), liked))
    return policy(statements + _machines(parts))


def trust_statement(
    principals: Iterable[str], actions: Iterable[str], condition: Document
) -> Document:
    """Return a statement that lets users and roles in."""
    allow: Document = {
        "Effect": "Allow",
        "Principal": {"AWS": one_or_many(principals)},
        "Action": one_or_many(actions),
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
        found += [begin + text for of, text in parts.principal_like if of in ("", account)]
        for name in parts.sso_roles:
            found += sso_patterns(parts.partition, account, name)
    return list(dict.fromkeys(found))


def sso_patterns(partition: str, account: str, permission_set: str) -> list[str]:
    """Return the pattern of a permission set's role, which still matches after it is recreated.

    IAM Identity Center User Guide, "Referencing permission sets in resource policies": the suffix
    changes with every new assignment, and the region's part is absent for us-east-1.
    """
    path = f"arn:{partition}:iam::{account}:role/aws-reserved/sso.amazonaws.com"
    return [f"{path}/{middle}AWSReservedSSO_{permission_set}_*" for middle in ("*/", "")]


def _people_conditions(parts: CheckedDraft) -> Document:
    """Return the conditions on users and roles; the keys are those of AWS's global conditions."""
    equal = {"sts:ExternalId": parts.external_id, "aws:PrincipalOrgID": parts.org_id}
    equal = {key: value for key, value in equal.items() if value}
    return {
        **({"IpAddress": {"aws:SourceIp": one_or_many(parts.from_ip)}} if parts.from_ip else {}),
        **_mfa_conditions(parts),
        **({"StringEquals": equal} if equal else {}),
    }


def trust_statement_for(
    caller_arn: str, actions: Iterable[str], *, mfa: bool = False, external_id: str = ""
) -> Document:
    """Return the smallest statement that lets this caller in: a user, a role, a root, a session.

    Of a session its role is named; the session's ARN does not have the role's path, so give the
    role's ARN where it is known. An Identity Center session is let in by the pattern that outlives
    its role.
    """
    condition = _people_conditions(CheckedDraft(mfa=mfa, external_id=external_id))
    session = parse_session_arn(caller_arn)
    if session:
        caller_arn = session.role_arn
    arn = split_arn(caller_arn)
    permission_set = find_permission_set(arn.name)
    if permission_set:
        caller_arn = account_root(arn.partition, arn.account)
        patterns = sso_patterns(arn.partition, arn.account, permission_set)
        condition["ArnLike"] = {"aws:PrincipalArn": one_or_many(patterns)}
    return trust_statement([caller_arn], actions, condition)


def caller_statement(actions: Iterable[str], resources: Iterable[str]) -> Document:
    """Return a statement of a caller's policy that allows actions on roles."""
    return {
        "Effect": "Allow",
        "Action": one_or_many(actions),
        "Resource": one_or_many(resources),
    }


def caller_document(parts: CheckedDraft) -> Document:
    """Return the policy: an Allow, and with networks a Deny of everything from elsewhere.

    IAM User Guide, "AWS: Denies access to AWS based on the source IP".
    """
    condition = _mfa_conditions(parts)
    if parts.org_id:
        condition["StringEquals"] = {"aws:ResourceOrgID": parts.org_id}
    statements = [
        with_condition(caller_statement(list_actions(parts), resources(parts)), condition)
    ]
    if parts.from_ip:
        statements.append(_elsewhere(parts))
    return policy(statements)


def resources(parts: CheckedDraft) -> list[str]:
    """Return the roles as ARNs and patterns of ARNs."""
    if parts.any:
        return ["*"]
    whole = [f"arn:{parts.partition}:iam::{account}:role/*" for account in parts.accounts]
    return whole + [str(role) for role in parts.role_arns]


def _elsewhere(parts: CheckedDraft) -> Document:
    condition: Document = {"NotIpAddress": {"aws:SourceIp": one_or_many(parts.from_ip)}}
    if parts.via_aws_service:
        condition["Bool"] = {"aws:ViaAWSService": "false"}
    return {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition}

"""Check a written policy by the evaluator: it admits each caller of the draft, and no stranger."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import replace

from swtui.access.evaluator.evaluator import (
    Principal,
    Request,
    check_identity,
    check_trust,
    evaluate_identity,
    evaluate_trust,
    read_policy,
)
from swtui.access.policies.checked_draft import CheckedDraft
from swtui.access.policies.documents import Document, account_root, principal_patterns, resources
from swtui.access.policies.draft import CALLER, SERVICES
from swtui.roles.arn import split_arn

_STRANGER = Principal(arn="arn:aws:iam::000000000000:user/x", account="000000000000", kind="user")
_ELSEWHERE = "arn:aws:iam::000000000000:role/x"


def find_mistake(side: str, parts: CheckedDraft, document: Document) -> str:
    """Return what is wrong with a document that was written; empty when it is right."""
    policy = read_policy(document)
    faults = check_identity(policy) if side == CALLER else check_trust(policy)
    for fault in (*policy.problems, *faults):
        return f"{fault.path}: {fault.message}"
    for request, allowed in _requests(side, parts):
        if side == CALLER:
            verdict = evaluate_identity((policy,), request).verdict
        else:
            verdict = evaluate_trust(policy, request).verdict
        if verdict == "unknown" or (verdict == "allowed") != allowed:
            return f"{request.action} on {request.resource} by {request.principal.arn} is {verdict}"
    return ""


def _requests(side: str, parts: CheckedDraft) -> Iterator[tuple[Request, bool]]:
    """Yield requests, and whether the policy must allow each."""
    for principals, roles, required in _admitted(side, parts):
        requests = [
            Request(
                action="sts:AssumeRole",
                resource=role,
                principal=principal,
                context={"aws:ViaAWSService": "false", **required},
                complete=True,
            )
            for principal in principals
            for role in roles
        ]
        for request in requests:
            yield request, True
        for request in requests[:1]:
            yield replace(request, action="iam:CreateUser"), False
            for key in required:
                yield replace(request, context={**request.context, key.lower(): ()}), False
            for principal, role in _refused(side, parts, request):
                yield replace(request, principal=principal, resource=role), False


def _admitted(
    side: str, parts: CheckedDraft
) -> Iterator[tuple[list[Principal], list[str], Mapping[str, str]]]:
    """Yield principals that a statement admits, roles, and the context that it requires."""
    required = _required_context(side, parts)
    if side == CALLER:
        roles = [_ELSEWHERE if arn == "*" else arn.replace("*", "x") for arn in resources(parts)]
        yield [_STRANGER], roles, required
        return
    named = [str(arn) for arn in (*parts.user_arns, *parts.principal_roles)]
    if not parts.has_patterns:
        named += [f"arn:{parts.partition}:iam::{each}:user/x" for each in parts.root_accounts]
    if parts.any:
        named.append(_STRANGER.arn)
    liked = [arn.replace("*", "x").replace("?", "x") for arn in principal_patterns(parts)]
    for arns in (named, liked):
        yield [_principal(arn) for arn in arns], [_ELSEWHERE], required
    for service in parts.services:
        guard, account = {}, parts.source_account
        if service == "ecs" and account:
            source = f"arn:{parts.partition}:ecs:x:{account}:task/x"
            guard = {"aws:SourceAccount": account, "aws:SourceArn": source}
        machine = Principal(arn=SERVICES[service], account="", kind="service")
        yield [machine], [_ELSEWHERE], guard


def _principal(arn: str) -> Principal:
    kind = "user" if ":user/" in arn else "role"
    return Principal(arn=arn, account=split_arn(arn).account, kind=kind)


def _required_context(side: str, parts: CheckedDraft) -> dict[str, str]:
    """Return what a request of a user or role must have to meet every condition."""
    found = {}
    if parts.from_ip:
        found["aws:SourceIp"] = str(ipaddress.ip_network(parts.from_ip[0])[0])
    if parts.mfa:
        found["aws:MultiFactorAuthPresent"] = "true"
    if parts.mfa_max_age:
        found["aws:MultiFactorAuthAge"] = "0"
    if parts.external_id:
        found["sts:ExternalId"] = parts.external_id
    if parts.org_id:
        found["aws:ResourceOrgID" if side == CALLER else "aws:PrincipalOrgID"] = parts.org_id
    return found


def _refused(side: str, parts: CheckedDraft, request: Request) -> Iterator[tuple[Principal, str]]:
    """Yield principals and roles that a policy must not allow, whatever is sent along."""
    if side == CALLER:
        if not parts.any:
            yield request.principal, _ELSEWHERE
        if not parts.any and not parts.accounts:
            yield request.principal, f"{parts.role_arns[-1]}-x-x-x"
        return
    if not parts.any:
        yield _STRANGER, request.resource
    for account in parts.root_accounts if parts.has_patterns else ():
        # A root user's own ARN matches no pattern of users and roles.
        root = account_root(parts.partition, account)
        yield Principal(arn=root, account=account, kind="root"), request.resource

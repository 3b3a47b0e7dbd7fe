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
    for principal, resource, required in _admitted(side, parts):
        request = Request(
            action="sts:AssumeRole",
            resource=resource,
            principal=principal,
            context={"aws:ViaAWSService": "false", **required},
            complete=True,
        )
        yield request, True
        yield replace(request, action="iam:CreateUser"), False
        for key in required:
            yield replace(request, context={**request.context, key.lower(): ()}), False
        if side == CALLER and not parts.any:
            longer = () if parts.accounts else (f"{parts.role_arns[-1]}-x-x-x",)
            for role in (_ELSEWHERE, *longer):
                yield replace(request, resource=role), False
        for stranger in _strangers(parts) if side != CALLER else ():
            yield replace(request, principal=stranger), False


def _admitted(side: str, parts: CheckedDraft) -> Iterator[tuple[Principal, str, Mapping[str, str]]]:
    """Yield each principal that the policy admits, a role, and the context that it requires."""
    required = _required_context(side, parts)
    if side == CALLER:
        for resource in resources(parts):
            role = _ELSEWHERE if resource == "*" else resource.replace("*", "x")
            yield _STRANGER, role, required
        return
    arns = [str(arn) for arn in (*parts.user_arns, *parts.principal_roles)]
    arns += [arn.replace("*", "x").replace("?", "x") for arn in principal_patterns(parts)]
    if not parts.has_patterns:
        arns += [f"arn:{parts.partition}:iam::{each}:user/x" for each in parts.root_accounts]
    if parts.any:
        arns.append(_STRANGER.arn)
    for arn in arns:
        kind = "user" if ":user/" in arn else "role"
        yield Principal(arn=arn, account=split_arn(arn).account, kind=kind), _ELSEWHERE, required
    for service in parts.services:
        guard, account = {}, parts.source_account
        if service == "ecs" and account:
            source = f"arn:{parts.partition}:ecs:x:{account}:task/x"
            guard = {"aws:SourceAccount": account, "aws:SourceArn": source}
        yield Principal(arn=SERVICES[service], account="", kind="service"), _ELSEWHERE, guard


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


def _strangers(parts: CheckedDraft) -> Iterator[Principal]:
    """Yield principals that a trust policy must not admit, whatever they send along."""
    if not parts.any:
        yield _STRANGER
    for account in parts.root_accounts if parts.has_patterns else ():
        # A root user's own ARN matches no pattern of users and roles.
        yield Principal(arn=account_root(parts.partition, account), account=account, kind="root")

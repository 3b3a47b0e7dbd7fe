"""Trials of a written policy: requests that it must allow, and others that it must refuse."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

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
from swtui.access.policies.documents import (
    Document,
    account_root,
    list_actions,
    principal_patterns,
    resources,
)
from swtui.access.policies.draft import CALLER, SERVICES
from swtui.roles.arn import split_arn

Context = Mapping[str, str | tuple[str, ...]]

_ADDRESSES = ("192.0.2.1", "198.51.100.1", "203.0.113.1", "10.9.8.7", "2001:db8::1", "fd00::1")
_ACCOUNT = "999999999999"
_ORG = "o-anotherorganization"
_ANY_ROLE = "arn:aws:iam::999999999999:role/Any"


@dataclass(frozen=True, slots=True)
class PolicyTrial:
    """One request, and what must become of it."""

    what: str
    """The request in a few words, to report why it failed."""
    request: Request
    allowed: bool


def failures(side: str, parts: CheckedDraft, document: Document) -> list[str]:
    """Return what is wrong with a document we wrote, a sentence each; nothing, if we did it right.

    It is read as IAM's grammar has it, and every trial is judged by the evaluator.
    """
    policy = read_policy(document)
    check = check_identity if side == CALLER else check_trust
    found = [f"{each.path}: {each.message}" for each in (*policy.problems, *check(policy))]
    for trial in trials(side, parts):
        if side == CALLER:
            verdict = evaluate_identity((policy,), trial.request).verdict
        else:
            verdict = evaluate_trust(policy, trial.request).verdict
        if verdict not in (("allowed",) if trial.allowed else ("denied", "not-allowed")):
            found.append(f"{trial.what} is {verdict}")
    return found


def trials(side: str, parts: CheckedDraft) -> Iterator[PolicyTrial]:
    """Yield requests that fit a draft in everything, and the same with one thing amiss each."""
    fitting = _callers_requests(parts) if side == CALLER else _trusts_requests(parts)
    bent = _conditions_amiss(side, parts)
    for name, request in fitting:
        yield PolicyTrial(name, request, True)
        if request.principal.kind != "service":
            for what, key, value in bent:
                changed = {**request.context, key: value}
                yield PolicyTrial(f"{name} {what}", _like(request, context=changed), False)
        yield PolicyTrial(
            f"another action than {name}", _like(request, action="iam:CreateUser"), False
        )
    outside = _outside_caller(parts) if side == CALLER else _strangers(parts)
    for name, request in outside:
        yield PolicyTrial(name, request, False)
    if side == CALLER and parts.via_aws_service and (address := address_outside(parts)):
        _, request = next(iter(_callers_requests(parts)))
        changed = {"aws:SourceIp": address, "aws:ViaAWSService": "true"}
        served = _like(request, context={**request.context, **changed})
        yield PolicyTrial("a service's call on the caller's behalf", served, True)


def _like(
    request: Request, *, action: str = "", resource: str = "", context: Context | None = None
) -> Request:
    return Request(
        action=action or request.action,
        resource=resource or request.resource,
        principal=request.principal,
        context=request.context if context is None else context,
        complete=True,
    )


def _conditions_amiss(
    side: str, parts: CheckedDraft
) -> list[tuple[str, str, str | tuple[str, ...]]]:
    """Return what may be missing in a request: words, the condition key, and its wrong value."""
    found: list[tuple[str, str, str | tuple[str, ...]]] = []
    address = address_outside(parts)
    if parts.from_ip and address:
        found.append(("from elsewhere", "aws:SourceIp", address))
    if parts.mfa:
        found.append(("without MFA", "aws:MultiFactorAuthPresent", ()))
    if parts.mfa_max_age:
        found.append(("with old MFA", "aws:MultiFactorAuthAge", str(parts.mfa_max_age)))
    if parts.external_id:
        found.append(("with another external ID", "sts:ExternalId", parts.external_id + "x"))
        found.append(("without external ID", "sts:ExternalId", ()))
    if parts.org_id:
        found.append(("of another organization", _org_key(side), _ORG))
    return found


def _org_key(side: str) -> str:
    return "aws:ResourceOrgID" if side == CALLER else "aws:PrincipalOrgID"


def _context(side: str, parts: CheckedDraft) -> dict[str, str | tuple[str, ...]]:
    """Return what a request has that fulfils every condition."""
    found: dict[str, str | tuple[str, ...]] = {"aws:ViaAWSService": "false"}
    if parts.from_ip:
        found["aws:SourceIp"] = str(ipaddress.ip_network(parts.from_ip[0])[0])
    if parts.mfa:
        found |= {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0"}
    if parts.external_id:
        found["sts:ExternalId"] = parts.external_id
    if parts.org_id:
        found[_org_key(side)] = parts.org_id
    return found


def address_outside(parts: CheckedDraft) -> str:
    """Return an address that no network of the draft holds; empty when none comes to mind."""
    networks = [ipaddress.ip_network(text) for text in parts.from_ip]
    for text in _ADDRESSES:
        if not any(ipaddress.ip_address(text) in network for network in networks):
            return text
    return ""


def _stranger(parts: CheckedDraft) -> str:
    """Return an account that the draft does not name."""
    named = {parts.source_account, *parts.root_accounts, *(arn.account_id for arn in parts.arns)}
    return next(account for account in map(str, count(100_000_000_000)) if account not in named)


def _user(parts: CheckedDraft, account: str, name: str = "jo") -> Principal:
    return Principal(
        arn=f"arn:{parts.partition}:iam::{account}:user/{name}", account=account, kind="user"
    )


def _callers_requests(parts: CheckedDraft) -> Iterator[tuple[str, Request]]:
    caller = _user(parts, _ACCOUNT)
    for resource in resources(parts):
        arn = _ANY_ROLE if resource == "*" else resource.replace("*", "team/Any")
        for action in list_actions(parts):
            request = Request(
                action=action,
                resource=arn,
                principal=caller,
                context=_context(CALLER, parts),
                complete=True,
            )
            yield f"{action} on {arn}", request


def _outside_caller(parts: CheckedDraft) -> Iterator[tuple[str, Request]]:
    if parts.any:
        return
    _, request = next(_callers_requests(parts))
    away = f"arn:{parts.partition}:iam::{_stranger(parts)}:role/Any"
    yield "a role of another account", _like(request, resource=away)
    if parts.role_arns and not parts.accounts:
        yield "a role of a longer name", _like(request, resource=f"{parts.role_arns[-1]}-x-x-x")


def _trusts_requests(parts: CheckedDraft) -> Iterator[tuple[str, Request]]:
    for principal in let_in(parts):
        context = {} if principal.kind == "service" else _context("trust", parts)
        if principal.kind == "service" and parts.source_account:
            account = parts.source_account
            context["aws:SourceAccount"] = account
            context["aws:SourceArn"] = f"arn:{parts.partition}:ecs:eu-west-1:{account}:task/any"
        actions = list_actions(parts) if principal.kind != "service" else ["sts:AssumeRole"]
        for action in actions:
            request = Request(
                action=action,
                resource=_ANY_ROLE,
                principal=principal,
                context=context,
                complete=True,
            )
            yield f"{action} by {principal.arn}", request


def let_in(parts: CheckedDraft) -> Iterator[Principal]:
    """Yield a principal for each name, account, pattern and service that a trust policy admits."""
    if parts.any:
        yield _user(parts, _ACCOUNT)
    for user in parts.user_arns:
        yield Principal(arn=str(user), account=user.account_id, kind="user")
    for role in parts.principal_roles:
        yield _session(role.account_id, str(role))
    for arn in principal_patterns(parts):
        account = split_arn(arn).account
        arn = arn.replace("*", "x").replace("?", "x")
        is_user = ":user/" in arn
        yield (
            Principal(arn=arn, account=account, kind="user") if is_user else _session(account, arn)
        )
    if not parts.has_patterns:
        for account in parts.root_accounts:
            yield _user(parts, account)
    for service in parts.services:
        yield Principal(arn=SERVICES[service], account="", kind="service")


def _session(account: str, role_arn: str) -> Principal:
    role = split_arn(role_arn)
    arn = f"arn:{role.partition}:sts::{account}:assumed-role/{role.name}/jo"
    return Principal(arn=arn, account=account, kind="assumed-role", role_arn=role_arn)


def _strangers(parts: CheckedDraft) -> Iterator[tuple[str, Request]]:
    """Yield requests of principals that the policy must not admit, valid in all else."""
    known = _context("trust", parts)
    callers = [] if parts.any else [_user(parts, _stranger(parts))]
    if parts.has_patterns:
        # A root user's own ARN fits no pattern of users and roles.
        roots = [(account_root(parts.partition, each), each) for each in parts.root_accounts]
        callers += [Principal(arn=arn, account=account, kind="root") for arn, account in roots]
    if not parts.any:
        callers.append(Principal(arn="lambda.amazonaws.com", account="", kind="service"))
    for caller in callers:
        request = Request(
            action="sts:AssumeRole",
            resource=_ANY_ROLE,
            principal=caller,
            context=known,
            complete=True,
        )
        yield f"a call by {caller.arn}", request
    if parts.source_account:
        tasks = Principal(arn=SERVICES["ecs"], account="", kind="service")
        away = {"aws:SourceAccount": _stranger(parts)}
        request = Request(
            action="sts:AssumeRole",
            resource=_ANY_ROLE,
            principal=tasks,
            context=away,
            complete=True,
        )
        yield "another account's tasks", request

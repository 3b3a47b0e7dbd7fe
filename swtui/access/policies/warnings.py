"""Warn of the usual traps in a policy, a sentence each, in raw text."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from swtui.access.policies.checked_draft import CheckedDraft
from swtui.access.policies.draft import CALLER

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_INNER: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8"),
        *("169.254.0.0/16", "fc00::/7", "fe80::/10", "::1/128"),
    )
)
"""Addresses that never travel the internet (RFC 1918, 6598, 1122, 3927, 4193, 4291)."""


def part_warnings(side: str, parts: CheckedDraft) -> Iterator[str]:
    """Yield what to know of a policy of this side and these values."""
    yield from _of_caller(parts) if side == CALLER else _of_trust(parts)
    yield from _of_networks(parts)


def _of_caller(parts: CheckedDraft) -> Iterator[str]:
    if parts.any and not parts.org_id:
        yield (
            "--any lets the caller ask for every role of every account, other companies' too; "
            "only those roles' trust policies stand in between: naming roles (--role-arn) is safer"
        )
    elif parts.any:
        yield "--any lets the caller ask for every role of the organization: naming roles is safer"
    if parts.accounts:
        accounts = " and ".join(parts.accounts)
        yield (
            f"--account covers every role of {accounts}, later ones too; only their trust "
            "policies stand in between: naming roles (--role-arn) is safer"
        )
    if parts.networks:
        yield (
            "the Deny stops every call from elsewhere, not only sts:AssumeRole; it binds the "
            "caller's own credentials, not the session of the role it becomes"
        )
        yield _by_services(parts)


def _by_services(parts: CheckedDraft) -> str:
    if parts.via_aws_service:
        return (
            "calls that AWS services make on the caller's behalf are spared (aws:ViaAWSService); "
            "calls through a VPC endpoint have no public address, and stay denied"
        )
    return (
        "the Deny can also stop calls that AWS services (CloudFormation, Athena, …) make on the "
        "caller's behalf from their own addresses, and calls through a VPC endpoint; "
        "--via-aws-service spares the former"
    )


def _of_trust(parts: CheckedDraft) -> Iterator[str]:
    yield from _of_wide_trust(parts)
    yield from _of_third_parties(parts)
    if parts.has_people and parts.networks:
        yield "calls through a VPC endpoint have no public address, and are refused"
    yield from _of_mfa(parts)
    for role in parts.principal_roles:
        if role.name.startswith("AWSReservedSSO_"):
            name = role.name.removeprefix("AWSReservedSSO_").rpartition("_")[0]
            yield (
                f"{role.name} is Identity Center's: it gets another name when its permission set "
                f"is assigned again; --sso-role {name} --account {role.account_id} survives that"
            )
    for name in parts.permission_sets:
        yield (
            f"the pattern for {name} also fits permission sets of {' and '.join(parts.accounts)} "
            f"whose names begin with {name}_"
        )
    for _, pattern in parts.patterns:
        kind = pattern.partition("/")[0]
        yield (
            f"anyone who may create a {kind} in {' or '.join(parts.root_accounts)} whose ARN "
            f"matches {pattern} can get in"
        )
    if "ecs" in parts.services and not parts.source_account:
        yield (
            "any account's ECS could be made to use the role (the confused deputy); "
            "--source-account ID names whose tasks are meant"
        )


def _of_wide_trust(parts: CheckedDraft) -> Iterator[str]:
    if parts.any and parts.org_id:
        yield (
            f"the principal * is everyone; only {parts.org_id} limits it: everyone of the "
            "organization whose own policy allows it gets in"
        )
    elif parts.any:
        yield (
            "the principal * lets in everyone who has any AWS account at all; name users, roles "
            "or accounts, or add --org-id"
        )
    limited = parts.mfa or parts.external_id or parts.networks or parts.has_patterns
    if parts.root_accounts and not limited:
        yield (
            f"this trusts the whole account {' and '.join(parts.root_accounts)} without a "
            "condition: its administrators decide who gets in; --user-arn, --principal-role or "
            "--principal-like names the principals, --mfa requires MFA"
        )


def _of_third_parties(parts: CheckedDraft) -> Iterator[str]:
    if parts.external_id:
        yield "the console's Switch Role cannot send an external ID: this role is for the API alone"
        return
    trusted = (*parts.root_accounts, *(arn.account_id for arn in parts.arns))
    if parts.for_role is None:
        if parts.root_accounts and not parts.org_id:
            yield (
                f"if {' or '.join(parts.root_accounts)} belongs to another company (a third "
                "party), agree on an external ID that it uses for you alone (--external-id, "
                "--generate-external-id), or it may be talked into using the role for others "
                "(the confused deputy)"
            )
        return
    others = dict.fromkeys(account for account in trusted if account != parts.for_role.account_id)
    if others and not parts.org_id:
        yield (
            f"{' and '.join(others)} is another account than the role's: if it is a third party, "
            "agree on an external ID that it uses for you alone (--external-id, "
            "--generate-external-id), or it may be talked into using the role for others "
            "(the confused deputy)"
        )


def _of_mfa(parts: CheckedDraft) -> Iterator[str]:
    if not parts.mfa:
        return
    if parts.principal_roles or parts.permission_sets:
        yield (
            "a role's session (Identity Center's too) never carries MFA: with --mfa the roles "
            "named here are always refused"
        )
    elif parts.root_accounts or parts.any:
        yield "with --mfa users alone get in: a role's session never carries MFA"


def _of_networks(parts: CheckedDraft) -> Iterator[str]:
    for text in parts.networks:
        network = ipaddress.ip_network(text)
        if network.prefixlen == 0:
            yield f"--from-ip {text} is every address there is: it limits nothing"
        elif any(_lies_in(network, inner) for inner in _INNER):
            yield (
                f"--from-ip {text} is a network of one's own, and AWS sees the public address of "
                "a call: this fits none that comes over the internet"
            )


def _lies_in(network: Network, inner: Network) -> bool:
    first, last = network[0], network[-1]
    return network.version == inner.version and first in inner and last in inner

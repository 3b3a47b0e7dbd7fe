"""Build the condition keys of a call (IAM User Guide, "AWS global condition context keys")."""

from __future__ import annotations

import time
from collections.abc import Mapping

from swtui.demo.callers import DemoCaller
from swtui.demo.organisation import Organisation
from swtui.demo.policy import DemoRequest


def condition_keys(
    caller: DemoCaller, organisation: Organisation, *, address: str, region: str, now: float
) -> dict[str, tuple[str, ...]]:
    """Return the condition keys of the caller and the call, in lower case.

    `aws:MultiFactorAuthPresent` is absent for long-term keys, and false for sessions that gave no
    MFA code, as AWS has it.
    """
    account = organisation.accounts.get(caller.account_id)
    keys = {
        "aws:PrincipalArn": caller.principal_arn,
        "aws:PrincipalAccount": caller.account_id,
        "aws:PrincipalOrgID": account.organization if account else "",
        "aws:PrincipalType": "User" if caller.username else "AssumedRole",
        "aws:userid": caller.user_id,
        "aws:username": caller.username,
        "aws:SourceIp": address,
        "aws:RequestedRegion": region,
        "aws:CurrentTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now)),
        "aws:EpochTime": str(int(now)),
        "aws:SecureTransport": "true",
        "aws:ViaAWSService": "false",
        "aws:SourceIdentity": caller.source_identity,
        **{f"aws:PrincipalTag/{key}": value for key, value in caller.tags.items()},
    }
    if caller.temporary:
        keys["aws:MultiFactorAuthPresent"] = str(caller.mfa_at is not None).lower()
    if caller.mfa_at is not None:
        keys["aws:MultiFactorAuthAge"] = str(int(now - caller.mfa_at))
    return lowered(keys)


def lowered(keys: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return single values under keys in lower case, without empty ones."""
    return {key.lower(): (value,) for key, value in keys.items() if value}


def build_request(
    caller: DemoCaller, action: str, resource: str, context: Mapping[str, tuple[str, ...]]
) -> DemoRequest:
    """Return the request, with every principal by which a trust policy may name the caller."""
    names = {
        caller.arn,
        caller.principal_arn,
        caller.user_id.split(":")[0],
        caller.account_id,
        f"arn:aws:iam::{caller.account_id}:root",
    }
    return DemoRequest(
        action=action, resource=resource, context=context, principals={"AWS": frozenset(names)}
    )

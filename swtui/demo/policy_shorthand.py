"""Build the policies of the demo's organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from swtui.demo.policy import Document, document

ASSUME = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")
WITH_MFA: Mapping[str, Any] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def allow(*actions: str, on: object = "*", when: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return an Allow statement of an identity's policy."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": list(actions), "Resource": on}
    return statement | ({"Condition": dict(when)} if when else {})


def deny(*actions: str, on: object = "*", when: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a Deny statement of an identity's policy."""
    return allow(*actions, on=on, when=when) | {"Effect": "Deny"}


def trusting(
    *principals: str, when: Mapping[str, Any] | None = None, actions: tuple[str, ...] = ASSUME
) -> Document:
    """Return a trust policy that admits these AWS principals under a condition."""
    who = list(principals) if len(principals) > 1 else principals[0]
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"AWS": who},
        "Action": list(actions),
    }
    return document(statement | ({"Condition": dict(when)} if when else {}))


def serving(service: str) -> Document:
    """Return a trust policy that admits an AWS service, such as `ec2.amazonaws.com`."""
    return document(
        {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    )


def root(account_id: str) -> str:
    """Return the principal of a whole account."""
    return f"arn:aws:iam::{account_id}:root"


ALL = document(allow("*"))
READ = document(allow("iam:Get*", "iam:List*", "sts:GetCallerIdentity"))
NOTHING_OF_IAM = document(allow("ec2:*", "s3:*", "lambda:*"))
EVERYTHING_BUT_ASSUME = document(allow("*"), deny("sts:AssumeRole"))

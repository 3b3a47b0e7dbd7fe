"""What the cases of refusals are made of: policies, roles, profiles, and AWS's words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from swtui.demo.callers import DemoCaller
from swtui.demo.organisation import DemoRole
from swtui.demo.policy import Document, document
from swtui.demo.policy_shorthand import ALL, allow, trusting
from tests.access.case import EVERYONE, PEOPLE, SERIAL
from tests.access.demo_aws import section

OPEN = document(allow("*"))
BARE = ("mfa-not-given", "not-trusted", "external-id-missing", "no-such-role", "caller-policy")
"""Readings of a refusal without a reason; none may stand where AWS gives one."""
NAMED = ("unsaid", *BARE)
FROM_AWS = (
    "no-identity-based-policy",
    "no-resource-based-policy",
    "denied-by-identity-based-policy",
    "tag-session",
    "unknown-key",
)
"""What only AWS's own words may assert."""
DEAD = "http://127.0.0.1:9"


def when(condition: dict[str, Any], *principals: str) -> Document:
    return trusting(*(principals or (EVERYONE,)), when=condition)


def only(action: str) -> Document:
    return trusting(EVERYONE, actions=(action,))


def between(**more: Any) -> DemoRole:
    return DemoRole(account_id=PEOPLE, name="between", trust={}, **{"policies": (ALL,), **more})


def held(**more: Any) -> Any:
    def session(caller: DemoCaller) -> DemoCaller:
        return replace(caller, temporary=True, **more)

    return session


WITH_DEVICE = section(
    "profile other",
    {
        "role_arn": "arn:aws:iam::900000000002:role/Other",
        "source_profile": "caller",
        "mfa_serial": SERIAL,
    },
)
DUMMY = section(
    "caller", {"aws_access_key_id": "dummy", "aws_secret_access_key": "dummydummydummydummy"}
)
LOST = section(
    "caller",
    {
        "aws_access_key_id": "AKIADEMOLOST0EXAMPLE",
        "aws_secret_access_key": "lost-lost-lost-lost-lost-lost-lost-lost",
    },
)
EXAMPLE = LOST.replace("AKIADEMOLOST0EXAMPLE", "AKIAIOSFODNN7EXAMPLE")
ON_EC2 = {"AWS_EC2_METADATA_DISABLED": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{url}"}
BEHIND = (
    "Signature expired: 20260101T110000Z is now earlier than 20260101T114500Z "
    "(20260101T120000Z - 15 min.)"
)

JO = f"User: arn:aws:iam::{PEOPLE}:user/jo is not authorized to perform: sts:AssumeRole"
TAGS = f"User: arn:aws:iam::{PEOPLE}:user/jo is not authorized to perform: sts:TagSession"
SCP = "arn:aws:organizations::100000000001:policy/o-acmedemo01/service_control_policy/p-examplea1"

"""Refusals that the trust policy decidesby its principals."""

from __future__ import annotations

from swtui.demo.policy import document
from swtui.demo.policy_shorthand import serving, trusting
from tests.access.case import EVERYONE, PARTNER, PEOPLE, Case
from tests.access.demo_aws import section
from tests.access.diagnosis.case_parts import FROM_AWS, JO, NAMED, WITH_DEVICE, between, only

TRUST = (
    Case(
        "a trust policy for somebody else",
        "unsaid",
        trust=trusting(f"arn:aws:iam::{PEOPLE}:user/sam"),
        also=("not-trusted", "mfa-not-given", "external-id-missing", "no-such-role"),
        absent=(*FROM_AWS, "external-id-wrong", "mfa-too-old", "mfa-not-carried"),
    ),
    Case(
        "a trust policy for another account",
        "unsaid",
        trust=trusting("arn:aws:iam::900000000009:root"),
        also=("not-trusted",),
        absent=FROM_AWS,
    ),
    Case(
        "a deleted user in the trust policy",
        "unsaid",
        trust=trusting("AIDADEMODELETEDUSER00"),
        also=("deleted-principal",),
        absent=FROM_AWS,
    ),
    Case(
        "a deleted role in the trust policy",
        "unsaid",
        member="not-trusted",
        via=between(),
        hop=2,
        trust=trusting("AROADEMODELETEDROLE00"),
        also=("deleted-principal", "mfa-not-carried"),
        absent=(*FROM_AWS, "mfa-not-given", "mfa-too-old"),
    ),
    Case(
        "a trust policy for a service alone",
        "unsaid",
        trust=serving("ec2.amazonaws.com"),
        also=("not-trusted",),
        absent=FROM_AWS,
    ),
    Case(
        "a trust policy for another action",
        "unsaid",
        trust=only("sts:TagSession"),
        absent=FROM_AWS,
    ),
    Case(
        "a trust policy that denies",
        "denied-by-resource-based-policy",
        trust=document(
            *trusting(EVERYONE)["Statement"],
            {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"},
        ),
        absent=NAMED,
    ),
    Case(
        "AWS says that it is the trust policy, and not what in it",
        "no-resource-based-policy",
        fault=(
            "AccessDenied",
            JO + " because no role trust policy allows the sts:AssumeRole action",
        ),
        words=("swtui explain it --read-with reader",),
        also=(
            "not-trusted",
            "deleted-principal",
            "external-id-missing",
            "mfa-not-given",
            "conditions",
        ),
        absent=("unsaid", "no-such-role", "caller-policy", "denied"),
    ),
    Case(
        "AWS says that the trust policy denies",
        "denied-by-resource-based-policy",
        fault=("AccessDenied", JO + " with an explicit deny in the role trust policy"),
        absent=NAMED,
    ),
    Case(
        "no such role",
        "unsaid",
        trust=None,
        also=("no-such-role",),
        absent=FROM_AWS,
    ),
    Case(
        "no such role, and another profile has nearly its name",
        "unsaid",
        member="no-such-role",
        trust=None,
        profile={"role_arn": "arn:aws:iam::900000000001:role/Administator"},
        beside=section(
            "profile right",
            {
                "role_arn": "arn:aws:iam::900000000001:role/Administrator",
                "source_profile": "caller",
            },
        ),
        absent=FROM_AWS,
    ),
    Case(
        "the role's name in other letters, though another profile gives MFA",
        "unsaid",
        member="no-such-role",
        trust=None,
        profile={"role_arn": "arn:aws:iam::900000000001:role/administrator"},
        beside=WITH_DEVICE
        + section(
            "profile right",
            {
                "role_arn": "arn:aws:iam::900000000001:role/Administrator",
                "source_profile": "caller",
            },
        ),
        absent=FROM_AWS,
    ),
    Case(
        "the path is missing",
        "unsaid",
        member="no-such-role",
        trust=None,
        profile={"role_arn": "arn:aws:iam::900000000001:role/Deploy"},
        beside=section(
            "profile right",
            {
                "role_arn": "arn:aws:iam::900000000001:role/ci/Deploy",
                "source_profile": "caller",
            },
        ),
        absent=FROM_AWS,
    ),
    Case(
        "somebody else is trusted, in the caller's own account",
        "unsaid",
        account=PEOPLE,
        trust=trusting(f"arn:aws:iam::{PEOPLE}:user/sam"),
        absent=(*FROM_AWS, "caller-policy"),
    ),
    Case(
        "no policy, and another organization's role",
        "unsaid",
        account=PARTNER,
        policies=(),
        also=("caller-policy",),
        absent=FROM_AWS,
    ),
)

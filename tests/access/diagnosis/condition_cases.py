"""Refusals that a condition of the trust policy decides."""

from __future__ import annotations

from swtui.demo.policy_shorthand import WITH_MFA, trusting
from tests.access.case import PEOPLE, SERIAL, Case
from tests.access.demo_aws import section
from tests.access.diagnosis.case_parts import FROM_AWS, WITH_DEVICE, between, held, when

CONDITIONS = (
    Case(
        "the reader that is proposed is another role of that account, by its name one that may",
        "unsaid",
        trust=when({"StringEquals": {"sts:ExternalId": "right"}}),
        beside=section("profile same-audit", {"role_arn": "{arn}", "source_profile": "caller"}),
        words=("--read-with reader",),
        unsaid=("same-audit",),
        absent=FROM_AWS,
    ),
    Case(
        "a role of that name in another partition is no slip of the pen",
        "unsaid",
        trust=trusting(f"arn:aws:iam::{PEOPLE}:user/sam"),
        beside=section(
            "profile china",
            {
                "role_arn": "arn:aws-cn:iam::{account}:role/x",
                "source_profile": "caller",
            },
        ),
        profile={"role_arn": "arn:aws:iam::900000000001:role/x"},
        also=("no-such-role",),
        unsaid=("aws-cn",),
        absent=FROM_AWS,
        member="not-trusted",
    ),
    Case(
        "MFA is asked for, and another profile has it",
        "unsaid",
        member="mfa-not-given",
        trust=when(dict(WITH_MFA)),
        beside=WITH_DEVICE,
        absent=(*FROM_AWS, "mfa-too-old", "mfa-wrong"),
    ),
    Case(
        "MFA is asked for, and nothing tells",
        "unsaid",
        member="not-trusted",
        trust=when(dict(WITH_MFA)),
        also=("mfa-not-given",),
        absent=FROM_AWS,
    ),
    Case(
        "MFA was given, and the caller is not trusted",
        "unsaid",
        member="not-trusted",
        trust=trusting(f"arn:aws:iam::{PEOPLE}:user/sam"),
        profile={"mfa_serial": SERIAL},
        absent=(*FROM_AWS, "mfa-not-given", "mfa-too-old", "mfa-not-carried"),
    ),
    Case(
        "the MFA of the session is too old",
        "unsaid",
        member="mfa-too-old",
        trust=when({"NumericLessThan": {"aws:MultiFactorAuthAge": "900"}}),
        session=held(mfa_at=1.0),
        absent=(*FROM_AWS, "mfa-not-given"),
    ),
    Case(
        "MFA does not carry over from role to role",
        "unsaid",
        via=between(),
        hop=2,
        trust=when(dict(WITH_MFA)),
        also=("mfa-not-carried",),
        absent=(*FROM_AWS, "mfa-not-given", "mfa-too-old"),
    ),
    Case(
        "an external ID is asked for, and another profile has it",
        "unsaid",
        member="external-id-missing",
        trust=when({"StringEquals": {"sts:ExternalId": "right"}}),
        beside=section(
            "profile right",
            {
                "role_arn": "arn:aws:iam::{account}:role/Else",
                "source_profile": "caller",
                "external_id": "right",
            },
        ),
        absent=(*FROM_AWS, "external-id-wrong"),
    ),
    Case(
        "an external ID is asked for",
        "unsaid",
        trust=when({"StringEquals": {"sts:ExternalId": "right"}}),
        also=("external-id-missing",),
        absent=(*FROM_AWS, "external-id-wrong"),
    ),
    Case(
        "the external ID is wrong",
        "unsaid",
        member="external-id-wrong",
        trust=when({"StringEquals": {"sts:ExternalId": "right"}}),
        profile={"external_id": "wrong"},
        absent=(*FROM_AWS, "external-id-missing"),
    ),
    Case(
        "the external ID on the command line is wrong",
        "unsaid",
        member="external-id-wrong",
        trust=when({"StringEquals": {"sts:ExternalId": "right"}}),
        options={"external_id": "wrong"},
        absent=(*FROM_AWS, "external-id-missing"),
    ),
    Case(
        "another address",
        "unsaid",
        trust=when({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}}),
        also=("source-address",),
        absent=FROM_AWS,
    ),
    Case(
        "a pattern for the caller's ARN",
        "unsaid",
        trust=when({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{PEOPLE}:user/*_infra"}}),
        also=("conditions",),
        absent=FROM_AWS,
    ),
    Case(
        "another organization",
        "unsaid",
        trust=when({"StringEquals": {"aws:PrincipalOrgID": "o-globexdemo9"}}),
        also=("conditions",),
        absent=FROM_AWS,
    ),
    Case(
        "another session name",
        "unsaid",
        trust=when({"StringEquals": {"sts:RoleSessionName": "sam"}}),
        profile={"role_session_name": "somebody"},
        also=("conditions",),
        absent=FROM_AWS,
    ),
    Case(
        "a source identity is asked for",
        "unsaid",
        trust=when({"StringEquals": {"sts:SourceIdentity": "jo"}}),
        also=("conditions",),
        absent=(*FROM_AWS, "source-identity"),
    ),
    Case(
        "a tag is asked for",
        "unsaid",
        trust=when({"StringEquals": {"aws:RequestTag/team": "platform"}}),
        also=("conditions",),
        absent=FROM_AWS,
    ),
    Case(
        "a tag of the caller is asked for",
        "unsaid",
        trust=when({"StringEquals": {"aws:PrincipalTag/team": "platform"}}),
        also=("conditions",),
        absent=FROM_AWS,
    ),
    Case(
        "the time is over",
        "unsaid",
        trust=when({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}),
        also=("conditions",),
        absent=FROM_AWS,
    ),
)

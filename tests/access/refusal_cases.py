"""The refusals, as a table: what is wrong, and what must and must not be said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from swtui.demo.callers import Caller
from swtui.demo.organisation import HOUR, DemoRole
from swtui.demo.policy import Document, document
from swtui.demo.trust import ALL, WITH_MFA, allow, deny, serving, trusting
from tests.access.lab import EVERYONE, PARTNER, PEOPLE, SERIAL, Case, section

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
    return DemoRole(PEOPLE, "between", {}, **{"policies": (ALL,), **more})


def held(**more: Any) -> Any:
    def session(caller: Caller) -> Caller:
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

CALLERS_SIDE = (
    Case(
        "the root user's keys",
        "root-caller",
        fault=("AccessDenied", "Roles may not be assumed by root accounts."),
        words=("profile caller",),
        absent=(*NAMED, *FROM_AWS, "denied-other"),
    ),
    Case(
        "a service control policy that denies, and AWS names it",
        "denied-by-service-control-policy",
        fault=("AccessDenied", f"{JO} with an explicit deny in a service control policy: {SCP}"),
        words=(f": {SCP}",),
        absent=(*NAMED, *FROM_AWS),
    ),
    Case(
        "an endpoint's policy that denies because of the organization's",
        "denied-by-service-control-policy",
        fault=(
            "AccessDenied",
            f"{JO} with an explicit deny in a VPC endpoint policy transitively through a service "
            "control policy",
        ),
        absent=(*NAMED, *FROM_AWS, "denied-by-vpc-endpoint-policy"),
    ),
    Case(
        "the policy of a VPC endpoint does not allow it",
        "no-vpc-endpoint-policy",
        fault=(
            "AccessDenied",
            f"{JO} because no VPC endpoint policy allows the sts:AssumeRole action",
        ),
        absent=(*NAMED, *FROM_AWS),
    ),
    Case(
        "a session policy that denies, in AWS's other words",
        "denied-by-session-policy",
        fault=("AccessDenied", f"{JO} with an explicit deny in a sessions policy"),
        absent=(*NAMED, *FROM_AWS, "denied"),
    ),
    Case("no policy at all", "no-identity-based-policy", policies=(), absent=NAMED),
    Case(
        "a policy for another role",
        "no-identity-based-policy",
        policies=(document(allow("sts:AssumeRole", on="arn:aws:iam::900000000001:role/Else")),),
        absent=NAMED,
        words=("sts:AssumeRole",),
    ),
    Case(
        "no policy at all, and tags and a source identity go with the call",
        "no-identity-based-policy",
        policies=(),
        options={"tags": (("team", "x"),), "source_identity": "jo"},
        words=('"sts:TagSession"', '"sts:SetSourceIdentity"', '"sts:AssumeRole"'),
        absent=NAMED,
    ),
    Case(
        "no policy for a role of Identity Center, which IAM cannot edit",
        "no-identity-based-policy",
        fault=(
            "AccessDenied",
            f"User: arn:aws:sts::{PEOPLE}:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/jo is "
            "not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/R because "
            "no identity-based policy allows the sts:AssumeRole action",
        ),
        session=held(),
        via=DemoRole(PEOPLE, "AWSReservedSSO_Dev_0123456789abcdef", {}, policies=(ALL,)),
        words=("permission set Dev of Identity Center",),
        absent=NAMED,
    ),
    Case(
        "a policy for another account's roles",
        "no-identity-based-policy",
        policies=(document(allow("sts:AssumeRole", on="arn:aws:iam::900000000009:role/*")),),
        absent=NAMED,
    ),
    Case(
        "a policy for another action",
        "no-identity-based-policy",
        policies=(document(allow("sts:TagSession")),),
        absent=NAMED,
    ),
    Case(
        "a policy whose condition is not met",
        "no-identity-based-policy",
        policies=(
            document(allow("sts:*", when={"StringEquals": {"aws:RequestedRegion": "us-west-2"}})),
        ),
        absent=NAMED,
    ),
    Case(
        "a policy that leaves this role out",
        "no-identity-based-policy",
        policies=(
            document(
                {"Effect": "Allow", "Action": "sts:*", "NotResource": "arn:aws:iam::*:role/R*"}
            ),
        ),
        absent=NAMED,
    ),
    Case(
        "a deny in the caller's policy",
        "denied-by-identity-based-policy",
        policies=(OPEN, document(deny("sts:AssumeRole"))),
        absent=(*NAMED, "no-identity-based-policy"),
    ),
    Case(
        "a deny outside an address",
        "denied-by-identity-based-policy",
        policies=(
            OPEN,
            document(deny("*", when={"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}})),
        ),
        absent=(*NAMED, "source-address"),
    ),
    Case(
        "a deny without MFA",
        "denied-by-identity-based-policy",
        words=("no MFA code went with the call",),
        policies=(
            OPEN,
            document(deny("*", when={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})),
        ),
        absent=NAMED,
    ),
    Case(
        "a deny of tags",
        "denied-by-identity-based-policy",
        policies=(OPEN, document(deny("sts:TagSession"))),
        options={"tags": (("team", "x"),)},
        words=("sts:TagSession",),
        absent=NAMED,
    ),
    Case(
        "a service control policy that denies",
        "denied-by-service-control-policy",
        scp=(document(allow("*"), deny("sts:AssumeRole")),),
        absent=(*NAMED, *FROM_AWS),
    ),
    Case(
        "a service control policy that does not allow",
        "no-service-control-policy",
        scp=(document(allow("ec2:*")),),
        absent=(*NAMED, *FROM_AWS),
    ),
    Case(
        "a resource control policy that denies",
        "denied-by-resource-control-policy",
        rcp=(document(allow("*"), deny("sts:*")),),
        absent=(*NAMED, *FROM_AWS),
    ),
    Case(
        "a resource control policy that does not allow",
        "no-resource-control-policy",
        rcp=(document(allow("s3:*")),),
        absent=(*NAMED, *FROM_AWS),
    ),
    Case(
        "a permissions boundary that does not allow",
        "no-permissions-boundary",
        boundary=document(allow("ec2:*")),
        absent=(*NAMED, *FROM_AWS),
    ),
    Case(
        "a permissions boundary that denies",
        "denied-by-permissions-boundary",
        boundary=document(allow("*"), deny("sts:AssumeRole")),
        absent=(*NAMED, *FROM_AWS),
    ),
    Case(
        "a session policy that does not allow",
        "no-session-policy",
        via=between(),
        session=held(session_policies=(document(allow("s3:*")),)),
        absent=(*NAMED, *FROM_AWS),
    ),
    Case(
        "a session policy that denies",
        "denied-by-session-policy",
        via=between(),
        session=held(session_policies=(document(allow("*"), deny("sts:AssumeRole")),)),
        absent=(*NAMED, *FROM_AWS),
    ),
    Case(
        "a role between without the policy",
        "no-identity-based-policy",
        via=between(policies=()),
        hop=2,
        absent=NAMED,
        words=("assumed-role",),
    ),
    Case(
        "a role between whose boundary does not allow",
        "no-permissions-boundary",
        via=between(boundary=document(allow("ec2:*"))),
        hop=2,
        absent=NAMED,
    ),
    Case(
        "no policy, in the role's own account",
        "no-identity-based-policy",
        account=PEOPLE,
        policies=(),
        absent=NAMED,
    ),
)

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
        member="mfa-not-given",
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
        member="mfa-not-given",
        trust=when(dict(WITH_MFA)),
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
        "an external id is asked for, and another profile has it",
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
        "an external id is asked for",
        "unsaid",
        trust=when({"StringEquals": {"sts:ExternalId": "right"}}),
        also=("external-id-missing",),
        absent=(*FROM_AWS, "external-id-wrong"),
    ),
    Case(
        "the external id is wrong",
        "unsaid",
        member="external-id-wrong",
        trust=when({"StringEquals": {"sts:ExternalId": "right"}}),
        profile={"external_id": "wrong"},
        absent=(*FROM_AWS, "external-id-missing"),
    ),
    Case(
        "the external id on the command line is wrong",
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

PERMISSIONS = (
    Case(
        "tags, and a permissions boundary that lacks TagSession",
        "no-permissions-boundary",
        boundary=document(allow("sts:AssumeRole")),
        options={"tags": (("team", "x"),)},
        words=("sts:TagSession",),
        absent=(*NAMED, "tag-session"),
    ),
    Case(
        "a source identity, and a service control policy that lacks SetSourceIdentity",
        "no-service-control-policy",
        scp=(document(allow("sts:AssumeRole")),),
        options={"source_identity": "jo"},
        words=("sts:SetSourceIdentity",),
        absent=(*NAMED, "source-identity"),
    ),
    Case(
        "AWS says that the trust policy lacks TagSession",
        "tag-session",
        fault=(
            "AccessDenied",
            TAGS + " because no role trust policy allows the sts:TagSession action",
        ),
        options={"tags": (("team", "x"),)},
        words=("the role's trust policy is what lacks", '"Principal"', '"sts:TagSession"'),
        absent=(*NAMED, "no-resource-based-policy"),
    ),
    Case(
        "tags, and the trust policy lacks TagSession",
        "tag-session",
        trust=only("sts:AssumeRole"),
        options={"tags": (("team", "x"),)},
        words=("does not say which side", "team"),
        absent=(*NAMED, "source-identity"),
    ),
    Case(
        "tags, and the caller's policy lacks TagSession",
        "tag-session",
        policies=(document(allow("sts:AssumeRole")),),
        options={"tags": (("team", "x"),)},
        words=("caller's own policies",),
        absent=(*NAMED, "no-identity-based-policy"),
    ),
    Case(
        "transitive tags of the session before, and no TagSession",
        "tag-session",
        via=between(),
        session=held(tags={"team": "x"}, transitive_tags=frozenset({"team"})),
        trust=only("sts:AssumeRole"),
        words=("transitive tags",),
        absent=NAMED,
    ),
    Case(
        "a source identity, and the trust policy lacks SetSourceIdentity",
        "source-identity",
        trust=only("sts:AssumeRole"),
        options={"source_identity": "jo"},
        absent=(*NAMED, "tag-session"),
    ),
    Case(
        "a source identity, and the caller's policy lacks SetSourceIdentity",
        "source-identity",
        policies=(document(allow("sts:AssumeRole")),),
        options={"source_identity": "jo"},
        words=("caller's own policies",),
        absent=NAMED,
    ),
    Case(
        "a source identity of the session before",
        "source-identity",
        via=between(),
        session=held(source_identity="jo"),
        trust=only("sts:AssumeRole"),
        words=("session has a source identity",),
        absent=NAMED,
    ),
)

LIMITS = (
    Case(
        "longer than the role allows",
        "over-maximum",
        profile={"duration_seconds": "14400"},
        words=("4 h", "config:"),
        exit_code=0,
        absent=NAMED,
    ),
    Case(
        "longer than a chain allows",
        "over-chaining-cap",
        via=between(),
        hop=2,
        profile={"duration_seconds": str(4 * HOUR)},
        words=("1 h",),
        exit_code=0,
        absent=NAMED,
    ),
    Case(
        "a session policy that is no policy",
        "policy-malformed",
        options={"policy": "{}"},
        absent=NAMED,
    ),
    Case(
        "policies too large together",
        "policy-too-large",
        fault=("PackedPolicyTooLarge", "Packed policy consumes 105% of allotted space"),
        absent=NAMED,
    ),
    Case(
        "a region that is switched off",
        "region-disabled",
        profile={"region": "af-south-1"},
        words=("af-south-1",),
        absent=NAMED,
    ),
    Case(
        "a role in China",
        "wrong-partition",
        profile={"role_arn": "arn:aws-cn:iam::900000000001:role/Admin", "region": "cn-north-1"},
        words=("aws-cn",),
        absent=(*NAMED, "dummy-keys"),
    ),
    Case(
        "a role in GovCloud",
        "wrong-partition",
        profile={"role_arn": "arn:aws-us-gov:iam::900000000001:role/Admin", "region": ""},
        words=("aws-us-gov",),
        absent=(*NAMED, "dummy-keys"),
    ),
)

OPT_IN = {"region": "eu-south-2"}
KEYS = (
    Case(
        "a region that the account has not enabled, which AWS words as an unknown key",
        "unknown-key",
        profile=OPT_IN,
        fault=("InvalidClientTokenId", "The security token included in the request is invalid."),
        also=("region-not-enabled",),
        absent=(*NAMED, "dummy-keys", "region-disabled"),
    ),
    Case(
        "a key that is not known, in a region that every account has",
        "unknown-key",
        fault=("InvalidClientTokenId", "The security token included in the request is invalid."),
        absent=(*NAMED, "region-not-enabled"),
    ),
    Case(
        "a web identity token that the role does not admit",
        "web-identity-refused",
        profile={"source_profile": "", "web_identity_token_file": "{home}/token"},
        hop=0,
        fault=("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
        action="AssumeRoleWithWebIdentity",
        words=("aud", "sub"),
        absent=(*NAMED, "no-identity-based-policy"),
    ),
    Case(
        "keys that were deleted",
        "unknown-key",
        keys=LOST,
        words=("profile caller", "credentials:2"),
        absent=(*NAMED, "dummy-keys", "dummy-keys-on-ec2", "expired", "wrong-partition"),
    ),
    Case(
        "dummy keys",
        "dummy-keys",
        keys=DUMMY,
        words=("profile caller", "credentials:2"),
        absent=(*NAMED, "dummy-keys-on-ec2", "instance-role-meant"),
    ),
    Case("the keys of AWS's documentation", "dummy-keys", keys=EXAMPLE, absent=NAMED),
    Case(
        "dummy keys on an EC2 machine",
        "dummy-keys-on-ec2",
        keys=DUMMY,
        env=ON_EC2,
        words=("credential_source = Ec2InstanceMetadata", "profile caller"),
        absent=(*NAMED, "dummy-keys"),
    ),
    Case(
        "deleted keys on an EC2 machine",
        "unknown-key",
        keys=LOST,
        env=ON_EC2,
        also=("instance-role-meant",),
        absent=(*NAMED, "dummy-keys-on-ec2"),
    ),
    Case(
        "a secret that belongs to another key",
        "signature",
        keys=LOST.replace("AKIADEMOLOST0EXAMPLE", "AKIADEMOJO000EXAMPLE"),
        words=("profile caller",),
        absent=(*NAMED, "clock", "unknown-key"),
    ),
    Case(
        "a session that is over",
        "expired",
        session=held(),
        expired=True,
        words=("profile caller", "credentials:2"),
        absent=(*NAMED, "unknown-key"),
    ),
    Case(
        "a temporary key without its token",
        "token-missing",
        keys=LOST.replace("AKIA", "ASIA"),
        words=("aws_session_token",),
        absent=(*NAMED, "unknown-key"),
    ),
    Case(
        "unknown keys in the environment",
        "unknown-key",
        profile={"credential_source": "Environment"},
        env={"AWS_ACCESS_KEY_ID": "AKIADEMOENVIREXAMPLE", "AWS_SECRET_ACCESS_KEY": "x" * 40},
        words=("environment",),
        absent=NAMED,
    ),
    Case(
        "dummy keys in the environment of an EC2 machine",
        "dummy-keys-on-ec2",
        profile={"credential_source": "Environment"},
        env={**ON_EC2, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "x" * 20},
        absent=NAMED,
    ),
    Case(
        "no keys in the environment",
        "start-environment",
        profile={"credential_source": "Environment"},
        exit_code=3,
        hop=0,
        absent=(*NAMED, "unknown-key"),
    ),
    Case(
        "no instance",
        "start-ec2",
        profile={"credential_source": "Ec2InstanceMetadata"},
        exit_code=3,
        hop=0,
        absent=NAMED,
    ),
    Case(
        "a process that fails",
        "start-process",
        keys=section("caller", {"credential_process": "false"}),
        exit_code=3,
        hop=0,
        absent=NAMED,
    ),
    Case(
        "an Identity Center sign-in that was never made",
        "sso-expired",
        profile={
            "role_arn": "",
            "sso_session": "acme",
            "sso_account_id": "112112112112",
            "sso_role_name": "Developer",
        },
        beside=section(
            "sso-session acme",
            {"sso_start_url": "https://acme.awsapps.com/start", "sso_region": "eu-west-1"},
        ),
        hop=0,
        words=("aws sso login --profile it",),
        unsaid=("AWS says",),
        absent=(*NAMED, "unknown-key"),
    ),
)

MFA = (
    Case(
        "three wrong codes",
        "mfa-wrong",
        profile={"mfa_serial": SERIAL},
        codes=("000000", "000001", "000002"),
        exit_code=6,
        absent=NAMED,
    ),
    Case(
        "a device that is not there",
        "mfa-device",
        profile={"mfa_serial": "arn:aws:iam::123456789012:mfa/nobody"},
        codes=("000000", "000001", "000002"),
        exit_code=6,
        words=("mfa/nobody",),
        absent=(*NAMED, "mfa-wrong"),
    ),
    Case(
        "no code",
        "mfa-not-answered",
        profile={"mfa_serial": SERIAL},
        codes=(),
        exit_code=6,
        absent=(*NAMED, "mfa-wrong"),
    ),
)

NETWORK = (
    Case(
        "a clock that is behind",
        "clock",
        clock=3600,
        words=("60 min behind",),
        absent=(*NAMED, "signature", "expired"),
    ),
    Case(
        "a clock that is ahead",
        "clock",
        clock=-7200,
        words=("120 min ahead",),
        absent=(*NAMED, "signature"),
    ),
    Case(
        "a call that was too old, by AWS's words",
        "clock",
        fault=("SignatureDoesNotMatch", BEHIND),
        words=("60 min behind",),
        absent=(*NAMED, "signature"),
    ),
    Case(
        "a call that was too old, by the answer's Date",
        "clock",
        clock=1800,
        fault=("RequestExpired", "Request has expired."),
        words=("30 min behind", "Date header"),
        absent=(*NAMED, "expired-request"),
    ),
    Case(
        "an endpoint override where nothing listens",
        "endpoint-override",
        env={"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_STS": DEAD, "SWTUI_DEMO": ""},
        words=("127.0.0.1:9", "unset AWS_ENDPOINT_URL_STS"),
        also=("refused-connection",),
        exit_code=5,
        absent=NAMED,
    ),
    Case(
        "an endpoint override that does not know the key",
        "endpoint-override",
        keys=LOST,
        env={"SWTUI_DEMO": ""},
        also=("unknown-key",),
        absent=NAMED,
    ),
    Case(
        "a proxy where nothing listens",
        "proxy",
        env={"http_proxy": DEAD},
        words=("127.0.0.1:9",),
        exit_code=5,
        absent=(*NAMED, "endpoint-override"),
    ),
    Case(
        "nothing listens at the stand-in",
        "refused-connection",
        env={"AWS_ENDPOINT_URL": DEAD},
        exit_code=5,
        absent=NAMED,
    ),
)

CASES = (
    *CALLERS_SIDE,
    *TRUST,
    *CONDITIONS,
    *PERMISSIONS,
    *LIMITS,
    *KEYS,
    *MFA,
    *NETWORK,
)

"""Refusals that the caller's side decides: its own policies, and those over it."""

from __future__ import annotations

from swtui.demo.organisation import DemoRole
from swtui.demo.policy import document
from swtui.demo.policy_shorthand import ALL, allow, deny
from tests.access.case import PEOPLE, Case
from tests.access.diagnosis.case_parts import FROM_AWS, JO, NAMED, OPEN, SCP, between, held

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
        words=("sts:TagSession", "sts:SetSourceIdentity", "sts:AssumeRole"),
        unsaid=('"Effect"',),
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
        via=DemoRole(
            account_id=PEOPLE, name="AWSReservedSSO_Dev_0123456789abcdef", trust={}, policies=(ALL,)
        ),
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

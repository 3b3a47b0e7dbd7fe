"""Refusals of the first credentials: keys, clocks, regions, partitions."""

from __future__ import annotations

from tests.access.case import Case
from tests.access.demo_aws import section
from tests.access.diagnosis.case_parts import DUMMY, EXAMPLE, LOST, NAMED, ON_EC2, held

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
        words=("aws sso login --sso-session acme",),
        unsaid=("AWS says",),
        absent=(*NAMED, "unknown-key"),
    ),
)

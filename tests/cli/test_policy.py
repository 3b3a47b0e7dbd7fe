"""`swtui policy`: the documents people start from, exactly, and what is said next to them."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest

from swtui.access.policies.formats import FORMATS
from tests.cli.conftest import Run
from tests.cli.policy_arns import ADMIN, JO, READ, ROOT

AL = "arn:aws:iam::123456789012:user/staff/al"


def allow(**more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "sts:AssumeRole", **more}


SEVEN: dict[str, list[dict[str, Any]]] = {
    "caller --any": [allow(Resource="*")],
    "caller --account 123456789012": [allow(Resource="arn:aws:iam::123456789012:role/*")],
    f"caller --role-arn {ADMIN} --role-arn {READ}": [allow(Resource=[ADMIN, READ])],
    f"caller --role-arn {ADMIN} --from-ip 203.0.113.0/24": [
        allow(Resource=ADMIN),
        {
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        },
    ],
    f"trust --user-arn {JO} --user-arn {AL} --from-ip 203.0.113.0/24": [
        allow(
            Principal={"AWS": [JO, AL]},
            Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        )
    ],
    "trust --account 123456789012 --principal-like 'user/*_infra'": [
        allow(
            Principal={"AWS": ROOT},
            Condition={
                "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:user/*_infra"},
            },
        )
    ],
    "trust --account 123456789012": [allow(Principal={"AWS": ROOT})],
}
"""Command → the statements it must print."""


@pytest.mark.parametrize("command", SEVEN)
def test_the_documents_people_start_from_come_exactly(command: str, run: Run) -> None:
    ran = run("policy", *shlex.split(command))
    assert ran.code == 0
    assert ran.json == {"Version": "2012-10-17", "Statement": SEVEN[command]}


def test_a_call_by_an_aws_service_is_spared_on_request(run: Run) -> None:
    ran = run(
        *("policy", "caller", "--role-arn", ADMIN, "--from-ip", "198.51.100.7"),
        *("--from-ip", "2001:db8::/32", "--via-aws-service"),
    )
    assert ran.json["Statement"][1]["Condition"] == {
        "NotIpAddress": {"aws:SourceIp": ["198.51.100.7/32", "2001:db8::/32"]},
        "Bool": {"aws:ViaAWSService": "false"},
    }
    assert "aws:ViaAWSService" in ran.err


@pytest.mark.parametrize(("said", "seconds"), [("3600", "3600"), ("1h", "3600"), ("45m", "2700")])
def test_the_age_of_mfa_is_asked_in_seconds(said: str, seconds: str, run: Run) -> None:
    ran = run("policy", "trust", "--user-arn", JO, "--mfa-max-age", said)
    assert ran.json["Statement"][0]["Condition"] == {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": seconds},
    }


def test_an_external_id_is_made_up_and_said(run: Run) -> None:
    made = []
    for _ in range(2):
        ran = run("policy", "trust", "--account", "111122223333", "--generate-external-id")
        made.append(ran.json["Statement"][0]["Condition"]["StringEquals"]["sts:ExternalId"])
        assert re.fullmatch(r"[0-9a-f-]{36}", made[-1])
        assert f"the external ID, for the caller's profile: {made[-1]}" in ran.err
    assert made[0] != made[1]


def test_everything_at_once_makes_a_statement_for_each_kind_of_caller(run: Run) -> None:
    ran = run(
        *("policy", "trust", "--account", "123456789012", "--sso-role", "Admin"),
        *("--principal-role", READ, "--service", "ec2", "--service", "ecs"),
        *("--source-account", "123456789012", "--org-id", "o-abcdefghij"),
        *("--tag-session", "--source-identity", "--external-id", "abc"),
    )
    actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    equal = {"StringEquals": {"sts:ExternalId": "abc", "aws:PrincipalOrgID": "o-abcdefghij"}}
    path = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com"
    patterns = [f"{path}/*/AWSReservedSSO_Admin_*", f"{path}/AWSReservedSSO_Admin_*"]
    tasks = {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:ecs:*:123456789012:*"},
    }
    assert ran.json["Statement"] == [
        allow(Principal={"AWS": READ}, Action=actions, Condition=equal),
        allow(
            Principal={"AWS": ROOT},
            Action=actions,
            Condition={**equal, "ArnLike": {"aws:PrincipalArn": patterns}},
        ),
        allow(Principal={"Service": "ec2.amazonaws.com"}),
        allow(Principal={"Service": "ecs-tasks.amazonaws.com"}, Condition=tasks),
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_prints_something_whole(form: str, run: Run) -> None:
    words = ("--user-arn", JO, "--for-role", READ, "--mfa", "--format", form)
    ran = run("policy", "trust", *words)
    assert ran.code == 0
    assert ran.out.endswith("\n")


def test_warnings_go_to_stderr_and_leave_the_document_alone(run: Run) -> None:
    ran = run("policy", "caller", "--any")
    assert json.loads(ran.out)["Statement"]
    assert ran.err.startswith("swtui: --any lets the caller ask for every role")


def test_neither_settings_nor_configuration_are_needed(run: Run) -> None:
    ran = run(
        "policy", "caller", "--any", AWS_CONFIG_FILE="/dev/null/x", SWTUI_CONFIG="/dev/null/x"
    )
    assert ran.code == 0

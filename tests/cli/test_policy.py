"""`swtui policy`: the documents people start from, exactly; and bad values, which print nothing."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest

from swtui.access.policies.policy_formats import FORMATS
from swtui.cli import policy
from swtui.cli.arguments import Parser
from tests.cli.conftest import Run

ADMIN = "arn:aws:iam::123456789012:role/Admin"
READ = "arn:aws:iam::111122223333:role/team/Read"
CHINA = "arn:aws-cn:iam::111122223333:role/Admin"
JO = "arn:aws:iam::123456789012:user/jo"
AL = "arn:aws:iam::123456789012:user/staff/al"
ROOT = "arn:aws:iam::123456789012:root"


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
        assert f"the external id, for the caller's profile: {made[-1]}" in ran.err
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


BAD = {
    "SIDE": ["", "both --any", "--any", "both --from-refusal x"],
    "--from-refusal": [
        *("--from-refusal=", "caller --from-refusal=", "caller --from-refusal"),
        *(f"--from-refusal x {option}" for option in ("--any", "--mfa", "--tag-session")),
        *(f"--from-refusal x {option}" for option in ("--account 123456789012", "--service ec2")),
        *(f"--from-refusal x {option}" for option in (f"--role-arn {ADMIN}", "--existing-role")),
        *("--from-refusal x --role-name x", "--from-refusal x --generate-external-id"),
        "--from-refusal x --credential-source Environment",
    ],
    "--read-with": ["caller --any --read-with x", "--from-refusal x --read-with="],
    "--mfa-stdin": ["caller --any --mfa-stdin", "--from-refusal x --mfa-stdin=yes"],
    "--duration": [
        "caller --any --duration 1h",
        *(f"--from-refusal x --duration {text}" for text in ("soon", "1", "13h", "1d")),
    ],
    "--session-name": [
        "caller --any --session-name x",
        *("--from-refusal x --session-name 'a b'", "--from-refusal x --session-name a"),
    ],
    "--call-source-identity": [
        "caller --any --call-source-identity jo",
        "--from-refusal x --source-identity",
        *("--from-refusal x --call-source-identity 'a b'", "--call-source-identity"),
    ],
    "--tag": [
        *("caller --any --tag a=b", "--from-refusal x --tag a", "--from-refusal x --tag =b"),
        f"--from-refusal x --tag a={'x' * 257}",
    ],
    "--transitive-tag": [
        *("caller --any --transitive-tag a", "--from-refusal x --transitive-tag a"),
    ],
    "--region": ["caller --any --region eu-west-1", "--from-refusal x --region mars"],
    "--instance-role": ["caller --any --instance-role", "--from-refusal x --instance-role=yes"],
    "--chain": ["caller --any --chain", "--from-refusal x --chain=yes"],
    "--account": [
        *("caller --account 1234567890", "caller --account acme", "trust --account 1234567890"),
        *("caller --account 1234-5678-9012", "trust --account 1234567890123"),
        "caller --account １２３４５６７８９０１２",
    ],
    "--role-arn": [
        *("caller", f"caller --role-arn {JO}", f"trust --role-arn {ADMIN}"),
        "caller --role-arn arn:aws:iam::1234567890:role/x",
        "caller --role-arn arn:aws:sts::123456789012:assumed-role/x/jo",
        "caller --role-arn 'arn:aws:iam::123456789012:role/a*'",
        "caller --role-arn 'arn:aws:iam::123456789012:role/*/a'",
        "caller --role-arn 'arn:aws:iam::123456789012:role/${aws:username}/a'",
        "caller --role-arn 'arn:aws:iam::123456789012:role/a\nb'",
        "caller --account 123456789012 --format profile",
    ],
    "--any": [f"caller --any --role-arn {ADMIN}", "trust --any --account 123456789012"],
    "--partition": [
        f"caller --role-arn {ADMIN} --role-arn {CHINA}",
        f"caller --role-arn {ADMIN} --partition aws-cn",
        f"trust --user-arn {JO} --for-role {CHINA}",
        "caller --any --partition gcp",
    ],
    "--from-ip": [
        *(f"caller --any --from-ip {text}" for text in ("203.0.113.5/24", "203.0.113.256", "x")),
        *(f"caller --any --from-ip {text}" for text in ("fe80::1%eth0", "2001:db8::1/32")),
        *(
            f"trust --user-arn {JO} --from-ip {text}"
            for text in ("203.0.113.0/33", "1.2.3", "01.2.3.4")
        ),
        "caller --any --from-ip 203.0.113.0/24 --from-ip x",
        "trust --service ec2 --from-ip 203.0.113.0/24",
    ],
    "--via-aws-service": [
        f"caller --role-arn {ADMIN} --via-aws-service",
        f"trust --user-arn {JO} --from-ip 8.8.8.8 --via-aws-service",
        "caller --any --via-aws-service=yes",
    ],
    "--mfa-max-age": [
        *(f"caller --any --mfa-max-age {text}" for text in ("soon", "0", "37h", "1d", "1.5h")),
        "caller --any --mfa-max-age=-1",
    ],
    "--mfa": ["trust --service ec2 --mfa", f"trust --user-arn {JO} --mfa=yes"],
    "--org-id": ["caller --any --org-id acme", "trust --any --org-id r-abcdefghij"],
    "--user-arn": [
        *("trust", f"caller --any --user-arn {JO}", f"trust --user-arn {ADMIN}"),
        *(f"trust --user-arn {ROOT}", "trust --user-arn arn:aws:iam::1234567890:user/jo"),
        *("trust --user-arn 'arn:aws:iam::123456789012:user/*'", "trust --user-arn jo"),
    ],
    "--principal-role": [
        *(f"trust --principal-role {JO}", f"caller --any --principal-role {ADMIN}"),
        "trust --principal-role arn:aws:sts::123456789012:assumed-role/x/jo",
    ],
    "--principal-like": [
        "trust --principal-like 'user/*'",
        "trust --account 123456789012 --principal-like assumed-role/x",
        "trust --account 123456789012 --principal-like group/x",
        "trust --account 123456789012 --principal-like '*'",
        "trust --account 123456789012 --principal-like 'arn:aws:iam::111122223333:user/*'",
        "trust --principal-like 'arn:aws:iam::1234567890:user/*'",
        "caller --any --principal-like 'user/*'",
    ],
    "--sso-role": [
        *("trust --sso-role Admin", "trust --account 123456789012 --sso-role 'a b'"),
        *("caller --any --sso-role Admin", "trust --account 123456789012 --sso-role '*'"),
    ],
    "--service": ["trust --service lambda", "caller --any --service ec2"],
    "--source-account": [
        "trust --service ec2 --source-account 123456789012",
        "trust --service ecs --source-account 1234567890",
        "caller --any --source-account 123456789012",
    ],
    "--tag-session": ["trust --service ec2 --tag-session", "caller --any --tag-session=yes"],
    "--source-identity": [
        *("trust --service ec2 --source-identity", "caller --any --source-identity=jo"),
        "--from-refusal x --source-identity",
    ],
    "--external-id": [
        "trust --account 123456789012 --external-id x",
        "trust --account 123456789012 --external-id 'a b'",
        f"trust --account 123456789012 --external-id {'x' * 1225}",
        "trust --account 123456789012 --external-id abc --generate-external-id",
        *("caller --any --external-id abc", "caller --any --generate-external-id"),
        "--from-refusal x --external-id 'a b'",
    ],
    "--generate-external-id": [
        "trust --account 123456789012 --external-id abc --generate-external-id",
        *("trust --any --generate-external-id=yes", "--from-refusal x --generate-external-id"),
    ],
    "--help": ["caller --any --help=yes"],
    "--for-role": [
        *(f"trust --user-arn {JO} --for-role Admin", f"caller --any --for-role {ADMIN}"),
        f"trust --user-arn {JO} --format profile",
    ],
    "--format": [
        *("caller --any --format yaml", "caller --any --format diff", "caller --any --format"),
        *("--from-refusal x --format yaml", "--from-refusal x --format JSON"),
    ],
    "--policy-name": [
        "caller --any --format cli --policy-name 'a b'",
        *(f"caller --any --policy-name {text}" for text in ("a/b", "x" * 129)),
        "--from-refusal x --policy-name 'a b'",
    ],
    "--role-name": [
        f"trust --user-arn {JO} --format terraform",
        f"trust --user-arn {JO} --format cli --role-name 'a;b'",
        f"trust --user-arn {JO} --format cli --role-name x --for-role {ADMIN}",
        f"trust --user-arn {JO} --format cli --role-name {'x' * 65}",
    ],
    "--existing-role": [
        f"trust --user-arn {JO} --format terraform --role-name x --existing-role",
        "caller --any --format cli --existing-role",
    ],
    "--profile-name": [
        f"caller --role-arn {ADMIN} --format profile --profile-name 'x]'",
        f"caller --role-arn {ADMIN} --role-arn {READ} --format profile --profile-name x",
        f"caller --role-arn {ADMIN} --format profile --profile-name default",
        "--from-refusal x --profile-name 'x]'",
    ],
    "--source-profile": [
        f"caller --role-arn {ADMIN} --format profile --source-profile 'a\nregion = x'",
        "--from-refusal x --source-profile 'a b'",
    ],
    "--credential-source": [
        "caller --any --credential-source Environment --source-profile x",
        f"caller --role-arn {ADMIN} --format profile --credential-source Instance",
    ],
    "--mfa-serial": [
        f"caller --role-arn {ADMIN} --format profile --mfa-serial 'a b'",
        "--from-refusal x --mfa-serial short",
    ],
    "a machine gets its role": [f"trust --service ec2 --for-role {ADMIN} --format profile"],
    "--acc": ["caller --acc 123456789012"],
}
"""What the error must name → commands that are wrong there."""


@pytest.mark.parametrize(
    ("named", "command"), [(named, each) for named, commands in BAD.items() for each in commands]
)
def test_a_bad_value_exits_2_and_prints_nothing(named: str, command: str, run: Run) -> None:
    ran = run("policy", *shlex.split(command))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("swtui: ")
    assert named in ran.err


def test_every_option_is_tried_with_a_bad_value() -> None:
    parser = Parser()
    policy.arguments(parser)
    options = set(re.findall(r"(?<=\s)--[a-z-]+", parser.format_help()))
    assert len(options) > 35
    assert options <= set(BAD)


@pytest.mark.parametrize(
    "option",
    [
        *("--account", "--role-arn", "--user-arn", "--principal-role", "--principal-like"),
        *("--sso-role", "--service", "--source-account", "--external-id", "--for-role"),
        *("--from-ip", "--mfa-max-age", "--org-id", "--partition", "--policy-name"),
        *("--role-name", "--profile-name", "--source-profile", "--credential-source"),
        *("--mfa-serial", "--from-refusal", "--read-with", "--duration", "--session-name"),
        *("--call-source-identity", "--tag", "--transitive-tag", "--region"),
    ],
)
def test_an_empty_value_is_not_taken_for_none_at_all(option: str, run: Run) -> None:
    ran = run("policy", "trust", "--any", f"{option}=")
    assert (ran.code, ran.out) == (2, "")
    assert f"{option}: the value is empty" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("caller --account 1234567890", "1234567890 has 10 digits; AWS account ids have 12"),
        ("caller --any --from-ip 203.0.113.5/24", "the network is 203.0.113.0/24"),
        ("caller --account 1234-5678-9012", "write 123456789012"),
        (f"trust --user-arn {ADMIN}", "--principal-role"),
        (f"trust --user-arn {ROOT}", "--account 123456789012"),
    ],
)
def test_a_bad_value_is_answered_with_the_right_one(words: str, said: str, run: Run) -> None:
    assert said in run("policy", *shlex.split(words)).err


def test_warnings_go_to_stderr_and_leave_the_document_alone(run: Run) -> None:
    ran = run("policy", "caller", "--any")
    assert json.loads(ran.out)["Statement"]
    assert ran.err.startswith("swtui: --any lets the caller ask for every role")


def test_hostile_text_in_a_bad_value_is_made_visible(run: Run) -> None:
    ran = run("policy", "caller", "--account", "\x1b]52;c;aGk=\x07")
    assert ran.code == 2
    assert "\x1b" not in ran.err


def test_neither_settings_nor_configuration_are_needed(run: Run) -> None:
    ran = run(
        "policy", "caller", "--any", AWS_CONFIG_FILE="/dev/null/x", SWTUI_CONFIG="/dev/null/x"
    )
    assert ran.code == 0

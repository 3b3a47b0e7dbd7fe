"""`swtui policy` with a bad value: exit 2, nothing printed, and the right value told."""

from __future__ import annotations

import re
import shlex

import pytest

from swtui.cli import policy
from swtui.cli.arguments import Parser
from tests.cli.conftest import Run
from tests.cli.policy_arns import ADMIN, JO, READ, ROOT

CHINA = "arn:aws-cn:iam::111122223333:role/Admin"


BAD = {
    "caller or trust": ["", "--any"],
    "SIDE": ["both --any", "both --from-refusal x"],
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
    "--region": ["caller --any --region eu-west-1", "--from-refusal x --region ../../x"],
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
        ("caller --account 1234567890", "1234567890 has 10 digits; AWS account IDs have 12"),
        ("caller --any --from-ip 203.0.113.5/24", "the network is 203.0.113.0/24"),
        ("caller --account 1234-5678-9012", "write 123456789012"),
        (f"trust --user-arn {ADMIN}", "--principal-role"),
        (f"trust --user-arn {ROOT}", "--account 123456789012"),
    ],
)
def test_a_bad_value_is_answered_with_the_right_one(words: str, said: str, run: Run) -> None:
    assert said in run("policy", *shlex.split(words)).err


def test_hostile_text_in_a_bad_value_is_made_visible(run: Run) -> None:
    ran = run("policy", "caller", "--account", "\x1b]52;c;aGk=\x07")
    assert ran.code == 2
    assert "\x1b" not in ran.err

"""The words behind a command: durations, options, and what is refused before anyone is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.cli.arguments import Parser
from swtui.cli.session_options import add_assume_options, assume_options, parse_duration
from swtui.errors import UsageError
from swtui.sessions.options import AssumeOptions


def read_options(*argv: str) -> AssumeOptions:
    parser = Parser(prog="swtui test")
    add_assume_options(parser)
    args = parser.read(list(argv))
    assert args is not None
    return assume_options(args)


@pytest.mark.parametrize(
    ("text", "seconds"), [("900", 900), ("3600s", 3600), ("45m", 2700), ("8h", 28800)]
)
def test_a_duration_may_be_seconds_minutes_or_hours(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "899", "43201", "13h", "1d", "-3600", "1.5h", "9" * 40, "１h"]
)
def test_a_duration_that_sts_would_not_take_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="15 minutes to 12 hours"):
        parse_duration(text)


def test_nothing_said_is_nothing_asked() -> None:
    assert read_options() == AssumeOptions()


def test_every_option_reaches_the_call(tmp_path: Path) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text('{"Version": "2012-10-17"}')
    said = read_options(
        *("--duration", "2h", "--session-name", "jo@work", "--external-id", "abc"),
        *("--source-identity", "jo", "--tag", "team=a=b", "--tag", "cost=", "--transitive-tag"),
        *(
            "team",
            "--policy",
            str(policy),
            "--policy-arn",
            "arn:aws:iam::aws:policy/ReadOnly",
        ),
        *("--region", "eu-west-1", "--mfa-serial", "arn:aws:iam::123456789012:mfa/jo"),
        *("--refresh", "--chain"),
    )
    assert said == AssumeOptions(
        duration=7200,
        session_name="jo@work",
        external_id="abc",
        source_identity="jo",
        tags=(("team", "a=b"), ("cost", "")),
        transitive_tags=("team",),
        policy='{"Version": "2012-10-17"}',
        policy_arns=("arn:aws:iam::aws:policy/ReadOnly",),
        region="eu-west-1",
        mfa_serial="arn:aws:iam::123456789012:mfa/jo",
        refresh=True,
        chain=True,
    )


@pytest.mark.parametrize(
    "argv",
    [
        ("--session-name", "a b"),
        ("--session-name", "x"),
        ("--external-id", "$(id)"),
        ("--source-identity", "é"),
        ("--tag", "novalue"),
        ("--tag", "=v"),
        ("--policy", "/nowhere/at/all"),
        ("--policy", "/dev/null"),
        ("--policy-arn", "nonsense"),
        ("--policy-arn", "arn:aws:iam::123456789012:role/Admin"),
        ("--policy-arn", "arn:aws:iam::1234:policy/X"),
        ("--policy-arn", "arn:aws:iam::aws:policy/ReadOnlyAccess "),
        ("--policy-arn", "arn:aws:iam::aws:policy/X") * 11,
        ("--transitive-tag", ""),
        ("--mfa-serial", "my phone"),
        ("--region", "../../x"),
        ("--region", "us-east-1\nX"),
        ("--dur", "3600"),
        ("--unknown",),
    ],
)
def test_a_bad_value_is_a_usage_error(argv: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        read_options(*argv)


def test_the_form_that_sts_takes_is_said_without_a_backslash() -> None:
    with pytest.raises(UsageError, match=r"requires: \[A-Za-z0-9_\+=,\.@-\]\{2,64\}$"):
        read_options("--session-name", "a b")


def test_a_policy_over_the_limit_of_sts_is_refused(tmp_path: Path) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text("x" * 2049)
    with pytest.raises(UsageError, match="2048 characters"):
        read_options("--policy", str(policy))


def test_what_stands_behind_two_dashes_is_left_alone() -> None:
    parser = Parser(prog="swtui exec")
    parser.takes_command = True
    parser.add_argument("name")
    args = parser.read(["prod", "--", "ls", "--help", "--", "-l"])
    assert args is not None
    assert args.command == ["ls", "--help", "--", "-l"]


@pytest.mark.parametrize("text", ["", "[]", "{", "nonsense"])
def test_a_policy_that_is_no_json_object_is_refused(tmp_path: Path, text: str) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text(text)
    with pytest.raises(UsageError, match="it must be a JSON object"):
        read_options("--policy", str(policy))


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
        "arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess",
        "arn:aws-cn:iam::123456789012:policy/a/b/C+=,.@-_",
    ],
)
def test_the_policies_of_every_partition_are_taken(arn: str) -> None:
    assert read_options("--policy-arn", arn).policy_arns == (arn,)

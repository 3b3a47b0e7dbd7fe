"""A value that STS does not take: the setting or option that gives it, its file and its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from swtui.access.diagnosis.causes import find_causes
from swtui.roles.role import Place
from tests.access.case import Case
from tests.access.demo_aws import DemoAws
from tests.access.diagnosis.refused_calls import ADMIN, CONFIG, evidence, first_cause, whole

KEYS = ("role_arn", "role_session_name", "external_id", "mfa_serial", "duration_seconds")
WRITTEN = replace(
    ADMIN,
    session_name="x y",
    external_id="e",
    mfa_serial="arn:mfa",
    duration=60,
    places={key: Place(CONFIG, line) for line, key in enumerate(KEYS, 11)},
)
SENT = {
    "RoleArn": str(ADMIN.role),
    "RoleSessionName": "x y",
    "ExternalId": "e",
    "SerialNumber": "arn:mfa",
    "DurationSeconds": 60,
}


def words(
    name: str, rule: str = "Member must satisfy regular expression pattern: [\\w+=,.@-]*"
) -> str:
    return (
        f"1 validation error detected: Value 'x y' at '{name}' failed to satisfy constraint: {rule}"
    )


@pytest.mark.parametrize(
    ("name", "key", "line"),
    [
        ("roleArn", "role_arn", 11),
        ("roleSessionName", "role_session_name", 12),
        ("externalId", "external_id", 13),
        ("serialNumber", "mfa_serial", 14),
        ("durationSeconds", "duration_seconds", 15),
    ],
)
def test_a_key_of_the_profile_is_named_with_its_line(name: str, key: str, line: int) -> None:
    cause = first_cause(evidence("ValidationError", words(name), hops=(WRITTEN,), sent=SENT))
    assert (cause.kind, cause.certain) == ("invalid-value", True)
    assert cause.next_step == f"Fix {key} in profile admin (~/.aws/config:{line})."
    assert "satisfy regular expression pattern: [\\w+=,.@-]*" in whole(cause)


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("roleSessionName", "--session-name"),
        ("externalId", "--external-id"),
        ("serialNumber", "--mfa-serial"),
        ("durationSeconds", "--duration"),
        ("sourceIdentity", "--source-identity"),
        ("tags.3.member.key", "--tag"),
        ("transitiveTagKeys.1.member", "--transitive-tag"),
        ("policyArns.1.member.arn", "--policy-arn"),
        ("policy", "--policy"),
    ],
)
def test_what_the_profile_does_not_say_is_an_options(name: str, option: str) -> None:
    sent = dict.fromkeys(SENT, "other")
    cause = first_cause(evidence("ValidationError", words(name), hops=(WRITTEN,), sent=sent))
    assert option in cause.sentence
    assert "profile" not in cause.next_step


def test_every_value_that_aws_names_is_a_cause() -> None:
    text = (
        "2 validation errors detected: Value 'x y' at 'roleSessionName' failed to satisfy "
        "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*; Value 'e' at "
        "'externalId' failed to satisfy constraint: Member must have length greater than or equal "
        "to 2"
    )
    found = find_causes(evidence("ValidationError", text, hops=(WRITTEN,), sent=SENT))
    assert [cause.next_step for cause in found] == [
        "Fix role_session_name in profile admin (~/.aws/config:12).",
        "Fix external_id in profile admin (~/.aws/config:13).",
    ]
    assert found[0].evidence[1] == "it must satisfy regular expression pattern: [\\w+=,.@-]*"
    assert found[1].evidence[1] == "it must have length greater than or equal to 2"


@pytest.mark.parametrize("text", ["Request ARN is invalid", "arn:aws:iam::1:role/x is invalid"])
def test_an_arn_that_is_none_is_the_profiles(text: str) -> None:
    cause = first_cause(evidence("ValidationError", text, hops=(WRITTEN,), sent=SENT))
    assert cause.next_step == "Fix role_arn in profile admin (~/.aws/config:11)."


def test_tags_that_are_refused_are_the_options() -> None:
    text = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    assert "--tag" in first_cause(evidence("InvalidParameterValue", text)).sentence
    text = "The specified transitive tag key must be included in the requested tags."
    assert "--transitive-tag" in first_cause(evidence("InvalidParameterValue", text)).sentence


def test_a_value_that_no_message_names_is_left_to_awss_words() -> None:
    cause = first_cause(evidence("ValidationError", "Something else is wrong"))
    assert cause.kind == "invalid-value"
    assert "AWS's words name it" in cause.sentence


def test_a_duration_over_a_limit_is_still_that() -> None:
    text = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    assert first_cause(evidence("ValidationError", text, sent=SENT)).kind == "over-maximum"


def test_over_http_the_line_of_the_file_is_named(lab: DemoAws, home: Path) -> None:
    case = Case(
        "x",
        "",
        profile={"role_session_name": "jo"},
        fault=("ValidationError", words("roleSessionName")),
    )
    cause = lab.run(case, home).hops[0].causes[0]
    lines = (home / ".aws" / "config").read_text().splitlines()
    line = lines.index("role_session_name = jo") + 1
    assert f"role_session_name in profile it (~/.aws/config:{line})" in cause.next_step

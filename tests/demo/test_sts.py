"""STS's answers, durations and constraints, through botocore over HTTP."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from swtui.demo.policy_shorthand import trusting

if TYPE_CHECKING:
    from tests.demo.conftest import Aws


def test_caller_identity_is_the_user_of_the_keys(aws: Aws) -> None:
    answer = aws.sts().get_caller_identity()
    assert (answer["Account"], answer["Arn"]) == (
        "123456789012",
        "arn:aws:iam::123456789012:user/jo",
    )
    assert answer["UserId"].startswith("AIDADEMO")


def test_an_assumed_role_is_who_its_keys_say(aws: Aws) -> None:
    answer = aws.assume("payments-prod/ReadOnly", RoleSessionName="jo@laptop")
    identity = aws.sts(answer["Credentials"]).get_caller_identity()
    assert identity["Arn"] == "arn:aws:sts::111122223333:assumed-role/ReadOnly/jo@laptop"
    assert identity["Arn"] == answer["AssumedRoleUser"]["Arn"]
    assert identity["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]


def test_a_session_lasts_one_hour_where_nothing_is_said(aws: Aws) -> None:
    expires = aws.assume("payments-dev/Admin")["Credentials"]["Expiration"]
    assert 3590 < (expires - datetime.now(UTC)).total_seconds() <= 3600


def test_the_path_of_a_role_is_in_its_arn_but_not_in_the_session(aws: Aws) -> None:
    answer = aws.assume("payments-prod/Deploy", **aws.with_code())
    assert aws.demo.server.organisation.role("payments-prod/Deploy").arn.endswith("role/ci/Deploy")
    assert answer["AssumedRoleUser"]["Arn"].endswith("assumed-role/Deploy/test")


def test_two_hops_and_three_reach_the_far_account(aws: Aws) -> None:
    jump = aws.assume("acme-identity/jump", **aws.with_code())["Credentials"]
    auditor = aws.assume("security-audit/Auditor", jump)["Credentials"]
    reader = aws.assume("log-archive/LogReader", auditor)
    assert reader["AssumedRoleUser"]["Arn"].endswith("assumed-role/LogReader/test")


def test_a_role_behind_another_is_not_reached_directly(aws: Aws) -> None:
    assert aws.refused(lambda: aws.assume("payments-prod/Admin")) == aws.denied(
        "payments-prod/Admin"
    )


class TestDurations:
    def test_more_than_the_roles_maximum_is_refused(self, aws: Aws) -> None:
        assert aws.refused(lambda: aws.assume("payments-dev/Admin", DurationSeconds=3601)) == (
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            400,
        )

    def test_eight_hours_are_given_where_the_role_allows_them(self, aws: Aws) -> None:
        answer = aws.assume("data-lake-dev/Analyst", DurationSeconds=8 * 3600)
        left = (answer["Credentials"]["Expiration"] - datetime.now(UTC)).total_seconds()
        assert 8 * 3600 - 10 < left <= 8 * 3600

    @pytest.mark.parametrize("through", ["role", "session token"])
    def test_temporary_keys_get_one_hour_at_most(self, aws: Aws, through: str) -> None:
        if through == "role":
            organisation = aws.demo.server.organisation
            role = organisation.role("data-lake-dev/Analyst")
            jump_arn = organisation.role("acme-identity/jump").arn
            organisation.add(replace(role, trust=trusting(jump_arn)))
            keys = aws.assume("acme-identity/jump", **aws.with_code())["Credentials"]
        else:
            keys = aws.sts().get_session_token()["Credentials"]
        refusal = aws.refused(
            lambda: aws.assume("data-lake-dev/Analyst", keys, DurationSeconds=3601)
        )
        assert refusal == (
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by "
            "role chaining.",
            400,
        )
        aws.assume("data-lake-dev/Analyst", keys, DurationSeconds=3600)

    @pytest.mark.parametrize(
        ("seconds", "bound"), [(899, "greater than or equal to 900"), (43201, "less than or equal")]
    )
    def test_the_apis_own_bounds_are_kept(self, aws: Aws, seconds: int, bound: str) -> None:
        code, message, status = aws.refused(
            lambda: aws.assume("data-lake-dev/Analyst", DurationSeconds=seconds)
        )
        assert (code, status) == ("ValidationError", 400)
        assert f"Value '{seconds}' at 'durationSeconds' failed to satisfy constraint" in message
        assert bound in message


class TestValues:
    def test_a_session_name_with_a_slash_breaks_the_constraint(self, aws: Aws) -> None:
        assert aws.refused(lambda: aws.assume("payments-dev/Admin", RoleSessionName="a/b")) == (
            "ValidationError",
            "1 validation error detected: Value 'a/b' at 'roleSessionName' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
            400,
        )

    def test_an_arn_that_is_none_is_invalid(self, aws: Aws) -> None:
        arn = "arn:aws:iam::11112222333:role/Admin"
        refusal = aws.refused(lambda: aws.sts().assume_role(RoleArn=arn, RoleSessionName="jo"))
        assert refusal == ("ValidationError", f"{arn} is invalid", 400)

    def test_a_session_policy_must_be_one(self, aws: Aws) -> None:
        code, _, status = aws.refused(lambda: aws.assume("payments-dev/Admin", Policy="not json"))
        assert (code, status) == ("MalformedPolicyDocument", 400)


def test_a_slow_role_takes_its_time_and_stopping_does_not_wait_for_it(aws: Aws) -> None:
    server = aws.demo.server
    role = server.organisation.role("network-hub/Admin")
    assert role.delay == 3.0
    server.organisation.add(replace(role, delay=0.2))
    began = time.monotonic()
    aws.assume("network-hub/Admin")
    assert time.monotonic() - began >= 0.2


def test_a_fault_can_be_ordered_for_one_call(aws: Aws) -> None:
    aws.demo.server.api.fail_next("Throttling", "Rate exceeded", action="AssumeRole")
    aws.sts().get_caller_identity()
    assert aws.refused(lambda: aws.assume("payments-dev/Admin"))[:2] == (
        "Throttling",
        "Rate exceeded",
    )
    aws.assume("payments-dev/Admin")
    assert aws.demo.server.api.count("AssumeRole") == 2


def test_what_the_server_saw_holds_no_mfa_code(aws: Aws) -> None:
    given = aws.with_code()
    aws.assume("payments-prod/Deploy", **given)
    assert "TokenCode" not in aws.demo.server.api.seen[-1].parameters

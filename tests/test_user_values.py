"""The record of what the user had before the first switch."""

from __future__ import annotations

import pytest

from swtui.user_values import (
    REGIONS,
    USER_VALUES,
    is_endpoint_name,
    record,
    recorded,
    user_environment,
)

NONE = "AWS_REGION AWS_DEFAULT_REGION"


def test_nothing_is_recorded_before_the_first_switch() -> None:
    env = {"AWS_REGION": "eu-west-1", "HOME": "/h"}
    assert recorded(env) == {}
    assert user_environment(env) == env


def test_a_record_holds_both_regions_and_what_is_about_to_be_set() -> None:
    env = {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1", "AWS_CA_BUNDLE": "/x"}
    assert record(env, ()) == "AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=us-east-1"
    assert record({}, ("AWS_ENDPOINT_URL",)) == f"{NONE} AWS_ENDPOINT_URL"


def test_a_later_switch_keeps_the_first_ones_record() -> None:
    env = {USER_VALUES: "AWS_REGION=eu-west-1 AWS_DEFAULT_REGION", "AWS_REGION": "us-east-1"}
    assert record(env, ()) == env[USER_VALUES]
    assert user_environment(env)["AWS_REGION"] == "eu-west-1"
    assert "AWS_DEFAULT_REGION" not in user_environment(env)


def test_what_no_handoff_has_set_stays_the_users() -> None:
    env = {USER_VALUES: NONE, "AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}
    assert user_environment(env)["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"


@pytest.mark.parametrize("value", ["a b", "100%", "é", "\udcff", "'\"$x`", "x=y", "a\nb", "%zz"])
def test_every_value_comes_back(value: str) -> None:
    env = {USER_VALUES: record({"AWS_CA_BUNDLE": value}, ("AWS_CA_BUNDLE",))}
    assert recorded(env)["AWS_CA_BUNDLE"] == value
    assert env[USER_VALUES].isascii()
    assert env[USER_VALUES].count(" ") == 2


@pytest.mark.parametrize(
    "text", ["PATH=/evil", "x", "$(id)=1", "AWS_PROFILE=x", "", "AWS_ENDPOINT_URL_$x=1"]
)
def test_a_forged_record_names_no_other_variable(text: str) -> None:
    assert set(recorded({USER_VALUES: text})) == set(REGIONS)


def test_a_session_of_an_older_swtui_has_no_region_of_the_users() -> None:
    env = {"SWTUI_ROLE": "dev", "AWS_REGION": "eu-west-1"}
    assert "AWS_REGION" not in user_environment(env)


def test_the_variables_about_endpoints_are_known_by_name() -> None:
    assert is_endpoint_name("AWS_ENDPOINT_URL_SSO_OIDC")
    assert not is_endpoint_name("AWS_ENDPOINT_URL_s3")
    assert not is_endpoint_name("AWS_PROFILE")

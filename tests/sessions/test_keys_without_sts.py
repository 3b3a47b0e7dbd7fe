"""Plain keys where no STS answers: they are handed over all the same, and it is said."""

from __future__ import annotations

import pytest

from swtui.errors import ConfigError, NetworkError, RefusedError, SwtuiError
from swtui.sessions.credentials import Session
from tests.sessions.broker_harness import KEYS, Answers, BrokerHarness
from tests.sessions.fake_sts import Answer, refusal, says

NO_STS: list[Answer] = [
    refusal("InvalidParameterValue", "Unsupported action GetCallerIdentity", 400),
    refusal("SignatureDoesNotMatch", "The request signature we calculated does not match", 403),
    refusal("AccessDenied", "Access Denied", 403),
    refusal("MethodNotAllowed", "The specified method is not allowed", 405),
    says(200, "<!DOCTYPE html><title>Console</title>"),
    says(404, "not found"),
    says(200, '{"Version": "1"}'),
    says(500, "oops"),
]
BASE = "[profile base]\nregion = {region}\n{more}\n"


@pytest.mark.parametrize("answer", NO_STS)
def test_an_endpoint_that_is_no_sts_is_no_obstacle(answer: Answer, desk: BrokerHarness) -> None:
    desk.write(BASE.format(region="garage", more=f"endpoint_url = {desk.sts.url}"))
    desk.more["AWS_ENDPOINT_URL"] = ""
    desk.sts.then("GetCallerIdentity", answer, answer)
    session = desk.session("base")
    assert session.credentials.access_key_id == "AKIAIOSFODNN7EXAMPLE"
    assert (session.identity.account, session.region) == ("", "garage")
    assert dict(session.variables) == {"AWS_ENDPOINT_URL": desk.sts.url}
    assert "their account is unknown" in desk.notes


@pytest.mark.parametrize("code", ["InvalidClientTokenId", "ExpiredToken"])
def test_an_sts_that_turns_the_keys_down_is_believed(code: str, desk: BrokerHarness) -> None:
    desk.write(BASE.format(region="eu-west-1", more=""))
    desk.sts.then("GetCallerIdentity", refusal(code, "no", 403))
    with pytest.raises(RefusedError):
        desk.session("base")


_STORE = "services = store\n[services store]\ns3 =\n  endpoint_url = https://s3.example.com\n"


@pytest.mark.parametrize("key_id", ["W4KX7Q2M9ZP3R8T6VLB1", "GK31c2f218a2e44f485b94239e"])
def test_keys_of_a_store_are_handed_over_though_aws_does_not_know_them(
    key_id: str, desk: BrokerHarness
) -> None:
    desk.write(
        BASE.format(region="us-east-1", more=_STORE), KEYS.replace("AKIAIOSFODNN7EXAMPLE", key_id)
    )
    desk.sts.then("GetCallerIdentity", refusal("InvalidClientTokenId", "no", 403))
    session = desk.session("base")
    assert session.credentials.access_key_id == key_id
    assert dict(session.variables) == {}  # the endpoint of this test's environment counts more
    assert "their account is unknown" in desk.notes


def test_aws_keys_that_sts_turns_down_are_none_of_a_store(desk: BrokerHarness) -> None:
    desk.write(BASE.format(region="us-east-1", more=_STORE))
    desk.sts.then("GetCallerIdentity", refusal("InvalidClientTokenId", "no", 403))
    with pytest.raises(RefusedError):
        desk.session("base")


@pytest.mark.parametrize("region", ["auto", "fr-par", "us-west-004"])
def test_a_region_without_an_sts_is_not_asked(region: str, desk: BrokerHarness) -> None:
    desk.write(BASE.format(region=region, more=""))
    desk.more["AWS_ENDPOINT_URL"] = ""
    assert desk.session("base").region == region
    assert f"the region {region} is not one of AWS's" in desk.notes
    assert desk.sts.calls == []


def test_offline_they_are_handed_over_with_the_account_of_last_time(desk: BrokerHarness) -> None:
    desk.write(BASE.format(region="eu-west-1", more=""))
    desk.more["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    assert desk.session("base").identity.account == ""
    desk.more.clear()
    assert desk.session("base").identity.account == "111111111111"
    desk.sts.then("GetCallerIdentity", says(503, ""), says(503, ""))
    assert desk.session("base").identity.account == "111111111111"
    assert "their account was 111111111111" in desk.notes


def test_an_endpoint_in_the_clear_is_not_asked(desk: BrokerHarness) -> None:
    more = "endpoint_url = http://store.example:9000"
    desk.write(BASE.format(region="eu-west-1", more=more))
    desk.more["AWS_ENDPOINT_URL"] = ""
    assert desk.session("base").identity.account == ""
    assert "would carry secrets in the clear" in desk.notes


def test_a_role_needs_its_sts(desk: BrokerHarness) -> None:
    role = "[profile r]\nrole_arn = arn:aws:iam::222222222222:role/A\nsource_profile = base\n"
    role += "endpoint_url = http://store.example:9000\n"
    desk.write(BASE.format(region="auto", more="") + role)
    desk.more["AWS_ENDPOINT_URL"] = ""
    with pytest.raises(ConfigError, match="in the clear"):
        desk.session("r")


def test_keys_of_a_process_need_no_sts_unless_an_account_is_named(desk: BrokerHarness) -> None:
    printed = '{"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "x"}'
    process = f"credential_process = echo '{printed}'"
    desk.more["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    desk.write(f"[profile p]\n{process}\n", KEYS)
    assert desk.session("p").identity.account == ""
    desk.write(f"[profile p]\n{process}\naws_account_id = 222222222222\n", KEYS)
    with pytest.raises(NetworkError):
        desk.session("p")


def test_who_asks_whose_keys_they_are_gets_the_error(desk: BrokerHarness) -> None:
    desk.write(BASE.format(region="auto", more=""))
    desk.more["AWS_ENDPOINT_URL"] = ""

    def whose() -> Session:
        broker = desk.broker()
        role = broker._catalogue.find("base")
        return broker.session(role, ask=Answers(), needs_identity=True)

    with pytest.raises(SwtuiError, match="not one of AWS's"):
        whose()

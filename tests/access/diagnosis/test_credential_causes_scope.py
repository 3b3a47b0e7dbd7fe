"""A call signed for another region than the endpoint's: both are named, and who names which."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.aws.endpoint import Endpoint, sts_endpoint
from tests.access.case import Case
from tests.access.demo_aws import DemoAws
from tests.access.diagnosis.refused_calls import evidence, first_cause, whole

VALID_REGION = "Credential should be scoped to a valid region, not 'eu-west-1'. "


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("SignatureDoesNotMatch", VALID_REGION),
        ("SignatureDoesNotMatch", "Credential should be scoped to a valid region."),
        ("InvalidSignatureException", "The credential must be scoped to a valid region."),
        ("SignatureDoesNotMatch", "Credential should be scoped to correct service: 'sts'."),
    ],
)
def test_it_is_not_taken_for_a_wrong_secret(code: str, words: str) -> None:
    cause = first_cause(evidence(code, words))
    assert (cause.kind, cause.certain) == ("region-endpoint", True)
    assert "secret" not in whole(cause)


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"])
def test_an_override_is_named_also_where_it_is_a_host_of_aws(name: str) -> None:
    url = "https://sts.us-east-1.amazonaws.com"
    there = sts_endpoint({name: url}, region="eu-west-1")
    assert there.notice == ""
    found = evidence(
        "SignatureDoesNotMatch", VALID_REGION, host="sts.us-east-1.amazonaws.com", endpoint=there
    )
    cause = first_cause(found)
    assert cause.sentence == (
        "The region and the STS endpoint disagree: the call was signed for eu-west-1, and "
        "sts.us-east-1.amazonaws.com is of us-east-1."
    )
    assert f"named by the variable {name}" in whole(cause)
    assert "--region us-east-1" in cause.next_step
    assert cause.snippet == f"unset {name}"


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("sts.amazonaws.com", "us-east-1"),
        ("sts-fips.us-west-2.amazonaws.com", "us-west-2"),
        ("sts.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("sts.eu-central-1.api.aws", "eu-central-1"),
    ],
)
def test_the_region_of_the_host_is_what_is_proposed(host: str, region: str) -> None:
    there = Endpoint(region="eu-west-1", urls={"sts": f"https://{host}"}, named_by="the profile")
    cause = first_cause(evidence("SignatureDoesNotMatch", VALID_REGION, host=host, endpoint=there))
    assert cause.snippet == f"--region {region}"


def test_a_clock_that_is_off_as_well_does_not_hide_it() -> None:
    found = evidence("SignatureDoesNotMatch", VALID_REGION, now=0.0)
    found.error.server_date = "Thu, 01 Jan 2026 12:00:00 GMT"  # type: ignore[attr-defined]
    assert first_cause(found).kind == "region-endpoint"


def test_the_profiles_own_endpoint_is_named_with_its_line(lab: DemoAws, home: Path) -> None:
    case = Case(
        "x",
        "region-endpoint",
        profile={"endpoint_url": lab.server.url},
        env={"AWS_ENDPOINT_URL": ""},
        fault=("SignatureDoesNotMatch", VALID_REGION),
    )
    cause = lab.run(case, home).hops[0].causes[0]
    assert cause.kind == "region-endpoint"
    text = whole(cause)
    assert "endpoint_url of profile it (~/.aws/config:" in text
    assert "the region is eu-west-1 (~/.aws/config:" in text

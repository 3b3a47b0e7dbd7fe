"""Where calls go: regions, partitions, overrides, and what is refused."""

from __future__ import annotations

import pytest

from swtui.aws.endpoint import find_partition, is_loopback, sts_endpoint
from swtui.aws.proxies import proxies_for, proxy_host
from swtui.errors import ConfigError


@pytest.mark.parametrize(
    ("partition", "region"),
    [("aws", "us-east-1"), ("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")],
)
def test_without_a_region_the_partitions_own_serves(partition: str, region: str) -> None:
    assert sts_endpoint({}, partition=partition).region == region


def test_a_region_of_another_partition_than_the_role_is_not_used() -> None:
    assert sts_endpoint({}, region="eu-west-1", partition="aws-cn").region == "cn-north-1"
    assert sts_endpoint({}, region="cn-northwest-1", partition="aws-cn").region == "cn-northwest-1"


def test_a_region_tells_its_partition() -> None:
    assert find_partition("us-gov-east-1") == "aws-us-gov"
    assert find_partition("us-isob-east-1") == "aws-iso-b"
    assert find_partition("") == "aws"


def test_overrides_have_an_order() -> None:
    env = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    assert sts_endpoint(env, profile_url="https://x.example").url == "http://127.0.0.1:1"
    env["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:2"
    there = sts_endpoint(env)
    assert there.url == "http://127.0.0.1:2"
    assert there.override("iam") == "http://127.0.0.1:1"
    assert there.host() == "127.0.0.1:2"


def test_overrides_can_be_ignored() -> None:
    env = {"AWS_ENDPOINT_URL": "http://x", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}
    assert sts_endpoint(env, profile_url="http://evil.example").url == ""
    named = {"AWS_ENDPOINT_URL_STS": "http://x"}
    there = sts_endpoint(named, profile_url="http://evil.example", ignored=True)
    assert (there.url, there.override("iam"), there.notice) == ("", "", "")


def test_a_profiles_plain_http_endpoint_is_refused() -> None:
    with pytest.raises(ConfigError, match="in the clear"):
        sts_endpoint({}, profile_url="http://sts.example:8080")


def test_it_is_taken_when_the_settings_name_it_or_it_is_this_machine() -> None:
    named = ("http://sts.example:8080/",)
    assert sts_endpoint({}, profile_url="http://sts.example:8080", allowed=named).url
    assert sts_endpoint({}, profile_url="http://localhost:4566").url
    assert sts_endpoint({}, profile_url="http://[::1]:4566").url


def test_a_host_that_only_looks_like_this_machine_is_not() -> None:
    assert not is_loopback("http://localhost.evil.example")
    assert not is_loopback("http://127.0.0.1.evil.example")
    assert is_loopback("http://127.9.9.9:1")


@pytest.mark.parametrize(
    "url", ["ftp://x", "sts.example", "http://", "http://[::1", "http://x:99999"]
)
def test_what_is_no_url_is_an_error_that_names_who_said_it(url: str) -> None:
    with pytest.raises(ConfigError, match="AWS_ENDPOINT_URL_STS"):
        sts_endpoint({"AWS_ENDPOINT_URL_STS": url})


def test_a_call_that_does_not_go_to_aws_is_noticed() -> None:
    assert "other.example" in sts_endpoint({}, profile_url="https://other.example").notice
    assert (
        sts_endpoint({}, profile_url="https://vpce-1.sts.eu-west-1.vpce.amazonaws.com").notice == ""
    )
    demo = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "SWTUI_DEMO": "/d"}
    assert sts_endpoint(demo).notice == ""


def test_iam_follows_where_sts_is_not_awss_own() -> None:
    assert (
        sts_endpoint({}, profile_url="https://other.example").override("iam")
        == "https://other.example"
    )
    own = "https://vpce-1.sts.eu-west-1.vpce.amazonaws.com"
    assert sts_endpoint({}, profile_url=own).override("iam") == ""


def test_the_certificates_and_the_legacy_mode_follow_the_environment_first() -> None:
    env = {"AWS_CA_BUNDLE": "/a", "AWS_STS_REGIONAL_ENDPOINTS": "legacy"}
    there = sts_endpoint(env, ca_bundle="/b", sts_regional="regional")
    assert (there.ca_bundle, there.sts_regional) == ("/a", "legacy")
    assert sts_endpoint({}, ca_bundle="/b").ca_bundle == "/b"


def test_a_proxy_is_used_but_for_the_hosts_excluded() -> None:
    env = {"HTTPS_PROXY": "http://jo:pw@proxy.example:3128", "NO_PROXY": "127.0.0.1,.internal"}
    found = proxies_for("https://sts.amazonaws.com", env)
    assert "pw" not in repr(found)
    assert proxy_host(found["https"]) == "proxy.example:3128"
    assert proxies_for("https://x.internal/y", env) == {}
    assert proxies_for("https://127.0.0.1:1", env) == {}
    assert proxies_for("http://sts.amazonaws.com", env) == {}
    assert proxies_for("https://x", {"https_proxy": "p", "no_proxy": "*"}) == {}

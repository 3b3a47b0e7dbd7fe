"""The region and the endpoint's variables that are handed over with a session."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from swtui.aws.endpoint import DEFAULT_REGIONS, find_partition
from swtui.errors import ConfigError
from swtui.roles.arn import PARTITIONS
from swtui.roles.catalogue import load_catalogue
from swtui.sessions.handoff_values import handed_endpoint, handed_region
from swtui.sessions.options import AssumeOptions
from swtui.user_values import user_environment
from tests.sessions.broker_harness import KEYS, BrokerHarness

ROLE = """
[profile {name}]
role_arn = arn:{partition}:iam::222222222222:role/Admin
source_profile = base
{more}
"""


def region(
    desk: BrokerHarness, name: str, env: Mapping[str, str] | None = None, asked: str = ""
) -> str:
    catalogue = load_catalogue(desk.env, desk.settings)
    chain = catalogue.chain(catalogue.find(name))
    own = user_environment(env or {})
    return handed_region(chain, catalogue.files, own, AssumeOptions(region=asked))


def variables(desk: BrokerHarness, name: str, **own: str) -> dict[str, str]:
    catalogue = load_catalogue(desk.env, desk.settings)
    chain = catalogue.chain(catalogue.find(name))
    return dict(handed_endpoint(chain, catalogue.files, own))


@pytest.mark.parametrize("partition", PARTITIONS)
@pytest.mark.parametrize("users", DEFAULT_REGIONS.values())
def test_a_role_never_gets_a_region_of_another_partition(
    partition: str, users: str, desk: BrokerHarness
) -> None:
    desk.write(ROLE.format(name="r", partition=partition, more=""))
    own = {"AWS_REGION": users}
    assert region(desk, "r", own) == (users if find_partition(users) == partition else "")
    desk.write(ROLE.format(name="r", partition=partition, more=f"region = {users}"))
    assert region(desk, "r") == (users if find_partition(users) == partition else "")


def test_the_profiles_region_that_does_not_fit_gives_way_to_the_users_that_does(
    desk: BrokerHarness,
) -> None:
    desk.write(ROLE.format(name="r", partition="aws-us-gov", more="region = us-east-1"))
    assert region(desk, "r", {"AWS_DEFAULT_REGION": "us-gov-east-1"}) == "us-gov-east-1"


def test_a_region_asked_for_in_another_partition_is_refused(desk: BrokerHarness) -> None:
    desk.write(ROLE.format(name="r", partition="aws-eusc", more=""))
    with pytest.raises(ConfigError, match=r"us-east-1 .* aws, .*aws-eusc"):
        region(desk, "r", asked="us-east-1")
    assert region(desk, "r", asked="eusc-de-east-1") == "eusc-de-east-1"


@pytest.mark.parametrize(
    "lines",
    [
        "role_arn = arn:aws-cn:iam::222222222222:role/A\nweb_identity_token_file = /t",
        "sso_account_id = 222222222222\nsso_role_name = A\nsso_region = cn-north-1\n"
        "sso_start_url = https://x.awsapps.cn/start",
        "sso_account_id = 222222222222\nsso_role_name = A\nsso_session = s\n"
        "[sso-session s]\nsso_region = cn-north-1\nsso_start_url = https://x.awsapps.cn/start",
        "login_session = arn:aws-cn:iam::222222222222:user/jo",
    ],
)
def test_a_start_alone_has_its_partition_too(lines: str, desk: BrokerHarness) -> None:
    desk.write(f"[profile p]\n{lines}\n")
    assert region(desk, "p", {"AWS_REGION": "eu-west-1"}) == ""
    assert region(desk, "p", {"AWS_REGION": "cn-northwest-1"}) == "cn-northwest-1"


def test_a_region_that_another_roles_session_left_is_not_the_users(desk: BrokerHarness) -> None:
    desk.write(ROLE.format(name="r", partition="aws", more=""))
    switched = {"SWTUI_USER_VALUES": "AWS_REGION AWS_DEFAULT_REGION=eu-north-1"}
    switched |= {"AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "eu-central-1"}
    assert region(desk, "r", switched) == "eu-north-1"


@pytest.mark.parametrize("name", ["auto", "garage", "fr-par", "us-west-004", "aws-global"])
def test_a_region_that_is_not_awss_is_handed_over_with_plain_keys(
    name: str, desk: BrokerHarness
) -> None:
    desk.write("[profile base]\nregion = " + name)
    assert region(desk, "base") == name
    role = ROLE.format(name="r", partition="aws", more="endpoint_url = https://s3.example\n")
    desk.write(f"{role}region = {name}")
    assert region(desk, "r") == name


ALL = """
endpoint_url = https://all.example
services = own
use_fips_endpoint = true
use_dualstack_endpoint = true
sts_regional_endpoints = legacy
ca_bundle = /etc/own.pem
[services own]
s3 =
  endpoint_url = http://127.0.0.1:9000
elastic_beanstalk =
  endpoint_url = https://eb.example
odd-name =
  endpoint_url = https://odd.example
"""
EVERY = {
    "AWS_ENDPOINT_URL": "https://all.example",
    "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9000",
    "AWS_ENDPOINT_URL_ELASTIC_BEANSTALK": "https://eb.example",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
    "AWS_STS_REGIONAL_ENDPOINTS": "legacy",
    "AWS_CA_BUNDLE": "/etc/own.pem",
}


def test_what_the_profile_says_about_its_endpoint_is_handed_over(desk: BrokerHarness) -> None:
    desk.write(f"[profile base]{ALL}")
    assert variables(desk, "base") == EVERY


@pytest.mark.parametrize("name", EVERY)
def test_what_the_user_has_set_counts_more(name: str, desk: BrokerHarness) -> None:
    desk.write(f"[profile base]{ALL}")
    urls = {each for each in EVERY if each.startswith("AWS_ENDPOINT_URL")}
    mine = {name, *urls} if name == "AWS_ENDPOINT_URL" else {name}
    assert set(variables(desk, "base", **{name: "mine"})) == set(EVERY) - mine


def test_endpoints_that_are_ignored_are_not_handed_over(desk: BrokerHarness) -> None:
    desk.write(f"[profile base]\nignore_configured_endpoint_urls = true{ALL}")
    urls = [name for name in variables(desk, "base") if "URL" in name]
    assert urls == ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]
    own = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}
    assert not [name for name in variables(desk, "base", **own) if "URL" in name]


def test_what_the_default_profile_says_is_kept_from_the_commands_of_another(
    desk: BrokerHarness,
) -> None:
    """The commands have no profile, and would read `[default]` for the role's endpoint."""
    desk.write(f"[profile base]\n[default]{ALL}", KEYS)
    assert variables(desk, "base") == {
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        "AWS_USE_FIPS_ENDPOINT": "false",
        "AWS_USE_DUALSTACK_ENDPOINT": "false",
    }
    assert variables(desk, "base", AWS_ENDPOINT_URL_S3="http://127.0.0.1:1").keys() == {
        "AWS_USE_FIPS_ENDPOINT",
        "AWS_USE_DUALSTACK_ENDPOINT",
    }

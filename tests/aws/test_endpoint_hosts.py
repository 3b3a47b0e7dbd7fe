"""The hosts that are asked, against those that botocore asks by itself."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.session import Session
from botocore.tokens import SSOTokenProvider

from swtui.aws import clients, transport
from swtui.aws.botocore_parts import SERVICES
from swtui.aws.deadline import Deadline
from swtui.aws.endpoint import Endpoint, is_aws_host, sts_endpoint
from swtui.aws.failures import from_client_error
from swtui.aws.keys import Keys
from swtui.aws.proxies import proxies_for
from swtui.aws.resolve import signed_in_keys
from swtui.errors import ConfigError, NetworkError, SwtuiError
from swtui.secret import Secret

CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "sts": ("get_caller_identity", {}),
    "iam": ("get_user", {}),
    "sso": ("list_accounts", {"accessToken": "x"}),
    "sso-oidc": ("create_token", {"clientId": "x", "clientSecret": "x", "grantType": "x"}),
}
REGIONS = (
    "eu-west-1",
    "us-east-1",
    "ap-east-1",
    "aws-global",
    "cn-north-1",
    "us-gov-east-1",
    "eusc-de-east-1",
    "us-iso-east-1",
    "us-isob-east-1",
)
KEYS = Keys("AKIAIOSFODNN7EXAMPLE", Secret("x" * 40), Secret(""))
Asked = list[str]


class Body:
    def stream(self) -> Iterator[bytes]:
        yield b""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return the hosts that our own calls go to; none of them is sent."""
    hosts: Asked = []
    monkeypatch.setattr(transport, "sender", lambda **_limits: _writes_down(hosts))
    return hosts


def _writes_down(hosts: Asked) -> Callable[..., AWSResponse]:
    def send(request: Any, **_unused: Any) -> AWSResponse:
        hosts.append(request.url.split("/")[2])
        return AWSResponse(request.url, 400, {}, Body())

    return send


@pytest.fixture(scope="module")
def botocore() -> Session:
    session = Session(session_vars={"profile": (None, None, None, None)})
    session.set_credentials("AKIAIOSFODNN7EXAMPLE", "x" * 40)
    return session


def botocores(session: Session, service: str, region: str, **settings: Any) -> str:
    """Return the host that a client of botocore's own asks."""
    hosts: Asked = []
    session.set_config_variable("sts_regional_endpoints", settings.pop("sts", "regional"))
    config = Config(
        retries={"total_max_attempts": 1}, ignore_configured_endpoint_urls=True, **settings
    )
    client = session.create_client(service, region_name=region, config=config)
    client.meta.events.register("before-send.*.*", _writes_down(hosts))
    operation, parameters = CALLS[service]
    with pytest.raises(Exception):  # noqa: B017, PT011 - the answer is none
        getattr(client, operation)(**parameters)
    return hosts[0]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("service", CALLS)
def test_the_host_named_and_asked_is_botocores(
    service: str, region: str, asked: Asked, botocore: Session
) -> None:
    for fips, dual in itertools.product((False, True), repeat=2):
        endpoint = sts_endpoint({}, region=region, fips=fips, dual_stack=dual)
        wanted = botocores(
            botocore, service, region, use_fips_endpoint=fips, use_dualstack_endpoint=dual
        )
        asked.clear()
        assert (endpoint.host(service), our(service, endpoint, asked)) == (wanted, wanted)
        assert is_aws_host(endpoint.address(service))


def caller(endpoint: Endpoint) -> clients.AwsCaller:
    return clients.AwsCaller(endpoint=endpoint, deadline=Deadline(20))


def our(service: str, endpoint: Endpoint, asked: Asked) -> str:
    operation, parameters = CALLS[service]
    keys = KEYS if service in ("sts", "iam") else None
    with pytest.raises(SwtuiError):
        caller(endpoint).call(service, operation, parameters, keys)
    return asked[0]


@pytest.mark.parametrize("region", ["eu-west-1", "ap-east-1", "us-gov-west-1", "aws-global"])
def test_a_legacy_global_endpoint_is_named(region: str, asked: Asked, botocore: Session) -> None:
    endpoint = sts_endpoint({}, region=region, sts_regional="legacy")
    wanted = botocores(botocore, "sts", region, sts="legacy")
    assert (endpoint.host(), our("sts", endpoint, asked)) == (wanted, wanted)


@pytest.mark.parametrize("names", [(), ("AWS_USE_FIPS_ENDPOINT",), ("AWS_USE_DUALSTACK_ENDPOINT",)])
def test_the_variables_decide_before_the_profile(names: tuple[str, ...]) -> None:
    off = sts_endpoint(dict.fromkeys(names, "false"), fips=True, dual_stack=True)
    on = sts_endpoint(dict.fromkeys(names, "TRUE"))
    assert (on.fips, on.dual_stack) == (
        "AWS_USE_FIPS_ENDPOINT" in names,
        "AWS_USE_DUALSTACK_ENDPOINT" in names,
    )
    assert (off.fips, off.dual_stack) == (not on.fips, not on.dual_stack)


def test_an_endpoint_of_ones_own_is_asked_whatever_the_variants(asked: Asked) -> None:
    endpoint = sts_endpoint({}, profile_url="http://127.0.0.1:1", fips=True, dual_stack=True)
    assert our("sts", endpoint, asked) == endpoint.host() == "127.0.0.1:1"


def test_another_roles_variables_in_our_own_environment_count_for_nothing(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    for service in CALLS:
        asked.clear()
        endpoint = sts_endpoint({}, region="eu-west-1")
        assert our(service, endpoint, asked) == endpoint.host(service)


@pytest.mark.parametrize(
    ("fips", "dual", "host"),
    [
        (False, False, "portal.sso.us-gov-west-1.amazonaws.com"),
        (False, True, "portal.sso.us-gov-west-1.api.aws"),
        (True, True, "portal.sso-fips.us-gov-west-1.api.aws"),
    ],
)
def test_a_sign_ins_portal_is_asked_in_its_region_and_variant(
    fips: bool, dual: bool, host: str, asked: Asked, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1")  # not of this call
    cache = home / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    token = {"accessToken": "x", "expiresAt": "2999-01-01T00:00:00Z"}
    name = hashlib.sha1(b"corp").hexdigest()  # noqa: S324 - AWS's naming
    (cache / f"{name}.json").write_text(json.dumps(token))
    monkeypatch.setattr(SSOTokenProvider, "_SSO_TOKEN_CACHE_DIR", str(cache))
    profile = {"sso_session": "corp", "sso_account_id": "1" * 12, "sso_role_name": "Admin"}
    shared = {"sso_start_url": "https://x.awsapps.com/start", "sso_region": "us-gov-west-1"}
    endpoint = sts_endpoint({}, region="us-gov-east-1", fips=fips, dual_stack=dual)
    with pytest.raises(SwtuiError, match=host):
        signed_in_keys(
            "sso",
            "p",
            {"p": profile},
            {"corp": shared},
            aws=caller(endpoint),
        )
    assert set(asked) == {host}


@pytest.mark.parametrize("region", ["eu-isoe-west-1", "us-isof-south-1"])
def test_a_variant_that_a_region_does_not_have_is_a_mistake_of_the_configuration(
    region: str, asked: Asked
) -> None:
    endpoint = sts_endpoint({}, region=region, dual_stack=True)
    with pytest.raises(ConfigError, match="no such endpoint"):
        caller(endpoint).call("sts", "get_caller_identity", {}, KEYS)
    assert asked == []
    assert our("sts", sts_endpoint({}, region=region), asked).startswith(f"sts.{region}.")


def test_no_proxy_is_held_against_the_host_that_is_asked() -> None:
    env = {"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": ".api.aws"}
    plain, dual = (sts_endpoint(env, dual_stack=variant) for variant in (False, True))
    assert proxies_for(plain.address(), env)
    assert not proxies_for(dual.address(), env)
    assert proxies_for(dual.address("iam"), {**env, "NO_PROXY": "iam.amazonaws.com"})


@pytest.mark.parametrize(
    ("host", "status", "is_portal"),
    [
        ("sts.eu-west-1.amazonaws.com", 302, True),
        ("sts.eu-west-1.api.aws", 511, True),
        ("sts.eu-west-1.amazonaws.com", 403, False),
        ("sts.eu-west-1.amazonaws.com", 407, False),
        ("store.example:9000", 302, False),
    ],
)
def test_only_what_looks_like_a_captive_portal_is_called_one(
    host: str, status: int, is_portal: bool
) -> None:
    answer = {"ResponseMetadata": {"HTTPStatusCode": status}}
    error = from_client_error(answer, "AssumeRole", host)
    assert isinstance(error, NetworkError)
    assert ("captive portal" in error.message) is is_portal


def test_every_service_has_a_host() -> None:
    assert all(sts_endpoint({}).host(service).endswith(".com") for service in SERVICES)

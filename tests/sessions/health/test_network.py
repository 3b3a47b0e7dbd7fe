"""Endpoints, proxies and CA bundles: where calls go, without a password being shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.health import HealthLine
from swtui.roles.aws_config import read_aws_files
from swtui.sessions.health.network import address_lines
from swtui.settings import Settings


def lines_of(home: Path, config: str = "", **variables: str) -> list[HealthLine]:
    return lines_with(Settings(), home, config, **variables)


def lines_with(
    settings: Settings, home: Path, config: str = "", /, **variables: str
) -> list[HealthLine]:
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws/config").write_text(config)
    env = {"HOME": str(home), **variables}
    return list(address_lines(env, read_aws_files(env), settings))


def only(found: list[HealthLine]) -> tuple[str, str]:
    (line,) = found
    return line.state, line.text


def test_nothing_set_is_nothing_said(home: Path) -> None:
    assert lines_of(home) == []


@pytest.mark.parametrize(
    ("variables", "state", "text"),
    [
        (
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"},
            "warning",
            "all calls go to 127.0.0.1:4566 (AWS_ENDPOINT_URL), not to AWS",
        ),
        (
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566", "SWTUI_DEMO": "/tmp/x"},
            "ok",
            "all calls go to 127.0.0.1:4566 (AWS_ENDPOINT_URL), not to AWS",
        ),
        (
            {"AWS_ENDPOINT_URL_STS": "http://sts.acme.test"},
            "warning",
            "STS calls go to sts.acme.test (AWS_ENDPOINT_URL_STS), not to AWS, unencrypted",
        ),
        (
            {"AWS_ENDPOINT_URL_S3": "https://minio.acme.test"},
            "ok",
            "S3 calls go to minio.acme.test (AWS_ENDPOINT_URL_S3), not to AWS",
        ),
        (
            {"AWS_ENDPOINT_URL_STS": "https://sts.eu-west-1.amazonaws.com"},
            "ok",
            "STS calls go to sts.eu-west-1.amazonaws.com (AWS_ENDPOINT_URL_STS)",
        ),
        ({"AWS_ENDPOINT_URL": "localhost"}, "problem", "AWS_ENDPOINT_URL is not a URL"),
        ({"AWS_ENDPOINT_URL": "http://[x"}, "problem", "AWS_ENDPOINT_URL is not a URL"),
        (
            {"AWS_ENDPOINT_URL": "http://x", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
            "ok",
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS turns off AWS_ENDPOINT_URL",
        ),
        (
            {"AWS_STS_REGIONAL_ENDPOINTS": "legacy"},
            "warning",
            "AWS_STS_REGIONAL_ENDPOINTS=legacy: some regions are served by one far endpoint",
        ),
    ],
)
def test_an_endpoint_is_told(home: Path, variables: dict[str, str], state: str, text: str) -> None:
    assert only(lines_of(home, "", **variables)) == (state, text)


def test_the_endpoint_of_sts_goes_before_that_of_all(home: Path) -> None:
    found = lines_of(home, AWS_ENDPOINT_URL="https://a.test", AWS_ENDPOINT_URL_STS="https://b.test")
    assert [line.text.partition(" go to ")[0] for line in found] == [
        "all calls but STS's",
        "STS calls",
    ]


def test_a_password_in_an_endpoint_is_not_shown(home: Path) -> None:
    _, text = only(lines_of(home, AWS_ENDPOINT_URL="https://jo:canary@a.test"))
    assert "canary" not in text
    assert "a.test" in text


def test_a_profile_that_would_send_secrets_in_the_clear_is_a_problem(home: Path) -> None:
    config = "[profile a]\nregion = eu-west-1\nendpoint_url = http://sts.acme.test\n"
    (line,) = lines_of(home, config)
    assert (line.state, line.place) == ("problem", (f"{home}/.aws/config", 3))
    assert line.text.startswith("a: the profile's endpoint http://sts.acme.test would carry")
    assert "allowed_endpoints" in line.hint


def test_a_profile_endpoint_that_the_settings_allow_is_a_warning(home: Path) -> None:
    config = "[profile a]\nendpoint_url = http://sts.acme.test\n"
    allowed = Settings(allowed_endpoints=("http://sts.acme.test",))
    assert only(lines_with(allowed, home, config)) == (
        "warning",
        "a: calls go to sts.acme.test (the profile), not to AWS",
    )


def test_a_proxy_is_told_without_its_password(home: Path) -> None:
    proxy = "http://jo:canary@proxy.acme.test:3128/"
    assert only(lines_of(home, HTTPS_PROXY=proxy, NO_PROXY="localhost")) == (
        "ok",
        "https calls go through the proxy proxy.acme.test:3128 (HTTPS_PROXY), but not those to "
        "localhost",
    )


def test_a_proxy_in_lower_case_goes_first(home: Path) -> None:
    found = lines_of(home, https_proxy="http://a:1", HTTPS_PROXY="http://jo:canary@b:1")
    assert "the proxy a:1 (https_proxy)" in found[0].text
    assert (found[1].state, found[1].hint) == ("warning", "unset HTTPS_PROXY")
    assert "canary" not in found[1].text


def test_a_proxy_of_another_kind_is_a_problem(home: Path) -> None:
    state, text = only(lines_of(home, HTTPS_PROXY="socks5://jo:canary@a:1"))
    assert (state, "canary" in text) == ("problem", False)


def test_a_bundle_that_is_not_there_is_a_problem(home: Path) -> None:
    assert only(lines_of(home, AWS_CA_BUNDLE=str(home / "ca.pem"))) == (
        "problem",
        "AWS_CA_BUNDLE names ~/ca.pem, which cannot be read: no call to AWS can be checked",
    )


def test_a_bundle_that_is_there_is_named(home: Path) -> None:
    (home / "ca.pem").write_text("x")
    bundle = str(home / "ca.pem")
    found = lines_of(home, AWS_CA_BUNDLE=bundle, REQUESTS_CA_BUNDLE="/gone")
    assert only(found) == ("ok", "certificates are checked against ~/ca.pem (AWS_CA_BUNDLE)")


def test_the_bundle_of_a_profile_is_looked_at(home: Path) -> None:
    (line,) = lines_of(home, f"[profile a]\nca_bundle = {home}/gone.pem\n")
    assert (line.state, line.place) == ("problem", (f"{home}/.aws/config", 2))
    assert line.text.startswith("ca_bundle of a names ~/gone.pem")

"""Endpoint: where STS (and IAM) are asked: region, overrides, CA bundle, proxies."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from swtui.errors import ConfigError

DEFAULT_REGIONS = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
    "aws-eusc": "eusc-de-east-1",
}
"""The region whose STS serves a partition when nobody names one."""
_PREFIXES = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-iso-", "aws-iso"),
    ("eusc-", "aws-eusc"),
)
_AWS_DOMAINS = (
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".api.aws",
    ".amazonaws.eu",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
)
_TRUE = ("true", "1", "yes", "on")
_IGNORE = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where calls go; empty URLs mean AWS's own regional endpoints."""

    region: str
    """Never empty: signing needs one."""
    partition: str = "aws"
    url: str = ""
    """An override of the STS endpoint."""
    iam_url: str = ""
    """An override of the IAM endpoint."""
    ca_bundle: str = ""
    """A file of certificates to trust instead of the built-in ones."""
    sts_regional: str = "regional"
    """`regional`, or `legacy`: some regions are then served by the global endpoint."""
    notice: str = ""
    """A sentence when calls do not go to AWS itself, else empty."""
    env: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """The environment, for the proxies."""

    def override(self, service: str) -> str:
        """Return the URL that overrides a service's endpoint, or an empty string."""
        return self.iam_url if service == "iam" else self.url

    def host(self, service: str = "sts") -> str:
        """Return the host that will be asked, for messages."""
        named = urlsplit(self.override(service)).netloc.rpartition("@")[2]
        suffix = "amazonaws.com.cn" if self.partition == "aws-cn" else "amazonaws.com"
        own = f"{service}.{suffix}" if service == "iam" else f"{service}.{self.region}.{suffix}"
        return named or own


def sts_endpoint(
    env: Mapping[str, str],
    *,
    region: str = "",
    partition: str = "",
    profile_url: str = "",
    ignored: bool = False,
    ca_bundle: str = "",
    sts_regional: str = "regional",
    allowed: Iterable[str] = (),
) -> Endpoint:
    """Return where to ask, for a role of `partition` reached by a profile with these values.

    Order of overrides: AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, the profile's (AWS SDKs and Tools
    Reference Guide, "Service-specific endpoints"); none counts where
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS or, with `ignored`, the profile says so. Raises ConfigError
    for a plain-HTTP URL of a profile that is neither this machine's nor in `allowed`: it would
    carry secrets in the clear.
    """
    wanted = partition or partition_of(region)
    usable = region if region and partition_of(region) == wanted else ""
    env = {**env, _IGNORE: "true"} if ignored else env
    url, source = _override(env, "STS", profile_url)
    if source == "the profile":
        _refuse_plain_http(url, allowed)
    iam_url = _override(env, "IAM", "")[0] or ("" if is_aws_host(url) else url)
    return Endpoint(
        region=usable or DEFAULT_REGIONS.get(wanted, "us-east-1"),
        partition=wanted,
        url=url,
        iam_url=iam_url,
        ca_bundle=env.get("AWS_CA_BUNDLE") or ca_bundle or env.get("REQUESTS_CA_BUNDLE", ""),
        sts_regional=env.get("AWS_STS_REGIONAL_ENDPOINTS") or sts_regional,
        notice=_notice(url, source, env),
        env=env,
    )


def partition_of(region: str) -> str:
    """Return the partition a region's code belongs to; an unknown or empty one is `aws`."""
    return next((name for prefix, name in _PREFIXES if region.startswith(prefix)), "aws")


def is_aws_host(url: str) -> bool:
    """Whether `url` is empty (AWS's own endpoint) or names a host of AWS over https."""
    parts = urlsplit(url)
    return not url or (parts.scheme == "https" and (parts.hostname or "").endswith(_AWS_DOMAINS))


def is_loopback(url: str) -> bool:
    """Whether `url` names this machine itself."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _override(env: Mapping[str, str], service: str, profile_url: str) -> tuple[str, str]:
    """Return the overriding URL and who names it; both empty when nobody does."""
    if env.get(_IGNORE, "").lower() in _TRUE:
        return "", ""
    for variable in (f"AWS_ENDPOINT_URL_{service}", "AWS_ENDPOINT_URL"):
        if env.get(variable):
            return _checked(env[variable], variable), variable
    return (_checked(profile_url, "the profile"), "the profile") if profile_url else ("", "")


def _checked(url: str, source: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = None
    if not usable:
        raise ConfigError(f"the endpoint that {source} names is not a URL: {url[:200]}")
    return url


def _refuse_plain_http(url: str, allowed: Iterable[str]) -> None:
    named = {item.rstrip("/") for item in allowed}
    if url.startswith("http:") and not is_loopback(url) and url.rstrip("/") not in named:
        raise ConfigError(
            f"the profile's endpoint {url[:200]} would carry secrets in the clear",
            hint="use https, or name it in the settings: allowed_endpoints = [...]",
        )


def _notice(url: str, source: str, env: Mapping[str, str]) -> str:
    if is_aws_host(url) or (env.get("SWTUI_DEMO") and is_loopback(url)):
        return ""
    return f"calls go to {urlsplit(url).netloc.rpartition('@')[2]} ({source}), not to AWS"

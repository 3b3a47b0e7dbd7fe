"""Endpoint: where AWS is asked: region, overrides, FIPS and dual stack, CA bundle, proxies."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from swtui.aws.botocore_parts import SERVICES, service_models
from swtui.errors import ConfigError
from swtui.user_values import (
    CA_BUNDLE,
    ENDPOINT_URL,
    IGNORE_URLS,
    STS_REGIONAL,
    USE_DUAL_STACK,
    USE_FIPS,
)


@functools.cache
def aws_host(service: str, region: str, *, fips: bool, dual_stack: bool, sts_regional: str) -> str:
    """Return the host that botocore asks for `service` in `region` (`sts.eu-west-1.amazonaws.com`).

    Where AWS has none (no FIPS there), the host that would be next to it by name.
    """
    from botocore.exceptions import EndpointProviderError

    parameters: dict[str, Any] = {
        "Region": region,
        "UseFIPS": fips,
        "UseDualStack": dual_stack,
    }
    if service == "sts":
        parameters["UseGlobalEndpoint"] = sts_regional == "legacy" and _is_served_globally(region)
    try:
        url = _provider(service).resolve_endpoint(**parameters).url
    except (EndpointProviderError, KeyError, TypeError, ValueError):
        return f"{service}.{region}.amazonaws.com"
    return str(url).partition("://")[2].split("/")[0]


def _is_served_globally(region: str) -> bool:
    from botocore.args import LEGACY_GLOBAL_STS_REGIONS

    return region in LEGACY_GLOBAL_STS_REGIONS


@functools.cache
def _provider(service: str) -> Any:
    from botocore.endpoint_provider import EndpointProvider

    loader = service_models()
    rules = loader.load_service_model(service, "endpoint-rule-set-1")
    return EndpointProvider(rules, loader.load_data("partitions"))


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
"""The region whose STS serves a partition by default."""
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
    ".api.amazonwebservices.com.cn",
    ".api.amazonwebservices.eu",
    ".api.aws.ic.gov",
    ".api.aws.scloud",
    ".api.cloud-aws.adc-e.uk",
    ".api.aws.hci.ic.gov",
)
"""The ends of the names of AWS's hosts, of every partition, dual stack as well."""
_TRUE = ("true", "1", "yes", "on")
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """The hosts of AWS calls; a service without a URL is called at AWS's own endpoint."""

    region: str
    """Never empty: signing needs one."""
    partition: str = "aws"
    urls: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Service (one of SERVICES) → the URL that overrides its endpoint, or an empty string."""
    fips: bool = False
    dual_stack: bool = False
    ca_bundle: str = ""
    """A file of certificates to trust instead of the built-in ones."""
    sts_regional: str = "regional"
    """`regional`, or `legacy`: some regions are then served by the global endpoint."""
    notice: str = ""
    """A sentence when calls do not go to AWS itself, else empty."""
    named_by: str = ""
    """Who names `url`: a variable, or `the profile`; empty without an override."""
    unsafe: ConfigError | None = None
    """Why nothing may be sent there, for who can do without (see `sts_endpoint`)."""
    env: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """The environment, for the proxies."""

    @property
    def override_variable(self) -> str:
        """The variable that names `url`; empty where the profile does, or nothing."""
        return "" if self.named_by == _PROFILE else self.named_by

    @property
    def url(self) -> str:
        """The URL that overrides the STS endpoint, or an empty string."""
        return self.override("sts")

    def override(self, service: str) -> str:
        """Return the URL that overrides a service's endpoint, or an empty string."""
        return self.urls.get(service, "")

    def host(self, service: str = "sts") -> str:
        """Return the host that is asked, for messages."""
        named = urlsplit(self.override(service)).netloc.rpartition("@")[2]
        if named:
            return named

        return aws_host(
            service,
            self.region,
            fips=self.fips,
            dual_stack=self.dual_stack,
            sts_regional=self.sts_regional,
        )

    def address(self, service: str = "sts") -> str:
        """Return the URL that is asked: scheme and host at least."""
        return self.override(service) or f"https://{self.host(service)}"


def sts_endpoint(
    env: Mapping[str, str],
    *,
    region: str = "",
    partition: str = "",
    profile_url: str = "",
    service_urls: Mapping[str, str] = _NOTHING,
    ignored: bool = False,
    fips: bool | None = None,
    dual_stack: bool | None = None,
    ca_bundle: str = "",
    sts_regional: str = "",
    allowed: Iterable[str] = (),
    may_do_without: bool = False,
) -> Endpoint:
    """Return where to ask, for a role of `partition` reached by a profile with these values.

    `profile_url` is the profile's for every service, `service_urls` has its own of some, by
    botocore's names. Raises ConfigError for a profile's plain-HTTP URL that is neither `allowed`
    nor this machine's; with `may_do_without` that error is in the endpoint instead.
    """
    partition = partition or find_partition(region)
    env = {**env, IGNORE_URLS: "true"} if ignored else env
    urls, source = _urls(env, profile_url, service_urls)
    unsafe = _plain_http(urls, source, allowed)
    if unsafe is not None and not may_do_without:
        raise unsafe
    return Endpoint(
        region=_region_in(partition, region),
        partition=partition,
        urls=urls,
        fips=_is_on(env, USE_FIPS, fips),
        dual_stack=_is_on(env, USE_DUAL_STACK, dual_stack),
        ca_bundle=env.get(CA_BUNDLE) or ca_bundle or env.get("REQUESTS_CA_BUNDLE", ""),
        sts_regional=env.get(STS_REGIONAL) or sts_regional or "regional",
        notice=_notice(urls["sts"], source["sts"], env),
        named_by=source["sts"],
        unsafe=unsafe,
        env=env,
    )


def _region_in(partition: str, region: str) -> str:
    """Return a region if it is of the partition, else the partition's default."""
    if region and find_partition(region) == partition:
        return region
    return DEFAULT_REGIONS.get(partition, "us-east-1")


def find_partition(region: str) -> str:
    """Return the partition a region's code belongs to; an unknown or empty one is `aws`."""
    if region.endswith("-global"):  # botocore's name for a partition's global endpoints
        return region.removesuffix("-global") if region[:-7] in DEFAULT_REGIONS else "aws"
    return next((name for prefix, name in _PREFIXES if region.startswith(prefix)), "aws")


def is_aws_host(url: str) -> bool:
    """Return whether `url` is empty (AWS's own endpoint) or names a host of AWS over https."""
    parts = urlsplit(url)
    return not url or (parts.scheme == "https" and (parts.hostname or "").endswith(_AWS_DOMAINS))


def is_loopback(url: str) -> bool:
    """Return whether `url` names this machine itself."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


_PROFILE = "the profile"


def _urls(
    env: Mapping[str, str], profile_url: str, service_urls: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the URL that overrides each service's endpoint, and who names it.

    The order is that of the AWS SDKs and Tools Reference Guide, "Service-specific endpoints":
    AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the profile's for the service, the profile's.
    A profile's URL for every service is taken to be STS's: a sign-in's token never goes there,
    and IAM is asked there only when it is not AWS's.
    """
    found = {
        service: _override(env, service, service_urls.get(service, "")) for service in SERVICES
    }
    if not found["sts"][0]:
        found["sts"] = _override(env, "sts", profile_url)
    if not found["iam"][0] and not is_aws_host(found["sts"][0]):
        found["iam"] = found["sts"]
    return (
        {service: url for service, (url, _) in found.items()},
        {service: source for service, (_, source) in found.items()},
    )


def _override(env: Mapping[str, str], service: str, profile_url: str) -> tuple[str, str]:
    """Return the overriding URL and who names it; both are empty when nothing does."""
    if env.get(IGNORE_URLS, "").lower() in _TRUE:
        return "", ""
    for variable in (f"{ENDPOINT_URL}_{service.upper().replace('-', '_')}", ENDPOINT_URL):
        if env.get(variable):
            return _checked(env[variable], variable), variable
    return (_checked(profile_url, _PROFILE), _PROFILE) if profile_url else ("", "")


def _is_on(env: Mapping[str, str], variable: str, profile: bool | None) -> bool:
    """Return whether an endpoint's variant is asked for, the variable before the profile."""
    said = env.get(variable)
    return said.lower() == "true" if said else bool(profile)


def _checked(url: str, source: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = None
    if not usable:
        raise ConfigError(f"the endpoint that {source} names is not a URL: {url[:200]}")
    return url


def _plain_http(
    urls: Mapping[str, str], source: Mapping[str, str], allowed: Iterable[str]
) -> ConfigError | None:
    """Return the error for a plain-HTTP URL of the profile's that may not be used, or None."""
    named = {item.rstrip("/") for item in allowed}
    for service, url in urls.items():
        ours = source[service] == _PROFILE and url.startswith("http:")
        if ours and not is_loopback(url) and url.rstrip("/") not in named:
            return ConfigError(
                f"the profile's endpoint {url[:200]} would carry secrets in the clear",
                hint="use https, or name it in the settings: allowed_endpoints = [...]",
            )
    return None


def _notice(url: str, source: str, env: Mapping[str, str]) -> str:
    if is_aws_host(url) or (env.get("SWTUI_DEMO") and is_loopback(url)):
        return ""
    return f"calls go to {urlsplit(url).netloc.rpartition('@')[2]} ({source}), not to AWS"

"""Which of AWS's hosts serves a service, by the rules that botocore itself goes by."""

from __future__ import annotations

import functools
from typing import Any


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
    from botocore.loaders import Loader

    loader = Loader()
    rules = loader.load_service_model(service, "endpoint-rule-set-1")
    return EndpointProvider(rules, loader.load_data("partitions"))

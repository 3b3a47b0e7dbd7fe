"""Checks: what stands between us and AWS, whatever was refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from swtui.access.explanation.history import History
from swtui.aws.endpoint import Endpoint
from swtui.aws.proxies import proxies_for, proxy_host


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    """`endpoint`, `proxy` or `last-worked`."""
    note: bool
    """Whether it is out of the ordinary, and may have to do with a refusal."""
    sentence: str
    """What was found, raw."""


def checks_of(
    endpoint: Endpoint, env: Mapping[str, str], history: History | None, now: float
) -> tuple[Check, ...]:
    """Return where calls go, through what, and what changed since it last worked; asks nobody."""
    since = () if history is None else (Check("last-worked", True, history.words(now)),)
    return (*_checks(endpoint, env), *since)


def _checks(endpoint: Endpoint, env: Mapping[str, str]) -> Iterator[Check]:
    region = f"calls go to {endpoint.host()}, in region {endpoint.region}"
    yield Check("endpoint", bool(endpoint.notice), endpoint.notice or region)
    for proxy in proxies_for(endpoint.address(), env).values():
        yield Check("proxy", True, f"calls go through the proxy {proxy_host(proxy)} (HTTPS_PROXY)")

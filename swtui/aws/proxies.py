"""Find the proxy for a host in the environment's variables."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from swtui.secret import Secret


def proxies_for(url: str, env: Mapping[str, str]) -> dict[str, Secret]:
    """Return scheme → proxy URL for a call to `url`, empty when it goes directly.

    Reads `https_proxy`, `http_proxy` and `no_proxy` in either case, as curl and botocore do. A
    proxy's URL may hold a password, so it is a Secret.
    """
    parts = urlsplit(url)
    named = _either(env, f"{parts.scheme}_proxy")
    if not named or _is_excluded(parts.hostname or "", parts.netloc, _either(env, "no_proxy")):
        return {}
    return {parts.scheme: Secret(named)}


def proxy_host(proxy: Secret) -> str:
    """Return the host and port of a proxy, without user and password."""
    return proxy.reveal().rpartition("@")[2].rpartition("//")[2].split("/")[0]


def proxy_to(url: str, env: Mapping[str, str]) -> str:
    """Return the host and port of the proxy on the way to `url`; nothing where there is none."""
    return next((proxy_host(proxy) for proxy in proxies_for(url, env).values()), "")


def through(host: str, proxy: str) -> str:
    """Return a host as messages name it, with the proxy on the way to it, if there is one."""
    return f"{host} through the proxy {proxy}" if proxy else host


def _either(env: Mapping[str, str], name: str) -> str:
    return env.get(name) or env.get(name.upper()) or ""


def _is_excluded(host: str, host_and_port: str, no_proxy: str) -> bool:
    """Whether `no_proxy` (a comma-separated list of hosts and domains, or `*`) names the host."""
    for entry in no_proxy.lower().split(","):
        name = entry.strip().lstrip(".")
        if name == "*" or (name and name in (host, host_and_port)):
            return True
        if name and host.endswith(f".{name}"):
            return True
    return False

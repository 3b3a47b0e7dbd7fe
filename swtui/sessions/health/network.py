"""Check where calls to AWS go: endpoints, proxies and CA bundles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from swtui.aws.endpoint import is_aws_host, is_loopback, sts_endpoint
from swtui.aws.proxies import proxy_host
from swtui.errors import ConfigError
from swtui.files import shown_path
from swtui.health import HealthLine, State
from swtui.roles.chain_builder import profile_endpoint
from swtui.secret import Secret

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles, Profile
    from swtui.settings import Settings

AREA = "network"
_ALL = "AWS_ENDPOINT_URL"
_IGNORE = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
_OURS = ("", "STS", "IAM", "SSO", "SSO_OIDC", "SIGNIN")
"""Services whose endpoint decides about credentials; the empty one means all of them."""
_PROXY_SCHEMES = ("http", "https")


def address_lines(
    env: Mapping[str, str], files: AwsFiles, settings: Settings
) -> Iterator[HealthLine]:
    """Yield the lines about endpoints, proxies (never their passwords) and CA bundles."""
    yield from _endpoints(env)
    for profile in files.profiles.values():
        if not profile.problems:
            yield from _of_profile(profile, files, settings, env)
    for scheme in ("https", "http"):
        yield from _proxy(scheme, env)
    for variable in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        if path := env.get(variable, ""):
            yield from _bundle(path, variable, env)
            break
    if env.get("AWS_STS_REGIONAL_ENDPOINTS", "").lower() == "legacy":
        text = "AWS_STS_REGIONAL_ENDPOINTS=legacy: some regions are served by one far endpoint"
        yield HealthLine(
            area=AREA, state="warning", text=text, hint="unset AWS_STS_REGIONAL_ENDPOINTS"
        )


def _endpoints(env: Mapping[str, str]) -> Iterator[HealthLine]:
    named = sorted(name for name in env if name == _ALL or name.startswith(_ALL + "_"))
    named = [name for name in named if env[name]]
    if named and env.get(_IGNORE, "").lower() in ("true", "1", "yes", "on"):
        yield HealthLine(area=AREA, state="ok", text=f"{_IGNORE} turns off {', '.join(named)}")
        return
    for name in named:
        service = name[len(_ALL) + 1 :]
        yield _endpoint(name, service, env, others=f"{_ALL}_STS" in named)


def _endpoint(name: str, service: str, env: Mapping[str, str], *, others: bool) -> HealthLine:
    url = env[name]
    host = _host(url)
    if not host:
        return HealthLine(
            area=AREA, state="problem", text=f"{name} is not a URL", hint=f"unset {name}"
        )
    what = f"{service} calls" if service else "all calls but STS's" if others else "all calls"
    text = f"{what} go to {host} ({name}), not to AWS"
    if is_aws_host(url):
        return HealthLine(area=AREA, state="ok", text=f"{what} go to {host} ({name})")
    is_demo = bool(env.get("SWTUI_DEMO")) and is_loopback(url)
    state: State = "ok" if is_demo or service not in _OURS else "warning"
    if url.startswith("http:") and not is_loopback(url):
        text += ", unencrypted"
    return HealthLine(
        area=AREA, state=state, text=text, hint="" if state == "ok" else f"unset {name}"
    )


def _host(url: str) -> str:
    """Return the host and port of a URL, without user and password; empty without a host."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = None
    return parts.netloc.rpartition("@")[2] if usable else ""


def _of_profile(
    profile: Profile, files: AwsFiles, settings: Settings, env: Mapping[str, str]
) -> Iterator[HealthLine]:
    """Yield what is odd about a profile's own endpoint and CA bundle."""
    if "endpoint_url" in profile.values or "services" in profile.values:
        named = profile_endpoint(profile, files)
        url = dict(named.services).get("sts") or named.url
        place = profile.find_place("endpoint_url" if profile.get("endpoint_url") else "services")
        at = (place.file, place.line) if place else None
        try:
            found = sts_endpoint({}, profile_url=url, allowed=settings.allowed_endpoints)
        except ConfigError as problem:
            text = f"{profile.name}: {problem.message}"
            yield HealthLine(
                area=AREA,
                state="problem",
                text=text,
                hint=problem.hint or "write https://HOST",
                place=at,
            )
        else:
            if found.notice:
                text = f"{profile.name}: {found.notice}"
                yield HealthLine(
                    area=AREA,
                    state="warning",
                    text=text,
                    hint="remove it, unless that is meant",
                    place=at,
                )
    if path := profile.get("ca_bundle"):
        place = profile.find_place("ca_bundle")
        at = (place.file, place.line) if place else None
        for line in _bundle(path, f"ca_bundle of {profile.name}", env, at):
            if line.state != "ok":
                yield line


def _bundle(
    path: str, source: str, env: Mapping[str, str], place: tuple[str, int] | None = None
) -> Iterator[HealthLine]:
    """Say whether a file of certificates can be read; swtui opens it exactly as it is named."""
    shown = shown_path(path, env)
    try:
        with open(path, "rb") as stream:
            stream.read(1)
    except (OSError, ValueError):
        text = f"{source} names {shown}, which cannot be read: no call to AWS can be checked"
        hint = "put your company's certificates there, or remove that setting"
        yield HealthLine(area=AREA, state="problem", text=text, hint=hint, place=place)
    else:
        yield HealthLine(
            area=AREA, state="ok", text=f"certificates are checked against {shown} ({source})"
        )


def _proxy(scheme: str, env: Mapping[str, str]) -> Iterator[HealthLine]:
    lower = f"{scheme}_proxy"
    name = lower if env.get(lower) else lower.upper()
    value = env.get(name, "")
    if not value:
        return
    host = proxy_host(Secret(value))
    kind = value.partition("://")[0].lower() if "://" in value else "http"
    if not host or kind not in _PROXY_SCHEMES:
        text = f"{name} names no HTTP proxy, and AWS's tools know no other"
        yield HealthLine(
            area=AREA,
            state="problem",
            text=text,
            hint=f"set it to http://HOST:PORT, or unset {name}",
        )
        return
    without = _excluded(env)
    yield HealthLine(
        area=AREA, state="ok", text=f"{scheme} calls go through the proxy {host} ({name}){without}"
    )
    if env.get(lower.upper(), value) not in ("", value):
        text = f"{lower} and {lower.upper()} differ; {lower} counts"
        yield HealthLine(area=AREA, state="warning", text=text, hint=f"unset {lower.upper()}")


def _excluded(env: Mapping[str, str]) -> str:
    hosts = env.get("no_proxy") or env.get("NO_PROXY") or ""
    return f", but not those to {hosts[:200]}" if hosts else ""

"""Find the region and endpoint variables that are handed over besides keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from swtui.aws.endpoint import find_partition
from swtui.errors import ConfigError
from swtui.health import HealthLine
from swtui.roles.arn import is_region, is_region_name, parse_role_arn, split_arn
from swtui.roles.chain_builder import profile_endpoint
from swtui.roles.role import Problem
from swtui.sessions.options import AssumeOptions
from swtui.user_values import (
    CA_BUNDLE,
    ENDPOINT_URL,
    IGNORE_URLS,
    REGIONS,
    STS_REGIONAL,
    USE_DUAL_STACK,
    USE_FIPS,
    is_endpoint_name,
    user_environment,
)

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.roles.catalogue import Catalogue
    from swtui.roles.chain import Chain, ProfileEndpoint

_WITHOUT_STS = ("keys", "environment", "process", "ec2", "ecs")
"""Starts whose credentials come without any call to STS."""
_NO_OPTIONS = AssumeOptions()
_SWITCHED_ON = ("true", "1", "yes", "on")


def can_do_without_sts(chain: Chain) -> bool:
    """Return whether the chain's credentials come without any call to STS: it has no hops, say."""
    return not chain.hops and chain.start is not None and chain.start.kind in _WITHOUT_STS


def handed_region(
    chain: Chain, files: AwsFiles, own: Mapping[str, str], options: AssumeOptions
) -> str:
    """Return the region to hand over: asked for, the profile's, the user's own, else none.

    `own` is the user's environment (see `user_environment`). The role's partition decides: a
    region of another one is never handed over. Raises ConfigError for such a region that was
    asked for, and for what is no region.
    """
    partition = find_role_partition(chain, files)
    usable = is_region_name if can_do_without_sts(chain) or _has_own_sts(chain, own) else is_region
    if options.region and not usable(options.region):
        raise ConfigError(f"{options.region!r} is not a region", hint="such as eu-west-1")
    if options.region and partition not in ("", find_partition(options.region)):
        raise ConfigError(
            f"the region {options.region} is in the partition {find_partition(options.region)}, "
            f"and the role is in {partition}",
            hint="name a region of the role's partition, or leave out --region",
        )
    names = (options.region, chain.region, *(own.get(name, "") for name in REGIONS))
    fits = (name for name in names if name and usable(name))
    return next((name for name in fits if partition in ("", find_partition(name))), "")


def find_role_partition(chain: Chain, files: AwsFiles) -> str:
    """Return the partition of the role that a chain ends in; empty where nothing says it."""
    if chain.hops:
        return chain.hops[-1].role.partition
    profile = files.profiles.get(chain.start.profile or "") if chain.start else None
    if chain.start is None or profile is None:
        return ""
    if chain.start.kind == "web-identity":
        arn = parse_role_arn(profile.get("role_arn"))
        return "" if isinstance(arn, str) else arn.partition
    if chain.start.kind == "sso":
        session = files.sso_sessions.get(profile.get("sso_session"))
        region = (session.get("sso_region") if session else "") or profile.get("sso_region")
        return find_partition(region) if region else ""
    if chain.start.kind == "login":
        return split_arn(profile.get("login_session")).partition
    return ""


def handed_endpoint(
    chain: Chain, files: AwsFiles, own: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return what the profile says about its endpoint as variables: pairs of name and value.

    The commands would read `[default]` for it, or nothing. A variable that the user has set
    counts more than a profile, as in AWS's tools, and is left alone.
    """
    profile = files.profiles.get("default")
    default = profile_endpoint(profile, files) if profile is not None else None
    return tuple(_variables(chain.endpoint, default, own))


def _variables(
    endpoint: ProfileEndpoint, default: ProfileEndpoint | None, own: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    yield from _urls(endpoint, default, own)
    for name, value, usual in (
        (USE_FIPS, endpoint.fips, default and default.fips),
        (USE_DUAL_STACK, endpoint.dual_stack, default and default.dual_stack),
    ):
        if not own.get(name) and (value or usual):
            yield name, "true" if value else "false"
    for name, text in ((STS_REGIONAL, endpoint.sts_regional), (CA_BUNDLE, endpoint.ca_bundle)):
        if text and not own.get(name):
            yield name, text


def _urls(
    endpoint: ProfileEndpoint, default: ProfileEndpoint | None, own: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    if own.get(IGNORE_URLS, "").lower() in _SWITCHED_ON:
        return
    if endpoint.ignored:
        yield IGNORE_URLS, "true"
        return
    if own.get(ENDPOINT_URL):
        return  # it counts more than all that a profile names
    if endpoint.url:
        yield ENDPOINT_URL, endpoint.url
    for service, url in endpoint.services:
        name = f"{ENDPOINT_URL}_{service.upper()}"
        if is_endpoint_name(name) and not own.get(name):
            yield name, url
    users = any(own[name] for name in own if name.startswith(ENDPOINT_URL))
    if default is not None and default.has_urls and not endpoint.has_urls and not users:
        yield IGNORE_URLS, "true"


def handed_warnings(
    chain: Chain, files: AwsFiles, own: Mapping[str, str], options: AssumeOptions
) -> tuple[Problem, ...]:
    """Return what commands get otherwise than the files seem to say: a region, an endpoint."""
    warnings = (_foreign_region(chain, files, options), _endpoint_of_default(chain, files, own))
    return tuple(problem for problem in warnings if problem is not None)


def handed_lines(catalogue: Catalogue, env: Mapping[str, str]) -> Iterator[HealthLine]:
    """Yield the same warnings for every usable profile, as lines of health."""
    own = user_environment(env)
    for role in catalogue.roles:
        if role.problem is not None or role.kind == "none":
            continue
        for problem in handed_warnings(catalogue.chain(role), catalogue.files, own, _NO_OPTIONS):
            at = (problem.place.file, problem.place.line) if problem.place else None
            text = f"{role.name}: {problem.message}"
            yield HealthLine(
                area="profiles",
                state="warning",
                text=text,
                hint=problem.hint,
                place=at,
                about=role.name,
                shared=problem.message,
            )


def _foreign_region(chain: Chain, files: AwsFiles, options: AssumeOptions) -> Problem | None:
    """Return the problem of a profile's region that is not handed over."""
    partition, theirs = find_role_partition(chain, files), find_partition(chain.region)
    if not chain.region or options.region or partition in ("", theirs):
        return None
    passed = [(chain.start and chain.start.profile) or "", *(hop.profile for hop in chain.hops)]
    profiles = [files.profiles[name] for name in reversed(passed) if name in files.profiles]
    place = next(
        (p.find_place("region") for p in profiles if p.get("region") == chain.region), None
    )
    message = (
        f"the region {chain.region} is in the partition {theirs}, and the role is in "
        f"{partition}: the region is not used"
    )
    return Problem(message=message, place=place, hint=f"write a region of {partition}")


def _endpoint_of_default(chain: Chain, files: AwsFiles, own: Mapping[str, str]) -> Problem | None:
    """Return the problem of an endpoint of `[default]` that no variable keeps from commands."""
    profile = files.profiles.get("default")
    default = profile_endpoint(profile, files) if profile is not None else None
    if profile is None or default is None or default.ignored or default == chain.endpoint:
        return None
    variables = {**own, **dict(handed_endpoint(chain, files, own))}
    if variables.get(ENDPOINT_URL) or variables.get(IGNORE_URLS, "").lower() in _SWITCHED_ON:
        return None
    left = [
        name for name, _ in default.services if not variables.get(f"{ENDPOINT_URL}_{name.upper()}")
    ]
    if not default.url and not left:
        return None
    which = "every service that has no endpoint of its own" if default.url else ", ".join(left)
    message = f"[default] names an endpoint, and commands use it for {which}"
    place = profile.find_place("endpoint_url" if default.url else "services")
    return Problem(message=message, place=place, hint="set endpoint_url in the profile as well")


def _has_own_sts(chain: Chain, own: Mapping[str, str]) -> bool:
    named = chain.endpoint.url or dict(chain.endpoint.services).get("sts")
    return bool(named or own.get(ENDPOINT_URL) or own.get(f"{ENDPOINT_URL}_STS"))

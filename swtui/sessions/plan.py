"""Plan: all that is decided about a session before anything is asked or sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from swtui.aws.endpoint import Endpoint, sts_endpoint
from swtui.errors import ConfigError
from swtui.roles.arn import is_region
from swtui.roles.chain import Start
from swtui.sessions.cache_key import mfa_token_key, session_keys
from swtui.sessions.options import AssumeOptions
from swtui.sessions.walk import Route

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.roles.chain import Chain
    from swtui.roles.role import Role
    from swtui.settings import Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """A role, how it is reached, where AWS is asked, and what the stages are kept under."""

    role: Role
    chain: Chain
    start: Start
    options: AssumeOptions
    endpoint: Endpoint
    region: str
    """The region to hand over, or empty."""
    keys: tuple[str, ...]
    """The store's key of each stage: the start's, then one per hop."""
    token_key: str
    """The key of the session that one MFA code opens for all; empty without MFA at the start."""
    wanted: int | None
    """The seconds the last session shall last; None leaves it to AWS."""

    @property
    def last_stage(self) -> int:
        """The stage of the role itself: the number of hops."""
        return len(self.chain.hops)

    def route(self, files: AwsFiles, env: Mapping[str, str], settings: Settings) -> Route:
        """Return what a walk needs of the plan."""
        return Route(self.chain, self.start, files, env, settings, self.options, self.endpoint)


def make_plan(
    role: Role,
    chain: Chain,
    files: AwsFiles,
    env: Mapping[str, str],
    settings: Settings,
    options: AssumeOptions,
) -> Plan:
    """Return the plan for a role. Raises ConfigError when its chain or its endpoint is broken."""
    if chain.problem is not None or chain.start is None:
        raise _broken(role, chain)
    start = Start("ec2", None) if options.instance_role else chain.start
    chain = replace(chain, start=start)
    region = handed_region(chain, env, options)
    endpoint = endpoint_of(chain, env, settings, region)
    last = chain.hops[-1] if chain.hops else None
    wanted = options.duration or (last.duration if last else None) or settings.duration or None
    keys = session_keys(
        chain,
        files,
        env,
        options,
        endpoint,
        session_name=settings.session_name,
        duration=settings.duration or None,
    )
    first = chain.hops[0] if chain.hops else None
    serial = (options.mfa_serial if len(chain.hops) == 1 else "") or (
        first.mfa_serial if first else ""
    )
    token_key = mfa_token_key(start, files, env, serial, endpoint) if serial else ""
    return Plan(role, chain, start, options, endpoint, region, keys, token_key, wanted)


def endpoint_of(chain: Chain, env: Mapping[str, str], settings: Settings, region: str) -> Endpoint:
    """Return where a chain's calls go. Raises ConfigError for an endpoint that cannot be used."""
    return sts_endpoint(
        env,
        region=region,
        partition=chain.hops[-1].role.partition if chain.hops else "",
        profile_url=chain.endpoint_url,
        ignored=chain.ignores_endpoints,
        ca_bundle=chain.ca_bundle,
        sts_regional=chain.sts_regional,
        allowed=settings.allowed_endpoints,
    )


def handed_region(chain: Chain, env: Mapping[str, str], options: AssumeOptions) -> str:
    """Return the region to hand over: asked for, the profile's, the environment's, else none."""
    if options.region and not is_region(options.region):
        raise ConfigError(f"{options.region!r} is not a region", hint="such as eu-west-1")
    around = (env.get("AWS_REGION", ""), env.get("AWS_DEFAULT_REGION", ""))
    return next((name for name in (options.region, chain.region, *around) if is_region(name)), "")


def _broken(role: Role, chain: Chain) -> ConfigError:
    place = chain.problem.place if chain.problem else None
    message = chain.problem.message if chain.problem else "it leads to no credentials"
    return ConfigError(
        f"{role.name}: {message}",
        hint="mend it there; `swtui list` shows every broken profile",
        file=place.file if place else None,
        line=place.line if place else None,
    )

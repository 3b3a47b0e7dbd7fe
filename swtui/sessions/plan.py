"""Plan: the decisions about a session before anyone is asked and anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from swtui.aws.endpoint import Endpoint, sts_endpoint
from swtui.aws.metadata import has_container
from swtui.errors import (
    BadAnswerError,
    ConfigError,
    UsageError,
)
from swtui.files import shown_path
from swtui.records import record, replace
from swtui.roles.arn import find_permission_set, parse_session_arn
from swtui.roles.chain import Start
from swtui.roles.hints import describe_next_step
from swtui.sessions.cache_key import mfa_token_key, session_keys
from swtui.sessions.credentials import UNKNOWN
from swtui.sessions.handoff_values import (
    can_do_without_sts,
    find_role_partition,
    handed_endpoint,
    handed_region,
    handed_warnings,
)
from swtui.sessions.options import AssumeOptions
from swtui.sessions.request import OF_THE_CALL, SessionRequest
from swtui.sessions.sts import IssuedCredentials
from swtui.user_values import user_environment

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.roles.chain import Chain, Start
    from swtui.roles.role import Problem, Role
    from swtui.settings import Settings


@record
class Plan:
    """A role, its chain, where AWS is called, and the cache names of its stages."""

    role: Role
    chain: Chain
    start: Start
    options: AssumeOptions
    endpoint: Endpoint
    region: str
    """The region to hand over, or empty."""
    variables: tuple[tuple[str, str], ...]
    """The variables of the profile's endpoint to hand over: see `handed_endpoint`."""
    keys: tuple[str, ...]
    """The store's key of each stage: the start's, then one per hop."""
    token_key: str
    """The key of the session that one MFA code opens for all; empty without MFA at the start."""
    wanted: int | None
    """The seconds the last session shall last; None leaves it to AWS."""
    notes: tuple[str, ...] = ()
    """The notes that are reported with a new session: sentences."""

    @property
    def request(self) -> str:
        """The request of the role's session, as text."""
        asked = self.options
        if self.start.kind != "environment":
            asked = replace(asked, chain=False)  # it was allowed, and not needed
        return SessionRequest(asked, self.role.source_profile).text()

    @property
    def last_stage(self) -> int:
        """The stage of the role itself: the number of hops."""
        return len(self.chain.hops)

    def route(
        self,
        files: AwsFiles,
        env: Mapping[str, str],
        settings: Settings,
        *,
        needs_identity: bool = True,
    ) -> Route:
        """Return what a walk needs of the plan.

        Without `needs_identity` plain keys are good though nothing says whose they are; other
        credentials only where no account is named that they must be of.
        """
        is_checked = self.role.account.id and self.start.kind != "keys"
        needs = needs_identity or bool(is_checked) or not can_do_without_sts(self.chain)
        return Route(
            chain=self.chain,
            start=self.start,
            files=files,
            env=env,
            settings=settings,
            options=self.options,
            endpoint=self.endpoint,
            needs_identity=needs,
        )


def make_plan(
    role: Role,
    chain: Chain,
    files: AwsFiles,
    env: Mapping[str, str],
    settings: Settings,
    options: AssumeOptions,
) -> Plan:
    """Return the plan for a role.

    Raises ConfigError when its chain or its endpoint is broken, UsageError for an option of
    AssumeRole where no role is assumed: the session would not be the one that was asked for.
    """
    if chain.problem is not None or chain.start is None:
        raise _broken(role, chain)
    _refuse_options_of_a_call(role, chain, options)
    start = Start(kind="ec2", profile=None) if options.instance_role else chain.start
    chain = replace(chain, start=start)
    own = user_environment(env)
    region = handed_region(chain, files, own, options)
    endpoint = build_endpoint(chain, files, own, settings, region)
    last = chain.hops[-1].duration if chain.hops else None
    serial = _first_serial(chain, options)
    return Plan(
        role=role,
        chain=chain,
        start=start,
        options=options,
        endpoint=endpoint,
        region=region,
        variables=handed_endpoint(chain, files, own),
        keys=session_keys(chain, files, env, options, endpoint, settings),
        token_key=mfa_token_key(start, files, env, serial, endpoint) if serial else "",
        wanted=options.duration or last or settings.duration or None,
        notes=_notes(handed_warnings(chain, files, own, options), endpoint, env),
    )


def _first_serial(chain: Chain, options: AssumeOptions) -> str:
    """Return the MFA device of the first hop, or nothing."""
    asked = options.mfa_serial if len(chain.hops) == 1 else ""
    return asked or (chain.hops[0].mfa_serial if chain.hops else "")


def _notes(
    warnings: Iterable[Problem], endpoint: Endpoint, env: Mapping[str, str]
) -> tuple[str, ...]:
    places = ((problem.place, problem.message) for problem in warnings)
    located = (
        f"{shown_path(at.file, env)}:{at.line}: {text}" if at else text for at, text in places
    )
    return (*located, *([endpoint.notice] if endpoint.notice else ()))


def _refuse_options_of_a_call(role: Role, chain: Chain, options: AssumeOptions) -> None:
    if chain.hops:
        return
    asked = SessionRequest(options).pairs()
    given = " and ".join(dict.fromkeys(f"--{name}" for name, _ in asked if name in OF_THE_CALL))
    if given:
        raise UsageError(
            f"no role is assumed for {role.name}, so {given} would do nothing",
            hint=f"leave out {given}, or name a role that is assumed",
        )


def build_endpoint(
    chain: Chain, files: AwsFiles, env: Mapping[str, str], settings: Settings, region: str
) -> Endpoint:
    """Return where a chain's calls go. Raises ConfigError for an endpoint that cannot be used."""
    return sts_endpoint(
        env,
        region=region,
        partition=find_role_partition(chain, files),
        profile_url=chain.endpoint.url,
        service_urls={name.replace("_", "-"): url for name, url in chain.endpoint.services},
        ignored=chain.endpoint.ignored,
        fips=chain.endpoint.fips,
        dual_stack=chain.endpoint.dual_stack,
        ca_bundle=chain.endpoint.ca_bundle,
        sts_regional=chain.endpoint.sts_regional,
        allowed=settings.allowed_endpoints,
        may_do_without=can_do_without_sts(chain),
    )


def _broken(role: Role, chain: Chain) -> ConfigError:
    place = chain.problem.place if chain.problem else None
    message = (
        (chain.problem.fact or chain.problem.message)
        if chain.problem
        else "it leads to no credentials"
    )
    return ConfigError(
        f"{role.name}: {message}",
        hint=describe_next_step(chain.problem) if chain.problem else "",
        file=place.file if place else None,
        line=place.line if place else None,
    )


def refuse_own_environment(plan: Plan, env: Mapping[str, str]) -> None:
    """Refuse, inside a swtui shell, to take that shell's session for the start of a chain.

    A start in the container's variables is refused too: they are not handed on.

    Raises ConfigError.
    """
    inside = env.get("SWTUI_LEVEL") and plan.start.kind == "environment"
    if inside and not plan.options.chain:
        current_role = env.get("SWTUI_ROLE", "another role")
        raise ConfigError(
            f"{plan.role.name} starts in the environment, which has the session of {current_role}",
            hint="leave this swtui shell first, or start from that session with --chain",
        )
    if env.get("SWTUI_LEVEL") and plan.start.kind == "ecs" and not has_container(env):
        raise ConfigError(
            f"{plan.role.name} starts in the container's variables, which were taken away when "
            "this shell got its session",
            hint="leave this swtui shell first (in a switched shell: sw --off)",
        )


def check_identity(plan: Plan, result: IssuedCredentials) -> None:
    """Refuse credentials of another account than the profile names, or of another role.

    For a role that was assumed, see `identity_of_role`; this is for sign-ins and processes.
    Raises BadAnswerError.
    """
    role, identity = plan.role, result.identity
    if identity == UNKNOWN:
        return
    wanted = role.account.id
    if wanted and identity.account != wanted:
        raise BadAnswerError(
            f"wrong account: {role.name} is in {wanted}, and the credentials are of "
            f"{identity.account}",
            hint=_LOOK,
        )
    if plan.start.kind != "sso" or plan.chain.hops or not role.role_name:
        return
    session = parse_session_arn(identity.arn)
    name = session.role_name if session else ""
    if role.role_name not in (name, find_permission_set(name)):
        raise BadAnswerError(
            f"wrong role: {role.name} signs in to {role.role_name}, and the credentials are of "
            f"{identity.arn}",
            hint=_LOOK,
        )


_LOOK = "nothing was handed over; look at the profile"


@record
class Route:
    """The chain to walk, and the inputs of the walk."""

    chain: Chain
    start: Start
    files: AwsFiles
    env: Mapping[str, str]
    settings: Settings
    options: AssumeOptions
    endpoint: Endpoint
    needs_identity: bool = True
    """Whether a start alone is nothing worth until STS has said whose it is."""

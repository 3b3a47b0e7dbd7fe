"""Surroundings: who the surrounding shell is to AWS, and truthfully where that comes from."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from swtui.aws.clients import AwsCaller
from swtui.aws.deadline import Deadline, never
from swtui.aws.endpoint import Endpoint
from swtui.errors import (
    METADATA_REFUSED,
    ConfigError,
    MfaError,
    NetworkError,
    RefusedError,
    SwtuiError,
)
from swtui.records import record, replace
from swtui.roles.arn import parse_session_arn
from swtui.roles.recent import load_recent, remember_alias, remember_alias_denied
from swtui.sessions.active_credentials import ActiveCredentials, find_active_credentials
from swtui.sessions.caller_identity import CallerIdentityCache
from swtui.sessions.credentials import Identity
from swtui.sessions.durations import DurationMemory
from swtui.sessions.fact_cache import FactCache
from swtui.sessions.handoff_values import handed_region
from swtui.sessions.mfa import MfaAnswer, MfaPrompter, MfaQuestion
from swtui.sessions.options import AssumeOptions
from swtui.sessions.plan import Route, build_endpoint
from swtui.sessions.progress import silent
from swtui.sessions.stage_cache import disabled_stage_cache
from swtui.sessions.start import first_credentials, is_long_term
from swtui.sessions.sts import IssuedCredentials, Sts
from swtui.sessions.walk import ChainWalk
from swtui.shell_word import shell_word

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.roles.chain import Chain, Start
    from swtui.settings import Settings

ALIAS_SECONDS = 3.0
"""More is not waited for an account's alias."""


@record
class ShellIdentity:
    """The identity of the shell that started swtui."""

    identity: Identity | None
    """None when there are no credentials, or AWS was not asked yet."""
    source: str
    """The source of the credentials: see `ActiveCredentials.source`; `none`."""
    expires: int | None = None
    """Seconds since the epoch, where it is known."""
    warning: str = ""
    """A warning about them: a sentence, raw."""
    problem: SwtuiError | None = None
    """Why the identity is not known though there should be one."""


def identify_shell(
    env: Mapping[str, str],
    files: AwsFiles,
    settings: Settings,
    *,
    network: bool,
    deadline: Deadline | None = None,
    cancelled: Callable[[], bool] = never,
    clock: Callable[[], float] = time.time,
) -> ShellIdentity:
    """Return who the environment is; never raises for what it finds, but CancelledError.

    Without `network` it makes no call. A `credential_process` is never run,
    and MFA never asked for: the problem then says so.
    """
    active = find_active_credentials(env, files)
    shell = ShellIdentity(
        identity=None,
        source=active.source,
        expires=active.expires,
        warning=active.warning,
        problem=active.problem,
    )
    if active.chain is None or active.chain.start is None:
        return shell
    try:
        probe = _IdentityProbe(env, files, settings, active.chain, active.chain.start)
        if probe.endpoint.notice and not shell.warning:
            shell = replace(shell, warning=probe.endpoint.notice)
        if not network:
            return replace(shell, identity=probe.already_known(clock()))
        result = probe.ask(deadline or Deadline(), cancelled, clock)
        return _with_answer(shell, active, result, env)
    except (ConfigError, NetworkError, RefusedError, MfaError) as problem:
        is_machine = getattr(problem, "code", METADATA_REFUSED) == METADATA_REFUSED
        if active.may_be_absent and is_machine and not isinstance(problem, MfaError):
            return replace(shell, source="none")
        return replace(shell, problem=problem)


def _with_answer(
    shell: ShellIdentity,
    active: ActiveCredentials,
    result: IssuedCredentials,
    env: Mapping[str, str],
) -> ShellIdentity:
    shell = replace(
        shell, identity=result.identity, expires=result.credentials.expires_at or active.expires
    )
    account = env.get("SWTUI_ACCOUNT", "")
    if active.is_ours and account not in ("", result.identity.account):
        words = "the keys in this swtui shell are not the ones it was started with"
        return replace(shell, source="environment keys", warning=words)
    return shell


class _IdentityProbe:
    """One look at who a chain leads to."""

    def __init__(
        self,
        env: Mapping[str, str],
        files: AwsFiles,
        settings: Settings,
        chain: Chain,
        start: Start,
    ) -> None:
        self._env = env
        self._files = files
        self._settings = settings
        self._chain = chain
        self._start = start
        self._known = FactCache(env)
        self.endpoint = _endpoint(chain, files, env, settings)

    def already_known(self, now: float) -> Identity | None:
        """Return whose long-term keys these are, if it was asked before."""
        if self._chain.hops or not is_long_term(self._start, self._files, self._env):
            return None
        sts = Sts(aws=AwsCaller(endpoint=self.endpoint, deadline=Deadline()))
        credentials = first_credentials(
            self._start,
            self._files,
            self._env,
            aws=sts.aws,
            now=now,
        )
        identity = CallerIdentityCache(sts, self._known, self._env).known(credentials)
        return None if identity is None else self._with_alias(identity)

    def ask(
        self, deadline: Deadline, cancelled: Callable[[], bool], clock: Callable[[], float]
    ) -> IssuedCredentials:
        """Return what the chain leads to, asked of AWS. Raises what a walk raises."""
        if self._start.kind == "process":
            raise ConfigError(
                f"the credential_process of profile {self._start.profile} is not run unasked",
                hint=f"swtui whoami {shell_word(self._start.profile or '')} runs it",
            )
        aws = AwsCaller(endpoint=self.endpoint, deadline=deadline, cancelled=cancelled)
        sts = Sts(aws=aws, clock=clock)
        callers = CallerIdentityCache(sts, self._known, self._env)
        walk = ChainWalk(
            Route(
                chain=self._chain,
                start=self._start,
                files=self._files,
                env=self._env,
                settings=self._settings,
                options=AssumeOptions(),
                endpoint=self.endpoint,
            ),
            disabled_stage_cache(),
            sts=sts,
            callers=callers,
            prompter=MfaPrompter(
                ask=_ask_nobody, env={}, known=self._known, clock=clock, cancelled=cancelled
            ),
            duration_memory=DurationMemory(lambda _arn: None, lambda _arn, _lasting: None),
            report=silent,
        )
        if any(hop.mfa_serial for hop in self._chain.hops):
            raise _mfa_needed()
        result = walk.go()
        if not self._chain.hops:
            callers.learn(result.credentials, result.identity)
        return IssuedCredentials(result.credentials, self._ask_alias(result, sts))

    def _ask_alias(self, result: IssuedCredentials, sts: Sts) -> Identity:
        """Return the identity with the account's alias, unless it may not be read."""
        identity, recent = result.identity, load_recent(self._env)
        principal = _principal(identity.arn)
        if identity.account in recent.alias or principal in recent.alias_denied:
            return self._with_alias(identity)
        try:
            alias = sts.within(ALIAS_SECONDS).alias(result.credentials)
        except RefusedError:
            remember_alias_denied(self._env, principal)
            return identity
        except NetworkError:
            return identity  # a name for the eye; not worth an error
        remember_alias(self._env, identity.account, alias)
        return _named(identity, alias)

    def _with_alias(self, identity: Identity) -> Identity:
        return _named(identity, load_recent(self._env).alias.get(identity.account, ""))


def _named(identity: Identity, alias: str) -> Identity:
    return Identity(identity.account, identity.arn, identity.user_id, alias)


def _principal(arn: str) -> str:
    """Return the role of a session's ARN, the same for each of its sessions; else the ARN."""
    session = parse_session_arn(arn)
    return arn.removesuffix(f"/{session.session_name}") if session else arn


def _endpoint(
    chain: Chain, files: AwsFiles, env: Mapping[str, str], settings: Settings
) -> Endpoint:
    region = handed_region(chain, files, env, AssumeOptions())
    return build_endpoint(chain, files, env, settings, region)


def _ask_nobody(_question: MfaQuestion) -> MfaAnswer:
    raise _mfa_needed()


def _mfa_needed() -> MfaError:
    return MfaError(
        "the profile in force needs an MFA code, which is not asked for unasked",
        hint="swtui whoami NAME asks for it",
    )

"""Broker: get a session for a role, a cached one where that is as good."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING

from swtui.aws.clients import AwsCaller
from swtui.aws.deadline import Deadline, never
from swtui.aws.endpoint import find_partition
from swtui.errors import (
    ConfigError,
    LockHeld,
    SwtuiError,
    UsageError,
)
from swtui.records import replace
from swtui.roles.arn import split_arn
from swtui.roles.recent import remember_worked
from swtui.sessions.caller_identity import CallerIdentityCache
from swtui.sessions.credentials import Credentials, Session
from swtui.sessions.durations import load_duration_memory
from swtui.sessions.fact_cache import FactCache, digest
from swtui.sessions.fingerprint import session_fingerprint
from swtui.sessions.locks import WAIT_SECONDS, hold
from swtui.sessions.mfa import Ask, MfaAnswer, MfaPrompter, MfaQuestion
from swtui.sessions.options import AssumeOptions
from swtui.sessions.plan import Plan, check_identity, make_plan, refuse_own_environment
from swtui.sessions.progress import Progress, Report, silent
from swtui.sessions.recorded_walk import RecordingSts, WalkRecord, record_walk
from swtui.sessions.stage_cache import StageCache, StoredStages, disabled_stage_cache
from swtui.sessions.start import first_credentials, refuse_process_cycle
from swtui.sessions.sts import IssuedCredentials, Sts
from swtui.sessions.walk import ChainWalk

if TYPE_CHECKING:
    from swtui.roles.catalogue import Catalogue
    from swtui.roles.role import Role
    from swtui.sessions.cache.store import SessionStore
    from swtui.settings import Settings


__all__ = ["Ask", "Broker", "MfaAnswer", "MfaQuestion", "Progress", "Report"]

_NO_OPTIONS = AssumeOptions()
_REPLACED = "its chain starts in environment variables, which are replaced when it is handed over"
_IN_VARIABLES = ("environment", "ecs")
"""Starts that are found by variables which a session handed over takes away."""


class Broker:
    """Sessions for the roles of one catalogue. Threads may share it."""

    def __init__(
        self,
        env: Mapping[str, str],
        settings: Settings,
        catalogue: Catalogue,
        store: SessionStore,
        *,
        clock: Callable[[], float] = time.time,
        known: FactCache | None = None,
        lock_timeout: float = WAIT_SECONDS,
        lend_terminal: bool = False,
    ) -> None:
        """`clock` gives seconds since the epoch; `known` holds what was learnt from AWS before;
        `lock_timeout` is for how many seconds another process may make the same session;
        `lend_terminal` lets a credential_process or mfa_process ask on our terminal.
        """
        self._lend_terminal = lend_terminal
        self._lock_timeout = lock_timeout
        self._env = env
        self._settings = settings
        self._catalogue = catalogue
        self._store = store
        self._clock = clock
        self._known = FactCache(env) if known is None else known

    def session(
        self,
        role: Role,
        options: AssumeOptions = _NO_OPTIONS,
        *,
        ask: Ask,
        report: Report = silent,
        deadline: Deadline | None = None,
        cancelled: Callable[[], bool] = never,
        needs_identity: bool = False,
    ) -> Session:
        """Return a session for a role: a cached one, or a new one from AWS.

        `ask` gets an MFA code when one is needed, before anything is sent. The deadline is 15 s
        for all calls together, without a person's time. Without `needs_identity`, plain keys are
        good though STS does not say whose. Raises what `ChainWalk.go` raises, and LockHeld.
        """
        plan = self._plan(role, options)
        self._refuse_loops(plan)
        stages = StoredStages(self._store, plan, self._clock, report)
        result = None if options.refresh else stages.get(plan.last_stage)
        for note in plan.notes if result is None else filter(None, [plan.endpoint.notice]):
            report(Progress(hop_index=0, total=plan.last_stage, state="note", text=note))
        if result is not None:
            last = plan.last_stage
            report(Progress(hop_index=last, total=last, state="cached", text=result.identity.arn))
            return self._session(plan, result)
        clock = deadline or Deadline()
        aws = AwsCaller(endpoint=plan.endpoint, deadline=clock, cancelled=cancelled)
        with ExitStack() as stack:
            with clock.paused():
                waited = self._wait_for_turn(stack, plan, cancelled)
            result = stages.get(plan.last_stage) if waited and not options.refresh else None
            if result is None:
                cache = self._stage_cache(stack, stages, cancelled)
                sts = Sts(aws=aws, clock=self._clock)
                result = self._walk(plan, cache, sts, ask, report, needs_identity).go()
                self._remember(plan, result)
        check_identity(plan, result)
        return self._session(plan, result)

    def _remember(self, plan: Plan, result: IssuedCredentials) -> None:
        """Remember what decided a session that has just come about."""
        check_identity(plan, result)
        facts = session_fingerprint(plan, self._catalogue.files, self._env)
        remember_worked(self._env, plan.role.name, self._clock(), facts)

    def cached_session(self, role: Role, options: AssumeOptions = _NO_OPTIONS) -> Session | None:
        """Return the cached session of a role, if it is valid; makes no call, never raises."""
        try:
            plan = self._plan(role, options)
            result = StoredStages(self._store, plan, self._clock, silent).get(plan.last_stage)
        except SwtuiError:
            return None
        return None if result is None else self._session(plan, result)

    def is_cached(self, role: Role, options: AssumeOptions = _NO_OPTIONS) -> bool:
        """Whether `session` would return a cached session that was requested in this very way."""
        try:
            plan = self._plan(role, options)
            return (
                not options.refresh
                and StoredStages(self._store, plan, self._clock, silent).is_as_requested()
            )
        except SwtuiError:
            return False

    def delete_cached_session(self, role: Role, options: AssumeOptions = _NO_OPTIONS) -> bool:
        """Delete the cached session of a role; return whether there was one. Raises CacheError."""
        existed = self.cached_session(role, options) is not None
        try:
            key = self._plan(role, options).keys[-1]
        except (ConfigError, UsageError):
            return False  # what cannot be reached was never stored under this name
        self._store.remove(key)
        return existed

    def signer(
        self, role: Role, hop: int, options: AssumeOptions = _NO_OPTIONS
    ) -> Credentials | None:
        """Return who makes hop `hop` (from 1) of a role's chain, if that is at hand.

        For the first hop the start's credentials, for the others the cached session of the hop
        before. Makes no call for a hop. Raises what fetching a start raises.
        """
        plan = self._plan(role, options)
        if hop > 1:
            result = StoredStages(self._store, plan, self._clock, silent).get(hop - 1)
            return None if result is None else result.credentials
        self._refuse_loops(plan)
        return first_credentials(
            plan.start,
            self._catalogue.files,
            self._env,
            aws=AwsCaller(endpoint=plan.endpoint, deadline=Deadline()),
            now=self._clock(),
            lend_terminal=self._lend_terminal,
        )

    def endpoint_notice(self, role: Role, options: AssumeOptions = _NO_OPTIONS) -> str:
        """Return where the calls of a role go, if not to AWS; else nothing. Raises ConfigError."""
        return self._plan(role, options).endpoint.notice

    def key_for(self, role: Role, options: AssumeOptions = _NO_OPTIONS) -> str:
        """Return the store's key of a role's session. Raises ConfigError."""
        return self._plan(role, options).keys[-1]

    def _refuse_loops(self, plan: Plan) -> None:
        """Refuse a chain that would start in its own session. Raises ConfigError."""
        refuse_own_environment(plan, self._env)
        refuse_process_cycle(plan.start, self._catalogue.files, self._env)

    def _plan(self, role: Role, options: AssumeOptions) -> Plan:
        chain = self._catalogue.chain(role)
        return make_plan(role, chain, self._catalogue.files, self._env, self._settings, options)

    def _wait_for_turn(self, stack: ExitStack, plan: Plan, cancelled: Callable[[], bool]) -> bool:
        """Let one process at a time make a session that others can use; whether we did wait."""
        if not self._store.shared or not plan.chain.hops:
            return False
        try:
            return self._hold(stack, plan.keys[-1][:32], cancelled)
        except LockHeld:
            if any(hop.mfa_serial for hop in plan.chain.hops):
                raise  # a person is being asked there; two questions would confuse
            return False

    def record_walk(
        self,
        role: Role,
        options: AssumeOptions = _NO_OPTIONS,
        *,
        ask: Ask,
        report: Report = silent,
        cancelled: Callable[[], bool] = never,
    ) -> WalkRecord:
        """Walk a role's chain for the answers alone, without the cache.

        Asks for MFA as `session` does. Raises ConfigError before anything is sent where the chain
        cannot be walked, and CancelledError; every other end is in the record.
        """
        plan = self._plan(role, replace(options, refresh=True))  # nor what was learnt of it
        self._refuse_loops(plan)
        aws = AwsCaller(endpoint=plan.endpoint, deadline=Deadline(), cancelled=cancelled)
        sts = RecordingSts(aws=aws, clock=self._clock)
        callers = CallerIdentityCache(sts, self._known, self._env)
        with ExitStack() as stack:
            stages = disabled_stage_cache(self._mfa_lock(stack, cancelled))
            return record_walk(
                plan, sts, callers, lambda note: self._walk(plan, stages, sts, ask, note), report
            )

    def _stage_cache(
        self, stack: ExitStack, stages: StoredStages, cancelled: Callable[[], bool]
    ) -> StageCache:
        mfa_lock = self._mfa_lock(stack, cancelled)
        return StageCache(
            get=stages.get,
            put=stages.put,
            get_token=stages.get_token,
            put_token=stages.put_token,
            mfa_lock=mfa_lock,
        )

    def _mfa_lock(self, stack: ExitStack, cancelled: Callable[[], bool]) -> Callable[[str], object]:
        return lambda serial: self._hold(stack, f"mfa-{digest(serial)}", cancelled)

    def _hold(self, stack: ExitStack, name: str, cancelled: Callable[[], bool]) -> bool:
        return hold(stack, self._env, name, wait=self._lock_timeout, cancelled=cancelled)

    def _walk(
        self,
        plan: Plan,
        cache: StageCache,
        sts: Sts,
        ask: Ask,
        report: Report,
        needs_identity: bool = True,
    ) -> ChainWalk:
        prompter = MfaPrompter(
            ask=ask,
            env=self._env,
            known=self._known,
            clock=self._clock,
            cancelled=sts.aws.cancelled,
            lend_terminal=self._lend_terminal,
        )
        return ChainWalk(
            plan.route(
                self._catalogue.files,
                self._env,
                self._settings,
                needs_identity=needs_identity,
            ),
            cache,
            sts=sts,
            callers=CallerIdentityCache(sts, self._known, self._env),
            prompter=prompter,
            duration_memory=load_duration_memory(self._env, self._settings.duration),
            report=report,
        )

    def _session(self, plan: Plan, result: IssuedCredentials) -> Session:
        """Return the session as this role's; names and marks are those of today."""
        role, chain = plan.role, plan.chain
        arn = str(chain.hops[-1].role) if chain.hops else ""
        return Session(
            role.name,
            result.credentials,
            result.identity,
            region=_region(plan, result),
            variables=plan.variables,
            role_arn=arn,
            role_name=role.role_name,
            account_label=role.account.name or result.identity.account,
            production=role.production,
            long_term=not result.credentials.token,
            not_renewable=_REPLACED if plan.start.kind in _IN_VARIABLES else "",
            source_profile=role.source_profile,
            request=plan.request,
        )


def _region(plan: Plan, result: IssuedCredentials) -> str:
    """Return the region to hand over, unless AWS says that the role is in another partition."""
    partition = split_arn(result.identity.arn).partition
    elsewhere = bool(partition) and partition != find_partition(plan.region)
    return "" if elsewhere and not plan.endpoint.notice else plan.region

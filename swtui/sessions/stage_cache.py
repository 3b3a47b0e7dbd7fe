"""StageCache: the stages of one plan in the store, whose failure never stops a session."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from swtui.duration import SHORTEST_SESSION
from swtui.errors import (
    CacheError,
)
from swtui.records import record
from swtui.roles.arn import split_arn
from swtui.sessions.cache import payload
from swtui.sessions.cache.lifetime import FRESH, FRESH_IF_SHORT
from swtui.sessions.credentials import PLAIN, Credentials, Identity, Session
from swtui.sessions.plan import Plan
from swtui.sessions.progress import Progress, Report
from swtui.sessions.sts import IssuedCredentials

if TYPE_CHECKING:
    from swtui.sessions.cache.store import SessionStore


class StoredStages:
    """The stages of one plan in the session store."""

    def __init__(
        self,
        store: SessionStore,
        plan: Plan,
        clock: Callable[[], float],
        report: Report,
    ) -> None:
        self._store = store
        self._plan = plan
        self._clock = clock
        self._report = report
        self._unreadable = False
        """Whether an entry was found that is no session."""

    def get(self, stage: int) -> IssuedCredentials | None:
        """Return the cached session of a stage, if it still lasts long enough."""
        session = self._read(self._plan.keys[stage], self._margin(stage))
        return None if session is None else IssuedCredentials(session.credentials, session.identity)

    def is_as_requested(self) -> bool:
        """Return whether the role's own session is cached as the plan would leave it now.

        One that was made on the way to another role, or before the role was marked as
        production, or for another request, is not.
        """
        plan = self._plan
        session = self._read(plan.keys[plan.last_stage], self._margin(plan.last_stage))
        wanted = (plan.role.name, plan.role.source_profile, plan.role.production, plan.request)
        return session is not None and wanted == (
            session.name,
            session.source_profile,
            session.production,
            session.request,
        )

    def put(self, stage: int, result: IssuedCredentials) -> None:
        """Store the session of a stage until it expires."""
        role, hops = self._plan.role, self._plan.chain.hops
        is_last = stage == len(hops)
        name = role.name if is_last else hops[stage - 1].profile
        arn = str(hops[stage - 1].role) if stage else ""
        own = (role.source_profile, self._plan.request) if is_last else ("", PLAIN)
        self._write(self._plan.keys[stage], name, result, arn, *own)

    def get_token(self) -> Credentials | None:
        """Return the session with MFA in it that was opened for all roles of this start."""
        key = self._plan.token_key
        session = self._read(key, FRESH) if key else None
        return None if session is None else session.credentials

    def put_token(self, token: Credentials) -> None:
        """Store that session."""
        start = self._plan.start
        serial = self._plan.chain.hops[0].mfa_serial or self._plan.options.mfa_serial
        account = split_arn(serial).account
        result = IssuedCredentials(token, Identity(account, serial))
        self._write(self._plan.token_key, f"{start.profile or start.kind} (MFA)", result, "")

    def _margin(self, stage: int) -> int:
        is_short = (
            stage == self._plan.last_stage and 0 < (self._plan.wanted or 0) <= SHORTEST_SESSION
        )
        return FRESH_IF_SHORT if is_short else FRESH

    def _read(self, key: str, margin: int) -> Session | None:
        try:
            raw = self._store.get(key)
        except CacheError as problem:
            self._note(problem)
            return None
        session = payload.decode(raw) if raw is not None else None
        self._unreadable |= raw is not None and session is None and payload.is_current(raw)
        if session is None or session.credentials.expires_at is None:
            return None
        return session if session.credentials.expires_at - self._clock() >= margin else None

    def _write(
        self,
        key: str,
        name: str,
        result: IssuedCredentials,
        arn: str,
        source: str = "",
        request: str = PLAIN,
    ) -> None:
        role, expires_at = self._plan.role, result.credentials.expires_at
        if expires_at is None or not result.credentials.token:
            return
        session = Session(
            name,
            result.credentials,
            result.identity,
            region=self._plan.region,
            variables=self._plan.variables,
            role_arn=arn,
            role_name=split_arn(arn).name,
            account_label=role.account.name or result.identity.account,
            production=role.production,
            source_profile=source,
            request=request,
        )
        try:
            self._store.put(key, payload.encode(session), expires_at)
        except CacheError as problem:
            self._note(problem)
        self._note_damage()

    def _note_damage(self) -> None:
        """Say, once for each, that something damaged was found; a new entry has taken its place."""
        places = self._store.take_damaged()
        if places or self._unreadable:
            where = f" ({', '.join(places)})" if places else ""
            words = f"a cached session was damaged and is replaced{where}"
            self._report(
                Progress(hop_index=0, total=self._plan.last_stage, state="note", text=words)
            )
        self._unreadable = False

    def _note(self, problem: CacheError) -> None:
        words = f"the session is not cached: {problem.message}"
        self._report(Progress(hop_index=0, total=self._plan.last_stage, state="note", text=words))


def disabled_stage_cache(mfa_lock: Callable[[str], object] = lambda _serial: None) -> StageCache:
    """Return a keeping that finds nothing and leaves nothing behind."""

    def get(_stage: int) -> IssuedCredentials | None:
        return None

    def put(_stage: int, _made: IssuedCredentials) -> None:
        """Discard it."""

    def get_token() -> Credentials | None:
        return None

    def put_token(_token: Credentials) -> None:
        """Discard it."""

    return StageCache(get=get, put=put, get_token=get_token, put_token=put_token, mfa_lock=mfa_lock)


@record
class StageCache:
    """The cache of a walk; stage 0 is the start, stage n the nth hop."""

    get: Callable[[int], IssuedCredentials | None]
    put: Callable[[int, IssuedCredentials], None]
    get_token: Callable[[], Credentials | None]
    """Finds the session that one MFA code opened for all roles of this start."""
    put_token: Callable[[Credentials], None]
    mfa_lock: Callable[[str], object]
    """Waits until no other process asks for a code of this device; raises LockHeld."""

"""WalkRecord: a walk along a chain for its answers alone, without the cache."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from swtui.errors import CancelledError, RefusedError, SwtuiError
from swtui.roles.arn import RoleArn
from swtui.sessions.caller_identity import CallerIdentityCache
from swtui.sessions.credentials import Credentials, Identity
from swtui.sessions.plan import Plan, check_identity
from swtui.sessions.progress import Progress, Report
from swtui.sessions.sts import IssuedCredentials, Sts
from swtui.sessions.walk import ChainWalk


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """One AssumeRole that was made, and what came back."""

    role: RoleArn
    sent: Mapping[str, Any]
    """Its parameters by the API's names, without the MFA code."""
    by: Credentials
    answer: IssuedCredentials | SwtuiError
    seconds: float
    """The seconds that the answer took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkRecord:
    """The calls and the outcome of one walk."""

    plan: Plan
    calls: tuple[RecordedCall, ...]
    """In the order they were made; a hop may have several (a wrong code, a duration too long)."""
    steps: tuple[Progress, ...]
    """The notes that the walk reported."""
    error: SwtuiError | None = None
    """The error that ended the walk early; else None."""
    start: Identity | None = None
    """Who the first credentials are, if that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingSts(Sts):
    """An Sts that records each AssumeRole call."""

    seen: list[RecordedCall] = field(default_factory=list)

    def assume(
        self, parameters: Mapping[str, Any], by: Credentials, role: RoleArn
    ) -> IssuedCredentials:
        """Make the call, and record it with its answer."""
        sent = {name: value for name, value in parameters.items() if name != "TokenCode"}
        begun = time.monotonic()
        try:
            result = Sts.assume(self, parameters, by, role)
        except SwtuiError as error:
            self.seen.append(
                RecordedCall(
                    role=role, sent=sent, by=by, answer=error, seconds=time.monotonic() - begun
                )
            )
            raise
        self.seen.append(
            RecordedCall(
                role=role, sent=sent, by=by, answer=result, seconds=time.monotonic() - begun
            )
        )
        return result


def record_walk(
    plan: Plan,
    sts: RecordingSts,
    callers: CallerIdentityCache,
    start: Callable[[Report], ChainWalk],
    report: Report,
) -> WalkRecord:
    """Walk a chain and return what it met; `start` makes the walk that reports as it is given.

    Raises CancelledError; every other end is in the record.
    """
    steps: list[Progress] = []

    def note(progress: Progress) -> None:
        steps.append(progress)
        report(progress)

    result, ended = None, None
    try:
        result = start(note).go()
        check_identity(plan, result)
    except CancelledError:
        raise
    except SwtuiError as error:
        ended = error
    return WalkRecord(
        plan=plan,
        calls=tuple(sts.seen),
        steps=tuple(steps),
        error=ended,
        start=_start_identity(sts, callers, result),
    )


def _start_identity(
    sts: RecordingSts, callers: CallerIdentityCache, result: IssuedCredentials | None
) -> Identity | None:
    """Return who the first credentials are: known, or asked of AWS if it took them."""
    if not sts.seen:
        return result.identity if result is not None else None
    first = sts.seen[0]
    known = callers.known(first.by)
    if known is not None or not _is_taken(first.answer):
        return known
    try:
        return callers.identity(first.by)
    except SwtuiError:
        return None  # a name for the eye; the answers are what counts


def _is_taken(answer: IssuedCredentials | SwtuiError) -> bool:
    """Whether AWS knew the keys that signed a call, and its answer does not name their owner."""
    if isinstance(answer, RefusedError):
        return answer.code == "AccessDenied" and "User: arn:" not in answer.aws_message
    return isinstance(answer, IssuedCredentials)

"""Trial: a walk along a chain for the sake of the answers; what it makes is kept nowhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from swtui.errors import RefusedError, SwtuiError
from swtui.roles.arn import RoleArn
from swtui.sessions.callers import Callers
from swtui.sessions.credentials import Credentials, Identity
from swtui.sessions.plan import Plan
from swtui.sessions.progress import Progress
from swtui.sessions.sts import Made, Sts
from swtui.sessions.walk import Kept


@dataclass(frozen=True, slots=True)
class Call:
    """One AssumeRole that was made, and what came back."""

    role: RoleArn
    sent: Mapping[str, Any]
    """Its parameters by the API's names, without the MFA code."""
    by: Credentials
    answer: Made | SwtuiError
    seconds: float
    """How long the answer took."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a walk met."""

    plan: Plan
    calls: tuple[Call, ...]
    """In the order they were made; a hop may have several (a wrong code, a duration too long)."""
    steps: tuple[Progress, ...]
    """What the walk said of itself."""
    made: Made | None = None
    """What the chain led to; to be looked at and forgotten."""
    error: SwtuiError | None = None
    """What ended it, when it did not get there."""
    start: Identity | None = None
    """Who the first credentials are, if that is known."""


@dataclass(frozen=True, slots=True)
class WatchedSts(Sts):
    """An Sts that writes down each AssumeRole."""

    seen: list[Call] = field(default_factory=list)

    def assume(self, parameters: Mapping[str, Any], by: Credentials, role: RoleArn) -> Made:
        """Make the call as ever, and note it with its answer."""
        sent = {name: value for name, value in parameters.items() if name != "TokenCode"}
        begun = time.monotonic()
        try:
            made = Sts.assume(self, parameters, by, role)
        except SwtuiError as error:
            self.seen.append(Call(role, sent, by, error, time.monotonic() - begun))
            raise
        self.seen.append(Call(role, sent, by, made, time.monotonic() - begun))
        return made


def start_identity(sts: WatchedSts, callers: Callers, made: Made | None) -> Identity | None:
    """Return who the first credentials are: known, or asked of AWS if it took them."""
    if not sts.seen:
        return made.identity if made is not None else None
    first = sts.seen[0]
    known = callers.known(first.by)
    if known is not None or not _is_taken(first.answer):
        return known
    try:
        return callers.identity(first.by)
    except SwtuiError:
        return None  # a name for the eye; the answers are what counts


def _is_taken(answer: Made | SwtuiError) -> bool:
    """Whether AWS knew the keys that signed a call, and its answer does not name their owner."""
    if isinstance(answer, RefusedError):
        return answer.code == "AccessDenied" and "User: arn:" not in answer.aws_message
    return isinstance(answer, Made)


def keep_nothing(alone: Callable[[str], object] = lambda _serial: None) -> Kept:
    """Return a keeping that finds nothing and leaves nothing behind."""

    def get(_stage: int) -> Made | None:
        return None

    def put(_stage: int, _made: Made) -> None:
        """Forget it."""

    def get_token() -> Credentials | None:
        return None

    def put_token(_token: Credentials) -> None:
        """Forget it."""

    return Kept(get, put, get_token, put_token, alone)

"""A broker that answers from a script, and the scripts: MFA, waiting, refusals."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from swtui.errors import CancelledError, SwtuiError
from swtui.roles.role import Role
from swtui.secret import Secret
from swtui.sessions.credentials import Credentials, Identity, Session
from swtui.sessions.mfa import MfaAnswer, MfaQuestion
from swtui.sessions.options import AssumeOptions
from swtui.sessions.progress import Progress
from swtui.sessions.request import SessionRequest

NOW = 1_780_000_000.0
"""The sample's present: seconds since the epoch."""
CANARY = "canary-secret-access-key"


def session_for(
    role: Role,
    *,
    seconds: int = 2520,
    now: float = NOW,
    options: AssumeOptions = AssumeOptions(),  # noqa: B008
) -> Session:
    """Return a session of a role that ends so many seconds from the sample's present."""
    account = role.account.id or "123456789012"
    arn = f"arn:aws:sts::{account}:assumed-role/{role.role_name or 'base'}/jo"
    return Session(
        role.name,
        Credentials(
            "ASIAIOSFODNN7EXAMPLE", Secret(CANARY), Secret("canary-token"), int(now) + seconds
        ),
        Identity(account, arn),
        region=role.region,
        role_arn=role.arn,
        role_name=role.role_name,
        account_label=role.account.label,
        production=role.production,
        source_profile=role.source_profile,
        request=SessionRequest(options, role.source_profile).text(),
    )


Script = Callable[..., Session]
"""What a role's assuming does; called as `SampleBroker.session` is."""


class SampleBroker:
    """Answers at once, or as a role's script says; counts what it was asked."""

    def __init__(self) -> None:
        self.scripts: dict[str, Script] = {}
        self.kept: dict[str, Session] = {}
        self.asked: list[tuple[str, AssumeOptions]] = []

    def session(
        self,
        role: Role,
        options: AssumeOptions,
        *,
        ask: Callable[[MfaQuestion], MfaAnswer],
        report: Callable[[Progress], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Session:
        """Run the role's script, else make a session."""
        self.asked.append((role.name, options))
        script = self.scripts.get(role.name)
        if script is not None:
            session = script(role, ask=ask, report=report, cancelled=cancelled)
        else:
            session = session_for(role, options=options)
        self.kept[role.name] = session
        return session

    def cached_session(
        self,
        role: Role,
        options: AssumeOptions = AssumeOptions(),  # noqa: ARG002, B008
    ) -> Session | None:
        """Return what was cached."""
        return self.kept.get(role.name)

    def signer(
        self,
        role: Role,
        hop: int,
        options: AssumeOptions = AssumeOptions(),  # noqa: B008
    ) -> Credentials | None:
        """Return no one: nothing is read here."""

    def delete_cached_session(self, role: Role, options: AssumeOptions = AssumeOptions()) -> bool:  # noqa: ARG002, B008
        """Drop what was cached."""
        return self.kept.pop(role.name, None) is not None


def asking(code: str = "123456") -> Script:
    """Return a script that asks for an MFA code, and refuses every other."""

    def script(role: Role, *, ask: Any, report: Any, **_: Any) -> Session:
        report(Progress(hop_index=0, total=2, state="start", text=""))
        reason = ""
        for attempt in (1, 2, 3):
            report(Progress(hop_index=1, total=2, state="asking", text=""))
            answer = ask(mfa_question(role, attempt, reason))
            if answer.code == code:
                return session_for(role)
            reason = "MultiFactorAuthentication failed with invalid MFA one time pass code."
        raise SwtuiError("three wrong codes")

    return script


def mfa_question(role: Role, attempt: int = 1, reason: str = "") -> MfaQuestion:
    """Return a question for a role."""
    return MfaQuestion(
        serial="arn:aws:iam::123456789012:mfa/jo",
        role_label=role.name,
        source_profile="base",
        attempt=attempt,
        reason=reason,
        wait_until=None,
        can_do_once=True,
        demo_code="",
    )


def deaf(gate: threading.Event) -> Script:
    """Return a script that is answered when `gate` opens, whether or not anybody still waits."""

    def script(role: Role, **_other: Any) -> Session:
        gate.wait(20)
        return session_for(role)

    return script


def waiting(gate: threading.Event) -> Script:
    """Return a script that calls AWS until `gate` opens, or it is cancelled."""

    def script(role: Role, *, report: Any, cancelled: Any, **_other: Any) -> Session:
        report(Progress(hop_index=0, total=1, state="done", text=""))
        report(Progress(hop_index=1, total=1, state="calling", text=""))
        for _ in range(1000):
            if gate.wait(0.005):
                report(Progress(hop_index=1, total=1, state="done", text=""))
                return session_for(role)
            if cancelled():
                break
        raise CancelledError("cancelled")

    return script


def failing(error: SwtuiError) -> Script:
    """Return a script that raises."""

    def script(role: Role, **_: Any) -> Session:
        raise error

    return script


def slow(role: Role, *, report: Any, cancelled: Any, **_: Any) -> Session:
    """Take three seconds, unless cancelled."""
    report(Progress(hop_index=0, total=1, state="done", text=""))
    report(Progress(hop_index=1, total=1, state="calling", text=""))
    until = time.monotonic() + 3
    while time.monotonic() < until:
        if cancelled():
            raise CancelledError("cancelled")
        time.sleep(0.05)
    return session_for(role)

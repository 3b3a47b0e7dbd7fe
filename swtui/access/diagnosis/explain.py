"""Explanation: a role's chain tried hop by hop, and for each hop why it was refused."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from swtui.access.diagnosis.cause import Cause, build_cause
from swtui.access.diagnosis.causes import causes_of
from swtui.access.diagnosis.credential_causes import UNKNOWN_KEY
from swtui.access.diagnosis.history import history_for, worked_names
from swtui.access.diagnosis.policy_lookup import LookupOptions, PolicyLookup, PolicyReader
from swtui.access.diagnosis.refused_call import RefusedCall, caller_in
from swtui.access.diagnosis.report import Explanation, HopReport, asked_words, checks_of
from swtui.access.diagnosis.rerank import rerank
from swtui.access.diagnosis.web_token import read_web_token
from swtui.aws.deadline import Deadline, never
from swtui.aws.metadata import instance_keys_or_none
from swtui.errors import NetworkError, RefusedError, SwtuiError
from swtui.sessions import durations
from swtui.sessions.credentials import Identity, Session
from swtui.sessions.mfa import Ask
from swtui.sessions.options import AssumeOptions
from swtui.sessions.progress import Report, silent
from swtui.sessions.recorded_walk import RecordedCall, WalkRecord
from swtui.sessions.start import describe, is_long_term
from swtui.sessions.sts import IssuedCredentials

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.roles.catalogue import Catalogue
    from swtui.roles.chain import Hop
    from swtui.roles.role import Role
    from swtui.sessions.broker import Broker


INSTANCE_SECONDS = 1.0
"""More is not waited for the instance metadata service."""


def look_for_instance(refused: RefusedCall) -> RefusedCall:
    """Return the evidence with whether this machine has a role of its own (asked as below)."""
    start = refused.chain.start
    if start is None or not has_instance_role(refused.error, start.kind, refused.env):
        return refused
    return replace(refused, instance_role=True)


def has_instance_role(error: SwtuiError, start: str, env: Mapping[str, str]) -> bool:
    """Return whether this machine has a role; asked (1 s) only where that may help."""
    unknown = isinstance(error, RefusedError) and error.code in UNKNOWN_KEY
    if not unknown or start not in ("keys", "environment"):
        return False
    return instance_keys_or_none(env, Deadline(INSTANCE_SECONDS)) is not None


def shortened(
    number: int, calls: Sequence[RecordedCall], trial: WalkRecord, env: Mapping[str, str]
) -> tuple[Cause, ...]:
    """Return why hop `number`, though allowed, lasts less than was asked for; mostly nothing."""
    chain = trial.plan.chain
    for call in calls[:-1]:
        error = call.answer
        if isinstance(error, RefusedError) and durations.limit_exceeded(error):
            return causes_of(
                RefusedCall(error=error, chain=chain, hop=number, sent=call.sent, env=env)
            )[:1]
    own = (step for step in trial.steps if step.hop_index == number)
    capped = [step.text for step in own if step.limit == "chain"]
    if not capped:
        return ()
    return (build_cause("over-chaining-cap", evidence=(capped[0],)),)


__all__ = ["Explanation", "HopReport", "explain"]

_NO_OPTIONS = AssumeOptions()


def explain(
    role: Role,
    options: AssumeOptions = _NO_OPTIONS,
    *,
    broker: Broker,
    catalogue: Catalogue,
    ask: Ask,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
    clock: Callable[[], float] = time.time,
    read: bool = False,
    held: bool = False,
    read_with: Callable[[], Session] | None = None,
) -> Explanation:
    """Try a role's chain and explain each hop; what it makes is thrown away.

    Calls STS as assuming the role does, and asks for MFA codes through `ask`; no cached session is
    used and none is stored. Where AWS does not know the first key, this machine's metadata service
    is asked whether it is an EC2 instance (1 s). With `read`, or a session to `read_with` (called
    once access is denied), the role is looked up in IAM and the caller simulated, and what they
    say ranks the causes; with `held` the caller's own policies are read as well. Raises
    ConfigError when the chain cannot be walked, and CancelledError; every refusal is in the
    explanation.
    """
    trial = broker.record_walk(role, options, ask=ask, report=report, cancelled=cancelled)
    reads = None
    if read or read_with is not None:
        reads = LookupOptions(read_with, held, cancelled)
    return _ExplanationBuilder(role, trial, catalogue, clock(), reads).explanation()


class _ExplanationBuilder:
    """Gives an account of one trial."""

    def __init__(
        self,
        role: Role,
        trial: WalkRecord,
        catalogue: Catalogue,
        now: float,
        reads: LookupOptions | None,
    ) -> None:
        self._reads = reads
        self._role = role
        self._trial = trial
        self._catalogue = catalogue
        self._env: Mapping[str, str] = catalogue.env
        self._files: AwsFiles = catalogue.files
        self._now = now
        self._history = history_for(role.name, trial.plan, self._files, self._env)
        self._whose = describe(trial.plan.start, self._env)
        self._calls = self._by_hop()
        self._ended = self._ended_at()

    def explanation(self) -> Explanation:
        """Return it, hop by hop."""
        trial, chain = self._trial, self._trial.plan.chain
        history = self._history if trial.error is not None else None
        checks = checks_of(trial.plan.endpoint, self._env, history, self._now)
        hops = tuple(self._hop(hop, number) for number, hop in enumerate(chain.hops, 1))
        return Explanation(
            role=self._role,
            chain=chain,
            start=self._start(),
            hops=hops,
            checks=checks,
            error=trial.error,
            when=self._now,
        )

    def _by_hop(self) -> dict[int, list[RecordedCall]]:
        """Return the calls of each hop; several calls of one hop follow each other."""
        calls: dict[int, list[RecordedCall]] = {}
        number = 1
        for call in self._trial.calls:
            calls.setdefault(number, []).append(call)
            number += isinstance(call.answer, IssuedCredentials)
        return calls

    def _ended_at(self) -> int:
        """Return the number of the hop where it ended, 0 for the start; -1 when it did not."""
        error, steps = self._trial.error, self._trial.steps
        if error is None:
            return -1
        done = sum(isinstance(call.answer, IssuedCredentials) for call in self._trial.calls)
        hops = len(self._trial.plan.chain.hops)
        if len(self._trial.calls) > done:
            return done + 1
        last = next((step for step in reversed(steps) if step.state != "note"), None)
        by_us = self._trial.plan.start.kind in ("keys", "environment")
        if isinstance(error, NetworkError) and by_us and hops:
            return min(done + 1, hops)  # keys are simply read: it is STS that did not answer
        return min(done + 1, hops) if done or (last and last.hop_index) else 0

    def _start(self) -> HopReport:
        trial = self._trial
        who = self._caller_of(1)
        asked = (self._whose,)
        if self._ended != 0 or trial.error is None:
            known = who.startswith("arn:") or len(self._calls) > 1
            return HopReport(
                number=0,
                caller=who,
                role_arn="",
                asked=asked,
                outcome="allowed" if known else "not tried",
            )
        return self._failed(0, who, "", asked, trial.error, {}, None)

    def _first_caller(self) -> str:
        first = self._trial.calls[0].answer if self._trial.calls else None
        if not isinstance(first, RefusedError):
            return ""
        return first.caller or caller_in(first.aws_message)

    def _identity_of(self, number: int) -> Identity | None:
        """Return who makes a hop, the start or the role before it, if that is known."""
        if number <= 1:
            return self._trial.start
        before = self._calls.get(number - 1, [])
        made = before[-1].answer if before else None
        return made.identity if isinstance(made, IssuedCredentials) else None

    def _caller_of(self, number: int) -> str:
        """Return who makes a hop, in words where there is no ARN."""
        known = self._identity_of(number)
        if known is not None:
            return known.arn
        if number > 1:
            return str(self._trial.plan.chain.hops[number - 2].role)
        return self._first_caller() or self._whose

    def _hop(self, hop: Hop, number: int) -> HopReport:
        calls = self._calls.get(number, [])
        caller, arn = self._caller_of(number), str(hop.role)
        sent: Mapping[str, Any] = calls[-1].sent if calls else {}
        asked = asked_words(sent) if calls else ()
        seconds = sum(call.seconds for call in calls) if calls else None
        if number == self._ended and self._trial.error is not None:
            error = self._trial.error
            if calls and isinstance(calls[-1].answer, RefusedError):
                error = calls[-1].answer  # of three wrong codes the last answer says more
            return self._failed(number, caller, arn, asked, error, sent, seconds)
        if not calls:
            return HopReport(
                number=number, caller=caller, role_arn=arn, asked=asked, outcome="not tried"
            )
        notes = shortened(number, calls, self._trial, self._env)
        return HopReport(
            number=number,
            caller=caller,
            role_arn=arn,
            asked=asked,
            outcome="allowed",
            seconds=seconds,
            causes=notes,
            sent=sent,
        )

    def _failed(
        self,
        number: int,
        caller: str,
        arn: str,
        asked: tuple[str, ...],
        error: SwtuiError,
        sent: Mapping[str, Any],
        seconds: float | None,
    ) -> HopReport:
        known = caller if caller.startswith("arn:") else ""
        refused = self._evidence(error, number, known, sent)
        causes, lookup = causes_of(refused), self._read(refused)
        if lookup is not None:
            causes = rerank(refused, causes, lookup)
        refusal = error if isinstance(error, RefusedError) else None
        return HopReport(
            number=number,
            caller=caller,
            role_arn=arn,
            asked=asked,
            outcome="no answer" if isinstance(error, NetworkError) else "refused",
            code=refusal.code if refusal else "",
            aws_message=(refusal.aws_message if refusal else "") or error.message,
            request_id=refusal.request_id if refusal else "",
            seconds=seconds,
            causes=causes,
            evidence=refused,
            lookup=lookup,
        )

    def _read(self, refused: RefusedCall) -> PolicyLookup | None:
        """Return what IAM lets us read of a denied hop, where that was asked for."""
        readable = refused.is_denial and (refused.hop or refused.encoded)
        if self._reads is None or not readable:
            return None
        calls = self._calls.get(refused.hop)
        caller = PolicyReader(refused.caller, calls[-1].by) if calls and refused.caller else None
        return self._reads.of(refused, caller)

    def _evidence(
        self, error: SwtuiError, number: int, caller: str, sent: Mapping[str, Any]
    ) -> RefusedCall:
        plan = self._trial.plan
        before = self._identity_of(number)
        return RefusedCall(
            error=error,
            chain=plan.chain,
            hop=number,
            caller=caller,
            user_id=before.user_id if before else "",
            caller_role=str(plan.chain.hops[number - 2].role) if number > 1 else "",
            sent=sent,
            env=self._env,
            files=self._files,
            endpoint=plan.endpoint,
            now=self._now,
            history=self._history,
            worked=worked_names(self._env),
            temporary=bool(self._calls.get(number) and self._calls[number][-1].by.token),
            long_term_start=number == 1 and is_long_term(plan.start, self._files, self._env),
            web_token=read_web_token(plan.start, self._files, self._env),
            instance_role=has_instance_role(error, plan.start.kind, self._env),
        )

"""Explanation: a role's chain tried hop by hop, and for each hop why it was refused."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from swtui.access.diagnosis.caller_policies import CANCELLED
from swtui.access.diagnosis.cause import Cause, build_cause
from swtui.access.diagnosis.causes import find_causes
from swtui.access.diagnosis.credential_causes import UNKNOWN_KEY
from swtui.access.diagnosis.history import History, history_for, worked_names
from swtui.access.diagnosis.policy_lookup import (
    PolicyLookup,
    PolicyReader,
    read_policies,
)
from swtui.access.diagnosis.refused_call import RefusedCall, caller_in
from swtui.access.diagnosis.report import Explanation, HopReport, asked_words, list_checks
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
    from swtui.roles.role import Role
    from swtui.sessions.broker import Broker


INSTANCE_SECONDS = 1.0
"""More is not waited for the instance metadata service."""


def look_for_instance(refused: RefusedCall) -> RefusedCall:
    """Return the evidence with whether this machine is an instance with a role of its own.

    The metadata service is asked (1 s) only where that may help.
    """
    start = refused.chain.start
    if refused.code not in UNKNOWN_KEY or not start or start.kind not in ("keys", "environment"):
        return refused
    keys = instance_keys_or_none(refused.env, Deadline(INSTANCE_SECONDS))
    return replace(refused, instance_role=True) if keys is not None else refused


def shortened(
    number: int, calls: Sequence[RecordedCall], trial: WalkRecord, env: Mapping[str, str]
) -> tuple[Cause, ...]:
    """Return why hop `number`, though allowed, lasts less than was asked for; mostly nothing."""
    chain = trial.plan.chain
    for call in calls[:-1]:
        error = call.answer
        if isinstance(error, RefusedError) and durations.limit_exceeded(error):
            return find_causes(
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
    reads = (lambda: read_with() if read_with else None) if read or read_with else None
    builder = _ExplanationBuilder(trial, catalogue, clock(), reads, held, cancelled)
    return builder.explanation(role)


class _ExplanationBuilder:
    """Gives an account of one trial."""

    def __init__(
        self,
        trial: WalkRecord,
        catalogue: Catalogue,
        now: float,
        reads: Callable[[], Session | None] | None,
        held: bool,
        cancelled: Callable[[], bool],
    ) -> None:
        """`reads` gives the session to read policies with, besides the caller's; None: no reading.

        With `held` the caller's own policies are read as well.
        """
        self._trial = trial
        self._chain = trial.plan.chain
        self._env: Mapping[str, str] = catalogue.env
        self._files: AwsFiles = catalogue.files
        self._now = now
        self._reads = reads
        self._held = held
        self._cancelled = cancelled
        self._history: History | None = None
        self._calls = self._by_hop()
        self._ended = self._ended_at()

    def explanation(self, role: Role) -> Explanation:
        """Return it, hop by hop."""
        trial, env = self._trial, self._env
        if trial.error is not None:
            self._history = history_for(role.name, trial.plan, self._files, env)
        start, *hops = map(self._report, range(len(self._chain.hops) + 1))
        return Explanation(
            role=role,
            chain=self._chain,
            start=start,
            hops=tuple(hops),
            checks=list_checks(trial.plan.endpoint, env, self._history, self._now),
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
        hops = len(self._chain.hops)
        if len(self._trial.calls) > done:
            return done + 1
        last = next((step for step in reversed(steps) if step.state != "note"), None)
        by_us = self._trial.plan.start.kind in ("keys", "environment")
        if isinstance(error, NetworkError) and by_us and hops:
            return min(done + 1, hops)  # keys are simply read: it is STS that did not answer
        return min(done + 1, hops) if done or (last and last.hop_index) else 0

    def _identity(self, number: int) -> Identity | None:
        """Return who makes a hop, the start or the role before it, if that is known."""
        if number <= 1:
            return self._trial.start
        before = self._calls.get(number - 1, [])
        answer = before[-1].answer if before else None
        return answer.identity if isinstance(answer, IssuedCredentials) else None

    def _caller(self, number: int) -> str:
        """Return who makes a hop, in words where there is no ARN."""
        known = self._identity(number)
        if known is not None:
            return known.arn
        if number > 1:
            return str(self._chain.hops[number - 2].role)
        first = self._trial.calls[0].answer if self._trial.calls else None
        named = ""
        if isinstance(first, RefusedError):
            named = first.caller or caller_in(first.aws_message)
        return named or describe(self._trial.plan.start, self._env)

    def _report(self, number: int) -> HopReport:
        """Return the report about a hop, or about the start: number 0."""
        calls, error = self._calls.get(number, []), self._trial.error
        sent: Mapping[str, Any] = calls[-1].sent if calls else {}
        report = HopReport(
            number=number,
            caller=self._caller(number),
            role_arn=str(self._chain.hops[number - 1].role) if number else "",
            asked=asked_words(sent) if calls else (),
            outcome="not tried",
            seconds=sum(call.seconds for call in calls) if calls else None,
        )
        if number == 0:
            report = replace(report, asked=(describe(self._trial.plan.start, self._env),))
        if number == self._ended and error is not None:
            if calls and isinstance(calls[-1].answer, RefusedError):
                error = calls[-1].answer  # of three wrong codes the last answer says more
            return self._refused(report, error, sent)
        if number == 0:
            known = report.caller.startswith("arn:") or len(self._calls) > 1
            return replace(report, outcome="allowed" if known else "not tried")
        if not calls:
            return report
        notes = shortened(number, calls, self._trial, self._env)
        return replace(report, outcome="allowed", causes=notes, sent=sent)

    def _refused(self, report: HopReport, error: SwtuiError, sent: Mapping[str, Any]) -> HopReport:
        refused = look_for_instance(self._evidence(report, error, sent))
        causes, lookup = find_causes(refused), self._read(refused)
        if lookup is not None:
            causes = rerank(refused, causes, lookup)
        refusal = error if isinstance(error, RefusedError) else None
        return replace(
            report,
            outcome="no answer" if isinstance(error, NetworkError) else "refused",
            code=refused.code,
            aws_message=refused.words,
            request_id=refusal.request_id if refusal else "",
            causes=causes,
            evidence=refused,
            lookup=lookup,
        )

    def _read(self, refused: RefusedCall) -> PolicyLookup | None:
        """Return what IAM lets us read of a denied hop, where that was asked for.

        A session that cannot be had is one problem more, and never hides what is explained.
        """
        readable = refused.is_denial and (refused.hop or refused.encoded)
        if self._reads is None or not readable:
            return None
        calls = self._calls.get(refused.hop)
        caller = PolicyReader(refused.caller, calls[-1].by) if calls and refused.caller else None
        other: PolicyReader | None = None
        problems: tuple[str, ...] = ()
        try:
            if session := self._reads():
                other = PolicyReader(session.identity.arn, session.credentials)
        except SwtuiError as error:
            if error.exit_code == CANCELLED:
                raise
            problems = (f"who was named to read it cannot be used: {error.message}",)
        lookup = read_policies(
            refused, caller=caller, other=other, held=self._held, cancelled=self._cancelled
        )
        return replace(lookup, problems=(*problems, *lookup.problems))

    def _evidence(
        self, report: HopReport, error: SwtuiError, sent: Mapping[str, Any]
    ) -> RefusedCall:
        plan, number = self._trial.plan, report.number
        before, calls = self._identity(number), self._calls.get(number)
        return RefusedCall(
            error=error,
            chain=plan.chain,
            hop=number,
            caller=report.caller if report.caller.startswith("arn:") else "",
            user_id=before.user_id if before else "",
            caller_role=str(plan.chain.hops[number - 2].role) if number > 1 else "",
            sent=sent,
            env=self._env,
            files=self._files,
            endpoint=plan.endpoint,
            now=self._now,
            history=self._history,
            worked=worked_names(self._env),
            temporary=bool(calls and calls[-1].by.token),
            long_term_start=number == 1 and is_long_term(plan.start, self._files, self._env),
            web_token=read_web_token(plan.start, self._files, self._env),
        )

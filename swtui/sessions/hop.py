"""OneHop: a single AssumeRole, with its MFA code, its name, and the duration AWS will grant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from swtui.errors import RefusedError
from swtui.roles.chain import Hop
from swtui.sessions import durations
from swtui.sessions.credentials import Credentials, Identity
from swtui.sessions.mfa import Dialogue, MfaAnswer, is_wrong_code
from swtui.sessions.options import AssumeOptions
from swtui.sessions.progress import Progress, Report
from swtui.sessions.sts import Made, Sts

ONCE_SECONDS = 43200
"""How long an MFA code given for all roles is good: 12 hours, GetSessionToken's default."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """What was learnt about how long roles may be held, and where to put more of it."""

    remembered: Callable[[str], int | None]
    """Role ARN → seconds, or None."""
    remember: Callable[[str, int], None]
    default: int = 0
    """Seconds asked for where nobody says; 0 leaves it to AWS."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a hop."""

    credentials: Credentials
    identity: Identity | None
    """None when nobody asked AWS yet."""
    words: str
    """Who that is, for messages."""


class OneHop:
    """The call for one hop of a chain; `options` are empty for all but the last."""

    def __init__(
        self,
        hop: Hop,
        number: int,
        total: int,
        options: AssumeOptions,
        *,
        sts: Sts,
        lengths: Lengths,
        report: Report,
        dialogue: Dialogue | None,
    ) -> None:
        self.hop = hop
        self._number = number
        self._total = total
        self._options = options
        self._sts = sts
        self._lengths = lengths
        self._report = report
        self._dialogue = dialogue
        self._serial = options.mfa_serial or hop.mfa_serial
        self._answer: MfaAnswer | None = None
        self._sent: dict[str, Any] = {}

    def ask(self, reason: str = "") -> None:
        """Get a code, if this hop needs one and has none; `reason` asks for another one."""
        if self._dialogue is not None and (self._answer is None or reason):
            self._tell("asking", reason or self._serial)
            self._answer = self._dialogue.code(reason)

    def wants_once(self) -> bool:
        """Whether the code given is meant for all roles of the source profile."""
        return self._answer is not None and self._answer.once

    def open_for_all(self, by: Caller) -> Credentials:
        """Return a session of the caller with MFA in it; this hop then needs no code."""
        while self._dialogue is not None and self._answer is not None:
            code = self._answer.code
            try:
                token = self._sts.token(self._serial, code, ONCE_SECONDS, by.credentials)
            except RefusedError as error:
                if not is_wrong_code(error):
                    raise self._explained(error, by) from None
                self.ask(error.aws_message)
                continue
            self._dialogue.accepted()
            self._dialogue = self._answer = None
            return token
        return by.credentials

    def make(self, by: Caller, session_name: str) -> Made:
        """Return what AWS grants.

        Asks again for a wrong code, and for less time where the role allows less. Raises
        RefusedError, BadAnswerError, MfaError, NetworkError, ConfigError, CancelledError.
        """
        self.ask()
        wanted = seconds = self._asked(by)
        steps: list[int] | None = None
        self._tell("calling", str(self.hop.role))
        while True:
            try:
                made = self._sts.assume(
                    self._parameters(session_name, seconds), by.credentials, self.hop.role
                )
            except RefusedError as error:
                if self._dialogue is not None and is_wrong_code(error):
                    self.ask(error.aws_message)
                    continue
                if steps is None:
                    steps = self._shorter(error, seconds, by)
                if not durations.limit_exceeded(error) or not steps:
                    self._tell("refused", error.aws_message)
                    raise self._explained(error, by) from None
                seconds = steps.pop(0)
                continue
            if self._dialogue is not None:
                self._dialogue.accepted()
            self._learn(wanted, seconds, by)
            self._tell("done", made.identity.arn)
            return made

    def _asked(self, by: Caller) -> int | None:
        wanted = self._options.duration or self.hop.duration or self._lengths.default or None
        learnt = self._lengths.remembered(str(self.hop.role))
        asked = durations.first_asked(
            wanted,
            chained=bool(by.credentials.token),
            remembered=None if self._options.refresh else learnt,
        )
        if asked.note:
            self._tell("note", f"{self.hop.profile}: {asked.note}")
        return asked.seconds

    def _shorter(self, error: RefusedError, asked: int | None, by: Caller) -> list[int]:
        """Return the durations to try after one was too long, in order."""
        limit = durations.limit_exceeded(error)
        if not limit or asked is None:
            return []
        if limit == "chain":
            return [durations.CHAINED] if asked > durations.CHAINED else []
        role = self.hop.role
        # IAM answers for the caller's own account only, and a code is good only once.
        if self._dialogue is None and (not by.identity or by.identity.account == role.account_id):
            allowed = self._sts.longest(role, by.credentials)
            if allowed is not None and allowed < asked:
                return [allowed]
        return list(durations.lower_steps(asked, with_mfa=self._dialogue is not None))

    def _learn(self, wanted: int | None, got: int | None, by: Caller) -> None:
        """Say that less was granted than wanted, and remember it where the role decided it."""
        if wanted is None or got is None or got >= wanted:
            return
        words = f"allows {durations.shown(got)}, not {durations.shown(wanted)}"
        self._tell("note", f"{self.hop.profile}: the role {words}")
        if not by.credentials.token:
            self._lengths.remember(str(self.hop.role), got)

    def _parameters(self, session_name: str, seconds: int | None) -> dict[str, Any]:
        options = self._options
        code = self._answer.code if self._answer is not None else ""
        sent: dict[str, Any] = {
            "RoleArn": str(self.hop.role),
            "RoleSessionName": session_name,
            "DurationSeconds": seconds,
            "ExternalId": options.external_id or self.hop.external_id,
            "SerialNumber": self._serial if code else "",
            "TokenCode": code,
            "SourceIdentity": options.source_identity,
            "Tags": [{"Key": key, "Value": value} for key, value in options.tags],
            "TransitiveTagKeys": list(options.transitive_tags),
            "Policy": options.policy,
            "PolicyArns": [{"arn": arn} for arn in options.policy_arns],
        }
        self._sent = {name: value for name, value in sent.items() if value and name != "TokenCode"}
        return {name: value for name, value in sent.items() if value}

    def _explained(self, error: RefusedError, by: Caller) -> RefusedError:
        """Say which hop was refused, and whose credentials asked."""
        place = f"hop {self._number} of {self._total}, " if self._total > 1 else ""
        error.message = f"{self.hop.role} ({place}as {by.words}): {error.message}"
        error.args = (error.message,)
        error.hop, error.sent = self._number, self._sent
        error.caller = by.identity.arn if by.identity else ""
        return error

    def _tell(self, state: str, text: str = "") -> None:
        self._report(Progress(self._number, self._total, state, text))

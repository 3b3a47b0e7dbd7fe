"""AssumeRoleCall: one AssumeRole, with its MFA code, its name, and the duration AWS will grant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from swtui.duration import LONGEST_CHAINED, LONGEST_SESSION, describe_duration
from swtui.errors import RefusedError
from swtui.records import pair
from swtui.roles.chain import Hop
from swtui.roles.recent import Lasting
from swtui.sessions import durations
from swtui.sessions.credentials import Credentials, Identity
from swtui.sessions.durations import DurationMemory
from swtui.sessions.mfa import MfaAnswer, MfaPrompt, is_wrong_code
from swtui.sessions.options import AssumeOptions
from swtui.sessions.progress import Progress, Report
from swtui.sessions.sts import IssuedCredentials, Sts

ONCE_SECONDS = LONGEST_SESSION
"""The seconds that an MFA code for all roles is valid: GetSessionToken's default."""


@pair
class Caller:
    """The identity that makes a hop."""

    credentials: Credentials
    identity: Identity | None
    """None when AWS was not asked yet."""
    words: str
    """Who that is, for messages."""


class AssumeRoleCall:
    """The call for one hop of a chain; `options` are empty for all but the last."""

    def __init__(
        self,
        hop: Hop,
        number: int,
        total: int,
        options: AssumeOptions,
        *,
        sts: Sts,
        duration_memory: DurationMemory,
        report: Report,
        dialogue: MfaPrompt | None,
        store_token: Callable[[Credentials], None],
    ) -> None:
        """Take the parts of the call; `store_token` caches a session that is for all roles."""
        self.hop = hop
        self._number = number
        self._total = total
        self._options = options
        self._sts = sts
        self._duration_memory = duration_memory
        self._report = report
        self._dialogue = dialogue
        self._store_token = store_token
        self._serial = options.mfa_serial or hop.mfa_serial
        self._answer: MfaAnswer | None = None
        self._sent: dict[str, Any] = {}
        self._steps: list[int] | None = None
        """The next duration to try, once one was too long."""
        self._refused = 0
        """The shortest duration known to be too long for the role, in seconds; 0 for none."""

    def ask(self, reason: str = "") -> None:
        """Get a code, if this hop needs one and has none; `reason` asks for another one."""
        if self._dialogue is not None and (self._answer is None or reason):
            self._tell("asking", reason or self._serial)
            self._answer = self._dialogue.code(reason)

    def make(self, by: Caller, session_name: str) -> IssuedCredentials:
        """Return what AWS grants.

        Asks again for a wrong code, and for less time where the role allows less. Raises
        RefusedError, BadAnswerError, MfaError, NetworkError, ConfigError, CancelledError.
        """
        self.ask()
        by = self._opened(by)
        wanted = seconds = self._asked(by)
        self._tell("calling", str(self.hop.role))
        spent = ""
        while True:
            try:
                result = self._sts.assume(
                    self._parameters(session_name, seconds), by.credentials, self.hop.role
                )
            except RefusedError as error:
                if self._dialogue is None or not is_wrong_code(error):
                    spent = durations.spent_words(seconds)
                    seconds = self._shorter(error, seconds, by)
                    continue
                self.ask(spent or error.aws_message)
                spent = ""
                caller, by = by, self._opened(by)
                if by is not caller:
                    wanted = seconds = self._asked(by)
                continue
            if self._dialogue is not None:
                self._dialogue.accepted()
            self._learn(wanted, seconds, by)
            self._tell("done", result.identity.arn)
            return result

    def _opened(self, by: Caller) -> Caller:
        """Return the caller with MFA in its session, where the code given is for all its roles.

        This hop then needs no code.
        """
        while self._dialogue is not None and self._answer is not None and self._answer.once:
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
            self._store_token(token)
            return Caller(token, by.identity, by.words)
        return by

    def _asked(self, by: Caller) -> int | None:
        wanted = (
            self._options.duration or self.hop.duration or self._duration_memory.default or None
        )
        remembered = self._duration_memory.remembered(str(self.hop.role))
        asked = durations.first_asked(
            wanted,
            chained=bool(by.credentials.token),
            remembered=None if self._options.refresh else remembered,
        )
        if asked.note:
            self._tell_shorter(asked.note, "chain" if asked.is_capped else "role")
        return asked.seconds

    def _shorter(self, error: RefusedError, asked: int | None, by: Caller) -> int:
        """Return the seconds to try after `asked` was too long; raises any other refusal."""
        limit = durations.limit_exceeded(error)
        if limit and asked is not None and self._steps is None:
            self._steps = self._lower(limit, asked, by)
        if not limit or not self._steps:
            self._tell("refused", error.aws_message)
            raise self._explained(error, by) from None
        if limit == "role" and asked is not None:
            self._refused = min(self._refused or asked, asked)
        return self._steps.pop(0)

    def _lower(self, limit: str, asked: int, by: Caller) -> list[int]:
        """Return the durations to try after one was too long, in order."""
        if limit == "chain":
            return [LONGEST_CHAINED] if asked > LONGEST_CHAINED else []
        role = self.hop.role
        # IAM answers for the caller's own account only, and a code is good only once.
        if self._dialogue is None and (not by.identity or by.identity.account == role.account_id):
            allowed = self._sts.longest(role, by.credentials)
            if allowed is not None and allowed < asked:
                self._refused = allowed + 1  # any longer one would be
                return [allowed]
        known = self._duration_memory.remembered(str(role))
        with_mfa = self._dialogue is not None
        return list(durations.lower_steps(asked, with_mfa=with_mfa, remembered=known))

    def _learn(self, wanted: int | None, got: int | None, by: Caller) -> None:
        """Report a duration shorter than wanted, and remember what the role allows."""
        if wanted is None or got is None:
            return
        arn, lasting = str(self.hop.role), Lasting(got, self._refused)
        if self._refused:
            words = durations.granted_words(got, wanted, lasting)
            self._tell_shorter(words, "role")
        elif got < wanted:
            words = f"granted {describe_duration(got)}, not {describe_duration(wanted)}"
            self._tell_shorter(f"{words}: AWS caps chained roles at 1 h", "chain")
        known = self._duration_memory.remembered(arn)
        is_news = self._refused or (known is not None and got > known.granted)
        if is_news and not by.credentials.token:
            self._duration_memory.remember(arn, lasting)

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
        """Return the error with the hop that was refused, and the caller."""
        place = f"hop {self._number} of {self._total}, " if self._total > 1 else ""
        error.message = f"{self.hop.role} ({place}as {by.words}): {error.message}"
        error.args = (error.message,)
        error.hop, error.sent = self._number, self._sent
        error.caller = by.identity.arn if by.identity else ""
        return error

    def _tell_shorter(self, words: str, limit: str) -> None:
        text = f"{self.hop.profile}: {words}"
        self._report(
            Progress(
                hop_index=self._number, total=self._total, state="note", text=text, limit=limit
            )
        )

    def _tell(self, state: str, text: str = "") -> None:
        self._report(Progress(hop_index=self._number, total=self._total, state=state, text=text))

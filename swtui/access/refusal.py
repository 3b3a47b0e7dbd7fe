"""Refusal: one failed assume as the screen has it, and what more can be found out about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.causes import find_causes
from swtui.access.diagnosis.credential_causes import DUMMY_ON_EC2, INSTANCE_MEANT, is_mfa_failure
from swtui.access.diagnosis.explain import look_for_instance
from swtui.access.diagnosis.history import history_for, worked_names
from swtui.access.diagnosis.policy_lookup import (
    PolicyLookup,
    PolicyReader,
    read_policies,
)
from swtui.access.diagnosis.refused_call import RefusedCall, caller_in
from swtui.access.diagnosis.request_causes import HOP_EXPIRED
from swtui.access.diagnosis.rerank import rerank
from swtui.access.diagnosis.ticket import ticket
from swtui.access.diagnosis.unexplained_denial import find_readers
from swtui.access.diagnosis.web_token import read_web_token
from swtui.access.fixes.fix import LIKELY, POSSIBLE, PROFILE, SURE, TRUST, Fix
from swtui.access.fixes.formats import essence
from swtui.access.fixes.propose import propose_fixes
from swtui.access.form.prefill import Prefill, prefill_for_refusal
from swtui.aws import calls
from swtui.aws.clients import AwsCaller
from swtui.aws.deadline import Deadline
from swtui.errors import ConfigError, MfaError, RefusedError, SwtuiError
from swtui.sessions.options import AssumeOptions
from swtui.sessions.plan import make_plan
from swtui.sessions.start import is_long_term
from swtui.text import safe

if TYPE_CHECKING:
    from swtui.roles.catalogue import Catalogue
    from swtui.roles.chain import Chain
    from swtui.roles.role import Role
    from swtui.sessions.credentials import Credentials, Session

_NO_OPTIONS = AssumeOptions()


def build_refused_call(
    error: SwtuiError,
    role: Role,
    chain: Chain,
    *,
    when: float,
    caller: str = "",
    catalogue: Catalogue | None = None,
    options: AssumeOptions = _NO_OPTIONS,
) -> RefusedCall:
    """Return what an error and the configuration tell of a refused call; makes no call."""
    refused = error if isinstance(error, RefusedError) else None
    hop = refused.hop or len(chain.hops) if refused and refused.operation == "AssumeRole" else 0
    if isinstance(error, MfaError):
        hop = next((n for n, each in enumerate(chain.hops, 1) if each.mfa_serial), 0)
    known = RefusedCall(
        error=error,
        chain=chain,
        hop=hop,
        caller=(caller_in(refused.aws_message) or refused.caller if refused else "") or caller,
        caller_role=str(chain.hops[hop - 2].role) if hop > 1 else "",
        sent=refused.sent if refused else {},
        now=when,
        temporary=hop > 1,
    )
    return _with_files(known, role, catalogue, options) if catalogue else known


def _with_files(
    refused: RefusedCall, role: Role, catalogue: Catalogue, options: AssumeOptions
) -> RefusedCall:
    """Return a refused call with what the AWS files and the state file tell of it."""
    env, files = catalogue.env, catalogue.files
    chain, start = refused.chain, refused.chain.start
    first = start if refused.hop == 1 else None
    is_lasting = first is not None and is_long_term(first, files, env)
    refused = replace(
        refused,
        env=env,
        files=files,
        web_token=read_web_token(start, files, env),
        temporary=refused.temporary or (first is not None and not is_lasting),
        long_term_start=is_lasting,
    )
    try:
        plan = make_plan(role, chain, files, env, catalogue.settings, options)
    except ConfigError:
        return refused  # the endpoint may be what is wrong
    history = history_for(role.name, plan, files, env)
    return replace(refused, worked=worked_names(env), endpoint=plan.endpoint, history=history)


_CERTAINTIES = {SURE: "change", LIKELY: "probable change", POSSIBLE: "possible change"}


def _is_for_ticket(change: Fix) -> bool:
    """Return whether a change says more than the causes: it proposes, or asks the role's owner."""
    return change.is_proposal or (change.side == TRUST and change.kind == "not-trusted")


def _change_text(change: Fix) -> str:
    """Return one change as paragraphs of a ticket."""
    head = f"\n{_CERTAINTIES[change.certainty]}, {change.where}: {change.why}\n"
    notes = "".join(f"- {note}\n" for note in change.notes)
    proposed = essence(change)
    return "".join(f"{safe(line)}\n" for line in (head + notes + proposed).splitlines())


class Refusal:
    """Everything known of one refusal; the methods that make calls are for background threads."""

    def __init__(
        self,
        refused: RefusedCall,
        role: Role,
        *,
        signer: Callable[[], Credentials | None] | None = None,
        readers: Callable[[str], Session | None] | None = None,
        is_usable: Callable[[str], bool] = bool,
    ) -> None:
        """`signer` gives the caller's credentials; `readers` a session of an account, if any.

        `is_usable` says of a profile's name whether its role can be assumed at all.
        """
        self.evidence = refused
        self.role = role
        self.causes: tuple[Cause, ...] = find_causes(refused)
        self.lookup: PolicyLookup | None = None
        self.changes: tuple[Fix, ...] = propose_fixes(refused, self.causes)
        """The fixes, the likeliest first; based on the policies, if they were read."""
        self._could_not: set[str] = set()
        """Names of the sessions with which the role could not be read."""
        self._signer = signer
        self._readers = readers
        self._is_usable = is_usable

    @property
    def can_read(self) -> bool:
        """Whether reading the policies could tell more."""
        refused = self.evidence
        something = refused.role is not None or bool(refused.encoded)
        return refused.is_denial and something and self._signer is not None

    @property
    def needs_sign_in(self) -> bool:
        """Whether there is no valid sign-in to Identity Center, or of `aws login`."""
        return any(cause.kind == "sso-expired" for cause in self.causes[:1])

    @property
    def can_write(self) -> bool:
        """Whether a policy of either side is to be written: one that changes, or of a new role."""
        proposed = (each for each in self.changes if each.is_proposal)
        return self._role_is_missing or any(each.side != PROFILE for each in proposed)

    @property
    def _role_is_missing(self) -> bool:
        return self.lookup is not None and self.lookup.is_missing

    def prefill(self) -> Prefill:
        """Return what a policy form is filled in with."""
        files = self.evidence.files
        known = files.profiles.values() if files else ()
        arns = (profile.get("role_arn") for profile in known)
        return prefill_for_refusal(
            self.evidence,
            self.causes,
            arns,
            role_is_missing=self._role_is_missing,
            changes=self.changes,
        )

    @property
    def can_use_instance(self) -> bool:
        """Whether a retry with this machine's own role is worth offering."""
        return any(cause.kind in (DUMMY_ON_EC2, INSTANCE_MEANT) for cause in self.causes)

    @property
    def needs_refresh(self) -> bool:
        """Whether a retry has to make the sessions of the hops again, whatever is cached."""
        return any(cause.kind == HOP_EXPIRED for cause in self.causes)

    def look(self) -> None:
        """Ask what may be the cause and is not known: this machine's role (1 s), or who asked.

        Who asked counts where MFA failed: the device may be of another account.
        """
        self._learn_caller()
        refused = look_for_instance(self.evidence)
        if refused is not self.evidence:
            self._explain(refused)

    def who_could_read(self) -> tuple[str, ...]:
        """Return the profiles whose roles may read, where no identity at hand is of the role's
        account.

        It looks for a cached session of that account, and makes no call.
        """
        role = self.evidence.role
        if role is None or role.account_id == self.evidence.account or self._other() is not None:
            return ()
        mine = self.role.name
        unable = {mine, *self._could_not}
        names = (each.name for each in find_readers(self.evidence) if each.name not in unable)
        return tuple(filter(self._is_usable, names))

    def read(self, other: Session | None = None) -> None:
        """Read the role and simulate the caller, and rank the causes by that. Never raises.

        `other` is a session to read with; without it, a cached one, if there is one.
        """
        other = other or self._other()
        reader = PolicyReader(other.identity.arn, other.credentials) if other else None
        self.take(read_policies(self.evidence, caller=self._caller(), other=reader))
        found = self.lookup
        if other is not None and found and not found.reader and not found.is_missing:
            self._could_not.add(other.name)

    def take(self, lookup: PolicyLookup) -> None:
        """Take what was read: it ranks the causes, and decides what would let the call through."""
        self.lookup = lookup
        self.causes = rerank(self.evidence, find_causes(self.evidence), self.lookup)
        self.changes = propose_fixes(self.evidence, self.causes, self.lookup)

    def ticket(self, when: float) -> str:
        """Return the ticket: the facts, the causes, and what would let the call through."""
        refused = self.evidence
        text = ticket(
            refused.error,
            self.role,
            refused.chain,
            caller=refused.caller,
            when=when,
            causes=self.causes,
        )
        return text + "".join(map(_change_text, filter(_is_for_ticket, self.changes)))

    def _learn_caller(self) -> None:
        refused = self.evidence
        if refused.caller or refused.endpoint is None or not is_mfa_failure(refused):
            return
        reader = self._caller()
        if reader is None:
            return
        try:
            aws = AwsCaller(endpoint=refused.endpoint, deadline=Deadline())
            answer = calls.caller_identity(aws, reader.keys)
        except SwtuiError:
            return  # what AWS said stays explained without it
        self._explain(replace(refused, caller=str(answer.get("Arn") or "")))

    def _explain(self, refused: RefusedCall) -> None:
        self.evidence, self.causes = refused, find_causes(refused)
        self.changes = propose_fixes(refused, self.causes)

    def _caller(self) -> PolicyReader | None:
        try:
            credentials = self._signer() if self._signer is not None else None
        except SwtuiError:
            return None  # what cannot be fetched cannot read; the reading says who was missing
        return PolicyReader(self.evidence.caller, credentials) if credentials is not None else None

    def _other(self) -> Session | None:
        """Return a cached session to read with, if there is one that has not failed to."""
        role = self.evidence.role
        session = self._readers(role.account_id) if self._readers and role else None
        return None if session is None or session.name in self._could_not else session

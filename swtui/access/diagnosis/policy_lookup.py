"""Reading: what IAM lets us see of either side of a refusal. Asked for by a key or an option."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from swtui.access.diagnosis.caller_policies import (
    CallerPolicies,
    problem_words,
    read_caller_policies,
)
from swtui.access.diagnosis.encoded_denial import DecodedDenial, read_denial
from swtui.access.diagnosis.refused_call import (
    RefusedCall,
    build_request,
    list_unknown_keys,
    needed_actions,
    simulated_arn,
    simulated_context,
)
from swtui.access.evaluator.evaluator import Evaluation, evaluate_trust, read_policy
from swtui.access.policies.warnings import cautions
from swtui.aws import calls
from swtui.aws.clients import AwsCaller
from swtui.aws.deadline import Deadline, never
from swtui.aws.keys import Keys
from swtui.errors import RefusedError, SwtuiError
from swtui.roles.arn import split_arn
from swtui.sessions.credentials import Credentials


@dataclass(frozen=True, slots=True)
class PolicyReader:
    """An identity whose credentials may read policies."""

    arn: str
    """Who that is."""
    credentials: Credentials

    @property
    def account(self) -> str:
        """Its account, 12 digits."""
        return split_arn(self.arn).account

    @property
    def keys(self) -> Keys:
        """The credentials that sign its calls."""
        by = self.credentials
        return Keys(by.access_key_id, by.secret_access_key, by.token)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLookup:
    """The policies that were read; what was not read is empty, and a problem gives the reason."""

    reader: str = ""
    """The ARN of who read the role."""
    is_missing: bool = False
    """Whether IAM says that there is no such role."""
    found_arn: str = ""
    """The ARN of the role that was found."""
    trust: Mapping[str, Any] | None = None
    """Its trust policy, as JSON has it."""
    evaluations: Mapping[str, Evaluation] = field(default_factory=dict)
    """Action → what the trust policy says of it."""
    simulated: Mapping[str, str] = field(default_factory=dict)
    """Action → `allowed`, `implicitDeny` or `explicitDeny`, by the caller's own policies."""
    unsure: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Action → condition keys that the simulation could not know, though a policy asks for them."""
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Action → condition keys that a policy of the caller asks for and that the call has not."""
    held: CallerPolicies | None = None
    """The caller's own policies; None when they were not requested or not readable, or IAM's
    simulator says that they allow it."""
    decoded: DecodedDenial | None = None
    """AWS's encoded authorization message; None without one, and where it was not decoded."""
    problems: tuple[str, ...] = ()
    """The policies that could not be read, with the reason: sentences, raw."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about parts of the trust policy that do not do what they seem to."""
        found = cautions(read_policy(self.trust)) if self.trust is not None else ()
        return tuple(each.message for each in found)

    @property
    def sure_decisions(self) -> Mapping[str, str]:
        """Of `simulated` what does not rest on a key that the simulator could not know."""
        return {a: word for a, word in self.simulated.items() if not self.unsure.get(a)}

    @property
    def admits(self) -> bool:
        """Whether the trust policy was read, and lets the caller in."""
        found = self.evaluations.values()
        return bool(found) and all(evaluation.verdict == "allowed" for evaluation in found)

    @property
    def allows(self) -> bool:
        """Whether the caller's own policies allow it, by all that the simulation had to know."""
        sure = bool(self.simulated) and not any(self.unsure.values())
        return sure and all(word == "allowed" for word in self.simulated.values())


def read_policies(
    refused: RefusedCall,
    *,
    caller: PolicyReader | None = None,
    other: PolicyReader | None = None,
    held: bool = False,
    cancelled: Callable[[], bool] = never,
) -> PolicyLookup:
    """Read the role (GetRole) and simulate the caller (SimulatePrincipalPolicy), once each.

    With `held` the caller's own policies are read as well, under the same deadline. Each is asked
    of the identities of the right account, `other` first: GetRole finds a role of the reader's own
    account by its name alone. Never raises but CancelledError; a refused call is one of the
    problems.
    """
    if refused.endpoint is None or (refused.role is None and not refused.encoded):
        return PolicyLookup(problems=("there is no role to read",))
    aws = AwsCaller(endpoint=refused.endpoint, deadline=Deadline(), cancelled=cancelled)
    work = _Work(refused, tuple(r for r in (other, caller) if r is not None), aws)
    return work.lookup(held=held)


class _Work:
    """One reading, under one deadline."""

    def __init__(
        self,
        refused: RefusedCall,
        readers: tuple[PolicyReader, ...],
        aws: AwsCaller,
    ) -> None:
        self._evidence = refused
        self._readers = readers
        self._aws = aws
        self._problems: list[str] = []

    def lookup(self, *, held: bool) -> PolicyLookup:
        refused = self._evidence
        lookup = self._with_simulation(self._read_role())
        caller = self._of_account(refused.account)
        if held and caller is not None and not lookup.allows:
            policies = read_caller_policies(refused, caller.keys, self._aws)
            lookup = replace(lookup, held=policies)
        return replace(lookup, decoded=self._decoded(), problems=tuple(self._problems))

    def _decoded(self) -> DecodedDenial | None:
        """Decode AWS's encoded message: as the caller first, whose call it is about."""
        encoded = self._evidence.encoded
        for reader in reversed(self._readers) if encoded else ():
            try:
                text = calls.decoded_message(self._aws, encoded, reader.keys)
            except SwtuiError as error:
                may_not = f"{reader.arn} could not decode AWS's encoded message"
                self._note(may_not, "AWS's encoded message could not be decoded", error)
                continue
            found = read_denial(text, reader.arn)
            if found is not None:
                return found
            self._problems.append("what AWS's encoded message holds is not of the known form")
        if encoded and not self._readers:
            self._problems.append("no identity was given to decode AWS's encoded message")
        return None

    def _read_role(self) -> PolicyLookup:
        """Return what GetRole shows, and what the trust policy says of the call."""
        refused, role = self._evidence, self._evidence.role
        reader = self._of_account(role.account_id) if role else None
        if role is None:
            return PolicyLookup()
        if reader is None:
            self._problems.append(
                f"the role is in account {role.account_id}, and no role in that account was "
                "named to read it"
            )
            return PolicyLookup()
        try:
            answer = calls.get_role(self._aws, role.name, reader.keys)
        except SwtuiError as error:
            if getattr(error, "code", "") in ("NoSuchEntity", "NoSuchEntityException"):
                return PolicyLookup(is_missing=True, reader=reader.arn)
            may_not = f"{reader.arn} may not read the role"
            self._note(may_not, "the role could not be read", error)
            return PolicyLookup()
        trust = answer.get("AssumeRolePolicyDocument")
        evaluations = {}
        if isinstance(trust, Mapping | str):
            policy = read_policy(trust)
            for action in needed_actions(refused):
                evaluations[action] = evaluate_trust(policy, build_request(refused, action, policy))
        return PolicyLookup(
            reader=reader.arn,
            found_arn=str(answer.get("Arn") or ""),
            trust=trust if isinstance(trust, Mapping) else None,
            evaluations=evaluations,
        )

    def _with_simulation(self, lookup: PolicyLookup) -> PolicyLookup:
        """Return a lookup with what IAM's simulator says of the caller's own policies."""
        refused, role = self._evidence, self._evidence.role
        arn, reader = simulated_arn(refused), self._of_account(refused.account)
        if not arn or reader is None or role is None:
            return lookup
        actions, context = needed_actions(refused), simulated_context(refused)
        try:
            answer = calls.simulated(self._aws, arn, actions, str(role), context, reader.keys)
        except SwtuiError as error:
            may_not = f"{reader.arn} may not simulate the caller's policies"
            self._note(may_not, "the caller's policies could not be simulated", error)
            return lookup
        unsure = {action: list_unknown_keys(refused, keys) for action, (_, keys) in answer.items()}
        return replace(
            lookup,
            simulated={action: word for action, (word, _) in answer.items()},
            unsure=unsure,
            asked={
                action: tuple(key for key in keys if key not in unsure[action])
                for action, (_, keys) in answer.items()
            },
        )

    def _of_account(self, account: str) -> PolicyReader | None:
        return next((reader for reader in self._readers if reader.account == account), None)

    def _note(self, may_not: str, failed: str, error: SwtuiError) -> None:
        """Note why a call gave nothing: that its reader may not make it, or that it failed."""
        what = may_not if isinstance(error, RefusedError) else failed
        self._problems.append(problem_words(what, error))

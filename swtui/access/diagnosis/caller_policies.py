"""The policies that a caller holds, as IAM shows them: inline, managed, and those of its groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.access.evaluator.policy import Policy
from swtui.access.evaluator.policy_reader import read_policy
from swtui.aws import calls
from swtui.aws.calls import GROUP, ROLE, USER
from swtui.aws.clients import AwsCaller
from swtui.aws.keys import Keys
from swtui.errors import RefusedError, SwtuiError

CANCELLED = 130
"""The exit code of what the user broke off."""
INLINE, MANAGED = "inline", "managed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedPolicy:
    """One policy, and what it is attached to."""

    kind: str
    """`INLINE` or `MANAGED`."""
    holder: str
    """`user`, `role` or `group`: whose it is, or what it is attached to."""
    holder_name: str
    """The name of that user, role or group."""
    name: str
    """The policy's own name."""
    document: Mapping[str, Any]
    """As JSON has it; of a managed policy the default version."""
    arn: str = ""
    """Of a managed policy."""
    attached_to: int = 1
    """The number of users, groups and roles that have it, boundaries included."""

    @property
    def is_own(self) -> bool:
        """Whether a change to it changes this caller alone, and is the account's to make."""
        of_aws = ":iam::aws:" in self.arn
        return self.holder != GROUP and self.attached_to <= 1 and not of_aws

    @property
    def words(self) -> str:
        """The policy's name for messages: `inline policy Switch of user jo`."""
        if self.kind == MANAGED:
            return f"managed policy {self.name} of {self.holder} {self.holder_name}"
        return f"inline policy {self.name} of {self.holder} {self.holder_name}"

    def read(self) -> Policy:
        """Return it for the evaluator, under its name."""
        return read_policy(self.document, name=self.name)


@dataclass(frozen=True, slots=True)
class CallerPolicies:
    """The caller's policies that were read."""

    policies: tuple[AttachedPolicy, ...] = ()
    is_whole: bool = False
    """Whether these are all there are."""
    problems: tuple[str, ...] = ()
    """The policies that could not be read, with the reason: sentences, raw."""


def find_holder(refused: RefusedCall) -> tuple[str, str]:
    """Return `user` or `role`, and the name, of whose policies let a caller ask; else empty."""
    caller = refused.caller_arn
    if caller.kind == USER and caller.rest:
        return USER, caller.name
    if refused.session_arn:
        return ROLE, refused.session_arn.role_name
    return "", ""


def read_caller_policies(refused: RefusedCall, keys: Keys, aws: AwsCaller) -> CallerPolicies:
    """Read the caller's policies by ListUserPolicies, GetUserPolicy and their like.

    Never raises but CancelledError; a refused call is one of the problems.
    """
    holder, name = find_holder(refused)
    if not holder:
        return CallerPolicies(problems=("the caller is neither a user nor a role",))
    return _CallerLookup(keys, aws).read(holder, name)


class _CallerLookup:
    """One reading of one caller's policies."""

    def __init__(self, keys: Keys, aws: AwsCaller) -> None:
        self._keys = keys
        self._aws = aws
        self._problems: list[str] = []

    def read(self, holder: str, name: str) -> CallerPolicies:
        found = list(self._of(holder, name))
        if holder == USER:
            groups = self._try(f"the groups of user {name}", calls.user_groups, name)
            found += [held for group in groups or () for held in self._of(GROUP, group)]
        return CallerPolicies(tuple(found), not self._problems, tuple(self._problems))

    def _of(self, holder: str, name: str) -> Iterator[AttachedPolicy]:
        whose = f"{holder} {name}"
        listed = self._try(f"the inline policies of {whose}", calls.inline_policies, holder, name)
        for policy in listed or ():
            words = f"the inline policy {policy} of {whose}"
            found = self._try(words, calls.inline_document, holder, name, policy)
            if isinstance(found, Mapping):
                yield AttachedPolicy(
                    kind=INLINE, holder=holder, holder_name=name, name=policy, document=found
                )
        attached = self._try(
            f"the managed policies of {whose}", calls.attached_policies, holder, name
        )
        for policy, arn in attached or ():
            found = self._try(f"the managed policy {policy}", calls.managed_policy, arn)
            if found is not None:
                document, count = found
                yield AttachedPolicy(
                    kind=MANAGED,
                    holder=holder,
                    holder_name=name,
                    name=policy,
                    document=document,
                    arn=arn,
                    attached_to=count,
                )

    def _try(self, what: str, call: Any, *words: str) -> Any:
        """Return what a call gives, or None with the reason among the problems."""
        try:
            return call(self._aws, *words, self._keys)
        except SwtuiError as error:
            self._problems.append(problem_words(f"{what} could not be read", error))
            return None


def problem_words(what: str, error: SwtuiError) -> str:
    """Return why something was not read, with AWS's code; raise what the user broke off."""
    if error.exit_code == CANCELLED:
        raise error
    return f"{what} ({error.code if isinstance(error, RefusedError) else error.message})"

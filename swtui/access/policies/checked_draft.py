"""A draft read: its texts as checked values, and a problem for each that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from swtui.access.policies import fields as values
from swtui.access.policies.draft import (
    CALLER,
    NOT_FOR,
    OPTIONS,
    SERVICES,
    SIDES,
    TRUST,
    FieldName,
    PolicyDraft,
    Sentence,
    in_option_words,
)
from swtui.roles.arn import RoleArn, split_arn

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """The reason why a field cannot be used."""

    field: str
    """The field of `PolicyDraft`; `side` where it is about all of it."""
    sentence: Sentence

    def __str__(self) -> str:
        option, text = OPTIONS.get(self.field), in_option_words(self.sentence)
        return f"{option}: {text}" if option else text


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDraft:
    """The checked values of a draft, by its names, of which a document is built."""

    partition: str = "aws"
    any: bool = False
    accounts: tuple[str, ...] = ()
    role_arns: tuple[RoleArn, ...] = ()
    """Caller: the roles to assume."""
    user_arns: tuple[values.UserArn, ...] = ()
    principal_roles: tuple[RoleArn, ...] = ()
    principal_like: tuple[tuple[str, str], ...] = ()
    """Account (empty: each of `accounts`) and pattern."""
    sso_roles: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    source_account: str = ""
    for_role: RoleArn | None = None
    from_ip: tuple[str, ...] = ()
    via_aws_service: bool = False
    mfa: bool = False
    mfa_max_age: int | None = None
    external_id: str = ""
    org_id: str = ""
    tag_session: bool = False
    source_identity: bool = False

    @property
    def arns(self) -> tuple[RoleArn | values.UserArn, ...]:
        """Everything that is named by an ARN of its own."""
        return (*self.role_arns, *self.user_arns, *self.principal_roles)

    @property
    def root_accounts(self) -> tuple[str, ...]:
        """The accounts to trust: those named, and those of patterns that are whole ARNs."""
        return distinct(
            (*self.accounts, *(account for account, _ in self.principal_like if account))
        )

    @property
    def has_patterns(self) -> bool:
        """Whether only some identities of the accounts are let in."""
        return bool(self.principal_like or self.sso_roles)

    @property
    def has_people(self) -> bool:
        """Whether it admits anyone besides AWS services."""
        return bool(self.any or self.root_accounts or self.user_arns or self.principal_roles)


def distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    """Return the values in their order, each once."""
    return tuple(dict.fromkeys(values))


def _service(text: str) -> str:
    if text not in SERVICES:
        raise values.FieldError(f"{text[:40]!r} is not one of {', '.join(SERVICES)}")
    return text


_READERS: Mapping[str, Callable[[str], Any]] = {
    "mfa_max_age": values.mfa_age,
    "partition": values.partition,
    "accounts": values.account_id,
    "role_arns": values.role_arn,
    "user_arns": values.user_arn,
    "principal_roles": values.role_arn,
    "principal_like": values.principal_pattern,
    "sso_roles": values.permission_set,
    "services": _service,
    "source_account": values.account_id,
    "for_role": values.role_arn,
    "from_ip": values.network,
    "external_id": values.external_id,
    "org_id": values.org_id,
}
"""Field → what reads one of its texts."""


def read_draft(draft: PolicyDraft) -> tuple[CheckedDraft, tuple[FieldProblem, ...]]:
    """Return the checked values, and every problem; with any, no document can be made."""
    problems: list[FieldProblem] = []
    checked: dict[str, Any] = {}
    for field, read in _READERS.items():
        given = getattr(draft, field)
        usable = []
        for text in given if isinstance(given, tuple) else filter(None, [given]):
            try:
                usable.append(read(text))
            except values.FieldError as problem:
                problems.append(FieldProblem(field, problem.sentence))
        if isinstance(given, tuple):
            checked[field] = distinct(usable)
        elif usable:
            checked[field] = usable[0]
    parts = CheckedDraft(
        any=draft.any,
        via_aws_service=draft.via_aws_service,
        mfa=draft.mfa or bool(draft.mfa_max_age),
        tag_session=draft.tag_session,
        source_identity=draft.source_identity,
        **checked,
    )
    if "partition" not in checked:
        parts = replace(parts, partition=next(iter(_partitions(parts, draft)), "aws"))
    found = (*problems, *_of_the_whole(draft, parts))
    return parts, found if problems else (*found, *_missing(draft, parts))


def _partitions(parts: CheckedDraft, draft: PolicyDraft) -> tuple[str, ...]:
    """Return the partitions that the ARNs of a draft name, each once."""
    own = (parts.for_role.partition,) if parts.for_role else ()
    whole = (split_arn(text).partition for text in draft.principal_like)
    return distinct(filter(None, (*(arn.partition for arn in parts.arns), *own, *whole)))


def _of_the_whole(draft: PolicyDraft, parts: CheckedDraft) -> Iterator[FieldProblem]:
    """Yield what fields say against each other."""
    if draft.side not in SIDES:
        yield FieldProblem("side", (f"a policy is of a {' or a '.join(SIDES)}",))
        return
    for field in NOT_FOR[draft.side]:
        if getattr(draft, field):
            other = TRUST if draft.side == CALLER else CALLER
            said = f"belongs to a {other} policy, not to a {draft.side} policy"
            yield FieldProblem(field, (said,))
    partitions = distinct((*_partitions(parts, draft), parts.partition))
    if len(partitions) > 1:
        yield FieldProblem(
            "partition",
            (f"ARNs of {' and '.join(sorted(partitions))}; no role is assumed across partitions",),
        )
    if draft.side == CALLER:
        yield from _of_caller(draft)
    else:
        yield from _of_trust(draft, parts)


def _of_caller(draft: PolicyDraft) -> Iterator[FieldProblem]:
    if draft.any and (draft.accounts or draft.role_arns):
        yield FieldProblem("any", ("means every role, so name no account and no role with it",))
    if draft.via_aws_service and not draft.from_ip:
        network = FieldName("from_ip")
        yield FieldProblem(
            "via_aws_service", ("is an exception to ", network, ", which is not given")
        )


def _of_trust(draft: PolicyDraft, parts: CheckedDraft) -> Iterator[FieldProblem]:
    for field in ("principal_like", "sso_roles"):
        whole = field == "principal_like" and all(account for account, _ in parts.principal_like)
        if getattr(draft, field) and not draft.accounts and not whole:
            yield FieldProblem(field, ("needs ", FieldName("accounts"), ": of which account"))
    for account, pattern in parts.principal_like:
        if account and draft.accounts and account not in draft.accounts:
            other: Sentence = (f"{pattern} is of {account}, not of ", FieldName("accounts"))
            yield FieldProblem("principal_like", other)
    if draft.any and (parts.root_accounts or draft.user_arns or draft.principal_roles):
        yield FieldProblem("any", ("means everyone, so name no one else with it",))
    if draft.source_account and "ecs" not in draft.services:
        service = FieldName("services")
        yield FieldProblem("source_account", ("says whose ECS tasks are meant: ", service, " ecs"))
    if draft.services and not parts.has_people:
        for field in ("from_ip", "mfa", "mfa_max_age", "external_id", "org_id"):
            if getattr(draft, field):
                yield FieldProblem(field, ("cannot be met by an AWS service",))
        for field in ("tag_session", "source_identity"):
            if getattr(draft, field):
                yield FieldProblem(field, ("is not done by an AWS service",))


def _missing(draft: PolicyDraft, parts: CheckedDraft) -> Iterator[FieldProblem]:
    if draft.side == CALLER and not (draft.any or draft.accounts or draft.role_arns):
        named, accounts = FieldName("role_arns", "ARN"), FieldName("accounts", "ID")
        said = ("which roles? Name them (", named, "), or use ", accounts, " or ", FieldName("any"))
        yield FieldProblem("role_arns", said)
    if draft.side == TRUST and not (parts.has_people or draft.services or parts.has_patterns):
        users, roles = FieldName("user_arns"), FieldName("principal_roles")
        accounts, services = FieldName("accounts"), FieldName("services")
        yield FieldProblem(
            "user_arns",
            (
                *("who is let in? ", users, ", ", roles, ", ", accounts, ", ", services),
                *(" ec2 or ecs, ", FieldName("any")),
            ),
        )

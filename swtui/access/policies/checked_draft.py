"""A draft read: its texts as checked values, and a problem for each that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from swtui.access.policies import fields as form
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
    """The checked values of a draft, of which a document is built."""

    partition: str = "aws"
    any: bool = False
    accounts: tuple[str, ...] = ()
    roles: tuple[RoleArn, ...] = ()
    """Caller: the roles to assume."""
    users: tuple[form.UserArn, ...] = ()
    principal_roles: tuple[RoleArn, ...] = ()
    patterns: tuple[tuple[str, str], ...] = ()
    """Account (empty: each of `accounts`) and pattern."""
    permission_sets: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    source_account: str = ""
    for_role: RoleArn | None = None
    networks: tuple[str, ...] = ()
    via_aws_service: bool = False
    mfa: bool = False
    mfa_age: int | None = None
    external_id: str = ""
    org_id: str = ""
    tag_session: bool = False
    source_identity: bool = False

    @property
    def arns(self) -> tuple[RoleArn | form.UserArn, ...]:
        """Everything that is named by an ARN of its own."""
        return (*self.roles, *self.users, *self.principal_roles)

    @property
    def root_accounts(self) -> tuple[str, ...]:
        """The accounts to trust: those named, and those of patterns that are whole ARNs."""
        return distinct((*self.accounts, *(account for account, _ in self.patterns if account)))

    @property
    def has_patterns(self) -> bool:
        """Whether only some identities of the accounts are let in."""
        return bool(self.patterns or self.permission_sets)

    @property
    def has_people(self) -> bool:
        """Whether it admits anyone besides AWS services."""
        return bool(self.any or self.root_accounts or self.users or self.principal_roles)


def distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    """Return the values in their order, each once."""
    return tuple(dict.fromkeys(values))


class _Reader:
    """Reads one draft, gathering what is wrong with it."""

    def __init__(self, draft: PolicyDraft) -> None:
        self.draft = draft
        self.problems: list[FieldProblem] = []

    def all_of(self, field: str, read: Callable[[str], Value]) -> tuple[Value, ...]:
        """Return the field's usable values, each once."""
        found: list[Value] = []
        for text in getattr(self.draft, field):
            try:
                found.append(read(text))
            except form.FieldError as problem:
                self.problems.append(FieldProblem(field, problem.sentence))
        return distinct(found)

    def one_of(self, field: str, read: Callable[[str], Value], nothing: Value) -> Value:
        """Return the field's value; `nothing` when it is empty or cannot be used."""
        text = getattr(self.draft, field)
        try:
            return read(text) if text else nothing
        except form.FieldError as problem:
            self.problems.append(FieldProblem(field, problem.sentence))
            return nothing

    def parts(self) -> CheckedDraft:
        """Return the checked values."""
        draft = self.draft
        absent: Any = None
        age: int | None = self.one_of("mfa_max_age", form.mfa_age, absent)
        partition = self.one_of("partition", form.partition, "")
        found = CheckedDraft(
            any=draft.any,
            accounts=self.all_of("accounts", form.account_id),
            roles=self.all_of("role_arns", form.role_arn),
            users=self.all_of("user_arns", form.user_arn),
            principal_roles=self.all_of("principal_roles", form.role_arn),
            patterns=self.all_of("principal_like", form.principal_pattern),
            permission_sets=self.all_of("sso_roles", form.permission_set),
            services=self.all_of("services", _service),
            source_account=self.one_of("source_account", form.account_id, ""),
            for_role=self.one_of("for_role", form.role_arn, absent),
            networks=self.all_of("from_ip", form.network),
            via_aws_service=draft.via_aws_service,
            mfa=draft.mfa or bool(draft.mfa_max_age),
            mfa_age=age,
            external_id=self.one_of("external_id", form.external_id, ""),
            org_id=self.one_of("org_id", form.org_id, ""),
            tag_session=draft.tag_session,
            source_identity=draft.source_identity,
        )
        return _with_partition(found, partition, draft.principal_like)


def _service(text: str) -> str:
    if text not in SERVICES:
        raise form.FieldError(f"{text[:40]!r} is not one of {', '.join(SERVICES)}")
    return text


def _with_partition(found: CheckedDraft, said: str, patterns: tuple[str, ...]) -> CheckedDraft:
    values = {each.name: getattr(found, each.name) for each in fields(CheckedDraft)}
    named = [arn for arn in partitions_of(found, patterns) if arn]
    return CheckedDraft(**{**values, "partition": said or next(iter(named), "aws")})


def partitions_of(parts: CheckedDraft, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the partitions that the ARNs of a draft name, each once."""
    own = (parts.for_role.partition,) if parts.for_role else ()
    whole = (split_arn(text).partition for text in patterns)
    return distinct((*(arn.partition for arn in parts.arns), *own, *filter(None, whole)))


def read_draft(draft: PolicyDraft) -> tuple[CheckedDraft, tuple[FieldProblem, ...]]:
    """Return the checked values, and every problem; with any, no document can be made."""
    reader = _Reader(draft)
    parts = reader.parts()
    found = (*reader.problems, *_of_the_whole(draft, parts))
    return parts, found if reader.problems else (*found, *_missing(draft, parts))


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
    partitions = distinct((*partitions_of(parts, draft.principal_like), parts.partition))
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
        whole = field == "principal_like" and all(account for account, _ in parts.patterns)
        if getattr(draft, field) and not draft.accounts and not whole:
            yield FieldProblem(field, ("needs ", FieldName("accounts"), ": of which account"))
    for account, pattern in parts.patterns:
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

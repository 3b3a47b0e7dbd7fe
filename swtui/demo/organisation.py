"""DemoAccount, DemoUser, DemoRole and Organisation: the demo's organisation and its policies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from swtui.demo.policy import Document

HOUR = 3600


def unique_id(prefix: str, arn: str) -> str:
    """Return an invented IAM unique ID in the form of AWS (`AIDA…`, `AROA…`)."""
    digest = hashlib.sha256(arn.encode()).hexdigest().upper()
    return f"{prefix}DEMO{digest[:13]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """One account."""

    id: str
    """12 digits."""
    name: str
    unit: str = ""
    """Its organizational unit."""
    color: str = ""
    """The colour swtui's settings give it."""
    organization: str = "o-acmedemo01"
    """The organization's id; partners have another."""
    service_control: tuple[Document, ...] = ()
    """Service control policies over its users and roles; none: everything is left to IAM."""
    resource_control: tuple[Document, ...] = ()
    """Resource control policies over its roles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPolicy:
    """A managed policy, in its only version."""

    account_id: str
    """12 digits, or `aws` for a policy of AWS's own."""
    name: str
    document: Document
    path: str = ""

    @property
    def arn(self) -> str:
        """The policy's ARN."""
        return f"arn:aws:iam::{self.account_id}:policy/{self.path}{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGroup:
    """An IAM group."""

    account_id: str
    name: str
    policies: tuple[Document, ...] = ()
    """Inline ones."""
    attached: tuple[DemoPolicy, ...] = ()

    @property
    def arn(self) -> str:
        """The group's ARN."""
        return f"arn:aws:iam::{self.account_id}:group/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoUser:
    """An IAM user with one access key."""

    account_id: str
    name: str
    policies: tuple[Document, ...] = ()
    """Inline ones; IAM calls them Inline1, Inline2, …"""
    boundary: Document | None = None
    """The permissions boundary, if there is one."""
    tags: Mapping[str, str] = field(default_factory=dict)
    has_mfa: bool = False
    key_expires_at: float | None = None
    """Seconds since the epoch; only for keys that imitate expired temporary ones."""
    attached: tuple[DemoPolicy, ...] = ()
    groups: tuple[DemoGroup, ...] = ()

    @property
    def all_policies(self) -> tuple[Document, ...]:
        """All identity-based policies of the user, those of its groups too."""
        holders: tuple[DemoUser | DemoGroup, ...] = (self, *self.groups)
        inline = tuple(document for each in holders for document in each.policies)
        return inline + tuple(each.document for holder in holders for each in holder.attached)

    @property
    def arn(self) -> str:
        """The user's ARN."""
        return f"arn:aws:iam::{self.account_id}:user/{self.name}"

    @property
    def mfa_serial(self) -> str:
        """The ARN of the user's virtual device."""
        return f"arn:aws:iam::{self.account_id}:mfa/{self.name}"

    @property
    def access_key_id(self) -> str:
        """20 characters, as AWS's are; AWS marks made-up keys with the word EXAMPLE."""
        short = "".join(filter(str.isalnum, self.name)).upper()[:5]
        return f"AKIADEMO{short:0<5}EXAMPLE"

    @property
    def secret_access_key(self) -> str:
        """40 characters, as AWS's are."""
        return f"{'DEMO/not/a/secret/of/' + self.name + '/EXAMPLEKEY':+<40}"[:40]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRole:
    """An IAM role."""

    account_id: str
    name: str
    trust: Document
    policies: tuple[Document, ...] = ()
    path: str = ""
    """The part between `role/` and the name, with its closing slash."""
    boundary: Document | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    max_duration: int = HOUR
    """MaxSessionDuration in seconds."""
    delay: float = 0.0
    """Seconds STS takes to answer for it."""
    attached: tuple[DemoPolicy, ...] = ()

    @property
    def all_policies(self) -> tuple[Document, ...]:
        """All identity-based policies of the role's sessions."""
        return self.policies + tuple(each.document for each in self.attached)

    @property
    def arn(self) -> str:
        """The role's ARN, with its path."""
        return f"arn:aws:iam::{self.account_id}:role/{self.path}{self.name}"

    @property
    def unique_id(self) -> str:
        """`AROA…`."""
        return unique_id("AROA", self.arn)


@dataclass(frozen=True, slots=True)
class DemoProfile:
    """One section of the demo's ~/.aws/config."""

    name: str
    values: Mapping[str, str]


class Organisation:
    """The accounts, users, roles and profiles; tests may add to it or replace a role."""

    def __init__(
        self,
        accounts: Iterable[DemoAccount],
        users: Iterable[DemoUser],
        roles: Iterable[DemoRole],
        profiles: Iterable[DemoProfile] = (),
    ) -> None:
        self.accounts = {account.id: account for account in accounts}
        self.users = {user.access_key_id: user for user in users}
        self.roles = {role.arn: role for role in roles}
        self.profiles = list(profiles)

    def add(self, *items: DemoAccount | DemoUser | DemoRole) -> None:
        """Add these, or replace those with the same ID, key or ARN."""
        for item in items:
            if isinstance(item, DemoAccount):
                self.accounts[item.id] = item
            elif isinstance(item, DemoUser):
                self.users[item.access_key_id] = item
            else:
                self.roles[item.arn] = item

    def account(self, name: str) -> DemoAccount:
        """Return the account of that name; raises KeyError."""
        return next((a for a in self.accounts.values() if a.name == name), None) or _missing(name)

    def user(self, name: str) -> DemoUser:
        """Return the user of that name; raises KeyError."""
        return next((u for u in self.users.values() if u.name == name), None) or _missing(name)

    def role(self, label: str) -> DemoRole:
        """Return the role `ACCOUNT/ROLE` by names; raises KeyError."""
        account_name, _, name = label.partition("/")
        account_id = self.account(account_name).id
        roles = self.roles.values()
        role = next((r for r in roles if (r.account_id, r.name) == (account_id, name)), None)
        return role or _missing(label)

    def role_named(self, account_id: str, name: str) -> DemoRole | None:
        """Return the role of that name in the account, as IAM's GetRole finds it."""
        roles = self.roles.values()
        return next((r for r in roles if (r.account_id, r.name) == (account_id, name)), None)


def _missing(name: str) -> NoReturn:
    raise KeyError(name)

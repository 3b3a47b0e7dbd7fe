"""DemoCaller: a user by its access key, or a session that the demo's STS has issued."""

from __future__ import annotations

import base64
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from swtui.demo.organisation import DemoRole, DemoUser, Organisation, unique_id
from swtui.demo.policy import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCaller:
    """A principal with its values of condition keys."""

    arn: str
    """The ARN of GetCallerIdentity: the user's, or the assumed role's session."""
    principal_arn: str
    """`aws:PrincipalArn`: the user, or the role itself."""
    account_id: str
    user_id: str
    """`AIDA…`, or `AROA…:session name`."""
    policies: tuple[Document, ...] = ()
    boundary: Document | None = None
    session_policies: tuple[Document, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tags: frozenset[str] = frozenset()
    """The keys of those tags that the next session inherits."""
    source_identity: str = ""
    username: str = ""
    """Empty for roles."""
    temporary: bool = False
    """Whether the credentials are from STS; AssumeRole with them is limited to one hour."""
    mfa_at: float | None = None
    """When MFA was given for GetSessionToken, in seconds since the epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeys:
    """One access key with its secret and its owner."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    token: str = field(repr=False)
    """Empty for a user's own keys."""
    expires_at: float | None
    caller: DemoCaller


def user_as_caller(user: DemoUser) -> DemoCaller:
    """Return the caller for a user's own keys."""
    return DemoCaller(
        arn=user.arn,
        principal_arn=user.arn,
        account_id=user.account_id,
        user_id=unique_id("AIDA", user.arn),
        policies=user.all_policies,
        boundary=user.boundary,
        tags=user.tags,
        username=user.name,
    )


def role_as_caller(role: DemoRole, session_name: str, **more: object) -> DemoCaller:
    """Return the caller for a role's session; `more` are fields of `DemoCaller`."""
    arn = f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{session_name}"
    fields: dict[str, object] = {"tags": role.tags, **more}
    return DemoCaller(
        arn=arn,
        principal_arn=role.arn,
        account_id=role.account_id,
        user_id=f"{role.unique_id}:{session_name}",
        policies=role.all_policies,
        boundary=role.boundary,
        temporary=True,
        **fields,  # type: ignore[arg-type]
    )


class KeyRing:
    """All access keys: those of users, and those issued while the server runs."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._issued: dict[str, SigningKeys] = {}
        self._lock = threading.Lock()

    def issue(self, caller: DemoCaller, expires_at: float) -> SigningKeys:
        """Return new temporary keys for `caller`, as long as those of AWS."""
        keys = SigningKeys(
            access_key_id="ASIADEMO" + base64.b32encode(secrets.token_bytes(8)).decode()[:12],
            secret_access_key=base64.b64encode(secrets.token_bytes(30)).decode(),
            token="DEMO" + base64.b64encode(secrets.token_bytes(258)).decode(),
            expires_at=expires_at,
            caller=caller,
        )
        with self._lock:
            self._issued[keys.access_key_id] = keys
        return keys

    def find(self, access_key_id: str) -> SigningKeys | None:
        """Return the keys with this ID, also when they have expired."""
        with self._lock:
            issued = self._issued.get(access_key_id)
        user = self._organisation.users.get(access_key_id)
        if issued or user is None:
            return issued
        return SigningKeys(
            access_key_id=user.access_key_id,
            secret_access_key=user.secret_access_key,
            token="",
            expires_at=user.key_expires_at,
            caller=user_as_caller(user),
        )

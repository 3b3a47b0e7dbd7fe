"""Sts: the AWS calls of one walk, all under one deadline, their answers checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from swtui.aws import calls
from swtui.aws.clients import AwsCaller
from swtui.aws.keys import Keys
from swtui.duration import LONGEST_SESSION, LONGEST_TOKEN
from swtui.errors import NetworkError, RefusedError
from swtui.roles.arn import RoleArn
from swtui.sessions.credentials import Credentials, Identity
from swtui.sessions.response_checks import (
    credentials_from,
    identity_of_caller,
    identity_of_role,
)


@dataclass(frozen=True, slots=True)
class IssuedCredentials:
    """Credentials and whose they are."""

    credentials: Credentials
    identity: Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Sts:
    """The calls of one walk. Every method raises what `swtui.aws.calls` raises."""

    aws: AwsCaller
    clock: Callable[[], float] = time.time
    """Seconds since the epoch."""

    def within(self, seconds: float) -> Sts:
        """Return the same, waiting at most so many seconds of the deadline."""
        return replace(self, aws=self.aws.within(seconds))

    def assume(
        self, parameters: Mapping[str, Any], by: Credentials, role: RoleArn
    ) -> IssuedCredentials:
        """Return the session of AssumeRole; BadAnswerError when it must not be used."""
        answer = calls.assume_role(self.aws, parameters, _signing(by))
        return IssuedCredentials(
            credentials_from(answer, now=self.clock(), longest=LONGEST_SESSION),
            identity_of_role(answer, role),
        )

    def token(self, serial: str, code: str, seconds: int, by: Credentials) -> Credentials:
        """Return a session of the same user with MFA in it (GetSessionToken)."""
        answer = calls.session_token(self.aws, serial, code, seconds, _signing(by))
        return credentials_from(answer, now=self.clock(), longest=LONGEST_TOKEN)

    def identity(self, of: Credentials) -> Identity:
        """Return the owner of credentials."""
        return identity_of_caller(calls.caller_identity(self.aws, _signing(of)))

    def alias(self, of: Credentials) -> str:
        """Return the alias of the account, or an empty string when it has none."""
        return calls.account_alias(self.aws, _signing(of))

    def longest(self, role: RoleArn, by: Credentials) -> int | None:
        """Return the role's maximum duration in seconds, or None where IAM does not allow it."""
        try:
            return calls.role_max_duration(self.aws, role.name, _signing(by))
        except (RefusedError, NetworkError):
            return None  # then it is found out by trying


def _signing(credentials: Credentials) -> Keys:
    return Keys(credentials.access_key_id, credentials.secret_access_key, credentials.token)

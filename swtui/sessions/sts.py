"""Sts: the AWS calls of one walk, all under one deadline, their answers checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from swtui.aws import calls
from swtui.aws.deadline import Deadline, never
from swtui.aws.endpoint import Endpoint
from swtui.aws.keys import Keys
from swtui.errors import NetworkError, RefusedError
from swtui.roles.arn import RoleArn
from swtui.sessions.credentials import Credentials, Identity
from swtui.sessions.response_checks import (
    LONGEST_ROLE,
    LONGEST_TOKEN,
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
    """Where and how long to ask. Every method raises what `swtui.aws.calls` raises."""

    endpoint: Endpoint
    deadline: Deadline
    cancelled: Callable[[], bool] = never
    clock: Callable[[], float] = time.time
    """Seconds since the epoch."""

    def assume(
        self, parameters: Mapping[str, Any], by: Credentials, role: RoleArn
    ) -> IssuedCredentials:
        """Return what AssumeRole gives; BadAnswerError when it must not be used."""
        answer = calls.assume_role(
            parameters,
            _signing(by),
            endpoint=self.endpoint,
            deadline=self.deadline,
            cancelled=self.cancelled,
        )
        return IssuedCredentials(
            credentials_from(answer, now=self.clock(), longest=LONGEST_ROLE),
            identity_of_role(answer, role),
        )

    def token(self, serial: str, code: str, seconds: int, by: Credentials) -> Credentials:
        """Return a session of the same user with MFA in it (GetSessionToken)."""
        answer = calls.session_token(
            serial,
            code,
            seconds,
            _signing(by),
            endpoint=self.endpoint,
            deadline=self.deadline,
            cancelled=self.cancelled,
        )
        return credentials_from(answer, now=self.clock(), longest=LONGEST_TOKEN)

    def identity(self, of: Credentials) -> Identity:
        """Return whose credentials these are."""
        answer = calls.caller_identity(
            _signing(of),
            endpoint=self.endpoint,
            deadline=self.deadline,
            cancelled=self.cancelled,
        )
        return identity_of_caller(answer)

    def alias(self, of: Credentials) -> str:
        """Return the alias of the account, or an empty string when it has none."""
        return calls.account_alias(
            _signing(of),
            endpoint=self.endpoint,
            deadline=self.deadline,
            cancelled=self.cancelled,
        )

    def longest(self, role: RoleArn, by: Credentials) -> int | None:
        """Return the seconds that IAM says the role allows, or None when we may not read it."""
        try:
            return calls.role_max_duration(
                role.name,
                _signing(by),
                endpoint=self.endpoint,
                deadline=self.deadline,
                cancelled=self.cancelled,
            )
        except (RefusedError, NetworkError):
            return None  # then it is found out by trying


def _signing(credentials: Credentials) -> Keys:
    return Keys(credentials.access_key_id, credentials.secret_access_key, credentials.token)

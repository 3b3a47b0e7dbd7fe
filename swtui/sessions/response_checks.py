"""Validate every AWS response before it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from swtui.aws.keys import Keys, parse_time
from swtui.duration import HOUR
from swtui.errors import BadAnswerError, ConfigError, ExpiredCredentials
from swtui.roles.arn import RoleArn, is_account_id, parse_session_arn, split_arn
from swtui.secret import Secret
from swtui.sessions.credentials import Credentials, Identity
from swtui.when import local_time

_CLOCK_TOLERANCE = HOUR
"""Seconds that this machine's clock may be off."""
_KEY_ID = re.compile(r"[A-Z0-9]{16,128}", re.ASCII)
_SECRET = re.compile(r"[A-Za-z0-9/+=_.~-]{16,256}", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9/+=_.~:|-]{16,16384}", re.ASCII)
_VISIBLE = re.compile(r"[\x21-\x7e]{1,16384}", re.ASCII)


def credentials_from(answer: Mapping[str, Any], *, now: float, longest: int) -> Credentials:
    """Return the temporary credentials in an answer of STS; BadAnswerError if any part is odd."""
    parts = answer.get("Credentials")
    parts = parts if isinstance(parts, Mapping) else {}
    key_id, secret, token = (
        str(parts.get(name) or "") for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")
    )
    if not _KEY_ID.fullmatch(key_id):
        raise _bad("the access key ID has an odd form")
    if not _SECRET.fullmatch(secret):
        raise _bad("the secret access key has an odd form")
    if not _TOKEN.fullmatch(token):
        raise _bad("the session token is missing or has an odd form")
    expires_at = _checked_expiry(parse_time(str(parts.get("Expiration") or "")), now, longest)
    return Credentials(key_id, Secret(secret), Secret(token), expires_at)


def _checked_expiry(expires_at: int | None, now: float, longest: int) -> int:
    if expires_at is None:
        raise _bad("it does not say when the session ends")
    if expires_at <= now:
        raise _bad(
            f"the session expired at {local_time(expires_at, now)}; is this machine's clock right?"
        )
    if expires_at > now + longest + _CLOCK_TOLERANCE:
        raise _bad(
            f"the session would last until {local_time(expires_at, now)}, longer than AWS allows"
        )
    return expires_at


def identity_of_role(answer: Mapping[str, Any], role: RoleArn) -> Identity:
    """Return who an AssumeRole made us; BadAnswerError unless it is that role of that account."""
    user = answer.get("AssumedRoleUser")
    user = user if isinstance(user, Mapping) else {}
    identity = _identity(str(user.get("Arn") or ""), str(user.get("AssumedRoleId") or ""))
    if identity.account != role.account_id:
        raise BadAnswerError(
            f"wrong account: {role} was asked for, and STS answered for {identity.account}",
            hint="nothing was handed over; is an endpoint override or a proxy in force?",
        )
    session = parse_session_arn(identity.arn)
    if (
        session is None or session.role_name.lower() != role.name.lower()
    ):  # IAM has no two roles that differ in case alone
        raise BadAnswerError(
            f"wrong role: {role} was asked for, and STS answered with {identity.arn[:300]}",
            hint="nothing was handed over; is an endpoint override or a proxy in force?",
        )
    return identity


def identity_of_caller(answer: Mapping[str, Any]) -> Identity:
    """Return the identity in GetCallerIdentity's response."""
    identity = _identity(str(answer.get("Arn") or ""), str(answer.get("UserId") or ""))
    if identity.account != str(answer.get("Account") or ""):
        raise _bad("the account and the ARN do not agree")
    return identity


def _identity(arn: str, user_id: str) -> Identity:
    account = split_arn(arn).account
    if not is_account_id(account) or not _VISIBLE.fullmatch(arn):
        raise _bad("it does not say who we are")
    return Identity(account, arn, user_id if user_id.isprintable() else "")


def checked_keys(keys: Keys, source: str, now: float) -> Credentials:
    """Return a start's keys as Credentials; `source` says whose they are, for the messages.

    Their form is AWS's business (a local stand-in for AWS takes `test`), but they must be visible
    ASCII, and not expired. Raises ConfigError.
    """
    for name, text in (
        ("access key ID", keys.access_key_id),
        ("secret access key", keys.secret_access_key.reveal()),
        ("session token", keys.token.reveal() or "-"),
    ):
        if not _VISIBLE.fullmatch(text):
            raise ConfigError(f"the {name} of {source} is empty or has characters AWS never uses")
    if keys.expires_at is not None and keys.expires_at <= now:
        raise ExpiredCredentials(
            f"the credentials of {source} expired at {local_time(keys.expires_at, now)}"
        )
    return Credentials(keys.access_key_id, keys.secret_access_key, keys.token, keys.expires_at)


def _bad(reason: str) -> BadAnswerError:
    return BadAnswerError(
        f"what STS returned must not be used: {reason}",
        hint="nothing was handed over; is an endpoint override or a proxy in force?",
    )

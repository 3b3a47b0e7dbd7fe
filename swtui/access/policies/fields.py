"""The values that go into a policy, read strictly: each becomes IAM's own spelling or a complaint.

Every reader raises FieldError with one sentence in raw text that says what is wrong.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from swtui.access.policies.draft import FieldName, Sentence, in_option_words
from swtui.duration import LONGEST_TOKEN, parse_duration
from swtui.roles.arn import (
    RoleArn,
    find_permission_set,
    is_account_id,
    parse_role_arn,
    parse_session_arn,
    split_arn,
)
from swtui.roles.console_link import looks_like_link, parse_link
from swtui.roles.sts_values import EXTERNAL_ID

_USER_ARN = re.compile(
    r"arn:(aws(?:-[a-z]+)*):iam::(\d{12}):user/((?:[\x21-\x7e]+/)?)([\w+=,.@-]{1,64})", re.ASCII
)
_PARTITION = re.compile(r"aws(-[a-z]+)*", re.ASCII)
_ORG_ID = re.compile(r"o-[a-z0-9]{10,32}", re.ASCII)
"""AWS Organizations API reference, Organization."""
_PERMISSION_SET = re.compile(r"[\w+=,.@-]{1,32}", re.ASCII)
"""IAM Identity Center API reference, CreatePermissionSet."""
_PATTERN = re.compile(r"(user|role)/[\w+=,.@/*?-]{1,577}", re.ASCII)
_PATTERN_ARN = re.compile(r"arn:[\w-]+:iam::([^:]*):(.+)", re.ASCII)
_UNSAFE_IN_ARN = re.compile(r"[*?$'\"\\]")
"""In a policy these are wildcards and variables; the rest no shell would bear."""


class FieldError(ValueError):
    """A value that IAM, or the question it answers, does not take."""

    def __init__(self, *sentence: str | FieldName) -> None:
        super().__init__(*sentence)
        self.sentence: Sentence = sentence

    def __str__(self) -> str:
        return in_option_words(self.sentence)


@dataclass(frozen=True, slots=True)
class UserArn:
    """A user's ARN, taken apart as far as policies need it (IAM User Guide, "IAM identifiers")."""

    partition: str
    account_id: str
    path: str
    """Empty, or the part between `user/` and the name, with its closing slash."""
    name: str

    def __str__(self) -> str:
        return f"arn:{self.partition}:iam::{self.account_id}:user/{self.path}{self.name}"


def account_id(text: str) -> str:
    """Return an account ID: 12 digits."""
    if is_account_id(text):
        return text
    if text.isascii() and text.isdigit():
        raise FieldError(f"{text[:40]} has {len(text)} digits; AWS account IDs have 12")
    grouped = re.sub(r"[ -]", "", text)
    if is_account_id(grouped):
        raise FieldError(f"{text!r} has signs between its digits; write {grouped}")
    raise FieldError(f"{text[:80]!r} is not an account ID: 12 digits")


def role_arn(text: str) -> RoleArn:
    """Return a role's ARN in parts; a link of the console names one as well."""
    if looks_like_link(text):
        return _linked_role(text)
    _check_arn(text)
    found = parse_role_arn(text)
    if isinstance(found, str):
        raise FieldError(f"{text[:200]!r} {found}")
    return found


def _linked_role(text: str) -> RoleArn:
    link = parse_link(text)
    if link is None:
        raise FieldError("the link is not one of AWS's console, and names no role")
    if link.lack:
        raise FieldError(f"the link {link.lack}")
    if link.is_portal:
        raise FieldError("the link names a permission set of Identity Center, not an IAM role")
    return role_arn(f"arn:{link.partition}:iam::{link.account}:role/{link.role}")


def user_arn(text: str) -> UserArn:
    """Return the parts of a user's ARN."""
    _check_arn(text, " (", FieldName("principal_like"), " takes patterns)")
    match = _USER_ARN.fullmatch(text)
    if match:
        return UserArn(*match.groups())
    shown = f"{text[:200]!r}"
    parts = split_arn(text)
    if parts.service == "iam":
        if parts.kind == "role":
            raise FieldError(f"{shown} is a role: ", FieldName("principal_roles"), " names it")
        if parts.kind == "root":
            field, account = FieldName("accounts"), parts.account[:12]
            raise FieldError(f"{shown} is a whole account: ", field, f" {account} names it")
        if not is_account_id(parts.account):
            raise FieldError(
                f"{shown} has an account ID of {len(parts.account)} characters; "
                "AWS account IDs have 12 digits"
            )
    raise FieldError(f"{shown} is not the ARN of a user (arn:aws:iam::ACCOUNT:user/NAME)")


def _check_arn(text: str, *instead: str | FieldName) -> None:
    session = parse_session_arn(text)
    if session:
        raise FieldError(
            f"{text[:200]!r} is a session; a policy names its role (arn:aws:iam::ACCOUNT:role/"
            f"{session.role_name}, with the role's path, which the session's ARN does not show)"
        )
    unsafe = _UNSAFE_IN_ARN.search(text)
    if unsafe:
        raise FieldError(
            f"{text[:200]!r} holds {unsafe[0]!r}; write the whole ARN of one", *instead
        )


def network(text: str) -> str:
    """Return a network as CIDR; a bare address is a network of one (/32 or /128).

    IAM User Guide, "Condition operators", IP address condition operators; RFC 4632, RFC 4291.
    """
    if "%" in text:
        raise FieldError(f"{text[:80]!r} names a zone; AWS sees the address alone")
    try:
        return str(ipaddress.ip_network(text.strip()))
    except ValueError:
        pass
    try:
        around = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise FieldError(
            f"{text[:80]!r} is neither an address nor a network (203.0.113.0/24, 2001:db8::/32)"
        ) from None
    raise FieldError(
        f"{text.strip()} has bits set behind its prefix; the network is {around}, "
        f"the one address {text.strip().partition('/')[0]}"
    )


def mfa_age(text: str) -> int:
    """Return the seconds that `3600`, `45m` or `1h` mean: up to 36 hours.

    No session that MFA was given for lasts longer (STS API reference, GetSessionToken).
    """
    seconds = parse_duration(text, 1, LONGEST_TOKEN)
    if seconds is None:
        raise FieldError(f"{text[:40]!r} is not a time from 1 second to 36 hours (3600, 45m, 1h)")
    return seconds


def external_id(text: str) -> str:
    """Return an external ID: 2 to 1,224 characters (STS API reference, AssumeRole)."""
    if not EXTERNAL_ID.fullmatch(text):
        raise FieldError(
            f"{text[:80]!r} is not an external ID: 2 to 1224 of A-Z a-z 0-9 _ + = , . @ : / -"
        )
    return text


def org_id(text: str) -> str:
    """Return an organization's id."""
    if not _ORG_ID.fullmatch(text):
        raise FieldError(f"{text[:80]!r} is not an organization's id (o- and 10 to 32 of a-z 0-9)")
    return text


def partition(text: str) -> str:
    """Return a partition's name."""
    if not _PARTITION.fullmatch(text):
        raise FieldError(f"{text[:40]!r} is not a partition; AWS has aws, aws-cn, aws-us-gov, …")
    return text


def permission_set(text: str) -> str:
    """Return a permission set's name; the name of its role is understood as well."""
    name = find_permission_set(text) or text
    if not _PERMISSION_SET.fullmatch(name):
        raise FieldError(
            f"{text[:80]!r} is not a permission set's name: 1 to 32 of A-Z a-z 0-9 _ + = , . @ -"
        )
    return name


def principal_pattern(text: str) -> tuple[str, str]:
    """Return the account (empty: any that is named) and the pattern `user/…` or `role/…`."""
    account, pattern = "", text
    whole = _PATTERN_ARN.fullmatch(text)
    if whole:
        account, pattern = account_id(whole[1]), whole[2]
    if pattern.startswith("assumed-role/") or parse_session_arn(text):
        raise FieldError(
            f"{text[:200]!r} is a session; aws:PrincipalArn is its role's ARN: write role/…"
        )
    if not _PATTERN.fullmatch(pattern):
        raise FieldError(
            f"{text[:200]!r} is not a pattern such as user/*_infra or role/team/* (",
            *(FieldName("accounts"), " says of which account)"),
        )
    return account, pattern

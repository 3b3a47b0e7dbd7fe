"""PolicyDraft: the fields of a policy to write, as they were typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

CALLER, TRUST = "caller", "trust"
SIDES = (CALLER, TRUST)
"""The caller's own policy, which lets it ask; the role's trust policy, which lets it in."""
SERVICES = {"ec2": "ec2.amazonaws.com", "ecs": "ecs-tasks.amazonaws.com"}
"""Machines that may assume a role: an EC2 instance, an ECS task (its task role)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDraft:
    """Everything a policy can be made of. A field that does not belong to `side` stays empty."""

    side: str
    """One of `SIDES`."""
    any: bool = False
    """Caller: every role there is. Trust: everyone there is."""
    accounts: tuple[str, ...] = ()
    """Ids. Caller: all roles of these accounts. Trust: all of these accounts' identities."""
    role_arns: tuple[str, ...] = ()
    """Caller: the roles."""
    user_arns: tuple[str, ...] = ()
    """Trust: users that are let in."""
    principal_roles: tuple[str, ...] = ()
    """Trust: ARNs of roles whose sessions are let in."""
    principal_like: tuple[str, ...] = ()
    """Trust: patterns of users or roles of `accounts`: `user/*_infra`, or whole ARNs."""
    sso_roles: tuple[str, ...] = ()
    """Trust: names of Identity Center's permission sets, assigned in `accounts`."""
    services: tuple[str, ...] = ()
    """Trust: of `SERVICES`."""
    source_account: str = ""
    """Trust: the account whose ECS tasks are meant."""
    for_role: str = ""
    """Trust: the ARN of the role that the policy is for; empty when it is not known."""
    from_ip: tuple[str, ...] = ()
    """Networks (CIDR) or addresses, IPv4 or IPv6, that calls must come from."""
    via_aws_service: bool = False
    """Caller, with `from_ip`: except calls that AWS services make on the caller's behalf."""
    mfa: bool = False
    """Whether the caller must have signed in with MFA, or give a code with the call."""
    mfa_max_age: str = ""
    """The most time since then: seconds, `45m`, `1h`; implies `mfa`."""
    external_id: str = ""
    """Trust: what the caller must send along."""
    org_id: str = ""
    """Of AWS Organizations: the callers' (trust), or that of the roles' accounts (caller)."""
    tag_session: bool = False
    """Whether session tags may be set as well."""
    source_identity: bool = False
    """Whether a source identity may be set as well."""
    partition: str = ""
    """`aws`, `aws-cn`, …; empty for that of the ARNs, else `aws`."""


OPTIONS = {
    "any": "--any",
    "accounts": "--account",
    "role_arns": "--role-arn",
    "user_arns": "--user-arn",
    "principal_roles": "--principal-role",
    "principal_like": "--principal-like",
    "sso_roles": "--sso-role",
    "services": "--service",
    "source_account": "--source-account",
    "for_role": "--for-role",
    "from_ip": "--from-ip",
    "via_aws_service": "--via-aws-service",
    "mfa": "--mfa",
    "mfa_max_age": "--mfa-max-age",
    "external_id": "--external-id",
    "org_id": "--org-id",
    "tag_session": "--tag-session",
    "source_identity": "--source-identity",
    "partition": "--partition",
}
"""The name of each field on the command line: the option that sets it."""


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field named within a sentence: the command line and the form have each their own word."""

    field: str
    value: str = ""
    """The value that the option takes, such as `ARN`; the form does not show it."""


Sentence = tuple[str | FieldName, ...]
"""A sentence in raw text, and the fields that it names."""


def in_words(sentence: Sentence, name: Callable[[FieldName], str]) -> str:
    """Return a sentence with the front end's own names of the fields."""
    return "".join(part if isinstance(part, str) else name(part) for part in sentence)


def find_option(field: str) -> str:
    """Return the option of a field, or of another value that the command line takes."""
    return OPTIONS.get(field, "--" + field.replace("_", "-"))


def in_option_words(sentence: Sentence) -> str:
    """Return a sentence that names options: `--role-arn ARN`."""
    return in_words(sentence, lambda name: f"{find_option(name.field)} {name.value}".rstrip())


NOT_FOR = {
    CALLER: (
        "user_arns",
        "principal_roles",
        "principal_like",
        "sso_roles",
        "services",
        "source_account",
        "for_role",
        "external_id",
    ),
    TRUST: ("role_arns", "via_aws_service"),
}
"""The fields that make no sense for a side."""

"""Request: the action, the resource, the principal and the condition keys of a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from swtui.roles.arn import parse_session_arn

KINDS = ("user", "role", "assumed-role", "root", "service", "federated")

ALWAYS_THERE = frozenset(
    (
        "aws:currenttime",
        "aws:epochtime",
        "aws:principalarn",
        "aws:principalisawsservice",
        "aws:requestedregion",
        "aws:securetransport",
        "aws:userid",
        "aws:viaawsservice",
    )
)
"""Never absent, so at most not known (IAM User Guide, "AWS global condition context keys")."""

_TYPES = {"user": "User", "role": "AssumedRole", "assumed-role": "AssumedRole", "root": "Account"}
"""IAM User Guide, "IAM policy elements: Variables and tags", Principal key values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The identity that makes a request."""

    arn: str
    """As `sts:GetCallerIdentity` says it; for a service its name, for a federated identity its
    provider."""
    account: str
    """12 digits; empty for services and federated identities."""
    kind: str
    """One of `KINDS`."""
    user_id: str = ""
    """`AIDA…`, or `AROA…:session` of a session; empty when it is not known."""
    role_arn: str = ""
    """Of a session: its role's ARN with the path, which its own ARN does not have; may be empty."""

    @property
    def name(self) -> str:
        """The user's or role's own name, without path and session; empty for others."""
        if self.kind == "assumed-role":
            session = parse_session_arn(self.arn)
            return session.role_name if session else ""
        return self.arn.rpartition("/")[2] if self.kind in ("user", "role") else ""

    @property
    def unique_id(self) -> str:
        """The unique id without the session: `AIDA…` or `AROA…`; empty when it is not known."""
        return self.user_id.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as IAM would see it.

    `context` maps condition keys, in any case, to their values: one text or several. An empty
    tuple says that the request has no such key. A key that is missing altogether is **not known**,
    unless `complete` says that the mapping holds every key there is.
    """

    action: str
    """`sts:AssumeRole`, …"""
    resource: str
    """The ARN it is asked on; for AssumeRole the role's."""
    principal: Principal
    context: Mapping[str, tuple[str, ...] | str] = field(default_factory=dict)
    complete: bool = False
    """True when a key that is not in `context` is known to be absent."""

    def __post_init__(self) -> None:
        values = {
            key.lower(): (value,) if isinstance(value, str) else tuple(value)
            for key, value in self.context.items()
        }
        object.__setattr__(self, "context", MappingProxyType(values))

    def has(self, key: str) -> bool:
        """Return whether the request is known to have a key, whatever its value is."""
        values = self.values(key)
        return key.lower() in ALWAYS_THERE if values is None else bool(values)

    def values(self, key: str) -> tuple[str, ...] | None:
        """Return the values of a condition key: empty when absent, None when not known.

        What `context` says comes first, then what follows from the principal.
        Keys are case-insensitive (IAM User Guide, "IAM JSON policy elements: Condition").
        """
        key = key.lower()
        found = self.context.get(key, _of_principal(self.principal).get(key))
        if found is None:
            return () if self.complete and key not in ALWAYS_THERE else None
        return (found,) if isinstance(found, str) else found


def _of_principal(principal: Principal) -> dict[str, tuple[str, ...] | str]:
    """Return the keys that follow from who asks.

    IAM User Guide, "AWS global condition context keys": aws:PrincipalArn is the role's ARN for
    a session, and a session's own ARN does not tell the role's path. "Variables and tags",
    Principal key values: aws:username is there for IAM users alone.
    """
    is_service = "true" if principal.kind == "service" else "false"
    if principal.kind not in _TYPES:
        return {"aws:principalisawsservice": is_service}
    keys: dict[str, tuple[str, ...] | str] = {
        "aws:principalisawsservice": is_service,
        "aws:principalaccount": principal.account,
        "aws:principaltype": _TYPES[principal.kind],
        "aws:username": (principal.name,) if principal.kind == "user" else (),
    }
    arn = principal.role_arn if principal.kind == "assumed-role" else principal.arn
    if arn:
        keys["aws:principalarn"] = arn
    if principal.kind == "root":
        keys["aws:userid"] = principal.account
    elif (principal.kind == "user" and principal.user_id) or ":" in principal.user_id:
        keys["aws:userid"] = principal.user_id
    return keys

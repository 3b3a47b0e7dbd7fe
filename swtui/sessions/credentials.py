"""Credentials, Identity and Session: frozen values, plain classes so that they load fast.

They are used on the fast path, where dataclasses would cost more than everything else together.
"""

from __future__ import annotations

from swtui.secret import Secret

PLAIN = "plain"
"""The request of a session for which nothing was asked besides its name."""


class _Frozen:
    """A value whose fields are set once, compared and shown by field."""

    __slots__: tuple[str, ...] = ()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.__slots__))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({shown})"


class Credentials(_Frozen):
    """The keys that sign calls. `token` is empty for long-term keys; `expires_at` is then None."""

    __slots__ = ("access_key_id", "expires_at", "secret_access_key", "token")

    access_key_id: str
    secret_access_key: Secret
    token: Secret
    expires_at: int | None
    """Seconds since the epoch, UTC."""

    def __init__(
        self,
        access_key_id: str,
        secret_access_key: Secret,
        token: Secret,
        expires_at: int | None = None,
    ) -> None:
        put = object.__setattr__
        put(self, "access_key_id", access_key_id)
        put(self, "secret_access_key", secret_access_key)
        put(self, "token", token)
        put(self, "expires_at", expires_at)


class Identity(_Frozen):
    """The identity that STS GetCallerIdentity returns. `alias` is empty when unknown."""

    __slots__ = ("account", "alias", "arn", "user_id")

    account: str
    alias: str
    arn: str
    user_id: str

    def __init__(self, account: str, arn: str, user_id: str = "", alias: str = "") -> None:
        put = object.__setattr__
        put(self, "account", account)
        put(self, "arn", arn)
        put(self, "user_id", user_id)
        put(self, "alias", alias)


UNKNOWN = Identity("", "")
"""Of credentials that no STS has said whose they are."""


class Session(_Frozen):
    """Credentials, whose they are, the role they are for, and how they were requested."""

    __slots__ = (
        "account_label",
        "credentials",
        "identity",
        "long_term",
        "name",
        "not_renewable",
        "production",
        "region",
        "request",
        "role_arn",
        "role_name",
        "source_profile",
        "variables",
    )

    name: str
    """The profile's name, or the ARN of a typed role."""
    credentials: Credentials
    identity: Identity
    region: str
    """The region to hand over; empty: both region variables are removed."""
    role_arn: str
    """Empty for plain keys and other starts handed over as they are."""
    role_name: str
    account_label: str
    """The account's name, else its id."""
    production: bool
    long_term: bool
    """True for plain keys: they do not expire and are never cached."""
    not_renewable: str
    """Why it cannot be renewed once handed over; empty when it can."""
    source_profile: str
    """The source profile of a typed role; empty for a profile's own chain."""
    variables: tuple[tuple[str, str], ...]
    """The variables of the profile's endpoint that are handed over: names and values."""
    request: str
    """The request, which renews it as the same session (`sessions.request`)."""

    def __init__(
        self,
        name: str,
        credentials: Credentials,
        identity: Identity,
        *,
        region: str = "",
        role_arn: str = "",
        role_name: str = "",
        account_label: str = "",
        production: bool = False,
        long_term: bool = False,
        not_renewable: str = "",
        source_profile: str = "",
        variables: tuple[tuple[str, str], ...] = (),
        request: str = PLAIN,
    ) -> None:
        put = object.__setattr__
        put(self, "name", name)
        put(self, "credentials", credentials)
        put(self, "identity", identity)
        put(self, "region", region)
        put(self, "role_arn", role_arn)
        put(self, "role_name", role_name)
        put(self, "account_label", account_label)
        put(self, "production", production)
        put(self, "long_term", long_term)
        put(self, "not_renewable", not_renewable)
        put(self, "source_profile", source_profile)
        put(self, "variables", variables)
        put(self, "request", request)

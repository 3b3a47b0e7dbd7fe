"""A session as bytes and back, strictly: what is odd in any way is no session.

Builtins alone: the fast path imports this; neither pickle nor JSON is worth their time or trust.
"""

from __future__ import annotations

from swtui.errors import CacheError
from swtui.secret import Secret
from swtui.sessions.credentials import Credentials, Identity, Session
from swtui.user_values import is_endpoint_name

VERSION = b"S4"
"""The first bytes; another form gets another version, and is a miss to an older program."""

_PRODUCTION, _EXPIRES = 1, 2
_HEAD = len(VERSION) + 1 + 8
_FIELDS = 16


def encode(session: Session) -> bytes:
    """Return a session as bytes: version, flags, expiry, then each text with its length.

    Raises CacheError for what is never cached: long-term keys, and texts over 65,535 bytes.
    """
    if session.long_term:
        raise CacheError("long-term keys are never cached")
    keys, who = session.credentials, session.identity
    flags = _PRODUCTION if session.production else 0
    if keys.expires_at is not None:
        flags |= _EXPIRES
    texts = (
        session.name,
        keys.access_key_id,
        keys.secret_access_key.reveal(),
        keys.token.reveal(),
        who.account,
        who.arn,
        who.user_id,
        who.alias,
        session.region,
        session.role_arn,
        session.role_name,
        session.account_label,
        session.not_renewable,
        session.source_profile,
        "\0".join(part for pair in session.variables for part in pair),
        session.request,
    )
    head = VERSION + bytes((flags,)) + (keys.expires_at or 0).to_bytes(8, "big")
    return head + b"".join(_measured(text) for text in texts)


def is_current(raw: bytes) -> bool:
    """Return whether bytes should be of this form: those of another version are no damage."""
    return raw.startswith(VERSION) or not (raw[:1] == VERSION[:1] and raw[1:2].isdigit())


def decode(raw: bytes) -> Session | None:
    """Return the session that `encode` made into these bytes; None for any other bytes."""
    if len(raw) < _HEAD or not raw.startswith(VERSION):
        return None
    flags = raw[len(VERSION)]
    expires_at = int.from_bytes(raw[len(VERSION) + 1 : _HEAD], "big")
    texts = _texts(raw)
    if texts is None or flags & ~(_PRODUCTION | _EXPIRES) or (expires_at and not flags & _EXPIRES):
        return None
    name, key_id, secret, token, account, arn, user_id, alias, region, *rest = texts
    role_arn, role_name, account_label, not_renewable, source_profile, joined, request = rest
    parts = joined.split("\0") if joined else []
    if len(parts) % 2 or not all(is_endpoint_name(name) for name in parts[::2]):
        return None
    ends = expires_at if flags & _EXPIRES else None
    return Session(
        name,
        Credentials(key_id, Secret(secret), Secret(token), ends),
        Identity(account, arn, user_id, alias),
        region=region,
        role_arn=role_arn,
        role_name=role_name,
        account_label=account_label,
        production=bool(flags & _PRODUCTION),
        not_renewable=not_renewable,
        source_profile=source_profile,
        variables=tuple(zip(parts[::2], parts[1::2], strict=True)),
        request=request,
    )


def _measured(text: str) -> bytes:
    # Names may hold lone surrogates: they came out of files and environments as they were.
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw) > 0xFFFF:
        raise CacheError("the session is too large to be cached")
    return len(raw).to_bytes(2, "big") + raw


def _texts(raw: bytes) -> list[str] | None:
    """Return the texts behind the head; None unless they fill the bytes exactly."""
    texts = []
    at = _HEAD
    for _ in range(_FIELDS):
        start = at + 2
        at = start + int.from_bytes(raw[at:start], "big")
        if start > len(raw) or at > len(raw):
            return None
        try:
            texts.append(raw[start:at].decode("utf-8", "surrogatepass"))
        except UnicodeDecodeError:
            return None
    return texts if at == len(raw) else None

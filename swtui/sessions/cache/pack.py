"""Many entries in one key of the kernel: a user may have 200 keys, and their names count as well.

Builtins alone: the fast path imports this.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Iterator, Sequence

    Record = tuple[bytes, int, bytes]
    """A name (its kind and 16 bytes), an expiry (epoch seconds), and the stored bytes."""

_FORM = b"K1"
_NAME, _EXPIRY, _LENGTH = 17, 8, 4
_HEAD = _NAME + _EXPIRY + _LENGTH


def packed(records: Sequence[Record]) -> bytes:
    """Return records as the payload of one key."""
    parts = [_FORM]
    for name, expires_at, raw in records:
        parts += (name, expires_at.to_bytes(_EXPIRY, "big"), len(raw).to_bytes(_LENGTH, "big"), raw)
    return b"".join(parts)


def unpacked(payload: bytes) -> list[Record]:
    """Return the records of a payload; none of one that is not whole."""
    records = list(_records(payload))
    return records if packed(records) == payload else []


def find(payload: bytes, name: bytes) -> bytes | None:
    """Return the bytes of one record; None when there is no such record."""
    return next((raw for found, _, raw in _records(payload) if found == name), None)


def _records(payload: bytes) -> Iterator[Record]:
    at = len(_FORM) if payload.startswith(_FORM) else len(payload)
    while at + _HEAD <= len(payload):
        begins = at + _HEAD
        expires_at = int.from_bytes(payload[at + _NAME : begins - _LENGTH], "big")
        ends = begins + int.from_bytes(payload[begins - _LENGTH : begins], "big")
        if ends > len(payload):
            return
        yield payload[at : at + _NAME], expires_at, payload[begins:ends]
        at = ends

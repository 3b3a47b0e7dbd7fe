"""What entries are called where they are kept: hashes, so that no name is anywhere in the clear.

Builtins and a C hash alone: the warm way passes here.
"""

from __future__ import annotations

try:
    # hashlib binds OpenSSL as well, which costs several times this.
    from _blake2 import blake2b
except ImportError:  # an interpreter that was built without it
    from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Mapping


def digest(*parts: bytes) -> bytes:
    """Return 16 bytes that differ whenever the list of parts differs (BLAKE2b, RFC 7693)."""
    hashed = blake2b(digest_size=16)
    for part in parts:
        hashed.update(len(part).to_bytes(8, "big"))
        hashed.update(part)
    return hashed.digest()


def as_bytes(text: str) -> bytes:
    """Return any text as bytes, lone surrogates included, injectively."""
    return text.encode("utf-8", "surrogatepass")


def entry_name(key: str) -> str:
    """Return what the session of `key` is called in every store: 32 hexadecimal digits."""
    return digest(b"entry", as_bytes(key)).hex()


def namespace(env: Mapping[str, str]) -> str:
    """Return the 8 hexadecimal digits that keep one home's entries from another's.

    The kernel knows users, not homes: a demo, a test or `sudo` with another HOME must neither
    see nor forget the sessions of the real one.
    """
    names = ("SWTUI_DEMO", "HOME", "XDG_CACHE_HOME")
    return digest(b"home", *(as_bytes(env.get(name, "")) for name in names)).hex()[:8]

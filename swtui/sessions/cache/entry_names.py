"""The names of stored entries: hashes, so that no profile name is in the clear.

Builtins, os and a C hash alone: the fast path imports this.
"""

from __future__ import annotations

import os

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
    see nor delete the sessions of the real one. A home is the same however it is spelled.
    """
    home = _one_spelling(env.get("HOME") or _account_home())
    named = env.get("XDG_CACHE_HOME", "")
    cache = _one_spelling(named if named.startswith("/") else f"{home}/.cache")
    return digest(b"home", *map(as_bytes, (env.get("SWTUI_DEMO", ""), home, cache))).hex()[:8]


def _one_spelling(path: str) -> str:
    return os.path.realpath(path) if path.startswith("/") else path


def _account_home() -> str:
    """Return the home of the user's account (passwd(5)), as `files.home` does."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_dir
    except (ModuleNotFoundError, KeyError):
        return "/"

"""Sessions in files that only the OS keyring's key opens: AES-256-GCM (NIST SP 800-38D)."""

from __future__ import annotations

import os
from collections.abc import Callable

from swtui.sessions.cache.entry_names import digest
from swtui.sessions.cache.file_store import NoKey

_NONCE_SIZE = 12
"""Bytes: 96 random bits per file, as SP 800-38D recommends; one key makes far fewer than 2^32."""


class AesSeal:
    """Encrypts with the key that `find_key` returns; True asks it to make one if there is none."""

    def __init__(self, find_key: Callable[[bool], bytes | None]) -> None:
        self._find_key = find_key

    def closed(self, about: bytes, body: bytes) -> bytes:
        """Return nonce, ciphertext and tag; `about` is authenticated with them. Raises NoKey."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE_SIZE)
        return nonce + AESGCM(self._key(make=True)).encrypt(nonce, body, about)

    def opened(self, about: bytes, sealed: bytes) -> bytes | None:
        """Return the body; None for bytes that this key did not close. Raises NoKey."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = self._key(make=False)
        nonce, ciphertext = sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:]
        if len(nonce) < _NONCE_SIZE:
            return None
        try:
            return AESGCM(key).decrypt(nonce, ciphertext, about)
        except InvalidTag:
            return None

    def _key(self, *, make: bool) -> bytes:
        key = self._find_key(make)
        if key is None:
            raise NoKey
        return key


_SIZE = 16


class PlainSeal:
    """Hides nothing; a checksum tells a damaged file from a whole one."""

    def closed(self, about: bytes, body: bytes) -> bytes:
        """Return the body behind its checksum."""
        return digest(about, body) + body

    def opened(self, about: bytes, sealed: bytes) -> bytes | None:
        """Return the body, None when the checksum is not that of these bytes."""
        body = sealed[_SIZE:]
        return body if sealed[:_SIZE] == digest(about, body) else None

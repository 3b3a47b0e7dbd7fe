"""The key of the encrypted files, in the keyring of the operating system or the desktop."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar, cast

from swtui.errors import CacheError
from swtui.files import locked, private_dir

Found = TypeVar("Found")

SERVICE = "swtui"
LIMIT = 2.0
"""Seconds: a hung message bus or an unseen prompt must not delay anything."""

KEY_SIZE = 32
_FORM = "swtui-1:"
"""The beginning of the stored text; 64 hexadecimal digits follow."""

ALLOWED = {
    ("keyring.backends.SecretService", "Keyring"): "the desktop's keyring (Secret Service)",
    ("keyring.backends.libsecret", "Keyring"): "the desktop's keyring (libsecret)",
    ("keyring.backends.kwallet", "DBusKeyring"): "KWallet",
    ("keyring.backends.kwallet", "DBusKeyringKWallet4"): "KWallet",
    ("keyring.backends.macOS", "Keyring"): "the macOS keychain",
    ("keyring.backends.Windows", "WinVaultKeyring"): "the Windows credential vault",
}
"""Backends that encrypt what they keep. Others may write a plain file, and say nothing of it."""


class KeyringBackend(Protocol):
    """The methods of a keyring backend that swtui uses."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the text stored for a user of a service."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store a text."""


class OsKeyring:
    """Finds or creates the encryption key, once for the whole process.

    `backend` is for who brings one along; else the one that `keyring` detects, if it is allowed.
    """

    def __init__(
        self,
        directory: Path,
        *,
        username: str = "sessions",
        backend: KeyringBackend | None = None,
        limit: float = LIMIT,
    ) -> None:
        self._directory = directory
        self._username = username
        self._backend = backend
        self._limit = limit
        self._key: bytes | None = None
        self._lock = threading.Lock()
        self.where = "" if backend is None else "a keyring"
        """The name of the keyring, once it was found."""
        self.why_not = ""
        """Why there is none, as the middle of a sentence; empty while it is not known."""

    def key(self, make: bool = False) -> bytes | None:
        """Return the 32 bytes; None without a key (`make` makes one) or without a keyring."""
        with self._lock:
            if self._key is None and not self.why_not:
                try:
                    self._key = within(self._limit, lambda: self._find(make))
                except TimeoutError:
                    self.why_not = f"the OS keyring did not answer within {self._limit:g} seconds"
                except CacheError as problem:
                    self.why_not = problem.message
            return self._key

    def _find(self, make: bool) -> bytes | None:
        if self._backend is None:
            self._backend, self.where = detected_backend()
        backend = self._backend
        found = _parsed(backend.get_password(SERVICE, self._username))
        if found is not None or not make:
            return found
        private_dir(self._directory)
        with locked(self._directory / ".key-lock", wait=self._limit):
            # Another process may have made it meanwhile: two keys would delete each other's files.
            return _parsed(backend.get_password(SERVICE, self._username)) or self._make(backend)

    def _make(self, backend: KeyringBackend) -> bytes:
        key = os.urandom(KEY_SIZE)
        backend.set_password(SERVICE, self._username, _FORM + key.hex())
        if _parsed(backend.get_password(SERVICE, self._username)) != key:
            raise CacheError(f"{self.where} does not give back what it was given")
        return key


def detected_backend() -> tuple[KeyringBackend, str]:
    """Return the backend that `keyring` chose and what it is called.

    Raises CacheError when it is not one that is known to encrypt. A chain of backends writes to
    its first member, so that is the one that counts, and the one that is used.
    """
    import keyring

    chosen: object = keyring.get_keyring()
    if _kind(chosen) == ("keyring.backends.chainer", "ChainerBackend"):
        members = list(getattr(chosen, "backends", ()))
        chosen = members[0] if members else chosen
    where = ALLOWED.get(_kind(chosen))
    if where is None:
        raise CacheError("no OS keyring that encrypts was found")
    return cast("KeyringBackend", chosen), where


def within(seconds: float, work: Callable[[], Found]) -> Found:
    """Return what `work` returns, run in a daemon thread that is left behind after `seconds`.

    Raises TimeoutError then, and CacheError for whatever `work` raises: backends are other people's
    code and raise anything. No message is passed on, because it may contain what was stored.
    """
    results: list[Found] = []
    problems: list[CacheError] = []

    def run() -> None:
        try:
            results.append(work())
        except CacheError as problem:
            problems.append(problem)
        except Exception as problem:
            problems.append(CacheError(f"the OS keyring failed ({type(problem).__name__})"))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if problems:
        raise problems[0]
    if not results:
        raise TimeoutError
    return results[0]


def _kind(backend: object) -> tuple[str, str]:
    return type(backend).__module__, type(backend).__qualname__


def _parsed(text: str | None) -> bytes | None:
    digits = (text or "").removeprefix(_FORM)
    if text is None or not text.startswith(_FORM) or len(digits) != 2 * KEY_SIZE:
        return None
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        return None
    return key if len(key) == KEY_SIZE else None  # fromhex skips spaces

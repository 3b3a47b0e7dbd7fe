"""The backends that store sessions, best first: kernel, encrypted files, memory."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from swtui.errors import CacheError
from swtui.files import cache_dir, locked, private_dir, shown_path
from swtui.sessions.cache.entry_files import EntryFiles
from swtui.sessions.cache.entry_names import namespace
from swtui.sessions.cache.file_store import FileStore, NoKey
from swtui.sessions.cache.kernel import KernelRing, QuotaFull
from swtui.sessions.cache.memory import MemoryStore
from swtui.sessions.cache.os_keyring import OsKeyring
from swtui.sessions.cache.seals import AesSeal, PlainSeal
from swtui.system import HAS_OWNERS
from swtui.text import safe

_TURN = 2.0
"""Seconds to wait for another process that changes the kernel's keys; it takes milliseconds."""


class NotTaken(Exception):  # noqa: N818 - reads as the sentence it is
    """Raised when a backend has no room or no key for an entry; the next one may have."""


class Storage(Protocol):
    """A store of payloads by entry name."""

    damaged: int
    """The number of damaged entries, which were removed."""

    def get(self, entry: str) -> bytes | None:
        """Return the payload, if it is good for a minute more."""

    def put(self, entry: str, payload: bytes, expires_at: int) -> None:
        """Store a payload until then (epoch seconds)."""

    def remove(self, entry: str) -> bool:
        """Delete one; return whether there was one."""

    def list(self) -> list[tuple[bytes, int]]:
        """Return payload and expiry of all unexpired entries."""

    def clear(self) -> int:
        """Delete all, and return how many there were."""


class Backend:
    """One backend, with its description; memory, which is always usable."""

    where = "memory"
    shared = False

    def __init__(self, kept: Storage) -> None:
        self.get = kept.get
        self.remove = kept.remove
        self.list = kept.list
        self.clear = kept.clear
        self._kept = kept

    def usable(self) -> bool:
        """Return whether it can keep anything at all on this machine."""
        return True

    def put(self, entry: str, payload: bytes, expires_at: int) -> None:
        """Store a payload until then (epoch seconds). Raises NotTaken and CacheError."""
        if not self.usable():
            raise NotTaken
        try:
            self._kept.put(entry, payload, expires_at)
        except (QuotaFull, NoKey):
            raise NotTaken from None

    def full(self) -> str:
        """Return that it is full and how many sessions fit; empty while it has room."""
        return ""

    def take_damaged(self) -> int:
        """Return how many entries were found damaged since this was last asked."""
        found, self._kept.damaged = self._kept.damaged, 0
        return found

    def words(self) -> str:
        """Return where it is and why it is used, as the end of a sentence."""
        return "in this process's memory only, as the settings say"

    def why_not(self) -> str:
        """Return why it is not usable."""
        return ""


class KernelBackend(Backend):
    """The kernel's keyring."""

    where = "kernel keyring"
    shared = True

    def __init__(self, ring: KernelRing) -> None:
        super().__init__(ring)
        self._ring = ring

    def usable(self) -> bool:
        """Return whether a ring took, gave back and forgot a probe."""
        return bool(self._ring.ring_name())

    def words(self) -> str:
        """Return which ring it is."""
        return (
            f"in the Linux kernel's keyring (your {self._ring.ring_name()} ring): "
            "never on disk, and deleted by the kernel when they expire"
        )

    def full(self) -> str:
        """Return that the user's quota is used up, and how many of our sessions are in it."""
        if self._ring.has_room():
            return ""
        count = len(self._ring.list())
        fit = f"{count} session{' fits' if count == 1 else 's fit'}"
        return f"the Linux kernel's keyring is full: {fit} into your quota of it"

    def why_not(self) -> str:
        """Return that there is no ring."""
        return "the kernel offers no keyring here"


class InEncryptedFiles(Backend):
    """Files whose key is in the OS keyring."""

    where = "encrypted file"
    shared = True

    def __init__(self, kept: Storage, keyring: OsKeyring, shown_directory: str) -> None:
        super().__init__(kept)
        self._keyring = keyring
        self._directory = shown_directory

    def usable(self) -> bool:
        """Return whether the OS keyring holds our key, or let us put one there."""
        return HAS_OWNERS and self._keyring.key(make=True) is not None

    def words(self) -> str:
        """Return where the files are, and where their key is."""
        return f"in encrypted files in {self._directory}; their key is in {self._keyring.where}"

    def why_not(self) -> str:
        """Return what is wrong with the OS keyring."""
        return self._keyring.why_not if HAS_OWNERS else "files cannot be made private here"


class InPlainFiles(Backend):
    """Unencrypted files."""

    where = "plain file"
    shared = True

    def __init__(self, kept: Storage, shown_directory: str) -> None:
        super().__init__(kept)
        self._directory = shown_directory

    def words(self) -> str:
        """Return where the files are, and that the settings ask for them."""
        return f"UNENCRYPTED in {self._directory}, as the settings say; only you can read them"


def every_place(env: Mapping[str, str], keyring: OsKeyring | None = None) -> dict[str, Backend]:
    """Return each place by the setting that names it; nothing is opened yet."""
    root = cache_dir(env)
    encrypted, plain = root / "sessions", root / "plain-sessions"
    key = keyring or OsKeyring(encrypted)
    files = FileStore(EntryFiles(encrypted, "aes"), AesSeal(key.key))
    plain_files = FileStore(EntryFiles(plain, "plain"), PlainSeal())
    return {
        "keyring": KernelBackend(kernel_ring(env)),
        "files": InEncryptedFiles(files, key, safe(shown_path(encrypted, env))),
        "plain": InPlainFiles(plain_files, safe(shown_path(plain, env))),
        "memory": Backend(MemoryStore()),
    }


def kernel_ring(env: Mapping[str, str]) -> KernelRing:
    """Return the kernel's keyring for this home, in which one process at a time writes."""
    return KernelRing(namespace(env), turn=lambda: _turn(env))


@contextlib.contextmanager
def _turn(env: Mapping[str, str]) -> Iterator[None]:
    """Wait for the other writers; where nothing can be locked, or one hangs, go on without."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(CacheError):
            folder = private_dir(private_dir(cache_dir(env)) / "locks")
            stack.enter_context(locked(folder / "kernel.lock", wait=_TURN))
        yield


def places_to_use(
    every: Mapping[str, Backend], setting: str, *, is_demo: bool = False
) -> Sequence[Backend]:
    """Return the places that the setting allows, in the order in which they are tried.

    A demo's sessions open nothing, and so they have no business in the user's OS keyring.
    """
    automatic = ("keyring",) if is_demo else ("keyring", "files")
    chosen = {"auto": automatic, "memory": ()}.get(setting, (setting,))
    return tuple(every[name] for name in (*chosen, "memory"))

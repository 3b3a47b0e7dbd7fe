"""Where a session goes, in which order, and what is said of it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from swtui.errors import CacheError
from swtui.sessions.cache import keyctl
from swtui.sessions.cache.backends import Backend, every_place, places_to_use
from swtui.sessions.cache.entry_names import entry_name, namespace
from swtui.sessions.cache.kernel import KernelRing, QuotaFull
from swtui.sessions.cache.memory import MemoryStore
from swtui.sessions.cache.os_keyring import OsKeyring
from swtui.sessions.cache.payload import decode, encode
from swtui.sessions.cache.store import LayeredStore, clear_namespace, once_notice, open_store
from swtui.settings import Settings
from tests.sessions.cache.conftest import MakeSession
from tests.sessions.cache.keyrings import LockedBackend, MemoryBackend


class FakeStorage(MemoryStore):
    """Keeps in memory, until it is reported to refuse."""

    refuses: Exception | None = None

    def put(self, entry: str, payload: bytes, expires_at: int) -> None:
        if self.refuses is not None:
            raise self.refuses
        super().put(entry, payload, expires_at)


class FakeBackend(Backend):
    """A place as a test wants it: usable or not, taking or refusing."""

    where = "shelf"
    shared = True

    def __init__(self, *, usable: bool = True, refuses: Exception | None = None) -> None:
        self.drawer = FakeStorage()
        self.drawer.refuses = refuses
        self._usable = usable
        super().__init__(self.drawer)

    def usable(self) -> bool:
        return self._usable

    def why_not(self) -> str:
        return "the shelf is broken"


def layered(*places: Backend, chosen: str = "auto") -> LayeredStore:
    return LayeredStore(places, places, chosen=chosen, settings_file="~/config.toml")


def later(seconds: int = 3600) -> int:
    return int(time.time()) + seconds


def test_the_first_usable_place_keeps_it() -> None:
    first, second = FakeBackend(usable=False), FakeBackend()
    layered(first, second, Backend(MemoryStore())).put("key", b"payload", later())
    assert first.get(entry_name("key")) is None
    assert second.get(entry_name("key")) == b"payload"


def test_what_the_first_has_no_room_for_goes_to_the_second() -> None:
    first, second = FakeBackend(refuses=QuotaFull()), FakeBackend()
    store = layered(first, second)
    store.put("key", b"payload", later())
    assert second.get(entry_name("key")) == b"payload"
    assert store.get("key") == b"payload"


def test_a_newer_one_elsewhere_replaces_the_older_one() -> None:
    first, second = FakeBackend(), FakeBackend()
    store = layered(first, second)
    store.put("key", b"old", later())
    first.drawer.refuses = QuotaFull()
    store.put("key", b"new", later())
    assert store.get("key") == b"new"
    assert first.get(entry_name("key")) is None


def test_an_older_one_stays_where_the_newer_found_no_shared_place() -> None:
    """A refreshed session went to memory, and the cached one was removed: none was left."""
    first, memory = FakeBackend(), Backend(MemoryStore())
    store = layered(first, memory)
    store.put("key", b"old", later())
    first.drawer.refuses = QuotaFull()
    store.put("key", b"new", later())
    assert first.get(entry_name("key")) == b"old"
    assert store.get("key") == b"new"  # this process has the newer one
    assert store.overflowed
    first.drawer.refuses = None
    store.put("key", b"newest", later())
    assert store.get("key") == b"newest"
    assert memory.get(entry_name("key")) is None


def test_a_full_place_says_where_the_others_go() -> None:
    class FullShelf(FakeBackend):
        def full(self) -> str:
            return "the shelf is full: 3 sessions fit"

        def words(self) -> str:
            return "on a shelf"

    mfa_lock = layered(FullShelf(), Backend(MemoryStore()))
    assert mfa_lock.full.startswith(
        "the shelf is full: 3 sessions fit, and the others are cached in"
    )
    assert "install a keyring" in mfa_lock.full
    assert mfa_lock.full in mfa_lock.why
    with_next = layered(FullShelf(), FullShelf())
    assert with_next.full == ""
    assert with_next.why.endswith("the shelf is full: 3 sessions fit, and the others go on a shelf")


def test_that_there_was_no_room_is_said_once() -> None:
    class FullShelf(FakeBackend):
        def full(self) -> str:
            return "the shelf is full"

    store = layered(FullShelf(refuses=QuotaFull()), Backend(MemoryStore()))
    assert once_notice(os.environ, store) is None
    store.put("key", b"payload", later())
    assert once_notice(os.environ, store) == store.full
    assert once_notice(os.environ, store) is None


def test_an_older_one_further_down_goes_when_there_is_room_again() -> None:
    first, second = FakeBackend(), FakeBackend()
    second.put(entry_name("key"), b"old", later())
    layered(first, second).put("key", b"new", later())
    assert second.get(entry_name("key")) is None


def test_a_place_that_fails_is_named_and_memory_keeps_it() -> None:
    store = layered(FakeBackend(refuses=CacheError("the disk is full")), Backend(MemoryStore()))
    with pytest.raises(CacheError, match="the disk is full"):
        store.put("key", b"payload", later())
    assert store.get("key") == b"payload"


def test_with_nothing_shared_the_store_says_so_and_names_the_choices() -> None:
    store = layered(FakeBackend(usable=False), Backend(MemoryStore()))
    assert (store.name, store.shared) == ("memory", False)
    for words in ("the shelf is broken", 'sessions = "plain"', "~/config.toml", "keyring"):
        assert words in store.why


def test_that_is_said_once() -> None:
    store = layered(FakeBackend(usable=False), Backend(MemoryStore()))
    assert once_notice(os.environ, store) == store.why
    assert once_notice(os.environ, store) is None


def test_it_is_said_again_where_no_note_can_be_written(home: Path) -> None:
    (home / ".local").write_text("no directory")
    store = layered(FakeBackend(usable=False), Backend(MemoryStore()))
    assert once_notice(os.environ, store) == store.why
    assert once_notice(os.environ, store) == store.why


def test_nothing_is_said_when_sessions_are_shared_or_memory_was_chosen(home: Path) -> None:
    assert once_notice(os.environ, layered(FakeBackend())) is None
    assert once_notice(os.environ, layered(Backend(MemoryStore()), chosen="memory")) is None
    assert list(home.iterdir()) == []


def test_list_names_sessions_and_places_and_no_secrets(make_session: MakeSession) -> None:
    store = layered(FakeBackend())
    session = make_session()
    ends = session.credentials.expires_at
    assert ends is not None
    store.put("key", encode(session), ends)
    store.put("other", b"no session", ends)
    (entry,) = store.list()
    assert (entry.name, entry.account, entry.where) == ("payments-prod", "111122223333", "shelf")
    assert (entry.role_arn, entry.expires_at) == (session.role_arn, ends)
    assert "Canary" not in repr(entry)


def test_remove_and_clear_reach_places_that_the_settings_no_longer_use() -> None:
    used, left = FakeBackend(), FakeBackend()
    store = LayeredStore([used], [used, left], chosen="plain", settings_file="")
    left.put(entry_name("key"), b"payload", later())
    left.put(entry_name("other"), b"payload", later())
    assert store.get("key") is None
    assert store.remove("key")
    assert store.clear() == 1


@pytest.mark.parametrize(
    ("setting", "is_demo", "order"),
    [
        ("auto", False, ["kernel keyring", "encrypted file", "memory"]),
        ("auto", True, ["kernel keyring", "memory"]),
        ("keyring", False, ["kernel keyring", "memory"]),
        ("files", False, ["encrypted file", "memory"]),
        ("plain", False, ["plain file", "memory"]),
        ("memory", False, ["memory"]),
    ],
)
def test_plain_files_are_used_only_when_chosen(
    setting: str, is_demo: bool, order: list[str]
) -> None:
    places = places_to_use(every_place(os.environ), setting, is_demo=is_demo)
    assert [place.where for place in places] == order


def encrypted_store(backend: MemoryBackend, home: Path) -> LayeredStore:
    keyring = OsKeyring(home / ".cache" / "swtui" / "sessions", backend=backend)
    every = every_place(os.environ, keyring)
    places = places_to_use(every, "files")
    return LayeredStore(places, tuple(every.values()), chosen="files", settings_file="")


def test_encrypted_files_are_shared_between_stores(home: Path) -> None:
    backend = MemoryBackend()
    encrypted_store(backend, home).put("key", b"payload", later())
    again = encrypted_store(backend, home)
    assert again.get("key") == b"payload"
    assert again.shared
    assert "encrypted files in ~/.cache/swtui/sessions" in again.why


def test_without_its_key_the_encrypted_store_falls_back_to_memory(home: Path) -> None:
    store = encrypted_store(LockedBackend(), home)
    store.put("key", b"payload", later())
    assert store.get("key") == b"payload"
    assert not store.shared
    assert "the OS keyring failed" in store.why
    assert list(home.rglob("*.aes")) == []


def test_a_damaged_file_is_counted_and_one_that_has_expired_is_not(home: Path) -> None:
    backend = MemoryBackend()
    store = encrypted_store(backend, home)
    store.put("key", b"payload", later())
    store.put("over", b"payload", later(1))
    for path in home.rglob("*.aes"):
        raw = bytearray(path.read_bytes())
        raw[-1] ^= 1
        path.write_bytes(raw)
    time.sleep(1.1)
    again = encrypted_store(backend, home)
    assert again.get("key") is None
    assert again.get("over") is None
    assert again.take_damaged() == ["encrypted file"]
    assert again.take_damaged() == []


def test_a_damaged_key_of_the_kernel_is_counted_once_it_is_replaced(ring: KernelRing) -> None:
    store = open_store(os.environ, Settings())
    store.put("key", b"payload", later())
    for key, _, _ in ring._ours():
        keyctl.update(key, keyctl.read(key)[:-3])
    assert store.get("key") is None
    store.put("key", b"payload", later())
    assert store.get("key") == b"payload"
    assert store.take_damaged() == ["kernel keyring"]


@pytest.mark.usefixtures("ring")
def test_one_home_is_one_cache_however_it_is_spelled(home: Path, tmp_path: Path) -> None:
    open_store(os.environ, Settings()).put("key", b"payload", later())
    (tmp_path / "link").symlink_to(home)
    spelled = [f"{home}/", f"{home}//", f"{home}/./", str(tmp_path / "link")]
    for other in spelled:
        assert open_store({**os.environ, "HOME": other}, Settings()).get("key") == b"payload"
    usual = {**os.environ, "XDG_CACHE_HOME": f"{home}/.cache"}
    assert open_store(usual, Settings()).get("key") == b"payload"
    elsewhere = {**os.environ, "XDG_CACHE_HOME": f"{home}/other"}
    assert open_store(elsewhere, Settings()).get("key") is None


def test_without_home_it_is_the_accounts() -> None:
    import pwd

    own = pwd.getpwuid(os.getuid()).pw_dir
    assert namespace({}) == namespace({"HOME": own}) == namespace({"HOME": ""})


def test_opening_reads_and_makes_nothing(home: Path) -> None:
    for setting in ("auto", "keyring", "files", "memory", "plain"):
        open_store(os.environ, Settings(sessions=setting))
    assert list(home.iterdir()) == []


def test_plain_files_hold_a_session_for_the_next_process(
    home: Path, make_session: MakeSession
) -> None:
    session = make_session()
    settings = Settings(sessions="plain")
    open_store(os.environ, settings).put("key", encode(session), later())
    again = open_store(os.environ, settings)
    found = again.get("key")
    assert found is not None
    assert decode(found) == session
    assert "UNENCRYPTED" in again.why
    assert again.clear() == 1
    assert list(home.rglob("*.plain")) == []


@pytest.mark.usefixtures("ring")
def test_the_kernel_comes_first_and_another_process_finds_it_there() -> None:
    store = open_store(os.environ, Settings())
    store.put("key", b"payload", later())
    again = open_store(os.environ, Settings())
    assert again.get("key") == b"payload"
    assert (again.name, again.shared) == ("kernel keyring", True)
    assert again.clear() == 1


@pytest.mark.usefixtures("ring")
def test_a_demo_neither_sees_nor_clears_the_real_sessions(
    tmp_path: Path,
) -> None:
    real = open_store(os.environ, Settings())
    real.put("key", b"real", later())
    in_demo = {**os.environ, "SWTUI_DEMO": str(tmp_path)}
    demo = open_store(in_demo, Settings())
    assert demo.get("key") is None
    demo.put("key", b"pretend", later())
    assert real.get("key") == b"real"
    assert clear_namespace(in_demo) == 1
    assert real.get("key") == b"real"

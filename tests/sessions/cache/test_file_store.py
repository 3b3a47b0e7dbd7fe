"""Sessions in files: sealed, private, whole or absent, whatever happens to them."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from swtui.errors import CacheError
from swtui.sessions.cache.entry_files import EntryFiles
from swtui.sessions.cache.entry_names import entry_name
from swtui.sessions.cache.file_store import FileStore, Seal
from swtui.sessions.cache.os_keyring import OsKeyring
from swtui.sessions.cache.seals import AesSeal, PlainSeal
from tests.sessions.cache.keyrings import MemoryBackend

ENTRY = entry_name("one")
PAYLOAD = b"CanaryPayload" * 4
KEY = bytes(range(32))


def later(seconds: int = 3600) -> int:
    return int(time.time()) + seconds


def store_in(directory: Path, seal: Seal | None = None) -> FileStore:
    return FileStore(EntryFiles(directory, "aes"), seal or AesSeal(lambda _: KEY))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return where the files will be; not made yet."""
    return tmp_path / "cache" / "swtui" / "sessions"


@pytest.fixture(params=["encrypted", "plain"])
def store(request: pytest.FixtureRequest, place: Path) -> FileStore:
    """Return each kind of file store."""
    return store_in(place, PlainSeal() if request.param == "plain" else None)


def the_file(place: Path) -> Path:
    (path,) = place.glob("*.aes")
    return path


def test_what_was_put_is_found(store: FileStore) -> None:
    store.put(ENTRY, PAYLOAD, later())
    assert store.get(ENTRY) == PAYLOAD


def test_nothing_is_made_by_looking(store: FileStore, place: Path) -> None:
    assert store.get(ENTRY) is None
    assert store.list() == []
    assert store.clear() == 0
    assert not place.parent.exists()


def test_an_encrypted_file_shows_neither_payload_nor_name(place: Path) -> None:
    store_in(place).put(ENTRY, PAYLOAD, later())
    assert b"Canary" not in the_file(place).read_bytes()
    assert the_file(place).name == f"{ENTRY}.aes"


def test_the_same_session_twice_is_other_bytes(place: Path) -> None:
    store_in(place).put(ENTRY, PAYLOAD, later())
    first = the_file(place).read_bytes()
    store_in(place).put(ENTRY, PAYLOAD, later())
    assert the_file(place).read_bytes() != first


def test_another_machines_key_opens_nothing(place: Path, tmp_path: Path) -> None:
    mine, other = (OsKeyring(tmp_path, backend=MemoryBackend()) for _ in range(2))
    store_in(place, AesSeal(mine.key)).put(ENTRY, PAYLOAD, later())
    assert other.key(make=True) is not None
    assert store_in(place, AesSeal(other.key)).get(ENTRY) is None


def test_while_the_key_is_not_to_be_had_the_file_stays(place: Path) -> None:
    store_in(place).put(ENTRY, PAYLOAD, later())
    assert store_in(place, AesSeal(lambda _: None)).get(ENTRY) is None
    assert store_in(place).get(ENTRY) == PAYLOAD


def test_a_file_under_another_entrys_name_is_refused(store: FileStore, place: Path) -> None:
    store.put(ENTRY, PAYLOAD, later())
    other = entry_name("other")
    the_file(place).rename(place / f"{other}.aes")
    assert store.get(other) is None


def test_a_file_cut_off_at_any_byte_is_a_miss_and_goes(store: FileStore, place: Path) -> None:
    store.put(ENTRY, PAYLOAD, later())
    path = the_file(place)
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        path.chmod(0o600)
        assert store.get(ENTRY) is None, size
        assert not path.exists(), size


def test_a_file_with_any_bit_flipped_is_a_miss_and_goes(store: FileStore, place: Path) -> None:
    store.put(ENTRY, PAYLOAD, later())
    path = the_file(place)
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        path.chmod(0o600)
        assert store.get(ENTRY) is None, at
        assert not path.exists(), at


def test_a_file_that_is_over_goes_when_it_is_met(store: FileStore, place: Path) -> None:
    store.put(ENTRY, PAYLOAD, later(2))
    path = the_file(place)
    an_hour_on = FileStore(EntryFiles(place, "aes"), PlainSeal(), clock=lambda: time.time() + 3600)
    assert an_hour_on.get(ENTRY) is None
    assert not path.exists()


def test_the_first_put_of_a_process_removes_files_that_are_over(place: Path) -> None:
    store_in(place).put(ENTRY, PAYLOAD, later(2))
    an_hour_on = FileStore(
        EntryFiles(place, "aes"), AesSeal(lambda _: KEY), clock=lambda: time.time() + 3600
    )
    an_hour_on.put(entry_name("new"), PAYLOAD, later(7200))
    assert [path.stem for path in place.glob("*.aes")] == [entry_name("new")]


def test_a_clock_set_back_does_not_revive_a_file(place: Path) -> None:
    store_in(place).put(ENTRY, PAYLOAD, later())
    seal = AesSeal(lambda _: KEY)
    set_back = FileStore(EntryFiles(place, "aes"), seal, clock=lambda: time.time() - 7200)
    assert set_back.get(ENTRY) is None


def test_list_clear_and_remove(store: FileStore, place: Path) -> None:
    ends = later()
    for key in "abc":
        store.put(entry_name(key), PAYLOAD, ends)
    assert store.list() == [(PAYLOAD, ends)] * 3
    assert store.remove(entry_name("a"))
    assert not store.remove(entry_name("a"))
    assert store.clear() == 2
    assert list(place.glob("*.aes")) == []


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_modes_are_private_under_any_umask(place: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        store_in(place).put(ENTRY, PAYLOAD, later())
    finally:
        os.umask(before)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(the_file(place).stat().st_mode) == 0o600


def test_a_directory_open_to_others_is_refused_with_the_cure(place: Path) -> None:
    store_in(place).put(ENTRY, PAYLOAD, later())
    place.chmod(0o777)
    assert store_in(place).get(ENTRY) is None
    assert store_in(place).list() == []
    with pytest.raises(CacheError, match="open to other users") as caught:
        store_in(place).put(ENTRY, PAYLOAD, later())
    assert "chmod 700" in caught.value.hint


def test_a_symlink_for_a_directory_is_refused(place: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir(mode=0o700)
    place.parent.mkdir(parents=True)
    place.symlink_to(victim)
    with pytest.raises(CacheError, match="cannot use the directory"):
        store_in(place).put(ENTRY, PAYLOAD, later())
    assert store_in(place).get(ENTRY) is None
    assert list(victim.iterdir()) == []


def test_a_symlink_for_a_file_is_refused_and_its_target_unharmed(
    store: FileStore, place: Path, tmp_path: Path
) -> None:
    store.put(ENTRY, PAYLOAD, later())
    victim = tmp_path / "victim"
    the_file(place).rename(victim)
    content = victim.read_bytes()
    (place / f"{ENTRY}.aes").symlink_to(victim)
    assert store.get(ENTRY) is None
    store.put(ENTRY, b"new", later())
    assert store.get(ENTRY) == b"new"
    store.clear()
    assert victim.read_bytes() == content


def test_a_hard_linked_file_is_refused(store: FileStore, place: Path, tmp_path: Path) -> None:
    store.put(ENTRY, PAYLOAD, later())
    os.link(the_file(place), tmp_path / "second")
    assert store.get(ENTRY) is None


def test_a_file_open_to_others_is_refused(store: FileStore, place: Path) -> None:
    store.put(ENTRY, PAYLOAD, later())
    the_file(place).chmod(0o644)
    assert store.get(ENTRY) is None


def test_a_fifo_or_a_directory_in_its_place_blocks_nothing(store: FileStore, place: Path) -> None:
    place.mkdir(mode=0o700, parents=True)
    os.mkfifo(place / f"{ENTRY}.aes", 0o600)
    (place / f"{entry_name('two')}.aes").mkdir()
    assert store.get(ENTRY) is None
    assert store.get(entry_name("two")) is None


def test_what_a_killed_writer_left_is_swept_by_the_next_one(store: FileStore, place: Path) -> None:
    place.mkdir(mode=0o700, parents=True)
    (place / f".{ENTRY}.aes.0123456789ab.tmp").write_bytes(b"half a fil")
    store.put(ENTRY, PAYLOAD, later())
    assert list(place.glob(".*.tmp")) == []


def test_a_file_being_written_is_not_swept(place: Path) -> None:
    place.mkdir(mode=0o700, parents=True)
    at_work = place / f".{ENTRY}.aes.0123456789ab.tmp"
    at_work.write_bytes(b"half a fil")
    with EntryFiles(place, "aes")._lock(0, shared=True):  # as a writer holds it
        store_in(place).put(ENTRY, PAYLOAD, later())
    assert at_work.exists()

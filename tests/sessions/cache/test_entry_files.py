"""Files under many writers, and under writers that are killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from swtui.sessions.cache.entry_files import EntryFiles
from swtui.sessions.cache.entry_names import entry_name
from swtui.sessions.cache.file_store import FileStore
from swtui.sessions.cache.seals import AesSeal

ENTRY = entry_name("one")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return where the files will be; not made yet."""
    return tmp_path / "sessions"


def store_in(directory: Path) -> FileStore:
    return FileStore(EntryFiles(directory, "aes"), AesSeal(lambda _: bytes(range(32))))


def later() -> int:
    return int(time.time()) + 3600


SET_UP = """
import sys, time
from pathlib import Path
from swtui.sessions.cache.seals import AesSeal
from swtui.sessions.cache.entry_files import EntryFiles
from swtui.sessions.cache.file_store import FileStore
store = FileStore(EntryFiles(Path(sys.argv[1]), "aes"), AesSeal(lambda _: bytes(range(32))))
times, entry = int(sys.argv[2]), sys.argv[3]
"""
WRITE = """
while times:
    store.put(entry, b"w" * 3000, int(time.time()) + 3600)
    times -= 1
"""


def writer(place: Path, times: int) -> subprocess.Popen[bytes]:
    code = SET_UP + 'print("ready", flush=True)' + WRITE
    arguments = [sys.executable, "-c", code, str(place), str(times), ENTRY]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE)


def test_a_writer_killed_at_any_moment_leaves_the_old_file_or_the_new(place: Path) -> None:
    store = store_in(place)
    for turn in range(5):
        store.put(ENTRY, b"w" * 3000, later())
        child = writer(place, -1)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.003 + turn * 0.0017)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        assert store.get(ENTRY) == b"w" * 3000
    store_in(place).put(ENTRY, b"w", later())
    assert list(place.glob(".*.tmp")) == []


FIFTY_WRITERS = """
import os, sys
exec(sys.argv[4])
children = []
for n in range(50):
    child = os.fork()
    if not child:
        exec(sys.argv[5])
        os._exit(0)
    children.append(child)
sys.exit(max(os.waitpid(child, 0)[1] for child in children))
"""


def test_fifty_processes_writing_never_show_a_reader_anything_but_whole_files(place: Path) -> None:
    store = store_in(place)
    store.put(ENTRY, b"w" * 3000, later())
    arguments = [sys.executable, "-c", FIFTY_WRITERS, str(place), "10", ENTRY, SET_UP, WRITE]
    parent = subprocess.Popen(arguments)
    reads, odd = 0, 0
    while parent.poll() is None:
        reads += 1
        odd += store.get(ENTRY) != b"w" * 3000
    assert parent.returncode == 0
    assert reads > 50
    assert odd == 0
    assert list(place.glob(".*.tmp")) == []

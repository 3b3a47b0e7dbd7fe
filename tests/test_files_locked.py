"""A lock belongs to one at a time, names its holder, and dies with it."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from swtui.errors import CacheError
from swtui.files import locked, sweep_locks

HOLD = """
import sys, time
from pathlib import Path
from swtui.files import locked
with locked(Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(30)
"""

COUNT = """
import sys
from pathlib import Path
from swtui.files import locked
lock, counter = map(Path, sys.argv[1:])
for _ in range(25):
    with locked(lock):
        counter.write_text(str(int(counter.read_text()) + 1))
"""


@contextmanager
def holder(lock: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process that has a lock, and end it."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"locked\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_held_lock_names_its_holder_after_the_wait(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with holder(lock) as process:
        begun = time.monotonic()
        with pytest.raises(CacheError) as refused, locked(lock, wait=0.1):
            pass

    assert 0.1 <= time.monotonic() - begun < 5
    assert refused.value.message == f"another swtui (process {process.pid}) holds the lock lock"
    assert (
        refused.value.hint
        == f"answer it there, or end it: kill {process.pid}; kill -CONT {process.pid}"
    )


def test_a_lock_is_free_when_its_holder_is_killed(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with holder(lock) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

        with locked(lock, wait=2):
            assert lock.read_text() == str(os.getpid())


def test_a_lock_is_free_after_an_error_inside(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with pytest.raises(ZeroDivisionError), locked(lock):
        raise ZeroDivisionError

    with locked(lock, wait=0):
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600


def test_many_processes_take_turns(tmp_path: Path) -> None:
    lock, counter = tmp_path / "lock", tmp_path / "counter"
    counter.write_text("0")
    command = [sys.executable, "-c", COUNT, str(lock), str(counter)]
    processes = [subprocess.Popen(command) for _ in range(4)]

    assert [process.wait(timeout=30) for process in processes] == [0] * 4

    assert counter.read_text() == "100"


def test_a_link_in_the_locks_place_is_refused(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"untouched")
    (tmp_path / "lock").symlink_to(victim)

    with pytest.raises(CacheError, match="cannot open the lock"), locked(tmp_path / "lock"):
        pass

    assert victim.read_bytes() == b"untouched"


def test_a_full_disk_does_not_keep_a_lock_from_being_taken(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        with locked(tmp_path / "lock"):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_lock_that_is_not_left_goes_with_its_holder(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    with locked(lock, leave=False):
        assert lock.exists()
    assert list(tmp_path.glob("*.lock")) == []


def test_no_two_hold_a_lock_that_each_removes(tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    counter.write_text("0")
    script = COUNT.replace("locked(lock)", "locked(lock, leave=False)")
    arguments = [sys.executable, "-c", script, str(tmp_path / "a.lock"), str(counter)]
    processes = [subprocess.Popen(arguments) for _ in range(6)]
    assert [process.wait(60) for process in processes] == [0] * 6
    assert counter.read_text() == "150"
    assert not (tmp_path / "a.lock").exists()


def test_locks_that_nobody_holds_are_swept_away(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.lock").touch()
    (tmp_path / "other").touch()
    with holder(tmp_path / "held.lock"):
        sweep_locks(tmp_path)
        assert [path.name for path in tmp_path.glob("*.lock")] == ["held.lock"]
        assert (tmp_path / "other").exists()

"""The kernel's keyring as it really is, under a namespace of the test's own."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from swtui.sessions.cache import keyctl
from swtui.sessions.cache.entry_names import entry_name, namespace
from swtui.sessions.cache.kernel import POINTER, SESSION, KernelRing, QuotaFull

ENTRY = entry_name("one")


def later(seconds: int = 3600) -> int:
    return int(time.time()) + seconds


def keys_of(home: Path) -> list[tuple[int, bytes]]:
    """Return the keys of a home's namespace, each with what it is called."""
    prefix = b"swtui:" + namespace({"HOME": str(home)}).encode()
    found = []
    for key in keyctl.members(keyctl.persistent_ring()):
        with contextlib.suppress(OSError):  # someone's key, expired
            found.append((key, keyctl.description(key)))
    return [(key, called) for key, called in found if called.startswith(prefix)]


def descriptions(home: Path) -> list[bytes]:
    """Return what the keys of a home's namespace are called."""
    return [called for _, called in keys_of(home)]


def test_what_was_put_is_found(ring: KernelRing) -> None:
    ring.put(ENTRY, b"payload", later())
    assert ring.get(ENTRY) == b"payload"


def test_another_process_finds_it(ring: KernelRing) -> None:
    ring.put(ENTRY, b"payload", later())
    code = (
        "import os, sys; from swtui.sessions.cache.kernel import KernelRing;"
        "from swtui.sessions.cache.entry_names import namespace;"
        "print(KernelRing(namespace(os.environ)).get(sys.argv[1]))"
    )
    run = subprocess.run([sys.executable, "-c", code, ENTRY], capture_output=True, check=True)
    assert run.stdout == b"b'payload'\n"


def test_a_thread_that_never_asked_before_finds_it(ring: KernelRing) -> None:
    ring.put(ENTRY, b"payload", later())
    found: list[bytes | None] = []
    thread = threading.Thread(target=lambda: found.append(ring.get(ENTRY)))
    thread.start()
    thread.join()
    assert found == [b"payload"]


def test_a_second_put_replaces_the_first(ring: KernelRing) -> None:
    ring.put(ENTRY, b"old", later())
    ring.put(ENTRY, b"new", later())
    assert ring.get(ENTRY) == b"new"
    assert len(ring.list()) == 1


def test_a_payload_larger_than_the_first_buffer_comes_back_whole(ring: KernelRing) -> None:
    ring.put(ENTRY, b"x" * 9000, later())
    assert ring.get(ENTRY) == b"x" * 9000


def test_the_kernel_forgets_it_when_its_time_is_over(ring: KernelRing) -> None:
    ring.write(ENTRY, SESSION, b"raw", later(3))
    assert ring.read(ENTRY, SESSION) == b"raw"
    end = time.monotonic() + 15
    while ring.read(ENTRY, SESSION) is not None and time.monotonic() < end:
        time.sleep(0.1)
    assert ring.read(ENTRY, SESSION) is None


def test_what_is_over_already_is_not_kept(ring: KernelRing) -> None:
    ring.put(ENTRY, b"old", later())
    ring.put(ENTRY, b"over", later(-5))
    assert ring.list() == []


def test_a_clock_set_back_does_not_revive_an_entry(ring: KernelRing) -> None:
    ring.put(ENTRY, b"payload", later())
    set_back = KernelRing(namespace(os.environ), clock=lambda: time.time() - 7200)
    assert set_back.get(ENTRY) is None


def test_only_a_possessor_may_do_anything_with_a_key(ring: KernelRing, home: Path) -> None:
    if ring.ring_name() != "persistent":
        pytest.skip("needs a persistent ring")
    ring.put(ENTRY, b"payload", later())
    (key,) = [key for key, called in keys_of(home)]
    lines = Path("/proc/keys").read_text().splitlines()
    (line,) = [line for line in lines if int(line.split()[0], 16) == key]
    assert line.split()[4] == "3f000000"


def test_a_description_holds_hashes_alone(ring: KernelRing, home: Path) -> None:
    if ring.ring_name() != "persistent":
        pytest.skip("needs a persistent ring")
    ring.put(entry_name("payments-prod"), b"payload", later())
    (called,) = descriptions(home)
    assert called == b"swtui:%s=%s" % (
        namespace({"HOME": str(home)}).encode(),
        entry_name("payments-prod")[-1].encode(),
    )


def test_many_entries_share_few_keys(ring: KernelRing, home: Path) -> None:
    if ring.ring_name() != "persistent":
        pytest.skip("needs a persistent ring")
    names = [entry_name(f"role {number}") for number in range(100)]
    for name in names:
        ring.put(name, name.encode(), later())
        ring.write(name, POINTER, b"pointer", later())
    assert len(descriptions(home)) <= 16
    assert [ring.get(name) for name in names] == [name.encode() for name in names]
    assert len(ring.list()) == 100
    assert ring.remove(names[7])
    assert ring.get(names[7]) is None
    assert ring.read(names[7], POINTER) == b"pointer"
    assert ring.clear() == 99
    assert descriptions(home) == []


def test_what_has_expired_leaves_its_key_with_the_next_that_is_put(
    ring: KernelRing, home: Path
) -> None:
    earlier = KernelRing(namespace(os.environ), clock=lambda: time.time() - 3000)
    first, second = "0" * 32, "f" + "0" * 31  # packed into the same key
    earlier.put(first, b"canary" * 40, later(-2000))
    ring.put(second, b"payload", later())
    assert ring.get(second) == b"payload"
    keys = [keyctl.read(key) for key, _ in keys_of(home)]
    assert not any(b"canary" in payload for payload in keys)


def test_writers_at_the_same_time_lose_nothing_of_each_other(home: Path) -> None:
    code = (
        "import os, sys, time; from swtui.sessions.cache.backends import kernel_ring\n"
        "ring = kernel_ring(os.environ)\n"
        "for n in range(10):\n"
        "    ring.put('%030x%02x' % (int(sys.argv[1]) * 10 + n, 0), b'x', int(time.time()) + 600)\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(n)]) for n in range(8)]
    assert [writer.wait() for writer in writers] == [0] * 8
    kept = KernelRing(namespace(os.environ))
    if not kept.ring_name():
        pytest.skip("needs a kernel keyring (containers often forbid keyctl)")
    assert len(kept.list()) == 80


def test_another_home_sees_nothing_of_it(ring: KernelRing) -> None:
    ring.put(ENTRY, b"payload", later())
    other = KernelRing(namespace({"HOME": "/somewhere/else"}))
    assert other.get(ENTRY) is None
    assert other.clear() == 0
    assert ring.get(ENTRY) == b"payload"


def test_a_demo_has_a_namespace_of_its_own(home: Path) -> None:
    real = {"HOME": str(home)}
    assert namespace(real) != namespace({**real, "SWTUI_DEMO": "/tmp/demo"})


def test_removing_says_whether_there_was_one(ring: KernelRing) -> None:
    ring.put(ENTRY, b"payload", later())
    assert ring.remove(ENTRY)
    assert not ring.remove(ENTRY)
    assert ring.get(ENTRY) is None


def test_clear_forgets_pointers_too_and_counts_sessions(ring: KernelRing) -> None:
    ring.put(ENTRY, b"payload", later())
    ring.write(ENTRY, POINTER, b"pointer", later())
    assert ring.clear() == 1
    assert ring.read(ENTRY, POINTER) is None
    assert ring.read(ENTRY, SESSION) is None


def test_clear_while_readers_run_leaves_nothing_and_breaks_none(ring: KernelRing) -> None:
    entries = [entry_name(str(n)) for n in range(10)]
    for entry in entries:
        ring.put(entry, b"payload", later())
    odd: list[object] = []
    stop = threading.Event()

    def reads() -> None:
        while not stop.is_set():
            odd.extend(found for e in entries if (found := ring.get(e)) not in (None, b"payload"))

    readers = [threading.Thread(target=reads) for _ in range(4)]
    for reader in readers:
        reader.start()
    ring.clear()
    stop.set()
    for reader in readers:
        reader.join()
    assert odd == []
    assert ring.list() == []


def test_a_probe_leaves_nothing_behind(home: Path) -> None:
    fresh_ring = KernelRing(namespace(os.environ))
    if fresh_ring.ring_name() != "persistent":
        pytest.skip("needs a persistent ring")
    assert descriptions(home) == []


def test_what_the_kernel_will_not_take_is_said_by_name(ring: KernelRing) -> None:
    ring.put(ENTRY, b"old", later())
    with pytest.raises(QuotaFull):
        ring.put(ENTRY, b"x" * 2_000_000, later())  # over the size of any key
    assert ring.get(ENTRY) == b"old"  # it stays until another place has taken the new one


def test_the_quota_of_an_ordinary_user_ends_in_quota_full() -> None:
    """Run as a user of its own, whose 20,000 bytes are soon used up."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to become another user")
    user = 40_000 + os.getpid() % 9000  # the kernel gives room back a while after it was used
    code = (
        "import ctypes, os, time\n"
        "from swtui.sessions.cache.kernel import KernelRing, QuotaFull\n"
        f"os.setgroups([]); os.setgid({user}); os.setuid({user})\n"
        "ring = KernelRing('0f0f0f0f')\n"
        "if not ring.ring_name(): print('none'); raise SystemExit\n"
        "ring.clear(); time.sleep(0.1); kept = 0\n"
        "try:\n"
        "    for n in range(30):\n"
        "        ring.put('%032x' % n, b'x' * 1500, int(time.time()) + 600); kept += 1\n"
        "except QuotaFull:\n"
        "    print(kept, len(ring.list()), ring.clear())\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    if run.stdout == "none\n":
        pytest.skip("needs a kernel keyring")
    kept, listed, cleared = map(int, run.stdout.split())
    assert 1 <= kept < 14  # the kernel gives back the room of a replaced key a while later
    assert kept == listed == cleared


def test_on_a_machine_without_known_calls_there_is_no_ring() -> None:
    code = (
        "import os, sys; sys.platform = 'plan9'\n"
        "from swtui.sessions.cache.kernel import KernelRing, QuotaFull\n"
        "ring = KernelRing('00000000')\n"
        "print(repr(ring.ring_name()), ring.get('00'), ring.list(), ring.clear(), end=' ')\n"
        "print(ring.remove('00'))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert run.stdout == "'' None [] 0 False\n"


def test_a_missing_key_is_the_kernels_own_error(ring: KernelRing) -> None:
    if ring.ring_name() != "persistent":
        pytest.skip("needs a persistent ring")
    with pytest.raises(OSError, match="Required key not available") as caught:
        keyctl.search(keyctl.persistent_ring(), keyctl.USER, b"swtui:nothing of that name")
    assert caught.value.errno == errno.ENOKEY

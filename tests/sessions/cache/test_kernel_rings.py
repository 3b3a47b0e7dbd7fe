"""Which of the kernel's rings is used, where the better ones are not to be had."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

NO_PERSISTENT = """
from swtui.sessions.cache import keyctl
def none(): raise OSError(95, "this kernel has no persistent rings")
keyctl.persistent_ring = none
"""

FRESH_SESSION = """
import ctypes, os
joins = {"x86_64": 250, "aarch64": 219}[os.uname().machine]
ctypes.CDLL(None).syscall(joins, 1, 0, 0, 0, 0)
"""

USE = """
import os, subprocess, sys, time
from swtui.sessions.cache.kernel import KernelRing
from swtui.sessions.cache.entry_names import namespace
ring = KernelRing(namespace(os.environ))
if sys.argv[1] == "first":
    print(ring.ring_name())
    ring.put("aa", b"payload", int(time.time()) + 600)
    second = [sys.executable, "-c", sys.argv[2], "second"]
    print(subprocess.run(second, capture_output=True, text=True).stdout.strip())
    print(ring.clear())
else:
    print(ring.get("aa"))
"""

FORBIDDEN = """
import ctypes, struct
# A filter as containers have it: add_key, request_key and keyctl (248 to 250) give EPERM.
steps = [(0x20, 0, 0, 0), (0x35, 0, 2, 248), (0x25, 1, 0, 250), (0x06, 0, 0, 0x50001),
         (0x06, 0, 0, 0x7FFF0000)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
prctl = ctypes.CDLL(None, use_errno=True).prctl
if prctl(38, 1, 0, 0, 0) or prctl(22, 2, program, 0, 0):
    raise SystemExit("no seccomp")
from swtui.sessions.cache.kernel import KernelRing
ring = KernelRing("00000000")
print(repr(ring.ring_name()), ring.get("aa"), ring.list(), ring.remove("aa"), ring.clear())
"""


@pytest.mark.usefixtures("ring")
@pytest.mark.parametrize(
    ("before", "name"), [("", "user"), (FRESH_SESSION, "session")], ids=["user", "session"]
)
def test_without_a_persistent_ring_the_next_one_is_shared_with_other_processes(
    before: str, name: str
) -> None:
    code = [NO_PERSISTENT + before + USE, "first", NO_PERSISTENT + USE]
    run = subprocess.run([sys.executable, "-c", *code], capture_output=True, text=True, check=True)
    found, *rest = run.stdout.split()
    if name == "user" and found == "session":
        pytest.skip("needs a session that possesses the user's ring")
    assert [found, *rest] == [name, "b'payload'", "1"]


def test_where_key_calls_are_forbidden_there_is_no_ring_and_no_noise() -> None:
    if os.uname().machine != "x86_64":
        pytest.skip("needs x86_64, whose call numbers the filter names")
    run = subprocess.run([sys.executable, "-c", FORBIDDEN], capture_output=True, text=True)
    if "no seccomp" in run.stderr:
        pytest.skip("needs seccomp filters")
    assert run.stdout == "'' None [] False 0\n"
    assert run.stderr == ""

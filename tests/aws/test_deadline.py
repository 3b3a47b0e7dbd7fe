"""One limit for everything: on time, cancelled at once, never in the way of quitting."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from swtui.aws.deadline import Deadline, run
from swtui.errors import CancelledError, NetworkError


def test_what_is_left_shrinks_and_then_is_an_error() -> None:
    now = [100.0]
    deadline = Deadline(15, clock=lambda: now[0])
    now[0] = 110.0
    assert deadline.left() == 5.0
    now[0] = 115.0
    with pytest.raises(NetworkError, match=r"sts\.example within 15 s"):
        deadline.left("sts.example")


def test_a_persons_time_does_not_count() -> None:
    now = [0.0]
    deadline = Deadline(15, clock=lambda: now[0])
    with deadline.paused():
        now[0] = 300.0
    assert deadline.left() == 15.0


def test_a_step_gets_less_than_the_whole_but_never_more() -> None:
    now = [0.0]
    deadline = Deadline(15, clock=lambda: now[0])
    assert deadline.within(1).left() == 1.0
    now[0] = 14.5
    assert deadline.within(1).left() == 0.5


def test_a_value_and_an_error_come_back_from_the_thread() -> None:
    assert run(lambda: 7, deadline=Deadline(5)) == 7
    with pytest.raises(ZeroDivisionError):
        run(lambda: 1 // 0, deadline=Deadline(5))


def test_a_call_that_blocks_is_left_behind_on_time() -> None:
    release = threading.Event()
    started = time.monotonic()
    with pytest.raises(NetworkError):
        run(release.wait, deadline=Deadline(0.2))
    assert time.monotonic() - started < 1
    release.set()


def test_cancelling_ends_the_wait() -> None:
    release = threading.Event()
    with pytest.raises(CancelledError):
        run(release.wait, deadline=Deadline(10), cancelled=lambda: True)
    release.set()


def test_a_call_left_behind_does_not_delay_the_end_of_the_program() -> None:
    program = (
        "import time\nfrom swtui.aws.deadline import Deadline, run\n"
        "try: run(lambda: time.sleep(60), deadline=Deadline(0.1))\n"
        "except Exception as e: print(type(e).__name__)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=20)
    assert ended.stdout == b"NetworkError\n"
    assert ended.stderr == b""

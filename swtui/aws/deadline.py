"""Deadline: one limit in seconds for everything a request does on the network.

A blocking call runs in a daemon thread and is waited for. When time is up, or the user cancels,
the wait ends and the thread is left behind: it holds nothing, and does not delay the program's end.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from swtui.aws.proxies import through
from swtui.errors import CancelledError, NetworkError

TOTAL_SECONDS = 15.0
"""The seconds that all calls of one request may take together."""
_LOOK_UP = 0.05
"""Seconds between two looks at the clock and at the cancel flag."""

T = TypeVar("T")


def never() -> bool:
    """The default `cancelled`: never."""
    return False


class Deadline:
    """A total limit that starts when it is made; time spent asking a person is taken out."""

    def __init__(
        self, seconds: float = TOTAL_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def left(self, host: str = "", *, kind: str = "timeout") -> float:
        """Return the seconds left, above 0; raises NetworkError, naming `host`, when over."""
        left = self._end - self._clock()
        if left <= 0:
            raise NetworkError(
                f"no answer from {host or 'AWS'} within {self.seconds:g} s",
                kind=kind,
                hint="check the network, a VPN or proxy, and whether the host is the right one",
            )
        return left

    def within(self, seconds: float) -> Deadline:
        """Return a shorter deadline for one step: `seconds`, or what is left of this one."""
        return Deadline(min(seconds, self.left()), self._clock)

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Stop the clock: a person is thinking, or a program with its own limit runs."""
        started = self._clock()
        try:
            yield
        finally:
            self._end += self._clock() - started


class _Outcome(Generic[T]):
    """The result of a thread: a value or an exception."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.values: list[T] = []
        self.problem: BaseException | None = None

    def fill(self, work: Callable[[], T]) -> None:
        try:
            self.values.append(work())
        except BaseException as problem:  # handed on to the thread that waits
            self.problem = problem
        self.done.set()


def run(
    work: Callable[[], T],
    *,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
    host: str = "",
    proxy: str = "",
) -> T:
    """Return what `work` returns, or raise what it raises, unless time or patience ends first.

    Raises NetworkError when the deadline has passed, CancelledError when `cancelled()` is true.
    """
    outcome: _Outcome[T] = _Outcome()
    asked, kind = through(host, proxy), "proxy-silent" if proxy else "timeout"
    deadline.left(asked, kind=kind)
    threading.Thread(target=outcome.fill, args=(work,), daemon=True, name="swtui-call").start()
    while not outcome.done.wait(_LOOK_UP):
        if cancelled():
            raise CancelledError("cancelled")
        deadline.left(asked, kind=kind)
    if outcome.problem is not None:
        raise outcome.problem
    return outcome.values[0]

"""Background work: daemon threads that never touch a widget and never delay quitting.

Textual's thread workers keep the program alive until their call ends; these do not.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from swtui.errors import SwtuiError

if TYPE_CHECKING:
    from textual.app import App

T = TypeVar("T")


def post(app: App[Any], callback: Callable[..., object], *values: object) -> None:
    """Have the app call `callback(*values)` in its own thread; nothing happens once it ended."""
    with contextlib.suppress(RuntimeError):  # the loop is closed: no one is left to call
        app.call_later(callback, *values)


def in_background(
    app: App[Any],
    work: Callable[[], T],
    done: Callable[[T], object],
    failed: Callable[[SwtuiError], object] | None = None,
) -> None:
    """Run `work` in a daemon thread, then `done` with its result in the app's thread.

    A SwtuiError goes to `failed` (nowhere, if that is None); any other exception is a bug
    and crashes the app.
    """

    def run() -> None:
        try:
            result = work()
        except SwtuiError as error:
            if failed is not None:
                post(app, failed, error)
        except BaseException as error:
            post(app, app._handle_exception, error)
        else:
            post(app, done, result)

    threading.Thread(target=run, daemon=True, name=f"swtui-{work.__name__}").start()


def ask_in_app(app: App[Any], question: Callable[[Callable[[T], None]], object]) -> T:
    """Called in a background thread: have the app ask, and wait for the answer.

    `question` is called in the app's thread with the function that takes the answer. When the
    app ends first, the wait ends with the process: the thread is a daemon.
    """
    answer: Future[T] = Future()

    def take(value: T) -> None:
        if not answer.done():
            answer.set_result(value)

    post(app, question, take)
    return answer.result()

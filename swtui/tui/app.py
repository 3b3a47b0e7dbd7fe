"""Open the picker after checking that it can run, and import Textual after that."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from swtui.errors import UsageError
from swtui.sessions.terminal import stops_for_terminal
from swtui.system import has_module

if TYPE_CHECKING:
    from swtui.tui.context import PickerContext, PickerResult

_WITHOUT = "`swtui list` and `swtui export NAME` work without one"
ESCAPE_DELAY = "40"
"""Milliseconds after which a lone ESC is the key, not the start of another."""


def run_picker(context: PickerContext) -> PickerResult:
    """Show the picker until something is chosen, or nothing.

    It draws on stderr and reads stdin. Raises UsageError when these are not a terminal that can
    be drawn on. A bug ends it with return code 1 and one line on stderr.
    """
    _check_terminal(context)
    collecting = gc.isenabled()
    gc.disable()  # importing makes a hundred thousand objects that stay
    try:
        with _own_environment(), stops_for_terminal():
            return _run(context)
    finally:
        _reset_signals()
        if collecting:
            gc.enable()


def _check_terminal(context: PickerContext) -> None:
    """Raise UsageError unless stdin and stderr are a terminal that takes cursor movements."""
    if not has_module("termios"):
        raise UsageError("the picker needs a POSIX terminal (on Windows, WSL)", hint=_WITHOUT)
    for name, stream in (("stdin", sys.__stdin__), ("stderr", sys.__stderr__)):
        try:
            fits = stream is not None and os.isatty(stream.fileno())
        except (OSError, ValueError):
            fits = False
        if not fits:
            raise UsageError(
                f"the picker needs a terminal; {name} is not a terminal", hint=_WITHOUT
            )
    term = context.env.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        named = f"is {term}" if term else "is not set"
        raise UsageError(
            f"the picker needs a terminal that it can draw on; TERM {named}", hint=_WITHOUT
        )


@contextlib.contextmanager
def _own_environment() -> Iterator[None]:
    """Hide Textual's variables from it: some of them write keystrokes to readable files."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("TEXTUAL")}
    escape = os.environ.get("ESCDELAY")
    os.environ.setdefault("ESCDELAY", ESCAPE_DELAY)
    try:
        yield
    finally:
        os.environ.update(hidden)
        if escape is None:
            del os.environ["ESCDELAY"]


def _run(context: PickerContext) -> PickerResult:
    from swtui.tui.config_loader import ConfigLoader

    reading = ConfigLoader(context).start()
    from swtui.tui.context import PickerResult
    from swtui.tui.picker_app import SwtuiApp, where
    from swtui.tui.watchdog import Watchdog

    watchdog = Watchdog(keyboard=0, screen=2)
    app = SwtuiApp(context, reading, watchdog)
    with watchdog.on_duty():
        outcome = app.run()
    if app.failure is not None:
        print(f"swtui: internal problem: {where(app.failure)}", file=sys.stderr)
        print("swtui: please report it; nothing was changed", file=sys.stderr)
        return PickerResult(return_code=1)
    return outcome or PickerResult(return_code=app.return_code or 0)


def _reset_signals() -> None:
    """Undo what Textual leaves behind."""
    for number in (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH):
        signal.signal(number, signal.SIG_DFL)

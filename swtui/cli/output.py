"""The one place that writes to stdout (data) and stderr (notices and errors)."""

from __future__ import annotations

import os
import sys

from swtui.errors import SwtuiError
from swtui.text import clip

TYPE_CHECKING = False
if TYPE_CHECKING:  # only the type checker needs it
    from collections.abc import Mapping
    from typing import TextIO


def write(text: str) -> None:
    """Write `text` to stdout as UTF-8 and flush; the reader may be a shell or a program.

    Raises SwtuiError when the bytes could not be written (a full disk), BrokenPipeError when
    the reader has gone.
    """
    raw = text.encode("utf-8", "surrogateescape")
    try:
        if sys.stdout is not None:  # we were started without it (`>&-`)
            sys.stdout.flush()
        view = memoryview(raw)
        while view:
            view = view[os.write(1, view) :]
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise SwtuiError(f"cannot write to stdout: {problem.strerror}") from None


def write_json(value: object) -> None:
    """Write `value` to stdout as indented JSON, ASCII only, so that every locale carries it."""
    import json

    write(json.dumps(value, indent=2) + "\n")


def print_text(text: str) -> None:
    """Write lines for people to stdout; characters that the locale cannot show become escapes."""
    encoding = (sys.stdout.encoding if sys.stdout is not None else "") or "ascii"
    write(text.encode(encoding, "backslashreplace").decode(encoding))


def on_terminal() -> bool:
    """Return whether stdout is a terminal."""
    return os.isatty(1)


def width(env: Mapping[str, str]) -> int:
    """Return the columns for a text: COLUMNS, else the terminal's; from 40 to 100."""
    given = env.get("COLUMNS", "")
    try:
        columns = (
            int(given) if given.isascii() and given.isdigit() else os.get_terminal_size(1).columns
        )
    except OSError:
        columns = 100
    return max(40, min(columns, 100))


def print_notice(line: str) -> None:
    """Write one line for the user to stderr; it must be display-safe already."""
    from swtui.files import with_tilde

    _to(sys.stderr, f"swtui: {with_tilde(line, os.environ)}\n")


def print_error(error: SwtuiError) -> None:
    """Write an error to stderr: its place, its message, and its hint on the next line."""
    from swtui.errors import ConfigError

    where = ""
    if isinstance(error, ConfigError) and error.file:
        where = clip(error.file, 200) + (f":{error.line}: " if error.line else ": ")
    print_notice(where + clip(error.message, 2000))
    if error.hint:
        _to(sys.stderr, f"  {clip(error.hint, 2000)}\n")


def end_line() -> None:
    """End the terminal's line after `^C`, so that the prompt starts on a new one."""
    if os.isatty(2):
        _to(sys.stderr, "\n")


def _to(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return  # we were started without it (`2>&-`)
    encoding = stream.encoding or "ascii"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except (OSError, ValueError):
        return  # no one reads it any more

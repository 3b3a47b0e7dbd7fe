"""stdout is data, stderr is talk: the one place that writes either."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import TextIO

from swtui.errors import SwtuiError
from swtui.files import with_tilde
from swtui.text import clip


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


def data_json(value: object) -> None:
    """Write `value` to stdout as indented JSON, ASCII only, so that every locale carries it."""
    write(json.dumps(value, indent=2) + "\n")


def print_text(text: str) -> None:
    """Write lines meant for eyes to stdout; what the locale cannot show is written as escapes."""
    encoding = (sys.stdout.encoding if sys.stdout is not None else "") or "ascii"
    write(text.encode(encoding, "backslashreplace").decode(encoding))


def on_terminal() -> bool:
    """Whether what goes to stdout is seen at once rather than read by a program."""
    return os.isatty(1)


def width(env: Mapping[str, str]) -> int:
    """Return how many columns a text for eyes may have: COLUMNS, the terminal's, at most 100."""
    said = env.get("COLUMNS", "")
    try:
        found = int(said) if said.isascii() and said.isdigit() else os.get_terminal_size(1).columns
    except OSError:
        found = 100
    return max(40, min(found, 100))


def print_notice(line: str) -> None:
    """Write one line for the user to stderr; it must be display-safe already."""
    _to(sys.stderr, f"swtui: {with_tilde(line, os.environ)}\n")


def print_error(error: SwtuiError) -> None:
    """Tell the user of an error: what happened, and what to do next."""
    from swtui.errors import ConfigError

    where = ""
    if isinstance(error, ConfigError) and error.file:
        where = clip(error.file, 200) + (f":{error.line}: " if error.line else ": ")
    print_notice(where + clip(error.message, 2000))
    if error.hint:
        _to(sys.stderr, f"  {clip(error.hint, 2000)}\n")


def end_line() -> None:
    """End the line of a terminal that shows `^C`, so that the prompt does not follow it."""
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

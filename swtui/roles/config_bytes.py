"""Decode a configuration file as lines, even if it is not UTF-8."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

_UTF16 = ("is UTF-16, not UTF-8: save it as UTF-8", "save it as UTF-8")
_NOT_UTF8 = ("holds bytes that are not UTF-8", "write the line again, and save the file as UTF-8")
_NUL = ("holds a NUL character", "write the line again")
_MARK = ("starts with a byte order mark (BOM)", "save it as UTF-8 without a byte order mark")
"""Each: what is wrong, and what to do."""
_STRAY = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as `surrogateescape` decodes them."""
MOST_REPORTED = 20
"""Faults that are reported per section or file: a file may be 16 MB of faults."""
MOST_LINES = 1_000_000
"""Lines that are read: 50,000 profiles take a quarter; 16 MB of short ones would take gigabytes."""
_BLOCK = 100_000
"""Characters that are split into lines at once, at least."""
_SAMPLE = 256
"""Bytes looked at to tell UTF-16 without a byte order mark: every other one is NUL there."""


class FileFault(NamedTuple):
    """One fault of a file."""

    line: int
    """From 1."""
    message: str
    hint: str = ""
    """The next step for the user."""


class Decoded:
    """A file as lines of text; lines are counted from 1."""

    def __init__(self) -> None:
        self.lines: Iterable[str] = ()
        """Without their ends; bytes that are no text stand as `<e9>`."""
        self.damaged: list[FileFault] = []
        """Lines that mean something but are no proper text."""
        self.problems: list[FileFault] = []
        """Why nothing of the file, or not all of it, can be used."""
        self.warnings: list[FileFault] = []
        self.stops: list[FileFault] = []
        """The faults that stop AWS's command line and Python's SDK."""


def decode(data: bytes) -> Decoded:
    """Return the lines of a file; never raises."""
    decoded = Decoded()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:_SAMPLE].count(0) > len(data[:_SAMPLE]) / 4:
        decoded.problems.append(FileFault(1, *_UTF16))
        decoded.stops.append(FileFault(1, *_UTF16))
        return decoded
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        decoded.stops.append(FileFault(1, *_MARK))
    try:
        text, is_utf8 = _with_plain_ends(data.decode("utf-8")), True
    except UnicodeDecodeError:
        text, is_utf8 = _with_plain_ends(data.decode("utf-8", "surrogateescape")), False
    if is_utf8 and b"\0" not in data and text.count("\n") < MOST_LINES:
        decoded.lines = chain.from_iterable(_split_in_blocks(text))
        return decoded
    lines = _split(text, decoded)
    if not is_utf8:
        _find(decoded, lines, _is_not_utf8, _NOT_UTF8)
    if b"\0" in data:
        _find(decoded, lines, lambda line: "\0" in line, _NUL)
    decoded.lines = lines
    return decoded


def _with_plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _split_in_blocks(text: str) -> Iterator[list[str]]:
    """Yield the lines a block at a time: those of 50,000 profiles at once take 20 MB."""
    start = 0
    while (end := text.find("\n", start + _BLOCK)) >= 0:
        yield text[start:end].split("\n")
        start = end + 1
    yield text[start:].split("\n")


def _split(text: str, decoded: Decoded) -> list[str]:
    lines = text.split("\n", MOST_LINES)
    if len(lines) > MOST_LINES and lines.pop():
        message = f"has more than {MOST_LINES:,} lines: what follows is not read"
        decoded.problems.append(FileFault(MOST_LINES + 1, message))
    return lines


def _find(
    decoded: Decoded, lines: list[str], is_bad: Callable[[str], bool], wrong: tuple[str, str]
) -> None:
    """Note the lines that are not text, and decode them; in a comment only other tools fail."""
    for place, line in enumerate(lines):
        if not is_bad(line):
            continue
        if wrong is _NOT_UTF8 and not decoded.stops:
            decoded.stops.append(FileFault(place + 1, *wrong))
        if not line.lstrip().startswith(("#", ";")):
            decoded.damaged.append(FileFault(place + 1, *wrong))
        lines[place] = _STRAY.sub(lambda m: f"<{ord(m[0]) - 0xDC00:02x}>", line)


def _is_not_utf8(line: str) -> bool:
    return not line.isascii() and _STRAY.search(line) is not None

"""Decode a configuration file as lines, even if it is not UTF-8."""

from __future__ import annotations

import re
from collections.abc import Callable
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
_SAMPLE = 256
"""Bytes looked at to tell UTF-16 without a byte order mark: every other one is NUL there."""


class FileFault(NamedTuple):
    """One fault of a file."""

    line: int
    """From 1."""
    message: str
    hint: str = ""
    """What to do about it."""


class Decoded:
    """A file as lines of text; lines are counted from 1."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        """Without their ends; bytes that are no text stand as `<e9>`."""
        self.damaged: list[FileFault] = []
        """Lines that mean something but are no proper text."""
        self.problems: list[FileFault] = []
        """Why nothing of the file, or not all of it, can be used."""
        self.warnings: list[FileFault] = []
        self.stops: list[FileFault] = []
        """What AWS's command line and Python's SDK cannot read at all."""


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
        decoded.lines = _lines(data.decode("utf-8"), decoded)
    except UnicodeDecodeError:
        decoded.lines = _lines(data.decode("utf-8", "surrogateescape"), decoded)
        _find(decoded, _is_not_utf8, _NOT_UTF8)
    if b"\0" in data:
        _find(decoded, lambda line: "\0" in line, _NUL)
    return decoded


def _lines(text: str, decoded: Decoded) -> list[str]:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n", MOST_LINES)
    if len(lines) > MOST_LINES and lines.pop():
        message = f"has more than {MOST_LINES:,} lines: what follows is not read"
        decoded.problems.append(FileFault(MOST_LINES + 1, message))
    return lines


def _find(decoded: Decoded, is_bad: Callable[[str], bool], wrong: tuple[str, str]) -> None:
    """Note the lines that are not text, and decode them; in a comment only other tools fail."""
    for place, line in enumerate(decoded.lines):
        if not is_bad(line):
            continue
        if wrong is _NOT_UTF8 and not decoded.stops:
            decoded.stops.append(FileFault(place + 1, *wrong))
        if not line.lstrip().startswith(("#", ";")):
            decoded.damaged.append(FileFault(place + 1, *wrong))
        decoded.lines[place] = _STRAY.sub(lambda m: f"<{ord(m[0]) - 0xDC00:02x}>", line)


def _is_not_utf8(line: str) -> bool:
    return not line.isascii() and _STRAY.search(line) is not None

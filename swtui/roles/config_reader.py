"""A tolerant reader of INI files in AWS's form: one bad line never hides the rest.

For well-formed text it agrees with Python's `RawConfigParser`, which the AWS SDK for Python uses:
comments only at a line's start, `=` or `:` as delimiter, indented lines continue a value, keys in
lower case, `[DEFAULT]` leaking into every section. What that parser gives up on is reported with
its line, and only the section it stands in is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Value = str | dict[str, str]
"""A plain value, or a block of indented `key = value` lines."""


@dataclass(slots=True)
class Section:
    """One `[header]` and what stands under it; lines are counted from 1."""

    header: str
    line: int
    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)
    """Line and message; any of them makes the section unusable."""


@dataclass(slots=True)
class Reading:
    """What one file says."""

    sections: list[Section]
    problems: list[tuple[int, str]]
    """Of the file as a whole, or of lines that belong to no section."""
    warnings: list[tuple[int, str]]


def read_ini(data: bytes) -> Reading:
    """Return the sections of a file in order, each with its own problems; never raises."""
    warnings: list[tuple[int, str]] = []
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Reading([], [(1, "is UTF-16, not UTF-8: save it as UTF-8")], warnings)
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        warnings.append((1, "BOM at line 1: other AWS tools will fail"))
    text = data.decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("\r", "\n")
    reader = _Reader(damaged=not text.isascii())
    for number, line in enumerate(text.split("\n"), 1):
        reader.take(number, line)
    reader.finish()
    return Reading(reader.sections, reader.problems, warnings)


class _Reader:
    """Takes a file line by line; the section and the key being read are its state."""

    def __init__(self, *, damaged: bool) -> None:
        self.sections: list[Section] = []
        self.problems: list[tuple[int, str]] = []
        self._damaged = damaged
        self._defaults = Section("DEFAULT", 0)
        self._section: Section | None = None
        self._key = ""
        self._indent = 0
        self._more: list[str] = []

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        value = line.strip()
        if not value:
            if self._key:
                self._more.append("")
            return
        if value[0] in "#;":
            return
        if self._damaged and _not_text(value):
            self._report(number, "holds bytes that are not UTF-8")
            value = value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        elif "\0" in value:
            self._report(number, "holds a NUL character")
        indent = len(line) - len(line.lstrip())
        if self._key and indent > self._indent:
            self._more.append(value)
            return
        self._close_key()
        self._indent = indent
        if value[0] == "[":
            self._header(number, value)
        else:
            self._option(number, value)

    def _header(self, number: int, value: str) -> None:
        end = value.rfind("]")
        if end > 1:
            self._open(Section(value[1:end], number))
            return
        unclosed = Section(value.strip("[]").strip() or value, number)
        unclosed.problems.append((number, "the section's header is not closed or is empty"))
        self._open(unclosed)

    def _open(self, section: Section) -> None:
        if section.header == "DEFAULT":
            self._section = self._defaults
            return
        self._section = section
        self.sections.append(section)

    def _option(self, number: int, value: str) -> None:
        section = self._section
        if section is None:
            self.problems.append((number, "stands before any [section]"))
            return
        cut = _delimiter(value)
        key = value[:cut].rstrip().lower() if cut >= 0 else ""
        if not key:
            section.problems.append((number, "is not of the form `key = value`"))
            return
        if key in section.lines:
            first = section.lines[key]
            section.problems.append((number, f"`{key}` stands here again, first at line {first}"))
        section.lines[key] = number
        section.values[key] = value[cut + 1 :].strip()
        self._key = key

    def _close_key(self) -> None:
        """Join the lines that continued the last value; a block of keys becomes a dict."""
        key, more, section = self._key, self._more, self._section
        self._key = ""
        if not more or section is None:
            return
        self._more = []
        joined = "\n".join([str(section.values[key]), *more]).rstrip()
        section.values[key] = joined
        if joined.startswith("\n"):
            section.values[key] = self._block(key, joined, section)

    def _block(self, key: str, text: str, section: Section) -> Value:
        block: dict[str, str] = {}
        for line in text.split("\n"):
            name, equals, value = line.strip().partition("=")
            if equals:
                block[name.strip()] = value.strip()
            elif name:
                message = f"the block under `{key}` has a line that is not `key = value`"
                section.problems.append((section.lines[key], message))
        return block

    def _report(self, number: int, message: str) -> None:
        place = self.problems if self._section is None else self._section.problems
        place.append((number, message))

    def finish(self) -> None:
        """Close the last value, and give every section the values of `[DEFAULT]`."""
        self._close_key()
        self.problems += self._defaults.problems
        for key, value in self._defaults.values.items():
            for section in self.sections:
                if key not in section.values:
                    section.values[key] = value
                    section.lines[key] = self._defaults.lines[key]


def _delimiter(value: str) -> int:
    """Return the place of the first `=` or `:`, or -1."""
    equals, colon = value.find("="), value.find(":")
    return max(equals, colon) if -1 in (equals, colon) else min(equals, colon)


def _not_text(value: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in value)

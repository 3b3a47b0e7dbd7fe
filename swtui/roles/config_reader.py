"""Read INI files in AWS's form; one bad line never hides the rest.

For well-formed text it agrees with Python's `RawConfigParser`, which the AWS SDK for Python uses:
comments only at a line's start, `=` or `:` as delimiter, indented lines continue a value, keys in
lower case, `[DEFAULT]` leaking into every section. What that parser gives up on is reported with
its line, and only its section is lost.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from swtui.records import record
from swtui.roles.config_bytes import MOST_REPORTED, Decoded, FileFault, decode

MOST_SECTIONS = 100_000
"""Sections of a file that are read: each costs some 40 µs, and 16 MB can hold millions."""

_INDENTED = (
    "the line is indented: the AWS CLI and boto3 read it, some other SDKs refuse it",
    "start it at the margin",
)
_COLON = (
    "`key: value` is read by the AWS CLI and boto3, not by some other SDKs",
    "write `key = value`",
)
_NO_HEADER = ("the section's header is not closed or is empty", "write [profile NAME]")
"""Each: what is wrong, and what to do."""
_HEADER = re.compile(r"\[([^\[\]=]+)\]\s*([#;].*)?")
"""An indented line that was meant to be a header, not a value such as `[1, 2]` or `[a=b]`."""

_GLUED = re.compile(r"\[((?P<kind>profile\s|sso-session\s|services\s|default(?=\]))?[^\[\]=]*)\]$")
"""A header behind a value; a bare name may be part of the value, unless that is a key of AWS's."""

_COMMON = frozenset(
    (
        "source_profile",
        "region",
        "output",
        "mfa_serial",
        "sso_session",
        "sso_role_name",
        "sso_start_url",
        "sso_region",
        "sso_account_id",
        "sso_account_name",
    )
)
"""Keys whose values are the same in many profiles: one text for all of them saves memory."""

Value = str | dict[str, str]
"""A plain value, or a block of indented `key = value` lines."""


class Section:
    """One `[header]` and its keys; lines are counted from 1.

    A plain class, for there are ten thousand of them: a dataclass takes three times as long.
    """

    __slots__ = ("header", "line", "own_lines", "problems", "values")

    def __init__(self, header: str, line: int) -> None:
        self.header = header
        self.line = line
        self.values: dict[str, Value] = {}
        self.own_lines: dict[str, int] | None = None
        """The line of each key; None while each key is on the line after the one before it."""
        self.problems: tuple[FileFault, ...] = ()
        """Any of them makes the section unusable."""

    @property
    def lines(self) -> dict[str, int]:
        """The line of each key."""
        if self.own_lines is not None:
            return self.own_lines
        return {key: line for line, key in enumerate(self.values, self.line + 1)}

    def put_line(self, key: str, number: int) -> None:
        """Set the line of a key that is not on the line after the one before it."""
        if self.own_lines is None:
            self.own_lines = self.lines
        self.own_lines[key] = number

    def report(self, fault: FileFault) -> None:
        """Note a fault, unless there are enough already."""
        if len(self.problems) < MOST_REPORTED:
            self.problems = (*self.problems, fault)


@record
class ParsedConfig:
    """The content of one file."""

    sections: Sequence[Section] = ()
    problems: Sequence[FileFault] = ()
    """Of the file as a whole, or of lines that belong to no section."""
    warnings: Sequence[FileFault] = ()
    stops: Sequence[FileFault] = ()
    """Lines at which AWS's command line and Python's SDK give up the whole file, and why."""
    swallowed: Sequence[Section] = ()
    """Headers that are read as part of a value, since they are indented; without values."""


def read_ini(data: bytes) -> ParsedConfig:
    """Return the sections of a file in order, each with its own problems; never raises."""
    decoded = decode(data)
    reader = _Reader()
    reader.take(decoded.lines)
    reader.place(decoded)
    forms = [FileFault(number, *form) for form, number in reader.read_in_python.items()]
    warnings = [*decoded.warnings, *reader.warnings, *reader.share_defaults(), *forms]
    problems = [*decoded.problems, *reader.before.problems, *reader.defaults.problems]
    stops = sorted([*decoded.stops, *reader.stops])
    return ParsedConfig(
        sections=reader.sections,
        problems=sorted(problems),
        warnings=warnings,
        stops=stops,
        swallowed=reader.swallowed,
    )


class _Reader:
    """The reader of one file, with the sections so far."""

    def __init__(self) -> None:
        self.before = Section("", 0)
        """Takes the blame for lines that stand before every header."""
        self.defaults = Section("DEFAULT", 0)
        self.sections: list[Section] = []
        self.stops: list[FileFault] = []
        self.swallowed: list[Section] = []
        self.warnings: list[FileFault] = []
        self.read_in_python: dict[tuple[str, str], int] = {}
        """Forms of a line that not every SDK reads, each with its first line."""
        self._headers: dict[str, int] = {"DEFAULT": 0, "": 0}
        """Each header as it is written, and its first line; two that are no usual ones."""
        self._defaults_line = 0
        self._default_stops: dict[str, FileFault] = {}
        """By key of `[DEFAULT]`: a block that those tools cannot read in any section."""
        self._unread: Section | None = None
        self._starts: list[int] = [0]
        self._owners: list[Section] = [self.before]
        """Whose the lines are from each of `_starts` on; `[DEFAULT]` may come more than once."""

    def take(self, lines: Iterable[str]) -> None:
        """Read all lines, in one loop over local names: most of a listing's time is spent here."""
        section, key, indent, more = self.before, "", 0, list[tuple[int, str]]()
        values, following = section.values, 0
        sections, headers = self.sections, self._headers
        cleaned: dict[str, str] = {}
        common: dict[str, str] = {}
        gap = 0
        """Blank lines since the last line that says something."""
        for number, line in enumerate(lines, 1):
            text = line.strip()
            if not text:
                gap += 1
                continue
            first = text[0]
            if first in "#;":
                continue
            depth = 0 if line[0] == first else len(line) - len(line.lstrip())
            if key and depth > indent:
                more += [*[(number, "")] * gap, (number, text)]
                gap = 0
                if first == "[":
                    self._swallow(section, key, number, text)
                continue
            if more:
                self._join(section, key, more)
                more = []
            key, gap, indent = "", 0, self._indented(depth, number) if depth else 0
            if first == "[":
                header = text[1:-1]
                if text[-1] == "]" and header not in headers and len(sections) < MOST_SECTIONS:
                    headers[header] = number  # of the usual form: what `_open` would do
                    section, following = Section(header, number), number + 1
                    sections.append(section)
                    self._starts.append(number)
                    self._owners.append(section)
                else:
                    section, following = self._open(text, number, section), 0
                values = section.values
                continue
            written, delimiter, value = text.partition("=")
            if ":" in written:
                written, delimiter, value = self._with_colon(text, number)
            key = cleaned.get(written) or cleaned.setdefault(written, written.rstrip().lower())
            if not key or not delimiter or key in values or section is self.before:
                key, following = self._complain(section, key if delimiter else "", number), 0
                if not key:
                    continue
            if number == following:
                following += 1
            else:
                section.put_line(key, number)
                following = 0  # from now on each key's line is put down
            value = value.strip()
            values[key] = common.setdefault(value, value) if key in _COMMON else value
            if text[-1] == "]":
                self._glued(section, key, number)
        self._join(section, key, more)

    def _indented(self, depth: int, number: int) -> int:
        self.read_in_python.setdefault(_INDENTED, number)
        return depth

    def _with_colon(self, text: str, number: int) -> tuple[str, str, str]:
        self.read_in_python.setdefault(_COLON, number)
        return text.partition(":")

    def _open(self, text: str, number: int, before: Section) -> Section:
        end = text.rfind("]")
        behind = text[end + 1 :].strip()
        if end <= 1:
            self._not_closed(text, number, before)
        elif behind and behind[0] not in "#;" and len(self.warnings) < MOST_REPORTED:
            named, equals, _ = behind.partition("=")  # its value may be a secret
            what = f"`{named.strip()[:80]}`" if equals else "the text"
            message = f"AWS's tools ignore {what} behind [{text[1:end]}] on the same line"
            hint = "put it on a line of its own, or make it a comment with #"
            self.warnings.append(FileFault(number, message, hint))
        elif text[1:end] != "DEFAULT":
            self._come_again(text[1:end], number)
        if text[1:end] == "DEFAULT":
            section = self.defaults
            self._defaults_line = self._defaults_line or number
        elif len(self.sections) >= MOST_SECTIONS:
            section = self._too_many(number)
        else:
            named = text[1:end] if end > 1 else text.strip("[]").strip() or text
            section = Section(named, number)
            if end <= 1:
                section.report(FileFault(number, *_NO_HEADER))
            self.sections.append(section)
        self._starts.append(number)
        self._owners.append(section)
        return section

    def _stop(self, fault: FileFault) -> None:
        if len(self.stops) < MOST_REPORTED:
            self.stops.append(fault)

    def _not_closed(self, text: str, number: int, before: Section) -> None:
        """Note a header without its end: AWS tools stop there, or read it as a key."""
        if "=" in text or ":" in text:
            message = f"line {number} starts no section for AWS's command line: `]` is missing"
            before.report(FileFault(number, message, "close the header with ]"))
            if before is not self.before:
                return
        self._stop(FileFault(number, *_NO_HEADER))

    def _come_again(self, header: str, number: int) -> None:
        first = self._headers.setdefault(header, number)
        if first != number:
            self._stop(FileFault(number, f"[{header}] is repeated here, first at line {first}"))

    def _swallow(self, section: Section, key: str, number: int, text: str) -> None:
        """Note an indented line that was meant to be a header."""
        header = _HEADER.fullmatch(text)
        if header is None or not section.line:
            return
        message = f"the indented [{header[1]}] is read as part of `{key}`"
        section.report(FileFault(number, message, "write it at the start of its line"))
        if len(self.swallowed) < MOST_REPORTED:
            self.swallowed.append(Section(header[1], number))

    def _glued(self, section: Section, key: str, number: int) -> None:
        """Note a header at the end of another line: a line break before it is missing."""
        header = _GLUED.search(str(section.values[key]))
        if header is None or not (header["kind"] or key.startswith("aws_")):
            return
        message = f"the header [{header[1]}] is read as part of `{key}`"
        section.report(FileFault(number, message, "begin a new line before it"))
        if len(self.swallowed) < MOST_REPORTED:
            self.swallowed.append(Section(header[1], number))

    def _complain(self, section: Section, key: str, number: int) -> str:
        """Report a line that is no assignment, or a repeated key; return the key if it has one."""
        hint = ""
        if not section.line and section.header != "DEFAULT":
            message, key = "is before any [section]", ""
            hint = "put a [profile NAME] line above it, or remove it"
        elif not key:
            message = "is not of the form `key = value`"
            hint = "write `key = value`, or make it a comment with #"
        else:
            message = f"`{key}` is repeated here, first at line {section.lines[key]}"
        section.report(FileFault(number, message, hint))
        self._stop(FileFault(number, message, hint))
        return key

    def _join(self, section: Section, key: str, more: list[tuple[int, str]]) -> None:
        """Append to a value the lines that continue it; a block of keys becomes a dict."""
        if any(text for _, text in more):
            value = str(section.values[key])
            if value:
                text = "\n".join([value, *(text for _, text in more)]).rstrip()
                section.values[key] = text
            else:
                section.values[key] = self._block(section, key, more)

    def _block(self, section: Section, key: str, more: list[tuple[int, str]]) -> dict[str, str]:
        block: dict[str, str] = {}
        for number, line in ((number, line) for number, text in more for line in text.splitlines()):
            name, equals, value = line.strip().partition("=")
            if equals:
                block[name.strip()] = value.strip()
            elif name:
                message = f"the block under `{key}` has a line that is not `key = value`"
                fault = FileFault(number, message, "write `key = value`, indented")
                section.report(fault)
                if section is self.defaults:
                    self._default_stops.setdefault(key, fault)  # it stops where a section has it
                else:
                    self._stop(fault)
        return block

    def _too_many(self, number: int) -> Section:
        """Report once that the limit is reached, and return a section for the rest of the lines."""
        if self._unread is None:
            self._unread = Section("", number)
            message = (
                f"has more than {MOST_SECTIONS:,} sections: this one and the rest are not read"
            )
            self.before.report(FileFault(number, message))
        self._unread.values.clear()
        self._unread.own_lines = {}
        return self._unread

    def place(self, decoded: Decoded) -> None:
        """Report the lines that are not text to the sections that contain them."""
        for fault in decoded.damaged:
            owner = self._owners[bisect_right(self._starts, fault.line) - 1]
            owner.report(fault)

    def share_defaults(self) -> list[FileFault]:
        """Give every section the values of `[DEFAULT]` that it does not have; return a warning."""
        lines = self.defaults.lines
        for key, value in self.defaults.values.items():
            for section in self.sections:
                if key not in section.values:
                    section.put_line(key, lines[key])
                    section.values[key] = value
                    if key in self._default_stops:
                        self._stop(self._default_stops.pop(key))
        if not self.defaults.values:
            return []
        message = (
            "keys under [DEFAULT] count for every profile in AWS's command line and "
            "Python's SDK, for none in other SDKs"
        )
        hint = "write [default] if the profile of that name is meant"
        return [FileFault(self._defaults_line, message, hint)]

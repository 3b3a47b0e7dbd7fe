"""HealthLine: one fact about the setup with its state and a hint, and the report of all.

Every room says its own lines (`health()` in its `health.py`); `swtui doctor` and the picker show
them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from swtui.files import shown_path, with_tilde
from swtui.records import record, replace
from swtui.text import clip, one_line

State = Literal["ok", "warning", "problem"]

MARKS: Mapping[State, str] = {"ok": "✓", "warning": "!", "problem": "✗"}
"""How a state is shown; the words of the line say it too."""
ABSENT = "·"
"""How it is shown that something does not exist, and need not."""

_AREA = 13
"""Columns of the first column."""
TEXT_LIMIT = 700
"""Characters of a sentence that are shown."""
_MOST_NAMED = 3
"""Profiles that a line for many of them names."""


@record
class HealthLine:
    """One fact about the setup."""

    area: str
    """The subject, in a word or two: `files`, `profiles`, `environment`, …"""
    state: State
    """`problem`: something will not work. `warning`: it works, but may surprise."""
    text: str
    """The fact in one sentence without a full stop; raw, made safe where it is shown."""
    hint: str = ""
    """The next step, a command where there is one; raw. Empty: nothing."""
    place: tuple[str, int] | None = None
    """The file, as it was opened, and the line (from 1; 0: the whole file)."""
    about: str = ""
    """The profile that the sentence is about, raw."""
    shared: str = ""
    """The sentence without the profile, so that it may be said once of many; else empty."""
    absent: bool = False
    """Whether it says that something does not exist, which is well."""

    @property
    def mark(self) -> str:
        """The glyph before it."""
        return ABSENT if self.absent else MARKS[self.state]


def said(line: HealthLine, env: Mapping[str, str]) -> str:
    """Return a line's sentence with its place, display-safe."""
    at = where(line, env)
    return one_line(with_tilde(line.text, env), TEXT_LIMIT) + (f"  ({at})" if at else "")


def where(line: HealthLine, env: Mapping[str, str]) -> str:
    """Return a line's place as `~/.aws/config:41`, display-safe; empty when the text has it."""
    if line.place is None:
        return ""
    file, number = line.place
    shown = shown_path(file, env) + (f":{number}" if number else "")
    return "" if line.text.startswith(shown) else clip(shown, 300)


def by_area(lines: Sequence[HealthLine]) -> dict[str, list[HealthLine]]:
    """Return the lines of each area, areas in the order in which they are first named."""
    areas: dict[str, list[HealthLine]] = {}
    for line in lines:
        areas.setdefault(line.area, []).append(line)
    return areas


def folded(lines: Sequence[HealthLine], env: Mapping[str, str]) -> list[HealthLine]:
    """Return the lines with those that say the same of several profiles as one."""
    groups: dict[tuple[object, ...], list[HealthLine]] = {}
    for at, line in enumerate(lines):
        same = (line.area, line.state, line.shared, line.hint) if line.shared else (at,)
        groups.setdefault(same, []).append(line)
    return [of_one[0] if len(of_one) == 1 else _folded(of_one, env) for of_one in groups.values()]


def _folded(lines: list[HealthLine], env: Mapping[str, str]) -> HealthLine:
    named = [f"{line.about} {where(line, env)}".strip() for line in lines[:_MOST_NAMED]]
    more = f" and {len(lines) - _MOST_NAMED} more" if len(lines) > _MOST_NAMED else ""
    text = f"{len(lines)} profiles: {lines[0].shared} ({', '.join(named)}{more})"
    return replace(lines[0], text=text, place=None, about="", shared="")


def summary(lines: Sequence[HealthLine]) -> str:
    """Return how many problems and warnings there are, in words."""
    lines = folded(lines, {})
    problems = sum(line.state == "problem" for line in lines)
    warnings = sum(line.state == "warning" for line in lines)
    counted = [_counted(problems, "problem")] if problems else []
    counted += [_counted(warnings, "warning")] if warnings else []
    return ", ".join(counted) or "all is well"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def report(lines: Sequence[HealthLine], env: Mapping[str, str], width: int) -> list[str]:
    """Return everything as display-safe lines of at most `width` columns, where words break."""
    shown: list[str] = []
    for area, of_area in by_area(folded(lines, env)).items():
        label = area
        for line in of_area:
            shown += _rows(label, line, env, width)
            label = ""
    return [*shown, "", summary(lines)]


def _rows(label: str, line: HealthLine, env: Mapping[str, str], width: int) -> Iterator[str]:
    first = f"{clip(label, _AREA - 1):<{_AREA}}{line.mark} "
    yield from _wrapped(said(line, env), first, width)
    if line.hint:
        yield from _wrapped(one_line(line.hint, TEXT_LIMIT), " " * (_AREA + 2) + "→ ", width)


def _wrapped(text: str, first: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        max(width, len(first) + 20),
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )

"""Time whole commands in turns with what they are compared to, so that noise is in both."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@dataclass(frozen=True)
class Row:
    """One line of the table: times in milliseconds, and what they are compared to."""

    name: str
    times: Sequence[float]
    reference: float
    """The median of the reference, in milliseconds; 0 for none."""
    target: str = ""
    """What has to be reached, in words."""

    def cells(self) -> tuple[str, ...]:
        median = statistics.median(self.times)
        ratio = f"{median / self.reference:.2f}" if self.reference else ""
        times = (median, min(self.times), max(self.times))
        return (self.name, *(f"{each:.1f}" for each in times), ratio, self.target)


HEAD = ("", "median ms", "min", "max", "ratio", "target")


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(HEAD))]
    lines = []
    for line in cells:
        first, *middle, last = line
        numbers = [cell.rjust(width) for cell, width in zip(middle, widths[1:-1], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *numbers, last]).rstrip())
    return "\n".join(lines)


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes, by the clock."""
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def command(argv: Sequence[str], env: Mapping[str, str] | None = None) -> Callable[[], object]:
    """Return what runs a command to its end; it must succeed."""
    return lambda: subprocess.run(argv, env=env, check=True, **QUIET)  # type: ignore[call-overload]


def compare(
    reference: Callable[[], object],
    works: Mapping[str, tuple[Callable[[], object], str]],
    *,
    runs: int,
    name: str,
) -> list[Row]:
    """Return a row for the reference and one for each work, all measured in turns.

    `works` maps a name to the work and its target.
    """
    took: dict[str, list[float]] = {each: [] for each in (name, *works)}
    for work, _ in works.values():
        work()  # what is read and compiled for the first time counts for none
    for _ in range(runs):
        took[name].append(1000 * seconds(reference))
        for each, (work, _) in works.items():
            took[each].append(1000 * seconds(work))
    base = statistics.median(took[name])
    rows = [Row(name, took[name], base)]
    return rows + [Row(each, took[each], base, target) for each, (_, target) in works.items()]


def parallel(argv: Sequence[str], env: Mapping[str, str], count: int) -> Callable[[], object]:
    """Return what runs so many copies of a command at once, and waits for all."""

    def work() -> None:
        running = [
            subprocess.Popen(argv, env=env, **QUIET)  # type: ignore[call-overload]
            for _ in range(count)
        ]
        failed = [each for each in running if each.wait()]
        assert not failed, f"{len(failed)} of {count} failed"

    return work


def without_swtui(env: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what a surrounding shell of swtui or Textual left there."""
    foreign = ("SWTUI", "TEXTUAL", "TMUX", "AWS_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in env.items() if not name.startswith(foreign)}


def here() -> dict[str, str]:
    """Return the environment that every measurement starts from."""
    return without_swtui(os.environ)

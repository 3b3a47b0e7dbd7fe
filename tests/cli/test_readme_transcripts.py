"""What the README shows of the commands is what they print in the demo; `…` represents more."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.demo_fixture import Demo

README = Path(__file__).parents[2] / "README.md"
SHOWN = ("list", "explain", "policy")
"""The commands that print and need no one at the keyboard."""


def transcripts() -> Iterator[tuple[str, str]]:
    """Yield each command that is shown with what it prints."""
    for block in re.findall(r"```console\n(.*?)```", README.read_text(), re.S):
        for command, printed in re.findall(r"^\$ swtui (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
            if command.split()[0] in SHOWN:
                yield command, printed.rstrip("\n") + "\n"


def pattern(printed: str) -> re.Pattern[str]:
    """Return what matches an output that is shown with lines left out, and its seconds."""
    parts = [re.escape(part) for part in re.split(r"^ *…\n", printed, flags=re.M)]
    return re.compile(re.sub(r"\d+\\\.\d\\ s", r"\\d+\\.\\d s", r"(?:.*\n)+?".join(parts)))


TRANSCRIPTS = list(transcripts())


def test_there_are_transcripts_of_each() -> None:
    assert {command.split()[0] for command, _ in TRANSCRIPTS} == set(SHOWN)
    assert all(printed.strip(" …\n") for _, printed in TRANSCRIPTS)


@pytest.mark.parametrize(("command", "printed"), TRANSCRIPTS, ids=[c for c, _ in TRANSCRIPTS])
def test_the_readme_shows_what_is_printed(demo: Demo, run: Run, command: str, printed: str) -> None:
    ran = run(*shlex.split(command), COLUMNS="100", SWTUI_DEMO=str(demo.home))
    assert pattern(printed).fullmatch(ran.out + ran.err), ran.out + ran.err

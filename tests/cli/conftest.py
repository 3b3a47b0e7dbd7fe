"""Running a command as typed, in this process, with what it printed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from swtui.cli.main import main


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What stands on stdout, read as JSON."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what runs `swtui` with the given words, in the test's environment."""

    def run_words(*words: str, **more: str) -> Ran:
        capfd.readouterr()
        code = main(words, {**os.environ, **more})
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return run_words

"""Running a command as typed, in this process or as one of its own, with what it printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from swtui.cli.main import main
from tests.demo_fixture import Demo

DEV, DEV_ACCOUNT = "payments-dev-admin", "117117117117"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What is on stdout, read as JSON."""
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


@pytest.fixture
def own_sessions(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep sessions in memory alone, so that no test sees another's."""
    settings = home / "swtui.toml"
    named = '[accounts."111122223333"]\nname = "payments-prod"\n'
    settings.write_text('sessions = "memory"\n' + named)
    monkeypatch.setenv("SWTUI_CONFIG", str(settings))


def piped(demo: Demo, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program with no terminal at all."""
    return subprocess.run(
        [sys.executable, "-m", "swtui", *words],
        env={**demo.env, **os.environ},
        input=stdin,
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
        check=False,
    )

"""The measurements run; what they measure here means nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_every_part_measures_something() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--small"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    lines = run.stdout.splitlines()
    for named in ("--version", "list", "exec", "--refresh", "first role", "key to frame", "idle"):
        assert any(named in line for line in lines), named

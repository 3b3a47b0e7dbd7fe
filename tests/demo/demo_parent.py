"""Demos run in processes of their own, as a user runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

DRIVER = """
import os, sys
from swtui.demo.parent import run_demo
from swtui.errors import SwtuiError

def on_end(env):
    with open(os.environ["ENDED"], "a") as stream:
        stream.write(env["SWTUI_DEMO"] + "\\n")

try:
    sys.exit(run_demo(sys.argv[1:], os.environ, on_end=on_end))
except SwtuiError as error:
    print(error.message, file=sys.stderr)
    sys.exit(error.exit_code)
"""
SECONDS = 30.0
"""Far more than anything here takes, for machines under load."""
NOBODY = 4_194_305
"""A process id that Linux and macOS never give."""


class Parent:
    """Demos run as a user runs them, all with their directories under `base`."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.ended = base.parent / "ended"
        self.env = {**os.environ, "TMPDIR": str(base), "ENDED": str(self.ended)}
        self.running: list[subprocess.Popen[str]] = []

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, *command],
            env=self.env | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        self.running.append(process)
        return process

    def run(self, *command: str, **more: str) -> tuple[int, str, str]:
        process = self.start(*command, **more)
        out, err = process.communicate(timeout=SECONDS)
        return process.returncode, out, err

    def left(self) -> list[str]:
        return [path.name for path in self.base.iterdir()]

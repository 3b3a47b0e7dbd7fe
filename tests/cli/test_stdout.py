"""What is behind stdout: a full disk, a reader that leaves, a plain locale."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo_fixture import Demo

pytestmark = pytest.mark.usefixtures("own_sessions")


def test_a_full_disk_behind_stdout_is_an_error_not_a_silence(demo: Demo) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "swtui", "list"],
            env=dict(os.environ),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert ran.returncode == 1
    assert "cannot write to stdout" in ran.stderr


def test_a_reader_that_leaves_early_is_no_error(demo: Demo) -> None:
    line = f"{sys.executable} -m swtui list --json | head -1"
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode in (0, 141)
    assert ran.stderr == ""


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_a_plain_locale_carries_every_name(locale: str, home: Path) -> None:
    (home / ".aws").mkdir()
    (home / ".aws/config").write_text("[profile caf\u00e9-\u202e-\x1b]\nregion = eu-west-1\n")
    env = {**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    for words in (("list",), ("list", "--json")):
        ran = subprocess.run(
            [sys.executable, "-m", "swtui", *words],
            env=env,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert b"\x1b" not in ran.stdout
    assert json.loads(ran.stdout)[0]["name"] == "caf\u00e9-\u202e-\x1b"

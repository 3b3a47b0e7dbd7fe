"""`swtui sessions clear` where something cannot be deleted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import DEV, Run
from tests.demo_fixture import Demo

pytestmark = pytest.mark.usefixtures("own_sessions")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a read-only directory")
def test_what_could_not_be_forgotten_is_said(run: Run, home: Path, demo: Demo) -> None:
    (home / "swtui.toml").write_text('sessions = "plain"\n')
    cache = home / "cache"
    cache.mkdir()
    assert run("export", DEV, "--format", "sh", XDG_CACHE_HOME=str(cache)).code == 0
    clear = f"mount --bind {cache} {cache} && mount -o remount,ro,bind {cache} && "
    words = ["unshare", "-m", "sh", "-c", clear + f"exec {sys.executable} -m swtui sessions clear"]
    env = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    ran = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    if "unshare" in ran.stderr or "mount:" in ran.stderr:
        pytest.skip("needs a mount namespace")
    assert ran.returncode == 7
    assert "1 could not be deleted (plain file)" in ran.stderr
    assert demo.server.keys._issued

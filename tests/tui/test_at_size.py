"""The picker's start: nothing of AWS's is loaded, and a long list takes no more widgets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PICKER = """
import asyncio, os, sys
from swtui.cli.context import CommandContext
from swtui.cli.picker import _build_context
from swtui.sessions.request import SessionRequest
from swtui.tui.config_loader import ConfigLoader
from swtui.tui.picker_app import SwtuiApp

async def main():
    context = _build_context("", SessionRequest(), CommandContext(os.environ), stdout_is_data=False)
    loader = ConfigLoader(context).start()
    loader.wait()
    app = SwtuiApp(context, loader)
    async with app.run_test(size=(120, 36)) as pilot:
        loaded = {name.split(".")[0] for name in sys.modules}  # with the first frame
        while app.screen.query_one("#roles").listing is None:
            await pilot.pause()
        await pilot.pause()
        print(len(list(app.screen.query("*"))), *sorted(loaded & {"boto3", "botocore", "keyring"}))

asyncio.run(main())
"""


def picker(home: Path, roles: int) -> tuple[int, set[str]]:
    """Return the number of widgets with so many roles, and what was loaded for the first frame."""
    config = "[profile base]\naws_access_key_id = A\naws_secret_access_key = s\n" + "".join(
        f"[profile role-{n}]\nrole_arn = arn:aws:iam::{n:012d}:role/Admin\nsource_profile = base\n"
        for n in range(roles)
    )
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws" / "config").write_text(config)
    run = subprocess.run(
        [sys.executable, "-c", PICKER], capture_output=True, text=True, env=os.environ, timeout=120
    )
    assert run.returncode == 0, run.stderr[-2000:]
    count, *loaded = run.stdout.split()
    return int(count), set(loaded)


@pytest.mark.usefixtures("home")
def test_ten_roles_and_fifty_thousand_take_the_same_widgets(home: Path) -> None:
    few, loaded = picker(home, 10)
    many, _ = picker(home, 50_000)
    assert few == many
    assert loaded == set()

"""What a subshell says at its prompt: that its session ends, and that a file overrides it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from swtui.handoff import subshell
from tests.handoff.terminal import UserHome

SHELLS = ("bash", "zsh", "fish")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_end_is_announced_five_minutes_before_and_once(shell: str, user: UserHome) -> None:
    outer = user.start(shell, ENDS="299")
    shown = outer.enter(user.line, "[dev] mine> ")
    assert "swtui: dev ends in 4m 5" in shown
    renew = "swtui export --renew | source" if shell == "fish" else 'eval "$(swtui export --renew)"'
    assert f"renew it with: {renew}\r\n" in shown
    shown = outer.ask("true") + outer.ask("true")
    assert "ends in" not in shown


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_is_said_long_before_the_end(shell: str, user: UserHome) -> None:
    outer = user.start(shell, ENDS="330")
    assert "swtui:" not in outer.enter(user.line, "[dev] mine> ")


@pytest.mark.parametrize("shell", SHELLS)
def test_an_expired_session_is_said_once_and_stays_seen(shell: str, user: UserHome) -> None:
    outer = user.start(
        shell, "\nfunction sw; end\n" if shell == "fish" else "\nsw() { :; }\n", ENDS="-5"
    )
    shown = outer.enter(user.line, "[dev EXPIRED] mine> ")
    assert "swtui: dev has expired; renew it with: sw ." in shown
    assert "has expired" not in outer.ask("true") + outer.ask("true")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_start_up_file_that_overrides_the_session_is_named(shell: str, user: UserHome) -> None:
    export = "set -gx {} {}\n" if shell == "fish" else "export {}={}\n"
    rc = "".join(
        export.format(*pair)
        for pair in (
            ("AWS_PROFILE", "stale"),
            ("AWS_ACCESS_KEY_ID", "AKIA"),
            ("AWS_REGION", "eu-west-1"),
        )
    )
    outer = user.start(shell, rc)
    shown = outer.enter(user.line, "[dev] mine> ")
    wanted = (
        f"swtui: a start-up file of {shell} has changed AWS_ACCESS_KEY_ID AWS_PROFILE: this shell"
    )
    assert wanted in shown
    assert "has changed" not in outer.ask("true") + outer.ask("true")


DATES = (
    "2024-02-29T23:59:59+00:00",
    "2024-03-01T00:00:00+00:00",
    "2024-12-31T12:34:56+00:00",
    "2027-01-01T08:09:08+00:00",
    "2099-10-08T00:00:00+00:00",
    "2100-03-01T01:01:01+00:00",
)


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shells_count_the_seconds_as_python_does(
    shell: str, need: Callable[[str], str], home: Path
) -> None:
    texts = Path(subshell.__file__).parent / "shells"
    source = {
        "bash": f". {texts}/subshell.bash; "
        "left() { local _swtui_left=; _swtui_time_left; echo $_swtui_left; }",
        "zsh": f". {texts}/subshell.zsh; left() {{ local left; _swtui_time_left; echo $left; }}",
        "fish": f"source {texts}/subshell.fish; function left; _swtui_time_left; end",
    }[shell]
    export = "set -gx SWTUI_EXPIRES {}" if shell == "fish" else "export SWTUI_EXPIRES={}"
    lines = [source, *(f"{export.format(date)}\nleft" for date in (*DATES, "soon", "2024-01-01"))]
    ran = subprocess.run(
        [need(shell)],
        input="\n".join(lines) + "\n",
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    now = time.time()
    left = [int(word) for word in ran.stdout.split()]
    wanted = [datetime.fromisoformat(date).timestamp() - now for date in DATES]
    assert ran.stderr == ""
    assert left == [pytest.approx(seconds, abs=10) for seconds in wanted]

"""The command that switches a shell, run by that shell: the role and its start arrive whole."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from swtui.errors import ConfigError
from swtui.handoff.switch_command import switch_command

SHELLS = {
    "bash": ["bash", "--norc"],
    "zsh": ["zsh", "-f"],
    "sh": ["dash"],
    "fish": ["fish", "--no-config"],
    "tcsh": ["tcsh", "-f"],
}
ECHO = '#!/bin/sh\nfor word; do printf "%s\\n" "$word" >> "$0.log"; done\n'


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_asks_for_the_very_role(
    shell: str, tmp_path: Path, need: Callable[[str], str]
) -> None:
    need(SHELLS[shell][0])
    program = tmp_path / "swtui"
    program.write_text(ECHO)
    program.chmod(0o755)
    names = ["it's $HOME; `id`", "=ls !x", "-dash"]
    source = "a\\ b"
    if shell == "tcsh":
        names, source = ["a b,c", "=ls", "-dash"], "a b"
    options = [("source-profile", source), ("instance-role", "")]
    lines = [switch_command(name, options, shell) for name in names]
    subprocess.run(
        SHELLS[shell],
        input="\n".join([*lines, switch_command("plain", [], shell), ""]),
        text=True,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)},
        check=False,
        timeout=30,
    )
    asked = (tmp_path / "swtui.log").read_text().split("export\n")[1:]
    own = f"--format\n{shell}\n" if shell in ("fish", "tcsh") else ""
    start = f"--source-profile={source}\n--instance-role\n{own}"
    assert asked == [
        f"{start}{names[0]}\n",
        f"{start}{names[1]}\n",
        f"{start}--\n{names[2]}\n",
        f"{own}plain\n",
    ]


@pytest.mark.parametrize("name", ["it's", "`id`", "$HOME", "a\\b", "a!b", 'a"b', "a\x03"])
def test_tcsh_is_given_no_line_that_would_run_a_name(name: str) -> None:
    for role, value in ((name, "x"), ("dev", name)):
        with pytest.raises(ConfigError, match="tcsh has no safe spelling"):
            switch_command(role, [("session-name", value)], "tcsh")


def test_what_is_no_shell_gets_the_line_of_sh() -> None:
    assert switch_command("dev", [], "json") == switch_command("dev", [], "sh")

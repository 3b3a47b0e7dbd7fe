"""The prompts of the demo's shells: DEMO stays, whatever role is switched to."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from swtui.demo.home import SHELL_FILES

PROMPTS = {
    "bash": (".bashrc", '. "$0"; SWTUI_ROLE=dev; echo "${PS1@P}"'),
    "zsh": (".zshrc", '. "$0"; SWTUI_ROLE=dev; print -P "$PROMPT"'),
    "fish": (".config/fish/config.fish", "source $argv[1]; set -gx SWTUI_ROLE dev; fish_prompt"),
}


def prompt_after_a_switch(shell: str, home: Path, **more: str) -> str:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"needs {shell}")
    name, script = PROMPTS[shell]
    file = home / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(SHELL_FILES[name])
    quiet = {"bash": "--norc", "zsh": "-f", "fish": "--no-config"}[shell]
    argv = [path, quiet, "-c", script, str(file)]
    return subprocess.check_output(argv, env={**os.environ, **more}, text=True, timeout=30)


@pytest.mark.parametrize("shell", list(PROMPTS))
def test_demo_stays_in_the_prompt_after_a_switch(shell: str, home: Path) -> None:
    assert prompt_after_a_switch(shell, home).startswith("DEMO ")


@pytest.mark.parametrize("shell", list(PROMPTS))
def test_in_a_subshell_the_roles_own_prompt_says_demo(shell: str, home: Path) -> None:
    assert "DEMO" not in prompt_after_a_switch(shell, home, SWTUI_ROLE="dev")

"""The function `sw` at a prompt: the program it calls has the terminal, ^C changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from swtui.handoff.dialects import render
from swtui.handoff.environment import changes_for
from swtui.handoff.shell_hook import SHELLS, init_script
from swtui.sessions.credentials import Session
from tests.handoff.terminal import Terminal

ASKS = """#!/bin/sh
stty -echo
printf 'wh''ich role? ' >&2
IFS= read -r answer
stty echo
cat "$FAKE/$answer.$SWTUI_SHELL"
"""
RC = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}
INIT = {
    "bash": "PS1='mine> '\nalias sw=false\neval \"$(cat $FAKE/init.bash)\"\n",
    "zsh": "PROMPT='mine> '\nalias sw=false\neval \"$(cat $FAKE/init.zsh)\"\n",
    "fish": "set -g fish_greeting\nfunction fish_prompt; echo -n 'mine> '; end\n"
    "source $FAKE/init.fish\n",
}


@pytest.fixture(params=SHELLS)
def prompt(
    request: pytest.FixtureRequest,
    home: Path,
    tmp_path: Path,
    need: Callable[[str], str],
    terminal: Callable[..., Terminal],
    session: Callable[..., Session],
) -> Terminal:
    """Return a terminal in which a shell with `sw` waits at its prompt."""
    shell = request.param
    path = need(shell)
    (home / RC[shell]).parent.mkdir(parents=True, exist_ok=True)
    (home / RC[shell]).write_text(INIT[shell])
    (tmp_path / "swtui").write_text(ASKS)
    (tmp_path / "swtui").chmod(0o755)
    (tmp_path / f"init.{shell}").write_text(init_script(shell, program="swtui"))
    (tmp_path / f"dev.{shell}").write_text(render(changes_for(session("dev"), {}), shell))
    outer = terminal(
        {
            **os.environ,
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "FAKE": str(tmp_path),
            "TERM": "dumb",
            "PS1": "outer> ",
        }
    )
    outer.enter(path)
    return outer


def test_the_picker_reads_the_terminal(prompt: Terminal) -> None:
    prompt.send("sw")
    prompt.expect("which role? ")
    prompt.send("dev")
    prompt.expect("mine> ")
    assert "role=dev." in prompt.ask('echo "role=$SWTUI_ROLE."')


def test_an_interrupted_picker_changes_nothing(prompt: Terminal) -> None:
    prompt.send("sw")
    prompt.expect("which role? ")
    prompt.child.send("\x03")
    prompt.expect("mine> ")
    assert "role=." in prompt.ask('stty echo; echo "role=$SWTUI_ROLE."')

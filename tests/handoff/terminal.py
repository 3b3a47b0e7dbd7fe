"""A shell in a real terminal, for tests that type."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

START = """
import os, sys, time
from swtui.errors import SwtuiError
from swtui.handoff import subshell
from swtui.secret import Secret
from swtui.sessions.credentials import Credentials, Identity, Session
from swtui.settings import Settings

os.environ["PS1"] = "mine> "
role, ends = os.environ.pop("ROLE", "dev"), float(os.environ.pop("ENDS", "3600"))
session = Session(
    role,
    Credentials("ASIACANARY", Secret("canarySECRET"), Secret("token"), int(time.time() + ends)),
    Identity("111122223333", "arn:aws:sts::111122223333:assumed-role/Admin/jo"),
    region="eu-west-1",
    production="prod" in role,
)
open_files = [open("/dev/null") for _ in range(30)]
for one in open_files:
    os.set_inheritable(one.fileno(), True)
try:
    subshell.run_shell(session, Settings(prompt="PLAIN" not in os.environ), os.environ)
except SwtuiError as error:
    print(error.message)
    sys.exit(error.exit_code)
"""
"""Starts a subshell in the role of $ROLE its session ending in $ENDS seconds."""


class Terminal:
    """A bash without start-up files in a terminal of its own, in which programs are started."""

    def __init__(self, env: dict[str, str], cwd: Path) -> None:
        self.child = pexpect.spawn(
            "bash",
            ["--norc", "--noprofile"],
            env={**env, "PS1": "outer> ", "TERM": env.get("TERM", "xterm-256color")},
            cwd=str(cwd),
            encoding="utf-8",
            timeout=30,
            dimensions=(40, 200),
        )
        self.child.delaybeforesend = None
        patience = self.child.ptyproc  # type: ignore[attr-defined]  # left out of its stubs
        patience.delayafterclose = patience.delayafterterminate = 0.01
        self.expect("outer> ")

    def close(self) -> None:
        """End the shell; a loaded machine takes longer than the first try waits."""
        try:
            self.child.close(force=True)
        except pexpect.ExceptionPexpect:
            time.sleep(1)
            self.child.close(force=True)

    def send(self, line: str) -> None:
        """Type a line and Enter."""
        self.child.send(line + "\r")

    def expect(self, text: str) -> str:
        """Wait for `text` literally, and return everything before it."""
        self.child.expect_exact(text)
        return str(self.child.before)

    def enter(self, line: str, prompt: str = "mine> ") -> str:
        """Type a line that starts a shell, and return what came before its first prompt."""
        self.send(line)
        return self.expect(prompt)

    def ask(self, line: str) -> str:
        """Type a command line of any shell, and return what was shown until it was done."""
        self.send(line + "; printf 'do''ne\\n'")
        return self.expect("done\r\n")


RC = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}
OWN_PROMPT = {
    "bash": "PS1='mine> '\n",
    "zsh": "PROMPT='mine> '\n",
    "fish": "set -g fish_greeting\nfunction fish_prompt; echo -n 'mine> '; end\n",
}


class UserHome:
    """A home with the shells' start-up files, and the line that starts a subshell in it."""

    def __init__(self, home: Path, tmp_path: Path, terminal: Callable[..., Terminal]) -> None:
        self.home = home
        self.cwd = tmp_path
        self.open = terminal
        program = tmp_path / "start.py"
        program.write_text(START)
        self.line = shlex.join([sys.executable, str(program)])

    def start(self, shell: str, rc: str = "", **env: str) -> Terminal:
        """Return a terminal in which `start` will be typed; `rc` follows the user's own prompt."""
        path = self.home / RC[shell]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(OWN_PROMPT[shell] + rc)
        plain = {"NO_COLOR": "1", "TERM": "dumb"}
        where = shutil.which(shell)
        if where is None:
            pytest.skip(f"needs {shell}")
        return self.open({**os.environ, "SHELL": where, **plain, **env})

"""A shell in a real terminal, for tests that type."""

from __future__ import annotations

from pathlib import Path

import pexpect

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
"""Starts a subshell in the role of $ROLE, its session ending in $ENDS seconds."""


class Terminal:
    """A bash without start-up files in a terminal of its own, in which programs are started."""

    def __init__(self, env: dict[str, str], cwd: Path) -> None:
        self.child = pexpect.spawn(
            "bash",
            ["--norc", "--noprofile"],
            env={**env, "PS1": "outer> ", "TERM": env.get("TERM", "xterm-256color")},
            cwd=str(cwd),
            encoding="utf-8",
            timeout=10,
            dimensions=(40, 200),
        )
        self.child.delaybeforesend = None
        patience = self.child.ptyproc  # type: ignore[attr-defined]  # left out of its stubs
        patience.delayafterclose = patience.delayafterterminate = 0.01
        self.expect("outer> ")

    def send(self, line: str) -> None:
        """Type a line and Enter."""
        self.child.send(line + "\r")

    def expect(self, text: str) -> str:
        """Wait for `text` as it stands, and return everything before it."""
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

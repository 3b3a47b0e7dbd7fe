"""Someone who works with swtui: a home in the demo, a PATH with the program, and terminals."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import swtui
from swtui.handoff.environment import TOUCHED
from swtui.sessions.cache.store import clear_namespace
from tests.demo_fixture import Demo
from tests.e2e import oracle
from tests.e2e.terminal import PROMPT, WAIT, Terminal
from tests.e2e.tmux import Tmux

PROGRAM = """\
#!/bin/sh
exec {python} -c '# HOME={home}
import sys; sys.path[0] = {root}; sys.argv[0] = "swtui"
from swtui.__main__ import main
sys.exit(main())' "$@"
"""
"""The real program by its short name, from whatever directory it is called."""

START = {
    "bash": ("bash", "--norc", "--noprofile"),
    "zsh": ("zsh", "-f", "-o", "no_prompt_cr", "-o", "no_prompt_sp"),
    "fish": ("fish", "--no-config"),
    "dash": ("dash",),
}
OUTER_FISH = "set -g fish_greeting; function fish_prompt; echo -n 'outer$ '; end"
START_UP_FILES = {
    ".bashrc": "PS1='inner> '\n",
    ".zshrc": "PROMPT='inner> '\nunsetopt prompt_cr prompt_sp\n",
    ".config/fish/config.fish": (
        "set -g fish_greeting\nfunction fish_prompt; echo -n 'inner> '; end\n"
    ),
    ".inputrc": "set enable-bracketed-paste off\n",
}


class Person:
    """The demo's user, before a machine on which nothing but the demo answers."""

    def __init__(self, demo: Demo, directory: Path) -> None:
        self.demo = demo
        self.home = demo.home
        self.directory = directory
        bin_directory = directory / "bin"
        bin_directory.mkdir()
        self.program("swtui", PROGRAM.format(home=self.home, **places()))
        self.program("keep-env", '#!/bin/sh\nexec env -0 >"$1"\n')
        for name, text in START_UP_FILES.items():
            (self.home / name).parent.mkdir(parents=True, exist_ok=True)
            (self.home / name).write_text(text)
        self.env = {
            **os.environ,
            "PATH": f"{bin_directory}:{os.environ['PATH']}",
            "SHELL": shutil.which("bash") or "/bin/sh",
            "INPUTRC": str(self.home / ".inputrc"),
            "NO_PROXY": "127.0.0.1,localhost",
        }
        self.terminals: list[Terminal] = []
        self.panes: list[Tmux] = []

    def program(self, name: str, text: str) -> Path:
        """Put a script on the PATH."""
        path = self.directory / "bin" / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    def code(self) -> str:
        """Return an MFA code that will be taken."""
        return self.demo.code()

    def terminal(
        self,
        shell: str = "bash",
        *,
        columns: int = 100,
        rows: int = 30,
        env: Mapping[str, str] | None = None,
        **more: str,
    ) -> Terminal:
        """Open a terminal with a shell at its prompt."""
        need(shell)
        terminal = Terminal(
            {**self.env, **(env or {}), **more},
            shell=START[shell],
            columns=columns,
            rows=rows,
            cwd=self.directory,
        )
        self.terminals.append(terminal)
        if shell == "fish":
            terminal.line(OUTER_FISH)
        terminal.wait_for(r"^outer\$ ?$")
        return terminal

    def tmux(self, shell: str = "bash", **more: str) -> Tmux:
        """Open a tmux of its own with a shell at its prompt."""
        need("tmux")
        path = need(shell)
        # Through env(1), else tmux asks a shell to start one, and that takes PS1 away.
        argv = ("env", f"PS1={PROMPT}", path, *START[shell][1:])
        pane = Tmux({**self.env, **more}, argv, self.directory)
        self.panes.append(pane)
        if shell == "fish":
            pane.line(OUTER_FISH)
        pane.wait_for(r"^outer\$ ?$")
        return pane

    def swtui(self, *words: str | bytes, **more: Any) -> subprocess.CompletedProcess[bytes]:
        """Run the program without a terminal, with nothing on stdin unless `input` says so."""
        env = {**self.env, **more.pop("env", {})}
        if "input" not in more:
            more.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run(
            [str(self.directory / "bin" / "swtui"), *words],
            env=env,
            cwd=self.directory,
            capture_output=True,
            start_new_session=True,
            timeout=WAIT,
            check=False,
            **more,
        )

    def exported(self, name: str, *options: str) -> dict[str, str]:
        """Return the variables that `swtui export` sets for a role, read without any shell."""
        ran = self.swtui("export", name, *options, "--format", "docker")
        assert ran.returncode == 0, ran.stderr
        return dict(line.split("=", 1) for line in ran.stdout.decode().splitlines())

    def environment_in(self, terminal: Terminal | Tmux) -> dict[str, str]:
        """Return what the shell at the prompt hands to its children, of what swtui touches."""
        file = Path(tempfile.mkdtemp(dir=self.directory)) / "env"
        terminal.run(f"keep-env {shlex.quote(str(file))}")
        return touched(file.read_bytes())

    def secrets(self) -> list[str]:
        """Return every secret there is: the users' keys and what STS handed out."""
        found = [user.secret_access_key for user in self.demo.server.organisation.users.values()]
        for keys in self.demo.server.keys._issued.values():
            found += [keys.secret_access_key, keys.token]
        return found

    def whose(self, env: Mapping[str, str]) -> str:
        """Return the ARN for which the keys in an environment sign, as the demo's STS knows it."""
        keys = self.demo.server.keys.find(env["AWS_ACCESS_KEY_ID"])
        assert keys is not None
        assert env["AWS_SECRET_ACCESS_KEY"] == keys.secret_access_key
        assert env.get("AWS_SESSION_TOKEN", "") == keys.token
        return keys.caller.arn

    def leave(self) -> None:
        """Close every terminal, check what came to them, and delete what was cached."""
        for terminal in self.terminals:
            terminal.close()
        for pane in self.panes:
            pane.end()
        clear_namespace(self.env)
        for terminal in self.terminals:
            oracle.check_talk(bytes(terminal.raw))


def places() -> dict[str, str]:
    """Return what a script that runs the program says: its Python, and where it is."""
    root = Path(swtui.__file__).parents[1]
    return {"python": shlex.quote(sys.executable), "root": repr(str(root)).replace("'", '"')}


def need(program: str) -> str:
    """Return where a program is, or skip the test."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"needs {program}")
    return path


def touched(block: bytes) -> dict[str, str]:
    """Return what swtui sets or removes, of an environment separated by NULs (`env -0`)."""
    pairs = (entry.split(b"=", 1) for entry in block.split(b"\0") if b"=" in entry)
    found = {os.fsdecode(name): os.fsdecode(value) for name, value in pairs}
    return {name: found[name] for name in TOUCHED if name in found}

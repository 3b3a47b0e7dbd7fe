"""A tmux with a socket of its own: a terminal that also has a paste buffer."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from tests.e2e.terminal import PROMPT, WAIT

_NUMBERS = itertools.count()


class Tmux:
    """One window with one shell."""

    def __init__(self, env: Mapping[str, str], shell: tuple[str, ...], cwd: Path) -> None:
        self.socket = f"swtui-test-{os.getpid()}-{next(_NUMBERS)}"
        self.cwd = cwd
        self._env = {**env, "PS1": PROMPT, "PROMPT": PROMPT}
        self._marks = 0
        self.do("new-session", "-d", "-x", "100", "-y", "30", "-c", str(cwd), *shell)
        self.do("set-option", "-g", "status", "off")

    def do(self, *words: str) -> str:
        """Run a command of tmux and return what it printed."""
        ran = subprocess.run(
            ["tmux", "-L", self.socket, "-f", "/dev/null", *words],
            env=self._env,
            capture_output=True,
            timeout=WAIT,
            check=False,
        )
        return ran.stdout.decode()

    def send(self, keys: str) -> None:
        """Type text literally."""
        self.do("send-keys", "-l", "--", keys)

    def key(self, *names: str) -> None:
        """Press keys by their names: Enter, Escape, C-c."""
        self.do("send-keys", "--", *names)

    def line(self, command: str) -> None:
        """Type a command and Enter."""
        self.send(command)
        self.key("Enter")

    def screen(self) -> str:
        """Return what is on the screen now."""
        return self.do("capture-pane", "-p").rstrip("\n")

    def wait_for(self, pattern: str, *, seconds: float = WAIT) -> str:
        """Wait until the regular expression is on the screen, and return the screen."""
        until = time.monotonic() + seconds
        while True:
            screen = self.screen()
            if re.search(pattern, screen, re.MULTILINE):
                return screen
            assert time.monotonic() < until, f"{pattern!r} did not appear:\n{screen}"
            time.sleep(0.03)

    def run(self, command: str) -> str:
        """Run a shell command and return what it printed, if it fits on the screen."""
        self._marks += 1
        mark = f"m{self._marks}k"
        self.do("send-keys", "-R")
        self.do("clear-history")
        self.line(f"echo '{mark[:1]}''{mark[1:]}['; {command}; echo ']''{mark}'")
        screen = self.wait_for(rf"^\]{mark}|\]{mark}$")
        found = re.search(rf"^{mark}\[\n(.*?)\]{mark}", screen, re.S | re.M)
        assert found, screen
        return found[1]

    def paste(self, buffer: str) -> None:
        """Paste a buffer into the shell, as `prefix ]` does."""
        self.do("paste-buffer", "-p", "-r", "-b", buffer)

    def buffer(self, name: str) -> str:
        """Return what a buffer holds; nothing if there is no buffer of that name."""
        return self.do("save-buffer", "-b", name, "-")

    def end(self) -> None:
        """End the server and all that runs in it."""
        self.do("kill-server")
        Path(f"/tmp/tmux-{os.getuid()}", self.socket).unlink(missing_ok=True)

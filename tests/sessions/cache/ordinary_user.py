"""An ordinary user, whose quota of kernel keys is small, with or without an OS keyring."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

_MAY_READ = "+dac_read_search"  # the interpreter may be in root's home
PROGRAM = """
import json, os, sys
from swtui.sessions.cache import os_keyring

class FileBackend:
    # Replaces the desktop's keyring: what one process puts there, another finds.
    def get_password(self, service, username):
        try:
            with open(os.environ["FAKE_KEYRING"]) as file:
                return json.load(file).get(service + username)
        except FileNotFoundError:
            return None
    def set_password(self, service, username, password):
        with open(os.environ["FAKE_KEYRING"], "w") as file:
            json.dump({service + username: password}, file)

def detected():
    if "FAKE_KEYRING" not in os.environ:
        raise os_keyring.CacheError("no OS keyring that encrypts was found")
    return FileBackend(), "a keyring for tests"

os_keyring.detected_backend = detected
"""
RUN = PROGRAM + "from swtui.__main__ import main\nsys.exit(main())\n"
FILL = """
import sys
from swtui.sessions.cache import keyctl
ring = keyctl.persistent_ring()
size, number = 2000, 0
while size > 400:
    try:
        key = keyctl.add(keyctl.USER, b"another's %d" % number, b"x" * size, ring)
        keyctl.set_timeout(key, 120)
        number += 1
    except OSError:
        size //= 2
"""
EMPTY = """
from swtui.sessions.cache import keyctl
ring = keyctl.persistent_ring()
for key in keyctl.members(ring):
    try:
        keyctl.unlink(key, ring)
    except OSError:
        pass
"""


class OrdinaryUser:
    """Runs Python as a user of its own, if we are root; else as the one we are."""

    def __init__(self, home: Path, env: Mapping[str, str]) -> None:
        self.home = home
        self.uid = os.geteuid() or 60_000 + os.getpid() % 5000
        self.env = {**env, "PYTHONPATH": str(Path(__file__).parents[3])}
        self.use_keyring(True)
        if os.geteuid() == 0:
            for path in (home, *home.rglob("*")):
                os.chown(path, self.uid, self.uid)

    def use_keyring(self, there: bool) -> None:
        """Have an OS keyring, or none."""
        self.env.pop("FAKE_KEYRING", None)
        if there:
            self.env["FAKE_KEYRING"] = str(self.home / "keyring.json")

    def start(self, code: str, *words: str) -> subprocess.Popen[str]:
        """Start some Python."""
        prefix = []
        if os.geteuid() == 0:
            who = [f"--reuid={self.uid}", f"--regid={self.uid}", "--clear-groups"]
            may = [f"--inh-caps={_MAY_READ}", f"--ambient-caps={_MAY_READ}"]
            prefix = [str(shutil.which("setpriv")), *who, *may]
        return subprocess.Popen(
            [*prefix, sys.executable, "-c", code, *words],
            env=self.env,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str, *words: str) -> tuple[str, str]:
        """Run some Python to its end, and return what it wrote to stdout and stderr."""
        process = self.start(code, *words)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out, err

    def swtui(self, *words: str) -> tuple[str, str]:
        """Run the program, with the OS keyring as this user has it; stdout and stderr."""
        return self.start(RUN, *words).communicate(timeout=120)

    def exported(self, name: str, *options: str) -> Any:
        """Return what `export --format json` wrote for a role."""
        return json.loads(self.swtui("export", name, "--format", "json", *options)[0])

    def fill_quota(self) -> None:
        """Use up the kernel's quota with keys of another program."""
        self.run(FILL)

    def leave(self) -> None:
        """Give back what was taken of the kernel."""
        self.run(EMPTY)
        time.sleep(0.05)


def ordinary_user(home: Path, env: Mapping[str, str]) -> OrdinaryUser:
    """Return an ordinary user with an empty ring, or skip the test."""
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("needs setpriv, to become another user")
    user = OrdinaryUser(home, env)
    code = "from swtui.sessions.cache.kernel import KernelRing as K; print(K('0' * 8).ring_name())"
    if user.run(code)[0] != "persistent\n":
        pytest.skip("needs a persistent kernel ring")
    return user

"""What the handoff's tests share: sessions, installed shells, and shells in a real terminal."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from swtui.handoff.dialects import render
from swtui.handoff.environment import changes_for
from swtui.handoff.shell_hook import SHELLS, init_script
from swtui.secret import Secret
from swtui.sessions.credentials import PLAIN, Credentials, Identity, Session
from swtui.sessions.request import SessionRequest
from tests.handoff.sw_shell import STAND_IN, STARTS, SwShell
from tests.handoff.terminal import Terminal, UserHome

SECRET = "canarySECRETcanarySECRETcanarySECRETcana"
TOKEN = "canaryTOKEN+/canaryTOKEN=="

MakeSession = Callable[..., Session]


@pytest.fixture
def session() -> MakeSession:
    """Return what makes a session of a role, an hour long unless said otherwise."""

    def make(
        name: str = "payments-prod",
        *,
        ends_in: float | None = 3600,
        region: str = "eu-west-1",
        production: bool = False,
        token: str = TOKEN,
        source_profile: str = "",
        variables: tuple[tuple[str, str], ...] = (),
        request: str = PLAIN,
    ) -> Session:
        ends = None if ends_in is None else int(time.time() + ends_in)
        return Session(
            name,
            Credentials("ASIACANARYCANARY", Secret(SECRET), Secret(token), ends),
            Identity("111122223333", "arn:aws:sts::111122223333:assumed-role/Admin/jo"),
            region=region,
            production=production,
            long_term=ends_in is None,
            source_profile=source_profile,
            variables=variables,
            request=request,
        )

    return make


@pytest.fixture
def need() -> Callable[[str], str]:
    """Return what finds an installed shell, or skips the test."""

    def find(shell: str) -> str:
        path = shutil.which(shell)
        if path is None:
            pytest.skip(f"needs {shell}")
        return path

    return find


OpenTerminal = Callable[[dict[str, str]], Terminal]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[OpenTerminal]:
    """Return what opens terminals; they are closed when the test ends."""
    opened: list[Terminal] = []

    def open_one(env: dict[str, str]) -> Terminal:
        opened.append(Terminal(env, tmp_path))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture(params=list(STARTS))
def play(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    home: Path,
    need: Callable[[str], str],
    session: Callable[..., Session],
) -> SwShell:
    """Return each shell, each way of starting it, with `sw` in it."""
    need(STARTS[request.param][0][0])
    fake = tmp_path / "fake"
    fake.mkdir()
    (fake / "log").touch()
    program = fake / "swtui"
    program.write_text(STAND_IN)
    program.chmod(0o755)
    for shell in SHELLS:
        (fake / f"init.{shell}").write_text(init_script(shell, program="swtui"))
        for name in ("dev", "it's $HOME", "-dash", "caf\u00e9 x"):
            text = render(changes_for(session(name), {}), shell)
            (fake / f"{name}.{shell}").write_text(text)
        asked = SessionRequest(source_profile="-my base").text()
        typed = changes_for(session("typed", source_profile="-my base", request=asked), {})
        (fake / f"typed.{shell}").write_text(render(typed, shell))
    env = {
        "PATH": f"{fake}:{os.environ['PATH']}",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "FAKE": str(fake),
        "AWS_PROFILE": "before's \\ $HOME",
        "AWS_REGION": "",
        "AWS_VAULT": "two\nlines\n",
    }
    return SwShell(request.param, fake, env)


@pytest.fixture
def user(home: Path, tmp_path: Path, terminal: OpenTerminal) -> UserHome:
    """Return a user who has start-up files, and starts subshells."""
    return UserHome(home, tmp_path, terminal)

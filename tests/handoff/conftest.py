"""What the handoff's tests share: sessions, installed shells, and shells in a real terminal."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from swtui.secret import Secret
from swtui.sessions.credentials import Credentials, Identity, Session
from tests.handoff.terminal import Terminal

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
    ) -> Session:
        ends = None if ends_in is None else int(time.time() + ends_in)
        return Session(
            name,
            Credentials("ASIACANARYCANARY", Secret(SECRET), Secret(token), ends),
            Identity("111122223333", "arn:aws:sts::111122223333:assumed-role/Admin/jo"),
            region=region,
            production=production,
            long_term=ends_in is None,
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
        one.child.close(force=True)

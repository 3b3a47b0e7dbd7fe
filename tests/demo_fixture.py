"""The fixture `demo`: the pretend organisation, served on 127.0.0.1 for one test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from swtui.demo.accounts import build_organisation
from swtui.demo.home import write_home
from swtui.demo.server import DemoServer

TOLD_APART = ("AWS_EC2_METADATA_DISABLED", "AWS_PROFILE", "AWS_DEFAULT_PROFILE")


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo and the home of its user."""

    server: DemoServer
    home: Path
    env: dict[str, str]
    """For child processes; `os.environ` says the same while the test runs."""

    @property
    def url(self) -> str:
        """What AWS_ENDPOINT_URL is set to."""
        return self.server.url

    def code(self) -> str:
        """Return an MFA code that will be taken, also when this window's was used before."""
        self.server.mfa.forget_used()
        return self.server.mfa.code()


@pytest.fixture
def demo(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    """Yield a demo of its own: its files are in the test's home, its server has just started."""
    server = DemoServer(build_organisation())
    write_home(home, server.organisation)
    for name in TOLD_APART:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url)
    server.start()
    yield Demo(server, home, dict(os.environ))
    server.stop()

"""Homes with so many profiles, whose roles a demo server on 127.0.0.1 lets the user assume."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from swtui.demo.accounts import build_organisation
from swtui.demo.home import write_home
from swtui.demo.server import DemoServer
from tests.benchmarks.measure import here

ROLE = "search-dev-readonly"
"""A profile of the demo whose role takes no MFA."""


def profiles(count: int) -> str:
    """Return a config file's sections of so many roles that have one source profile."""
    return "".join(
        f"[profile team{n % 37}-app{n}-{'prod' if n % 3 == 0 else 'dev'}]\n"
        f"role_arn = arn:aws:iam::{n % 500:012d}:role/{'Admin' if n % 2 else 'ReadOnly'}\n"
        "source_profile = base\nregion = eu-west-1\n\n"
        for n in range(count)
    )


def make_home(home: Path, count: int) -> None:
    """Write the demo's home, and so many profiles more in front of its own."""
    write_home(home, build_organisation())
    config = home / ".aws" / "config"
    config.write_text(profiles(count) + config.read_text())


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """Serve the demo's organisation from a process of its own, and yield its URL."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        server = DemoServer(build_organisation())
        server.start()
        os.write(writing, server.url.encode() + b"\n")
        os.close(writing)
        with contextlib.suppress(KeyboardInterrupt):
            import signal

            signal.pause()
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as lines:
        url = lines.readline().strip()
    try:
        yield url
    finally:
        import signal

        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def env_of(home: Path, url: str = "") -> dict[str, str]:
    """Return the environment of a user of that home; without a URL no call gets anywhere."""
    dead = "http://127.0.0.1:9"
    return here() | {
        "HOME": str(home),
        "AWS_ENDPOINT_URL": url or dead,
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": url or dead,
        "HTTPS_PROXY": dead,
        "XDG_CACHE_HOME": str(home / "cache"),
    }

"""What every test is on: a home of its own, a clean environment, and no way out."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from swtui.sessions.cache.entry_names import namespace
from swtui.sessions.cache.kernel import KernelRing
from tests.demo_fixture import demo as demo

DEAD_END = "http://127.0.0.1:9"
"""Nothing listens there: traffic that no test meant to send ends at once, on this machine."""

_FOREIGN = (
    "AWS_",
    "SWTUI_",
    "XDG_",
    "TEXTUAL",
    "SSH_",
    "TMUX",
    "NO_COLOR",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "DBUS_SESSION_BUS_ADDRESS",
    "STY",
    "GRANTED",
    "AWSUME",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite",
        action="store_true",
        help="write the generated parts of the documents, and the pictures, again",
    )


for number, usual in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGQUIT, signal.SIG_DFL),
):
    # `pytest &` in a script is started to ignore them, and so would be every child of a test.
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield an empty home directory that this test alone uses, in a cleaned environment.

    What the test left in the kernel's keyring goes when it ends: a user has 200 keys.
    """
    for name in list(os.environ):
        if name.startswith(_FOREIGN) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    root = tmp_path / "home"
    root.mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(root))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL", DEAD_END)
    monkeypatch.setenv("HTTPS_PROXY", DEAD_END)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setenv("COLORTERM", "truecolor")
    yield root
    KernelRing(namespace({"HOME": str(root)})).clear()


@pytest.fixture
def ring() -> Iterator[KernelRing]:
    """Return the kernel's ring under the test's own namespace."""
    ring = KernelRing(namespace(os.environ))
    if not ring.ring_name():
        pytest.skip("needs a kernel keyring (containers often forbid keyctl)")
    yield ring
    ring.clear()

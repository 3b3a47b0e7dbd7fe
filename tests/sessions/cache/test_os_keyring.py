"""The key of the encrypted files: where it may be, and what happens when it is missing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import pytest

from swtui.errors import CacheError
from swtui.sessions.cache.os_keyring import ALLOWED, OsKeyring, detected_backend
from tests.sessions.cache.keyrings import (
    ForgetfulBackend,
    HungBackend,
    LockedBackend,
    MemoryBackend,
)


def test_a_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    backend = MemoryBackend()
    made = OsKeyring(tmp_path / "s", backend=backend).key(make=True)
    assert made is not None
    assert len(made) == 32
    assert OsKeyring(tmp_path / "s", backend=backend).key(make=True) == made
    assert backend.writes == 1


def test_looking_makes_none(tmp_path: Path) -> None:
    backend = MemoryBackend()
    assert OsKeyring(tmp_path / "s", backend=backend).key() is None
    assert backend.writes == 0
    assert not (tmp_path / "s").exists()


def test_looking_first_does_not_hinder_making(tmp_path: Path) -> None:
    found = OsKeyring(tmp_path / "s", backend=MemoryBackend())
    assert found.key() is None
    assert found.key(make=True) is not None


def test_a_text_that_is_not_our_key_is_replaced(tmp_path: Path) -> None:
    backend = MemoryBackend()
    backend.kept["swtui", "sessions"] = "swtui-1:" + "00 " * 21 + "0"
    key = OsKeyring(tmp_path / "s", backend=backend).key(make=True)
    assert key is not None
    assert len(key) == 32
    assert backend.writes == 1


def test_a_keyring_that_forgets_is_not_used(tmp_path: Path) -> None:
    found = OsKeyring(tmp_path / "s", backend=ForgetfulBackend())
    assert found.key(make=True) is None
    assert "give back" in found.why_not


def test_a_failure_is_said_without_the_backends_own_words(tmp_path: Path) -> None:
    found = OsKeyring(tmp_path / "s", backend=LockedBackend())
    assert found.key(make=True) is None
    assert found.why_not == "the OS keyring failed (ZeroDivisionError)"


def test_a_hung_keyring_is_given_up_in_time_and_not_asked_again(tmp_path: Path) -> None:
    backend = HungBackend()
    found = OsKeyring(tmp_path / "s", backend=backend, limit=0.1)
    try:
        assert found.key(make=True) is None
        assert "did not answer" in found.why_not
        start = time.monotonic()
        assert found.key(make=True) is None
        assert time.monotonic() - start < 0.09
    finally:
        backend.released.set()


@pytest.fixture
def chosen_keyring(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let each test choose what `keyring` has detected, and delete it afterwards."""
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    return monkeypatch


@pytest.mark.parametrize("backend", [keyring.backends.fail.Keyring, keyring.backends.null.Keyring])
def test_backends_that_keep_nothing_are_not_allowed(
    backend: type, chosen_keyring: pytest.MonkeyPatch
) -> None:
    chosen_keyring.setattr(keyring.core, "_keyring_backend", backend())
    with pytest.raises(CacheError, match="no OS keyring that encrypts"):
        detected_backend()


class PlaintextKeyring(MemoryBackend):
    """Represents keyrings.alt's, by its module and name."""


PlaintextKeyring.__module__ = "keyrings.alt.file"


class SecretServiceKeyring(MemoryBackend):
    """Represents the desktop's, by its module and name."""


SecretServiceKeyring.__module__ = "keyring.backends.SecretService"
SecretServiceKeyring.__qualname__ = "Keyring"


def test_a_plaintext_backend_is_not_allowed(chosen_keyring: pytest.MonkeyPatch) -> None:
    chosen_keyring.setattr(keyring.core, "_keyring_backend", PlaintextKeyring())
    with pytest.raises(CacheError, match="no OS keyring that encrypts"):
        detected_backend()


class Chain:
    """Represents keyring's chain of backends, by its module and name."""

    def __init__(self, *backends: object) -> None:
        self.backends = backends


Chain.__module__ = "keyring.backends.chainer"
Chain.__qualname__ = "ChainerBackend"


def test_of_a_chain_the_first_member_is_used(chosen_keyring: pytest.MonkeyPatch) -> None:
    first = SecretServiceKeyring()
    chosen_keyring.setattr(keyring.core, "_keyring_backend", Chain(first, PlaintextKeyring()))
    assert detected_backend() == (first, "the desktop's keyring (Secret Service)")


@pytest.mark.parametrize("members", [(), (PlaintextKeyring(), SecretServiceKeyring())])
def test_a_chain_that_writes_elsewhere_first_is_not_allowed(
    members: tuple[object, ...], chosen_keyring: pytest.MonkeyPatch
) -> None:
    chosen_keyring.setattr(keyring.core, "_keyring_backend", Chain(*members))
    with pytest.raises(CacheError, match="no OS keyring that encrypts"):
        detected_backend()


def test_the_chain_stands_for_the_real_one() -> None:
    real = keyring.backends.chainer.ChainerBackend
    assert (real.__module__, real.__qualname__) == (Chain.__module__, Chain.__qualname__)


def test_every_allowed_backend_of_this_version_exists() -> None:
    import importlib

    for module, name in ALLOWED:
        assert hasattr(importlib.import_module(module), name)


def test_a_message_bus_that_never_answers_costs_two_seconds_at_the_most(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from swtui.sessions.cache.os_keyring import OsKeyring\n"
        "start = time.monotonic(); key = OsKeyring(Path(sys.argv[1])).key(make=True)\n"
        "print(key, time.monotonic() - start)"
    )
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(tmp_path / "bus"))
        bus.listen()
        env = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path / 'bus'}"}
        arguments = [sys.executable, "-c", code, str(tmp_path)]
        run = subprocess.run(arguments, env=env, capture_output=True, text=True, check=True)
    key, seconds = run.stdout.split()
    assert key == "None"
    assert float(seconds) < 3
    assert run.stderr == ""

"""`swtui sessions`: what is cached, a line each, in columns."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from swtui.secret import Secret
from swtui.sessions.cache import payload
from swtui.sessions.cache.store import open_store
from swtui.sessions.credentials import Credentials, Identity, Session
from swtui.sessions.options import AssumeOptions
from swtui.sessions.request import SessionRequest
from swtui.settings import Settings
from tests.cli.conftest import Run


def test_sessions_stand_in_columns_whatever_their_names(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = home / "own.toml"
    settings.write_text('sessions = "plain"\n')
    monkeypatch.setenv("SWTUI_CONFIG", str(settings))
    store = open_store({"HOME": str(home)}, Settings(sessions="plain"))
    ends = int(time.time()) + 3000
    for name in ("a", "a-longer-name", "日本"):
        keys = Credentials("ASIA" + "X" * 16, Secret("s" * 40), Secret("t" * 40), ends)
        identity = Identity("111122223333", "arn:aws:sts::111122223333:assumed-role/A/jo")
        store.put(name, payload.encode(Session(name, keys, identity)), ends)
    assert run("sessions").out.splitlines() == [
        "a              111122223333  49 min left  plain file",
        "a-longer-name  111122223333  49 min left  plain file",
        "日本           111122223333  49 min left  plain file",
    ]


def test_how_a_session_was_requested_is_shown(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = home / "own.toml"
    settings.write_text('sessions = "plain"\n')
    monkeypatch.setenv("SWTUI_CONFIG", str(settings))
    store = open_store({"HOME": str(home)}, Settings(sessions="plain"))
    ends = int(time.time()) + 3000
    asked = SessionRequest(
        AssumeOptions(duration=900, session_name="ro", tags=(("team", "a b"),)), "base"
    ).text()
    for name, request in (("narrow", asked), ("plain", "plain")):
        keys = Credentials("ASIA" + "X" * 16, Secret("s" * 40), Secret("t" * 40), ends)
        identity = Identity("111122223333", "arn:aws:sts::111122223333:assumed-role/A/jo")
        session = Session(name, keys, identity, request=request)
        store.put(name, payload.encode(session), ends)
    assert run("sessions").out.splitlines() == [
        "narrow  111122223333  49 min left  plain file  "
        "--duration 15m --session-name ro --tag 'team=a b' --source-profile base",
        "plain   111122223333  49 min left  plain file",
    ]
    narrow, plain = run("sessions", "--json").json
    assert narrow["request"] == [
        {"option": "duration", "value": "15m"},
        {"option": "session-name", "value": "ro"},
        {"option": "tag", "value": "team=a b"},
        {"option": "source-profile", "value": "base"},
    ]
    assert plain["request"] == []

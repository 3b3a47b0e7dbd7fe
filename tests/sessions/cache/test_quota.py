"""A full kernel keyring: the rest goes to the next place, or it is said how many sessions fit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.demo_fixture import Demo
from tests.demo_fixture import demo as demo
from tests.sessions.cache.ordinary_user import PROGRAM, RUN, OrdinaryUser, ordinary_user

ROLE = "search-dev-power-user"
STORE = """
import sys, time
from swtui.secret import Secret
from swtui.sessions.cache.payload import encode
from swtui.sessions.cache.store import open_store
from swtui.sessions.credentials import Credentials, Identity, Session
from swtui.settings import Settings
store = open_store(os.environ, Settings())
def session(number):
    keys = Credentials("ASIAEXAMPLE", Secret("s" * 40), Secret(f"{number} " + "t" * 1100), ENDS)
    return Session(f"role-{number}", keys, Identity("111122223333", f"arn:{number}"))
ENDS = int(time.time()) + 600
"""
PUT = STORE + "for n in range(64): store.put(f'key {n}', encode(session(n)), ENDS)\n"
GET = (
    STORE + "print(sum(store.get(f'key {n}') is not None for n in range(64)), len(store.list()))\n"
)


@pytest.fixture
def user(demo: Demo) -> Iterator[OrdinaryUser]:
    """Yield an ordinary user in the demo, who has an OS keyring."""
    someone = ordinary_user(demo.home, demo.env)
    yield someone
    someone.leave()


def issued(demo: Demo) -> int:
    """Return how many sessions the demo's STS has handed out."""
    return len(demo.server.keys._issued)


def test_sixty_four_sessions_are_cached_where_there_is_an_os_keyring(user: OrdinaryUser) -> None:
    user.run(PROGRAM + PUT)
    assert user.run(PROGRAM + GET)[0] == "64 64\n"
    rows = [line for line in user.swtui("sessions")[0].splitlines() if line.startswith("role-")]
    assert len(rows) == 64
    assert "64 sessions" in "".join(user.swtui("doctor"))


def test_with_a_full_quota_many_processes_still_make_one_call(
    user: OrdinaryUser, demo: Demo
) -> None:
    user.fill_quota()
    before = issued(demo)
    processes = [user.start(RUN, "export", ROLE, "--format", "json") for _ in range(12)]
    written = {process.communicate(timeout=120)[0] for process in processes}
    assert len(written) == 1
    assert issued(demo) == before + 1
    table, words = user.swtui("sessions")
    assert "encrypted file" in table
    assert "keyring is full: 0 sessions fit" in words
    assert "the others go in encrypted files" in words


def test_without_an_os_keyring_it_is_said_once_how_many_fit(user: OrdinaryUser) -> None:
    user.use_keyring(False)
    user.exported(ROLE)
    user.fill_quota()
    other = "shipping-dev-power-user"
    first = user.swtui("export", other, "--format", "json")[1]
    assert "keyring is full: 1 session fits" in first
    assert 'sessions = "plain"' in first
    assert "keyring is full" not in user.swtui("export", other, "--format", "json")[1]
    assert "keyring is full: 1 session fits" in user.swtui("sessions")[1]
    health = "".join(user.swtui("doctor")).splitlines()
    (line,) = [line for line in health if "keyring is full" in line]
    assert line.split()[1] == "!"


def test_refresh_with_a_full_quota_leaves_a_cached_session(user: OrdinaryUser, demo: Demo) -> None:
    user.use_keyring(False)
    user.exported(ROLE)
    user.fill_quota()
    user.exported(ROLE, "--refresh")
    before = issued(demo)
    user.exported(ROLE)
    assert issued(demo) == before

"""A scripted STS for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sessions.broker_harness import ADMIN, BASE, MFA, SECOND, BrokerHarness
from tests.sessions.fake_sts import FakeSts


@pytest.fixture
def sts() -> Iterator[FakeSts]:
    """Serve a scripted STS on 127.0.0.1."""
    with FakeSts().running() as server:
        yield server


@pytest.fixture
def desk(sts: FakeSts, home: Path) -> BrokerHarness:
    """Return a home with a base profile and a role to assume from it."""
    made = BrokerHarness(sts, home)
    made.write(BASE + ADMIN)
    return made


@pytest.fixture
def locked_desk(desk: BrokerHarness) -> BrokerHarness:
    """Return the desk with a role that wants MFA; the right code is 123456."""
    desk.write(MFA + SECOND)
    desk.sts.codes = {"123456"}
    return desk

"""A scripted STS for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sessions.fake_sts import FakeSts


@pytest.fixture
def sts() -> Iterator[FakeSts]:
    """Serve a scripted STS on 127.0.0.1."""
    with FakeSts().running() as server:
        yield server

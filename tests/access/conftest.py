"""The laboratory, one for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.demo_aws import DemoAws


@pytest.fixture(scope="module")
def lab() -> Iterator[DemoAws]:
    """Yield the server that all cases of a module share."""
    shared = DemoAws()
    yield shared
    shared.server.stop()

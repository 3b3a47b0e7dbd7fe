"""The laboratory, one for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.lab import Lab


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """Yield the server that all cases of a module share."""
    shared = Lab()
    yield shared
    shared.server.stop()

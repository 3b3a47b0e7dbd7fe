"""A sample world for each test, and pilots that wait for what runs in the background."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.sample import Sample


@pytest.fixture
def sample(home: Path) -> Sample:
    """Return the sample files, broker and clipboard in this test's home."""
    return Sample(home)

"""What the end-to-end tests share: a person in the demo, on a machine with nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo_fixture import Demo
from tests.demo_fixture import demo as demo
from tests.e2e.person import Person, need


@pytest.fixture
def person(demo: Demo, tmp_path: Path) -> Iterator[Person]:
    """Yield a person with a home and a demo of their own; what they opened is closed after."""
    need("bash")
    someone = Person(demo, tmp_path)
    yield someone
    someone.leave()

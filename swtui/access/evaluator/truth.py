"""Three-valued logic: what is not known is neither met nor unmet (Kleene's strong logic)."""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None
"""True, False, or None for what is not known."""


def every(values: Iterable[Truth]) -> Truth:
    """Return False if any is False, else None if any is not known, else True."""
    found = set(values)
    return False if False in found else None if None in found else True


def some(values: Iterable[Truth]) -> Truth:
    """Return True if any is True, else None if any is not known, else False."""
    found = set(values)
    return True if True in found else None if None in found else False


def opposite(value: Truth) -> Truth:
    """Return the other one; what is not known stays so."""
    return None if value is None else not value

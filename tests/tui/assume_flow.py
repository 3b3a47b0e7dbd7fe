"""What the tests of becoming and using a role look at: the screen on top, and the outcome."""

from __future__ import annotations

from typing import Any

from swtui.tui.context import PickerResult
from swtui.tui.picker_app import SwtuiApp

DEV = "search-dev"


def top(app: Any) -> str:
    """Return the name of the screen on top."""
    return type(app.screen).__name__


def outcome_of(app: SwtuiApp) -> PickerResult:
    """Return what the app ended with."""
    assert app.return_value is not None
    return app.return_value

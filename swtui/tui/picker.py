"""Picker: what the screens and flows of the picker share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swtui.records import record

if TYPE_CHECKING:
    from textual.app import App

    from swtui.tui.actions import Action
    from swtui.tui.context import PickerContext, PickerResult
    from swtui.tui.key_queue import KeyQueue


@record
class Picker:
    """The app, what it was given, and the keys that wait; made once by the app."""

    app: App[PickerResult]
    context: PickerContext
    keys: KeyQueue
    actions: tuple[Action, ...]
    """With the user's own keys."""
    warnings: tuple[str, ...]
    """About the settings, a line each; raw text."""

    def now(self) -> float:
        """Return seconds since the epoch."""
        return self.context.now()

    def copy(self, text: str, what: str = "") -> str:
        """Copy a text that is not secret, and return the sentence that reports it.

        It may take seconds: for background threads.
        """
        driver = self.app._driver
        write = driver.write if driver is not None else None
        return self.context.copy(text, False, write).describe(what)

"""A clipboard for the screens that copy."""

from __future__ import annotations

from swtui.errors import SwtuiError


class Clipboard:
    """Keeps what was copied; refuses when told to."""

    def __init__(self, refuses: str = "") -> None:
        self.held: list[str] = []
        self._refuses = refuses

    def __call__(self, text: str, what: str = "") -> str:
        if self._refuses:
            raise SwtuiError(self._refuses)
        self.held.append(text)
        return f"Copied {what or 'it'} to the tmux buffer"

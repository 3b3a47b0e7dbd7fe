"""Actions as rows of a menu: a key, a label, and which one a key press means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from swtui.tui.actions import Action, shown_keys
from swtui.tui.screens.modal import KEY

if TYPE_CHECKING:
    from textual import events

KEY_WIDTH = 5
"""Cells of the column of keys."""


def action_for(event: events.Key, actions: Iterable[Action]) -> str | None:
    """Return the id of the action that a pressed key means, or None."""
    for action in actions:
        keys = action.key.split()
        if event.key in keys or (event.character and event.character in keys):
            return action.id
    return None


def action_rows(actions: Sequence[Action], *, on_enter: str = "") -> list[tuple[Content, Content]]:
    """Return for each action its key and its label; a click on it runs `choose`.

    `on_enter` is the id of the action that Enter starts too.
    """
    rows = []
    for action in actions:
        first = shown_keys(" ".join(action.key.split()[:1]))
        key = f"⏎ {first}" if action.id == on_enter else first
        click = Style.from_meta({"@click": f"screen.choose({action.id!r})"})
        rows.append((Content.styled(key, KEY).stylize(click), Content(action.label).stylize(click)))
    return rows

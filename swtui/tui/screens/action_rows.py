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

KEY_WIDTH = 4
"""Cells of the column of keys."""


def action_for(event: events.Key, actions: Iterable[Action]) -> str | None:
    """Return the id of the action that a pressed key means, or None."""
    for action in actions:
        keys = action.key.split()
        if event.key in keys or (event.character and event.character in keys):
            return action.id
    return None


def action_rows(actions: Sequence[Action]) -> list[tuple[Content, Content]]:
    """Return for each action its key and its label; a click on it runs `choose`."""
    return [(_clickable(_key(action), action), _label(action)) for action in actions]


def _key(action: Action) -> Content:
    first = action.key.split()[:1]
    return Content.styled(shown_keys(first[0]) if first else "", KEY)


def _label(action: Action) -> Content:
    return _clickable(Content(action.label), action)


def _clickable(text: Content, action: Action) -> Content:
    return text.stylize(Style.from_meta({"@click": f"screen.choose({action.id!r})"}))

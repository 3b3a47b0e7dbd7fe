"""Waiting for what runs in the background, without guessing how long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from swtui.tui.picker_app import SwtuiApp
from tests.tui.sample import main_screen


async def until(pilot: Pilot[Any], condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Let the app run until `condition` holds; fails after so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "what the test waits for did not happen"
        await pilot.pause(0.01)
    await pilot.pause()


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until the first reading of everything is on the screen."""
    app = pilot.app
    assert isinstance(app, SwtuiApp)
    await until(pilot, lambda: main_screen(app).shell_identity is not None)


def shown(app: App[Any]) -> str:
    """Return the characters on the screen, a line each."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    return "\n".join(strip.text.ljust(width) for strip in lines[:height])


async def type_text(pilot: Pilot[Any], text: str) -> None:
    """Type a text at once, as fast as a paste without brackets; Enter is a line end."""
    for character in text:
        key = "enter" if character == "\n" else _character_to_key(character)
        pilot.app.post_message(Key(key, character))
    app = pilot.app
    assert isinstance(app, SwtuiApp)
    done: list[bool] = []
    app.when_keys_done(lambda: done.append(True))  # queued behind the keys themselves
    await until(pilot, lambda: done or app._exit)

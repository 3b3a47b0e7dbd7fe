"""PickerScreen: a screen that takes only the window's size as it is now, and closes once.

Textual lets every screen pass its size on to those below it. Of two sizes that are under way at
once, two screens then tell each other the other's for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.await_complete import AwaitComplete
from textual.css.query import NoMatches
from textual.screen import Screen, ScreenResultType

from swtui.tui.screens.too_small import LAYER, TooSmall, fits

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.message import Message


class PickerScreen(Screen[ScreenResultType]):
    """The base of all screens of the picker.

    It comes last of a class's bases: Textual takes styles from the first one alone.
    """

    _settled: Size | None = None
    """The size that it last took."""
    _closes_with: tuple[ScreenResultType | None] | None = None
    """Its answer, once it has one."""
    _small: TooSmall | None = None

    @property
    def closes(self) -> bool:
        """Whether it was dismissed, or the app ends: its widgets may be gone."""
        return self._closes_with is not None or not self.is_attached

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that widgets may be put on, the highest last."""
        return (*super().layers, LAYER)

    def settle(self) -> None:
        """Take the window's size, if it has another."""
        size = self.app.size
        if self._settled != size or self.outer_size != size:
            self.post_message(events.Resize(size, size))

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close with `result`, once; below another screen, as soon as that one has closed."""
        if self._closes_with is not None:
            return AwaitComplete()
        self._closes_with = (result,)
        if self.is_active:
            return super().dismiss(result)
        return AwaitComplete()

    def on_screen_resume(self) -> None:
        """Close now, if it was dismissed while another screen was above it."""
        if self._closes_with is not None and self.is_active:
            super().dismiss(*self._closes_with)

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything in a window that is too small."""
        if self._small is None:
            if fits(event.size) or self.closes:
                return
            self._small = TooSmall()
            self.mount(self._small)
        self._small.show_for(event.size)
        self.set_class(not fits(event.size), "-no-room")

    async def on_event(self, event: events.Event) -> None:
        """Drop a size that the window no longer has, or that was taken already."""
        if isinstance(event, events.Resize):
            if event.size != self.app.size or event.size == self._settled == self.outer_size:
                return
            self._settled = event.size
        await super().on_event(event)

    async def _dispatch_message(self, message: Message) -> None:
        """Handle a message; that a widget is missing is no mistake while the screen closes."""
        try:
            await super()._dispatch_message(message)
        except NoMatches:
            if not self.closes:
                raise

"""SwtuiApp: Textual's App with our themes, our guards, and a way out that is always there."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.geometry import Size
from textual.theme import Theme

from swtui.tui.actions import with_keys
from swtui.tui.background import in_background
from swtui.tui.context import PickerContext, PickerResult
from swtui.tui.control_filter import ControlCharFilter
from swtui.tui.driver import PickerDriver
from swtui.tui.key_queue import KeyQueue
from swtui.tui.palette import ActionsProvider
from swtui.tui.picker import Picker
from swtui.tui.screens.main import MainScreen
from swtui.tui.screens.picker_screen import PickerScreen
from swtui.tui.screens.progress import ProgressScreen
from swtui.tui.screens.too_small import fits
from swtui.tui.theme import THEMES, TOKENS, theme_named

if TYPE_CHECKING:
    from rich.console import RenderableType

    from swtui.tui.config_loader import ConfigLoader
    from swtui.tui.watchdog import Watchdog

SECOND = 1.0
"""Between two looks at what changes by itself: one timer for all, so that an idle picker sleeps."""
LOOK_AGAIN = 0.02
"""Seconds between looks at whether a role has been assumed."""


class SwtuiApp(App[PickerResult], inherit_bindings=False):
    """The picker."""

    TITLE = "swtui"
    CSS_PATH = "swtui.tcss"
    COMMANDS = {ActionsProvider}  # noqa: RUF012 - Textual's own type
    COMMAND_PALETTE_BINDING = "ctrl+shift+f12"  # `:` opens it; ctrl+p moves up
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "help_quit", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
    ]

    def __init__(
        self, context: PickerContext, reading: ConfigLoader, watchdog: Watchdog | None = None
    ) -> None:
        """Take the watchdog that ends us if we cannot; tests without a terminal have none."""
        self._guard = ControlCharFilter()
        super().__init__(driver_class=PickerDriver)
        self.animation_level = "none"
        self.context = context
        actions, odd_keys = with_keys(context.settings.keys)
        self.failure: BaseException | None = None
        self.keys = KeyQueue(self, super().on_event)
        self.picker = Picker(
            app=self,
            context=context,
            keys=self.keys,
            actions=tuple(a for a in actions if a.id != "shell" or not context.stdout_is_data),
            warnings=(*context.warnings, *odd_keys),
        )
        self._reading = reading
        self._watchdog = watchdog
        for theme in THEMES:
            self.register_theme(theme)
        remembered = context.memory.load().theme
        self.theme = theme_named(context.settings.theme, remembered)

    def get_default_screen(self) -> MainScreen:
        """Start on the list."""
        return MainScreen(self.picker, self._reading)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return a value of every token, for themes that do not set it."""
        return dict(TOKENS)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Let no control character through, from any widget."""
        return [*super().get_line_filters(), self._guard]

    def on_mount(self) -> None:
        """Listen to the signals that end us, and to what Textual tells."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._in_loop)
        if self._watchdog is not None:
            self._watchdog.report_to(lambda number: loop.call_soon_threadsafe(self._end_by, number))
        self.set_interval(SECOND, self._each_second)
        self.theme_changed_signal.subscribe(self, self._remember_theme)
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))

    def on_ready(self) -> None:
        """Everything so far stays: the garbage collector need not look at it again."""
        gc.freeze()
        gc.enable()

    def _each_second(self) -> None:
        """Look at what changes by itself: the time left, the files, the size of the window."""
        self._settle()
        main = self.screen_stack[0] if self.screen_stack else None
        if isinstance(main, MainScreen):
            main.tick()

    def _settle(self) -> None:
        """Resize the app and every visible screen to the window: a resize event may be lost."""
        window = getattr(self._driver, "window_size", None)
        if window is not None and (size := Size(*window())) != self.size:
            self.post_message(events.Resize(size, size))
            return
        for screen in (*self._background_screens, *self.screen_stack[-1:]):
            if isinstance(screen, PickerScreen):
                screen.settle()

    def _remember_theme(self, theme: Theme) -> None:
        memory = self.context.memory
        in_background(self, lambda: memory.save_theme(theme.name), lambda _: None)

    # The keys

    def when_keys_done(self, act: Callable[[], object]) -> None:
        """Call `act` once the keys that were posted so far had their effects; from any thread."""
        self.call_later(self.keys.when_idle, act)

    def when_keys_answered(self, act: Callable[[], object]) -> None:
        """The same, where the walk to a role counts as an effect, if it is short.

        What is typed behind its Enter is for the screen, or the shell, that comes of it.
        """
        self.when_keys_done(lambda: self._when_answered(act))

    def _when_answered(self, act: Callable[[], object]) -> None:
        main = self.screen_stack[0]
        if isinstance(main, MainScreen) and (main.early or main.assuming.may_answer_soon):
            self.set_timer(LOOK_AGAIN, lambda: self._when_answered(act))
        else:
            act()

    @property
    def asks_for_letters(self) -> bool:
        """Whether a screen is open that takes a letter as an answer."""
        return len(self.screen_stack) > 1

    async def on_event(self, event: events.Event) -> None:
        """Hand out keys and pastes in their order; ctrl+c overtakes them all.

        In a window that is too small to show what they do, the others do nothing.
        """
        typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if typed and getattr(event, "key", "") != "ctrl+c":
            if fits(self.size):
                await self.keys.put(cast("events.Key | events.Paste", event))
        else:
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Keep a key typed over the progress of a role; Esc is that screen's own."""
        main = self.screen_stack[0]
        waits = isinstance(self.screen, ProgressScreen) and event.key != "escape"
        if waits and isinstance(main, MainScreen) and main.busy:
            main.assuming.take_typed(event.key, event.character)

    # Ways out

    def action_help_quit(self) -> None:
        """ctrl+c: leave, from anywhere."""
        self.exit(PickerResult(return_code=128 + signal.SIGINT), return_code=128 + signal.SIGINT)

    def must_end(self, number: signal.Signals) -> None:
        """See to it that the process ends, also if the loop is stuck; for any thread."""
        if self._watchdog is not None:
            self._watchdog.arm(number)

    def _end_by(self, number: signal.Signals) -> None:
        self.exit(PickerResult(return_code=128 + number), return_code=128 + number)

    def _in_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        self.failure = self.failure or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leave without Textual's traceback: it would print the values of variables."""
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:  # noqa: ARG002
        """Leave; nothing of what went wrong is drawn."""
        self._close_messages_no_wait()


def where(error: BaseException) -> str:
    """Return an error's kind and place: `KeyError at swtui/tui/actions.py:88`. No values."""
    place = error.__traceback__
    ours = ""
    while place is not None:
        path = PurePath(place.tb_frame.f_code.co_filename)
        if "swtui" in path.parts:
            inside = path.parts[len(path.parts) - path.parts[::-1].index("swtui") - 1 :]
            ours = f" at {'/'.join(inside)}:{place.tb_lineno}"
        place = place.tb_next
    return f"{type(error).__name__}{ours}"

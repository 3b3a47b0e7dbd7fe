"""Keys one at a time: the next is handed out once the last has had all its effects.

Textual hands every key to what has the focus at that moment. Typed fast, or before the first
frame, `⏎ y` would then give both keys to the list, though Enter opens the screen that `y` is
meant for.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

from textual.events import Key, Paste

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump

STUCK = 0.3
"""Seconds after which a key whose end was not heard of (its screen closed) holds up no more."""


class KeyQueue:
    """The keys of an app that wait for their turn; a single key never waits."""

    def __init__(self, app: App[Any], deliver: Callable[[Key | Paste], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._waiting: deque[Key | Paste] = deque()
        self._between: deque[Callable[[], object]] = deque()
        self._when_idle: deque[Callable[[], object]] = deque()
        self._number = 0
        self._under_way = 0
        """The number of the key that still has effects to come; 0 for none."""
        self._since = 0.0

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        return not self._waiting and not self._under_way

    async def put(self, event: Key | Paste) -> None:
        """Take a key, and hand it out at once if it is its turn."""
        self._waiting.append(event)
        if not self._under_way or time.monotonic() - self._since > STUCK:
            await self._next()

    def put_first(self, events: Iterable[Key | Paste]) -> None:
        """Put keys before those that wait: they were typed earlier."""
        self._waiting.extendleft(reversed(list(events)))
        if not self._under_way:
            self._app.call_later(self._go_on, 0)

    def between(self, act: Callable[[], object]) -> None:
        """Call `act` when no key is under way: at once, or before the next is handed out."""
        if not self._under_way:
            act()
            return
        self._between.append(act)
        self._app.set_timer(STUCK, lambda: self._go_on(self._under_way, late=True))

    def when_idle(self, act: Callable[[], object]) -> None:
        """Call `act` once no key is under way and none waits."""
        if self.idle:
            act()
        else:
            self._when_idle.append(act)

    async def _next(self) -> None:
        self._under_way = 0
        while self._between and not self._under_way:
            self._between.popleft()()
        if not self._waiting:
            while self._when_idle:
                self._when_idle.popleft()()
            return
        event = self._waiting.popleft()
        self._number += 1
        self._under_way = self._number
        self._since = time.monotonic()
        target: MessagePump = self._app.focused or self._app.screen
        await self._deliver(event)
        self._climb(target, self._number)
        if self._waiting:
            self._app.set_timer(STUCK, lambda: self._go_on(self._under_way, late=True))

    def _climb(self, node: MessagePump | None, number: int) -> None:
        """Follow the key through the queues it passes: the widget's, its parents', the app's."""
        if node is None or node is self._app:
            main = self._app.screen_stack[0]
            # Once more through the main screen: what a modal answers is called there.
            if not main.call_later(self._app.call_later, self._go_on, number):
                self._app.call_later(self._go_on, number)
        elif not node.call_later(self._climb, node._parent, number):
            self._app.call_later(self._go_on, number)

    async def _go_on(self, number: int, late: bool = False) -> None:
        """Hand out the next key, if the one of that number is still the last."""
        if number != self._under_way:
            return
        if late and time.monotonic() - self._since < STUCK:
            return
        await self._next()

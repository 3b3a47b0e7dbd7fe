"""The walk along a chain while it is made: each hop, how far it is, how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from swtui.text import clip, one_line
from swtui.tui.screens.modal import CAREFUL, KEY, MUTED, Hint, Modal

if TYPE_CHECKING:
    from textual.widget import Widget

    from swtui.roles.chain import Chain
    from swtui.sessions.progress import Progress

_LOOKS: dict[str, tuple[str, str, str]] = {
    "waiting": ("·", "$quiet", ""),
    "start": ("◌", "$accent", "getting the first credentials"),
    "asking": ("?", "$warning", "waiting for the MFA code"),
    "calling": ("◌", "$accent", "asking AWS"),
    "cached": ("●", "$held", "cached"),
    "done": ("✓", "$held", "done"),
    "refused": ("✗", "$error", "refused"),
}
"""Glyph, style and words by state."""
_ARRIVED = ("done", "cached")


class ProgressScreen(Modal[None]):
    """Shows each hop; Esc cancels (the answer is then None). Nothing else closes it.

    Keys typed meanwhile wait: Enter is stored in `waiting`, and shown as what it will do.
    """

    DEFAULT_CSS = """
    ProgressScreen.-tall #note { min-height: 3; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,ctrl+j", "enter", show=False)]

    def __init__(
        self, chain: Chain, clock: Callable[[], float] = monotonic, *, then: str = "subshell"
    ) -> None:
        super().__init__()
        self._chain = chain
        self._clock = clock
        self._then = then
        self._steps = _steps(chain)
        self._note = ""
        self.waiting: tuple[str, ...] = ()

    def heading(self) -> Content:
        """Name what is being assumed."""
        return Content.assemble(("assuming ", f"not bold {MUTED}"), clip(self._chain.profile, 120))

    def body(self) -> Iterable[Widget]:
        """Show the start and the hops, one below another."""
        yield Static(self._rows(), id="rows")
        yield Static(self._below(), id="note")

    def hints(self) -> Iterable[Hint]:
        """Offer the way out, and the way on."""
        yield "esc", "cancel", "screen.leave"
        if self._then and not self.waiting:
            yield "⏎", f"then {self._then}", "screen.enter"

    def on_mount(self) -> None:
        """Let the seconds count."""
        self.set_interval(0.2, self._redraw)

    def show(self, progress: Progress) -> None:
        """Show that a step began, or ended, or what is to be said about the walk."""
        at = progress.hop_index
        if progress.state == "note":
            self._note = one_line(progress.text, 300)
        elif 0 <= at < len(self._steps) and progress.state in _LOOKS:
            now = self._clock()
            for earlier in self._steps[:at]:
                earlier.pass_by(now)
            self._steps[at].enter(progress.state, now)
        self._redraw()

    def typed_ahead(self, keys: Iterable[str]) -> None:
        """Show which keys (by name) were typed meanwhile and wait for their turn."""
        self.waiting = tuple(keys)
        self._redraw()

    def action_enter(self) -> None:
        """Enter counts as the next one."""
        if self._then and "enter" not in self.waiting:
            self.typed_ahead((*self.waiting, "enter"))

    def _redraw(self) -> None:
        if not self.is_mounted:
            return  # it will be drawn as it then is
        self.put("rows", self._rows())
        self.put("note", self._below())
        self.show_hints()

    def _rows(self) -> Content:
        wide = self.size.width >= 60
        width = min(max(len(step.name) for step in self._steps), 28 if wide else 16)
        rows = [step.row(width, self._clock(), wide=wide) for step in self._steps]
        return Content("\n").join(rows)

    def _below(self) -> Content:
        lines = [Content.styled(self._note, CAREFUL)] if self._note else []
        if self.waiting:
            words = " ".join(self._words(key) for key in self.waiting)
            lines.append(Content.assemble(("then: ", MUTED), (words, KEY)))
        return Content("\n").join([Content(""), *lines]) if lines else Content("")

    def _words(self, key: str) -> str:
        return self._then if key in ("enter", "ctrl+j") and self._then else clip(key, 20)


class _Step:
    """The start or one hop: its state, and the time it took."""

    def __init__(self, name: str, account: str) -> None:
        self.name = name
        self._account = account
        self._state = "waiting"
        self._since: float | None = None
        self._took: float | None = None

    def enter(self, state: str, now: float) -> None:
        """Go into `state`; the clock runs from the first that is not waiting."""
        self._state = state
        if self._since is None:
            self._since = now
        if state in _ARRIVED:
            self._took = now - self._since

    def pass_by(self, now: float) -> None:
        """Count as done, because a later step has begun."""
        if self._state not in (*_ARRIVED, "waiting"):
            self.enter("done", now)

    def row(self, width: int, now: float, *, wide: bool) -> Content:
        """Return the line: glyph, name, account, what goes on, and the seconds it takes."""
        glyph, style, words = _LOOKS[self._state]
        name = clip(self.name, width)
        parts = [
            (f"{glyph} ", style),
            (f"{name:<{width}}  ", MUTED if self._state == "waiting" else "bold"),
        ]
        if wide:
            parts.append((f"{self._account:<12}  ", MUTED))
        parts += [(words, style), (self._elapsed(now), MUTED)]
        return Content.assemble(*parts)

    def _elapsed(self, now: float) -> str:
        if self._since is None or self._state == "cached":
            return ""
        if self._took is not None:
            return f"  {self._took:.1f} s"
        seconds = int(now - self._since)
        return f"  {seconds} s" if seconds else ""


def _steps(chain: Chain) -> list[_Step]:
    start = chain.start
    first = (start.profile or start.kind) if start else "start"
    hops = [_Step(hop.role.name, hop.role.account_id) for hop in chain.hops]
    return [_Step(first, ""), *hops]

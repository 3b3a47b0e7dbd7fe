"""Health check: the lines of every folder, and one key that copies the whole report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from swtui.errors import SwtuiError
from swtui.files import with_tilde
from swtui.health import TEXT_LIMIT, HealthLine, by_area, folded, report, summary, where
from swtui.text import clip, one_line
from swtui.tui.background import in_background
from swtui.tui.screens.modal import BAD, CAREFUL, GOOD, KEY, MUTED, Hint, Modal
from swtui.tui.widgets.table import Row, Table

if TYPE_CHECKING:
    from textual.widget import Widget

_STYLES = {"ok": GOOD, "warning": CAREFUL, "problem": BAD}
_REPORT_WIDTH = 100
"""Columns of the copied report."""
_LOOKING = Content.styled("looking at files, variables and programs…", MUTED)


class DoctorScreen(Modal[None]):
    """Shows what `health` returns, which may take seconds; `copy` puts a text on the clipboard.

    Scrolls with the arrows, j and k; c copies the report; Esc, Enter and q close it.
    """

    DEFAULT_CSS = """
    DoctorScreen #panel { width: 96; }
    DoctorScreen #copied { width: 100%; height: auto; display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j,q", "leave", show=False),
        Binding("c,y", "copy", show=False),
        Binding("k", "scroll_body(-1)", show=False),
        Binding("j,space", "scroll_body(1)", show=False),
    ]

    def __init__(
        self,
        health: Callable[[], Sequence[HealthLine]],
        copy: Callable[[str], str],
        env: Mapping[str, str],
    ) -> None:
        super().__init__()
        self._health = health
        self._copy = copy
        self._env = env
        self._lines: tuple[HealthLine, ...] | None = None

    def heading(self) -> Content:
        """Return the title and the number of problems."""
        name = Content("Health check   ")
        if self._lines is None:
            return name
        words = summary(self._lines)
        states = {line.state for line in self._lines}
        worst = next((state for state in ("problem", "warning") if state in states), "ok")
        return Content.assemble(name, (words, f"not bold {_STYLES[worst]}"))

    def frame_body(self) -> Iterable[Widget]:
        """Show the result of a copy below the part that scrolls."""
        yield VerticalScroll(Table([("", _LOOKING)], 3, id="lines"), id="body", can_focus=False)
        yield Static(Content(""), id="copied", classes="apart")

    def hints(self) -> Iterable[Hint]:
        """Offer the report and the way back."""
        yield "↑ ↓", "scroll", "screen.page_body(1)"
        yield "c", "copy the report", "screen.copy"
        yield "esc", "close", "screen.leave"

    def on_mount(self) -> None:
        """Run the checks in the background."""
        in_background(self.app, self._health, self._show, self._say_failed)

    def _show(self, lines: Sequence[HealthLine]) -> None:
        self._lines = tuple(lines)
        if not self.is_attached:
            return
        self.put("heading", self.heading())
        self.query_one("#lines", Table).update(self._rows())
        self.call_after_refresh(self.fit)

    def _rows(self) -> Iterable[Row]:
        areas = by_area(folded(self._lines or (), self._env))
        for number, (area, lines) in enumerate(areas.items()):
            yield "", Content.styled(("\n" if number else "") + clip(area, 40), "bold")
            for line in lines:
                yield from self._line(line)

    def _line(self, line: HealthLine) -> Iterable[Row]:
        at = where(line, self._env)
        well = line.state == "ok"  # what is not is what the eye shall find
        text = Content.styled(
            one_line(with_tilde(line.text, self._env), TEXT_LIMIT), MUTED if well else ""
        )
        place = Content.styled(f"  {at}", MUTED) if at else Content("")
        mark = Content.styled(line.mark, MUTED if line.absent else _STYLES[line.state])
        yield mark, Content.assemble(text, place)
        if line.hint:
            yield (
                " ",
                Content.assemble(
                    ("→ ", MUTED if well else KEY),
                    (one_line(line.hint, TEXT_LIMIT), MUTED if well else ""),
                ),
            )

    def action_copy(self) -> None:
        """Put the report on the clipboard, and say truthfully how that went."""
        if self._lines is None:
            return
        text = "\n".join(report(self._lines, self._env, _REPORT_WIDTH)) + "\n"
        in_background(self.app, lambda: self._copy(text), self._say_copied, self._say_failed)

    def _say_copied(self, sentence: str) -> None:
        self._say(sentence, GOOD)

    def _say_failed(self, error: SwtuiError) -> None:
        self._say(f"{error.message}. {error.hint}" if error.hint else error.message, CAREFUL)

    def _say(self, sentence: str, style: str) -> None:
        if not self.is_attached:
            return
        self.put("copied", Content.styled(clip(sentence, 200), style))
        self.query_one("#copied").display = True
        self.call_after_refresh(self.fit)

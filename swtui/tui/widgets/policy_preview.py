"""The live preview of a policy: the formats, the text, and what is wrong with it or worth knowing.

The text and the notes below it have each their own room, so that neither moves the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer

from swtui.access.form.policy_form import LABELS
from swtui.access.form.policy_preview import Preview, sentence
from swtui.errors import SwtuiError
from swtui.text import clip
from swtui.tui.background import in_background
from swtui.tui.screens.table import Row, Table
from swtui.tui.widgets.policy_text import Formats, PolicyText

if TYPE_CHECKING:
    from textual.app import ComposeResult

_MARKS = {
    "good": ("✓", "$held"),
    "bad": ("✗", "bold $error"),
    "careful": ("▲", "$warning"),
    "next": ("→", "bold $accent"),
    "quiet": ("·", "$quiet"),
}
_LONGEST_NOTE = 600
TRIAL_AFTER = 0.25
"""Seconds without a key before the evaluator tries the document, beside the screen."""
_PASSED = "tried: allows this, and no more"
_LIFTS = "tried: would let the call through"


class PolicyPreview(Vertical):
    """Shows a `Preview`; while there is something wrong the last good text stays, dimmed."""

    DEFAULT_CSS = """
    PolicyPreview {
        #formats { margin-bottom: 1; }
        #text { height: 2fr; }
        #notes { height: 1fr; margin-top: 1; }
        #text, #notes {
            scrollbar-size-vertical: 1;
            scrollbar-background: $background;
            scrollbar-color: $faint;
        }
    }
    """

    def __init__(self, form: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._form = form
        self._shown: Preview | None = None
        self._last = ""
        self._said: Row | None = None
        self._trial = _TRYING
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the formats, the text and the notes."""
        yield Formats(self._form)
        yield VerticalScroll(PolicyText(), id="text", can_focus=False)
        yield VerticalScroll(Table((), 2), id="notes", can_focus=False)

    def show(self, shown: Preview) -> None:
        """Show another state of the form."""
        if shown.form != self._form or (self._shown and shown.draft.side != self._shown.draft.side):
            self._last = ""
            self._form = shown.form
            self.query_one(Formats).choose(shown.form)
        self._shown, self._said, self._trial = shown, None, _TRYING
        self._last = shown.text or self._last
        self.query_one(PolicyText).update(self._last, is_old=not shown.text)
        self._write_notes()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(TRIAL_AFTER, self._try) if shown.text else None

    def copy(self, put: Callable[[str], str]) -> None:
        """Copy what is shown, once it is tried, and say truthfully how that went.

        `put` is called in the background; it returns the sentence, or raises SwtuiError.
        """
        shown = self._shown
        if shown is None or not shown.text:
            self._say("there is nothing to copy yet", "careful")
            return
        self._say("copying…", "quiet")

        def failed(error: SwtuiError) -> None:
            words = f"{error.message}. {error.hint}" if error.hint else error.message
            self._say(words, "careful")

        in_background(
            self.app, lambda: put(shown.tried().text), lambda said: self._say(said, "good"), failed
        )

    def _say(self, text: str, kind: str) -> None:
        """Put a sentence where the trial's was, until the form changes."""
        self._said = _row(kind, text)
        self._write_notes()

    def _try(self) -> None:
        """Have the evaluator try the document; what comes too late is not looked at."""
        shown = self._shown
        if shown is None:
            return

        def judged(words: str, kind: str) -> None:
            if shown is self._shown:
                self._trial = _row(kind, words)
                self._write_notes()

        in_background(
            self.app,
            shown.tried,
            lambda _: judged(_LIFTS if shown.is_change else _PASSED, "good"),
            lambda error: judged(error.message, "bad"),
        )

    def page(self, pages: int) -> None:
        """Scroll the text by a screenful, then the notes."""
        text, notes = self.query_one("#text"), self.query_one("#notes")
        ended = text.scroll_y >= text.max_scroll_y if pages > 0 else notes.scroll_y > 0
        body = notes if ended else text
        body.scroll_relative(y=pages * max(1, body.size.height - 1), animate=False)

    def _write_notes(self) -> None:
        if self.is_attached:  # the screen may have been closed meanwhile
            self.query_one(Table).update(self._rows())

    def _rows(self) -> Iterable[Row]:
        shown = self._shown
        if shown is None:
            return
        if self._said is not None or shown.text:
            yield self._said or self._trial  # one line, so that those below stay where they are
        for field, said in shown.problems:
            yield _row("bad", sentence(field, said))
        if shown.missing and not shown.problems:
            names = " and ".join(LABELS[name] for name in shown.missing)
            yield _row("quiet", f"fill in {names}, and the policy stands here")
        for said in shown.warnings:
            yield _row("careful", said)
        for said in shown.notes:
            yield _row("next", said)


def _row(kind: str, text: str) -> Row:
    mark, style = _MARKS[kind]
    words = clip(text, _LONGEST_NOTE)
    return Content.styled(mark, style), Content.styled(words, "$quiet" if kind == "quiet" else "")


_TRYING = _row("quiet", "trying it on requests…")

"""The MFA question: a dot for each digit, what AWS said of the last code, and a way out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from math import ceil
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from swtui.sessions.mfa import ATTEMPTS, MfaAnswer
from swtui.text import clip, one_line
from swtui.tui.screens.modal import BAD, CAREFUL, GOOD, KEY, MUTED, Hint, Modal
from swtui.tui.widgets.table import Table

if TYPE_CHECKING:
    from textual.widget import Widget

    from swtui.sessions.mfa import MfaQuestion


LENGTH = 6
"""Digits of a code (RFC 6238 as AWS uses it)."""
MAX_TYPED = 16
"""More than this is never stored, whatever is pasted."""
_PASTED = 64
"""Characters of a paste that are looked at."""


class CodeEntry:
    """The digits typed so far; full-width and other scripts' digits become ASCII."""

    def __init__(self) -> None:
        self._digits = ""
        self.note = ""
        """Why the last key or paste was not taken as it was, else empty."""

    def type(self, text: str) -> None:
        """Take what was typed or pasted: digits are used, blanks and dashes are skipped."""
        refused = False
        for character in text[:_PASTED]:
            digit = unicodedata.decimal(character, None)
            if digit is not None:
                self._digits += str(digit)
            elif not (character.isspace() or unicodedata.category(character) == "Pd"):
                refused = True
        self._digits = self._digits[:MAX_TYPED]
        self.note = "a code has digits only" if refused else ""
        if len(self._digits) > LENGTH:
            self.note = f"a code has {LENGTH} digits; these are {len(self._digits)}"

    def rub_out(self) -> None:
        """Remove the last digit."""
        self._digits = self._digits[:-1]
        self.type("")

    def clear(self) -> None:
        """Remove every digit."""
        self._digits = ""
        self.note = ""

    @property
    def complete(self) -> bool:
        """Whether there are exactly as many digits as a code has."""
        return len(self._digits) == LENGTH

    @property
    def count(self) -> int:
        """The number of digits that were typed."""
        return len(self._digits)

    def code(self) -> str:
        """Return the digits, for the one call that needs them."""
        return self._digits

    def dots(self) -> str:
        """Return a dot for each digit and a mark for each that is missing, in groups of three."""
        marks = ["●"] * self.count + ["·"] * (LENGTH - self.count)
        return "   ".join(" ".join(marks[at : at + 3]) for at in range(0, len(marks), 3))


_EARLY = 3.0
"""Seconds before the next code comes by our clock, in which a device may show it already."""


class MfaScreen(Modal["MfaAnswer | None"]):
    """Asks for a code. Answers with it on Enter, with None on Esc.

    `clock` gives seconds since the epoch; `demo_code` the demo's code as it now is, which the
    question's own is used when it is not given.
    """

    DEFAULT_CSS = """
    MfaScreen {
        #code, #note, #demo { width: 100%; height: auto; text-align: center; }
        #code { margin: 1 0; }
        &.-short #code { margin: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j", "answer", show=False),
        Binding("ctrl+d", "leave", show=False),
        Binding("backspace,ctrl+h", "rub_out", show=False),
        Binding("ctrl+u,ctrl+w", "clear", show=False),
        Binding("a", "once", show=False),
    ]

    def __init__(
        self,
        question: MfaQuestion,
        clock: Callable[[], float],
        demo_code: Callable[[], str] | None = None,
    ) -> None:
        super().__init__()
        self._demo_code_now = demo_code or (lambda: question.demo_code)
        self._question = question
        self._clock = clock
        self._entry = CodeEntry()
        self._once = question.once
        self._waited = self._wait() > 0
        """Whether the digits that were typed so far were typed while the code was a spent one."""
        self._first_typed = 0.0
        """When the first of the digits was typed, by the clock."""

    def heading(self) -> Content:
        """Return the title, with the number of the attempt."""
        attempt = self._question.attempt
        count = f"   attempt {attempt} of {ATTEMPTS}" if attempt > 1 else ""
        return Content.assemble("MFA code", (count, f"not bold {CAREFUL}"))

    def frame_body(self) -> Iterable[Widget]:
        """Keep the dots in sight, whatever has to scroll above them."""
        yield from super().frame_body()
        yield Static(self._dots(), id="code")
        yield Static(self._note(), id="note")
        if self._question.demo_code:
            yield Static(self._demo_code(), id="demo")

    def body(self) -> Iterable[Widget]:
        """Show what went wrong before, for what and by which device, the choice."""
        question = self._question
        if question.reason:
            yield Static(self._refusal(), id="reason")
        rows = [("for", clip(question.role_label, 200)), ("device", clip(question.serial, 200))]
        yield Table(rows, classes="apart" if question.reason else None)
        if question.can_do_once:
            once = Static(self._choice(), id="once", classes="apart")
            once.auto_links = False
            yield once

    def hints(self) -> Iterable[Hint]:
        """Offer Enter only when it would do something."""
        if self._ready():
            yield "⏎", "assume", "screen.answer"
        yield "esc", "cancel", "screen.leave"

    def on_mount(self) -> None:
        """Start the countdown when there is something to wait for."""
        if self._question.wait_until is not None or self._question.demo_code:
            self.set_interval(0.25, self._redraw)

    def on_key(self, event: events.Key) -> None:
        """Take every printable key but the choice's as typed text."""
        if event.character and event.is_printable and event.key != "a":
            event.stop()
            self._type(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Take digits that were pasted; a line end in them sends nothing off."""
        event.stop()
        self._type(event.text)

    def _type(self, text: str) -> None:
        self._drop_spent()
        if not self._entry.count:
            self._first_typed = self._clock()
        self._entry.type(text)
        self._redraw()

    def _drop_spent(self) -> None:
        """Have the digits of the next code replace those of the spent one."""
        until = self._question.wait_until
        if not self._waited or until is None or self._wait() > 0:
            return
        self._waited = False
        if self._entry.count and self._first_typed < until - _EARLY:
            self._entry.clear()

    def action_rub_out(self) -> None:
        """Remove the last digit."""
        self._entry.rub_out()
        self._redraw()

    def action_clear(self) -> None:
        """Remove every digit."""
        self._entry.clear()
        self._redraw()

    def action_once(self) -> None:
        """Switch between this role alone and all roles of the source profile."""
        if self._question.can_do_once:
            self._once = not self._once
            self._redraw()

    def action_answer(self) -> None:
        """Answer, if there are six digits and a code may be used now."""
        if self._ready():
            self.answer(MfaAnswer(self._entry.code(), self._once))
        elif not self._entry.complete and not self._entry.note:
            self._entry.note = "a code has 6 digits"
            self._redraw()

    def _ready(self) -> bool:
        return self._entry.complete and self._wait() <= 0

    def _wait(self) -> float:
        """Return the seconds until a code may be used again."""
        until = self._question.wait_until
        return 0.0 if until is None else until - self._clock()

    def _redraw(self) -> None:
        self.put("code", self._dots())
        self.put("note", self._note())
        self.put("once", self._choice())
        self.put("demo", self._demo_code())
        self.show_hints()

    def _dots(self) -> Content:
        style = GOOD if self._entry.complete else "bold"
        return Content.styled(self._entry.dots(), style)

    def _refusal(self) -> Content:
        words = one_line(self._question.reason, 500)
        return Content.assemble(("✗ wrong code", BAD), f" (AWS: {words})")

    def _note(self) -> Content:
        wait = self._wait()
        if wait > 0:
            text = f"that code was used; the next one comes in {ceil(wait)} s"
            return Content.styled(text, CAREFUL)
        if self._entry.note:
            return Content.styled(self._entry.note, CAREFUL)
        if self._question.wait_until is not None:
            return Content.styled("a new code is there now", GOOD)
        if self._entry.complete:
            return Content.styled("Enter sends it", MUTED)
        return Content.styled("enter the 6 digits (hidden)", MUTED)

    def _choice(self) -> Content:
        mark, style = ("✓", GOOD) if self._once else ("·", MUTED)
        source = clip(self._question.source_profile, 80) or "this device"
        text = f" use this code for every role of {source} (1 h sessions)"
        line = Content.assemble((mark, style), " ", ("a", KEY), (text, style))
        return line.stylize(Style.from_meta({"@click": "screen.once"}))

    def _demo_code(self) -> Content:
        code = clip(self._demo_code_now(), 20)
        return Content.assemble(
            ("demo", "bold $demo"), (": the code is ", MUTED), f"{code[:3]} {code[3:]}"
        )

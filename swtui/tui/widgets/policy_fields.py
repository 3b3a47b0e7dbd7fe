"""The lines of the policy form: for each side its fields, those that matter first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import events
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive, reactive
from textual.widgets import Input, Static

from swtui.access.form.fields import FIELDS, FormField, StartingPoint, Values, fields_for
from swtui.tui.widgets.radio_list import Tick

if TYPE_CHECKING:
    from textual.app import ComposeResult

_LEAST_ROWS = 2
"""Of a field of ARNs: one for each value that is given, and one that is empty."""
_LONGEST = 4096


class ValueInput(Input):
    """One line of text; what is pasted may be several lines, which become blanks.

    The room it takes does not follow its value, so a key need not lay out the whole screen again,
    which takes longer than a frame.
    """

    virtual_size: Reactive[Size] = reactive(Size(0, 0), layout=False)

    def _on_paste(self, event: events.Paste) -> None:
        """Take every line: people paste lists of ARNs."""
        event.prevent_default()
        event.stop()
        words = " ".join(event.text[:_LONGEST].split())
        self.insert_text_at_cursor("".join(c for c in words if " " <= c <= "~"))


class FieldRows(Vertical):
    """One field: its label, and the lines or the box that its value is entered in."""

    DEFAULT_CSS = """
    FieldRows {
        width: 100%;
        height: auto;
        .label { width: 16; height: 1; color: $quiet; }
        .line { width: 100%; height: 1; }
        &.-long .label { width: 100%; }
        &:focus-within .label { color: $accent; }
        &.-wrong .label { color: $error; text-style: bold; }
        Input { width: 1fr; background: $row; }
        Input > .input--placeholder { color: $quiet; }
        &:ansi Input:focus { text-style: underline; }
    }
    """

    def __init__(self, field: FormField, value: str | bool) -> None:
        super().__init__(classes="-long" if field.is_long else "")
        self.field = field
        self.tick = Tick(field.label, bool(value)) if field.is_tick else None
        self.inputs = [] if field.is_tick else list(_inputs(field, str(value)))

    def compose(self) -> ComposeResult:
        """Lay out the label above values that need a whole line, and left of the others."""
        if self.tick is not None:
            yield self.tick
            return
        label = Static(Content(self.field.label), classes="label")
        if self.field.is_long:
            yield label
            yield from self.inputs
        else:
            yield Horizontal(label, *self.inputs, classes="line")

    @property
    def value(self) -> str | bool:
        """Its value."""
        if self.tick is not None:
            return self.tick.value
        return " ".join(line.value for line in self.inputs if line.value.strip())

    def write(self, text: str) -> None:
        """Put a text into its first line."""
        self.inputs[0].value = text

    def mark(self, wrong: bool) -> None:
        """Show, by a glyph and a colour, whether its value can be used."""
        if wrong != self.has_class("-wrong"):
            self.set_class(wrong, "-wrong")
            for label in self.query(".label").results(Static):
                label.update(Content(self.field.label + (" ✗" if wrong else "")))


def _inputs(field: FormField, given: str) -> Iterator[Input]:
    """Yield a line for the value; of ARNs one for each, and one to spare."""
    values = given.split() if field.is_long else [given]
    rows = max(_LEAST_ROWS, len(values) + 1) if field.many and field.is_long else 1
    for number in range(rows):
        yield ValueInput(
            values[number] if number < len(values) else "",
            placeholder=field.example if number == 0 else "another",
            compact=True,
            max_length=_LONGEST,
            restrict="[ -~]*",
            select_on_focus=False,
        )


class PolicyFields(Vertical):
    """The fields of one side; `show_for` orders them for a starting point."""

    DEFAULT_CSS = """
    PolicyFields {
        width: 100%;
        height: auto;
        .more { width: 100%; height: 1; margin-top: 1; color: $quiet; }
    }
    """

    def __init__(self, point: StartingPoint, values: Values) -> None:
        super().__init__(id=f"fields-{point.side}")
        self._point = point
        self.rows = [
            FieldRows(field, values.get(field.name, ""))
            for field in FIELDS
            if point.side in field.sides
        ]

    def compose(self) -> ComposeResult:
        """Lay out every field that the side may have, and the heading of the optional ones."""
        yield from self.rows
        yield Static(Content("Optional"), classes="more")

    def on_mount(self) -> None:
        """Hide what the starting point does not have."""
        self.show_for(self._point)

    def show_for(self, point: StartingPoint) -> None:
        """Order the fields as the starting point needs them, and hide those it has no use for."""
        main, rest = fields_for(point)
        rows = {row.field.name: row for row in self.rows}
        more = self.query_one(".more")
        for field in main:
            self.move_child(rows[field.name], before=more)
        last = more
        for field in rest:
            self.move_child(rows[field.name], after=last)
            last = rows[field.name]
        for name, row in rows.items():
            row.display = any(field.name == name for field in (*main, *rest))

    @property
    def values(self) -> dict[str, str | bool]:
        """Their values, by name."""
        return {row.field.name: row.value for row in self.rows}

    def row(self, name: str) -> FieldRows | None:
        """Return a field that is shown."""
        return next((row for row in self.rows if row.field.name == name and row.display), None)

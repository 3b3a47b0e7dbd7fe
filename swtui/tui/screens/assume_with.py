"""Assuming with other options: a form for what shapes the call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from swtui.duration import parse_session_duration
from swtui.records import replace
from swtui.roles.arn import is_region
from swtui.roles.sts_values import EXTERNAL_ID, SESSION_NAME
from swtui.sessions.options import AssumeOptions
from swtui.text import clip
from swtui.tui.screens.modal import BAD, MUTED, PRODUCTION, Hint, Modal

if TYPE_CHECKING:
    from textual.widget import Widget

    from swtui.roles.role import Role

_FIELDS: Mapping[str, tuple[str, str]] = {
    "duration": ("duration", "45m, 8h, or seconds"),
    "session_name": ("session name", "your name, in logs"),
    "external_id": ("external ID", "if it asks for one"),
    "source_identity": ("source identity", "stays on all hops"),
    "region": ("region", "such as eu-west-1"),
}
"""Label and what to write, by field of AssumeOptions."""

_CHECKS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "duration": (parse_session_duration, "a time from 15m to 12h: 45m, 8h, 3600"),
    "session_name": (SESSION_NAME.fullmatch, "2 to 64 letters, digits or + = , . @ - _"),
    "external_id": (EXTERNAL_ID.fullmatch, "2 to 1224 letters, digits or + = , . @ : / - _"),
    "source_identity": (SESSION_NAME.fullmatch, "2 to 64 letters, digits or + = , . @ - _"),
    "region": (is_region, "a region's code, such as eu-west-1"),
}


def wrong_field(values: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the first field that AWS would not take, and what it should be; None if all fit."""
    for name, (fits, wanted) in _CHECKS.items():
        if values[name] and not fits(values[name]):
            return name, f"{_FIELDS[name][0]} must be {wanted}"
    return None


def read_options(values: Mapping[str, str], base: AssumeOptions) -> AssumeOptions:
    """Return `base` with what was written; an empty field leaves it to the profile."""
    return replace(
        base,
        duration=parse_session_duration(values["duration"]) if values["duration"] else None,
        session_name=values["session_name"],
        external_id=values["external_id"],
        source_identity=values["source_identity"],
        region=values["region"],
    )


class AssumeWithScreen(Modal["AssumeOptions | None"]):
    """Answers with the options on Enter, with None on Esc."""

    DEFAULT_CSS = """
    AssumeWithScreen {
        .field { width: 100%; height: 1; }
        .label { width: 17; color: $quiet; }
        #body .label { width: 17; }
        Input { width: 1fr; background: $row; }
        Input > .input--placeholder { color: $quiet; }
    }
    AssumeWithScreen.-tall .field { margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "app.focus_next", show=False),
        Binding("up,ctrl+p", "app.focus_previous", show=False),
        Binding("ctrl+j", "assume", show=False),
        Binding("ctrl+c", "app.help_quit", show=False, priority=True),
    ]
    AUTO_FOCUS = "Input"

    def __init__(self, role: Role, options: AssumeOptions) -> None:
        super().__init__()
        self._role = role
        self._options = options

    def heading(self) -> Content:
        """Name the role."""
        role = self._role
        mark = Content.styled("   ▲ PROD", PRODUCTION) if role.production else Content("")
        return Content.assemble(
            ("assume ", f"not bold {MUTED}"), clip(role.name, 120), (" with", "not bold"), mark
        )

    def body(self) -> Iterable[Widget]:
        """Lay out one field to a line."""
        for name, (label, placeholder) in _FIELDS.items():
            given = getattr(self._options, name)
            value = "" if given is None else str(given)
            yield Horizontal(
                Static(Content(label), classes="label"),
                Input(
                    value if value and _CHECKS[name][0](value) else "",
                    placeholder=placeholder,
                    id=name,
                    compact=True,
                    max_length=1224,
                    restrict="[ -~]*",
                    select_on_focus=False,
                ),
                classes="field",
            )
        yield Static(Content.styled("leave empty to use the profile's value", MUTED), id="note")

    def hints(self) -> Iterable[Hint]:
        """Offer to go on and to go back."""
        yield "⏎", "assume", "screen.assume"
        yield "⇥", "next field", "app.focus_next"
        yield "esc", "cancel", "screen.leave"

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_assume()

    def action_assume(self) -> None:
        """Answer, or go to the field that is wrong and say why."""
        values = {name: self.query_one(f"#{name}", Input).value.strip() for name in _FIELDS}
        wrong = wrong_field(values)
        if wrong is None:
            self.answer(read_options(values, self._options))
            return
        name, sentence = wrong
        self.query_one(f"#{name}", Input).focus()
        self.put("note", Content.styled(f"✗ {sentence}", BAD))

"""The policy form: a starting point and fields on one side, the policy as it becomes on the other.

Nothing is sent to AWS and nothing is changed there: what the preview shows can be copied.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from swtui.access.form.fields import (
    OPENINGS,
    POINTS,
    STARTING_POINTS,
    StartingPoint,
    Value,
    Values,
    find_starting_point,
    read_values,
)
from swtui.access.form.prefill import Prefill, prefill_for_roles
from swtui.access.form.preview import CHANGE, preview
from swtui.access.policies.draft import SIDES, TRUST
from swtui.access.policies.formats import FORMATS
from swtui.text import clip
from swtui.tui.screens.modal import MUTED, Hint, Modal
from swtui.tui.widgets.policy_fields import PolicyFields
from swtui.tui.widgets.policy_preview import Formats, PolicyPreview
from swtui.tui.widgets.radio_list import RadioList, Tick

if TYPE_CHECKING:
    from textual.widget import Widget

    from swtui.roles.role import Role
    from swtui.tui.listing import Listing
    from swtui.tui.picker import Picker

_WIDE = 78
"""Columns from which form and preview stand side by side."""


class PolicyScreen(Modal[None]):
    """Writes a policy of either side; it starts with what `prefill` knows."""

    DEFAULT_CSS = """
    PolicyScreen {
        background: $background;
        #panel {
            width: 100%; max-width: 100%; height: 100%; padding: 1 2 0 2;
            background: $background; border: none;
        }
        #heading { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        #body { height: 1fr; }
        #form {
            width: 42%; min-width: 38; max-width: 60; height: 100%; padding-right: 1;
            scrollbar-size-vertical: 1;
            scrollbar-background: $background;
            scrollbar-color: $faint;
        }
        #preview { width: 1fr; height: 100%; padding-left: 2; border-left: solid $faint; }
        PolicyFields { margin-top: 1; }
        #body Static { height: 1; }
        #body .label { width: 16; }
        #body .-long .label { width: 100%; }
        #body .more { margin-top: 1; }
        &:ansi #panel { border: none; }
        &.-narrow {
            #body { layout: vertical; }
            #form { width: 100%; max-width: 100%; height: 1fr; }
            #preview { width: 100%; height: 1fr; padding-left: 0; border-left: none; }
        }
        &.-short {
            #panel { padding: 0 1; }
            #formats { margin-bottom: 0; }
            #notes { margin-top: 0; }
            PolicyFields { margin-top: 0; }
        }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012 - as Screen has it
    AUTO_FOCUS = "RadioList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "focus_next", show=False),
        Binding("up", "focus_previous", show=False),
        Binding("enter,ctrl+j", "focus_next", show=False),
        Binding("pageup", "page_body(-1)", show=False, priority=True),
        Binding("pagedown", "page_body(1)", show=False, priority=True),
        Binding("tab", "focus_next", show=False),
        Binding("shift+tab", "focus_previous", show=False),
        Binding("ctrl+o", "next_format", show=False, priority=True),
        Binding("ctrl+y", "copy", show=False, priority=True),
        Binding("ctrl+g", "generate_external_id", show=False, priority=True),
        Binding("ctrl+q", "leave", show=False, priority=True),
        Binding("ctrl+c", "app.help_quit", show=False, priority=True),
    ]

    def __init__(self, prefill: Prefill, copy: Callable[[str], str]) -> None:
        """Take what is known, and what puts a text on the clipboard (it may take seconds)."""
        super().__init__()
        self._prefill = prefill
        self._copy = copy
        self._point = find_starting_point(prefill.draft(prefill.side))
        self._format = self._formats[0]
        self._filled: Values | None = None

    def heading(self) -> Content:
        """Return the title, which says that nothing changes in AWS."""
        about = clip(self._prefill.about, 60)
        whose = f"   for {about}" if about else ""
        fits = self.app.size.width >= _WIDE
        promise = ("   nothing is changed in AWS" if fits else "", f"not bold {MUTED}")
        return Content.assemble("IAM policy", (whose, "not bold"), promise)

    def frame_body(self) -> Iterable[Widget]:
        """Lay out the form and the preview."""
        groups = [
            (OPENINGS[side], [(p.id, p.sentence) for p in STARTING_POINTS if p.side == side])
            for side in SIDES
        ]
        form = VerticalScroll(
            RadioList(groups, self._point.id),
            self._fields(self._point),
            id="form",
            can_focus=False,
        )
        yield Horizontal(form, PolicyPreview(self._format, id="preview"), id="body")

    def _fields(self, point: StartingPoint) -> PolicyFields:
        values: dict[str, Value] = read_values(self._prefill.draft(point.side))
        values["existing_role"] = self._prefill.names.existing_role
        return PolicyFields(point, values)

    def hints(self) -> Iterable[Hint]:
        """Offer the fields, the format, the copy and the way back."""
        yield "⇥", "next", "screen.focus_next"
        yield "ctrl+o", "format", "screen.next_format"
        yield "ctrl+y", "copy", "screen.copy"
        if self._point.side == TRUST:
            yield "ctrl+g", "external ID", "screen.generate_external_id"
        yield "esc", "back", "screen.leave"

    def on_mount(self) -> None:
        """Show what is known so far."""
        self._preview.query_one(Formats).offer(self._formats)
        self._renew()

    def fit(self) -> None:
        """Draw the heading for the present width; form and preview share the rows there are."""
        self.put("heading", self.heading())

    # What changes the policy

    @on(RadioList.Chosen)
    async def _start_from(self, event: RadioList.Chosen) -> None:
        event.stop()
        old, self._point = self._point, POINTS[event.id]
        if old.side != self._point.side:
            form = self.query_one("#form")
            self.query_one(f"#fields-{old.side}").display = False
            if not self.query(f"#fields-{self._point.side}"):
                await form.mount(self._fields(self._point))
                if self.closes:
                    return  # it was left meanwhile
            self.query_one(f"#fields-{self._point.side}").display = True
            self.show_hints()
            self._filled = None
        self._side.show_for(self._point)
        if self._format == CHANGE:
            self._format = FORMATS[0]
        self._preview.query_one(Formats).offer(self._formats)
        self._renew()

    @on(Input.Changed)
    @on(Tick.Changed)
    def _filled_in(self) -> None:
        self._renew()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def action_focus_next(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_focus_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    def action_use_format(self, name: str) -> None:
        """Write it in a format that was clicked."""
        self._format = name
        self._renew()

    def action_next_format(self) -> None:
        """Go to the next format."""
        at = self._formats.index(self._format) + 1
        self.action_use_format(self._formats[at % len(self._formats)])

    def action_generate_external_id(self) -> None:
        """Generate an external ID that cannot be guessed."""
        row = self._side.row("external_id")
        if row is not None:
            row.write(str(uuid.uuid4()))

    @property
    def _formats(self) -> tuple[str, ...]:
        """The formats there are: the change first, where the present policy was read."""
        known = self._point.side in self._prefill.differences
        return (CHANGE, *FORMATS) if known else FORMATS

    @property
    def _side(self) -> PolicyFields:
        return self.query_one(f"#fields-{self._point.side}", PolicyFields)

    @property
    def _preview(self) -> PolicyPreview:
        return self.query_one(PolicyPreview)

    def _renew(self) -> None:
        """Follow the form."""
        values = self._side.values
        if self._format == CHANGE and self._filled not in (None, values):
            self._format = FORMATS[0]  # the change is what it is: the fields have no part in it
        self._filled = values
        known, given = self._prefill, self._prefill.draft(self._point.side)
        difference = known.differences.get(self._point.side)
        doubts = known.doubts.get(self._point.side, ())
        shown = preview(self._point, values, self._format, known.names, difference, given, doubts)
        wrong = {field for field, _ in shown.problems}
        for row in self._side.rows:
            row.mark(row.field.name in wrong)
        self._preview.show(shown)

    def action_copy(self) -> None:
        """Put what the preview shows on the clipboard, and say truthfully how that went."""
        self._preview.copy(self._copy)

    def action_scroll_body(self, rows: int) -> None:
        """Scroll the preview by lines."""
        self.query_one("#text").scroll_relative(y=rows, animate=False)

    def action_page_body(self, pages: int) -> None:
        """Scroll the preview by a screenful."""
        self._preview.page(pages)


def open_policy_form(
    picker: Picker, listing: Listing | None, chosen: Sequence[Role], caller_arn: str
) -> None:
    """Open the form, filled in from the chosen roles; empty without any.

    `caller_arn` is the ARN of this shell's identity, empty where it is not known.
    """
    prefill = Prefill()
    if chosen and listing is not None:
        chain = listing.catalogue.chain(chosen[0]) if len(chosen) == 1 else None
        prefill = prefill_for_roles(chosen, chain, caller_arn, listing.roles.arns)
    picker.app.push_screen(PolicyScreen(prefill, picker.copy))

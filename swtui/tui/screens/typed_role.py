"""Typing a role that no profile names, and choosing the profile that it starts from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from swtui.errors import ConfigError
from swtui.roles.chain_builder import usual_profile
from swtui.roles.console_link import looks_like_link
from swtui.roles.search import Index
from swtui.text import clip
from swtui.tui.screens.modal import BAD, MUTED, Hint, Modal
from swtui.tui.widgets.filter_line import LONGEST_LINK
from swtui.tui.widgets.radio_list import RadioList

if TYPE_CHECKING:
    from textual.widget import Widget

    from swtui.roles.role import Role
    from swtui.tui.listing import Listing
    from swtui.tui.picker import Picker

_SHOWN = 6
"""Profiles to choose from at once; typing finds the others."""
_OWN = "own"
"""The choice of the variables of this shell; the others are counted."""


class TypedRoleScreen(Modal["Role"]):
    """Answers with the role on Enter, with None on Esc."""

    DEFAULT_CSS = """
    TypedRoleScreen {
        .field { width: 100%; height: 1; }
        #body .label { width: 12; color: $quiet; }
        Input { width: 1fr; background: $row; }
        Input > .input--placeholder { color: $quiet; }
    }
    TypedRoleScreen.-tall .field { margin-bottom: 1; }
    TypedRoleScreen.-tall #note { margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "app.focus_next", show=False),
        Binding("up,ctrl+p", "app.focus_previous", show=False),
        Binding("enter,ctrl+j", "take", show=False, priority=True),
        Binding("ctrl+c", "app.help_quit", show=False, priority=True),
    ]
    AUTO_FOCUS = "Input"

    def __init__(
        self,
        starts: Sequence[Role],
        find: Callable[[str, str], Role],
        *,
        text: str = "",
        source: str = "",
        has_own: bool = False,
    ) -> None:
        """Take what a role can start from, and what finds the role that a text names there.

        `has_own` says that the variables of this shell hold credentials to start from.
        """
        super().__init__()
        self._has_own = has_own
        self._starts = starts
        self._find = find
        self._text = text
        self._source = source
        self._index = Index(starts)

    def heading(self) -> Content:
        """Ask."""
        return Content("which role, and where does it start?")

    def body(self) -> Iterable[Widget]:
        """Lay out the role, and the profiles that it can start from."""
        yield self._field("role", "role", self._text, "ARN, ACCOUNT/ROLE, or a console link")
        note = Static(id="note")
        note.display = False
        yield note
        yield self._field("find", "starts from", "", "type to find a profile")
        groups, chosen = self._offered("")
        yield RadioList(groups, chosen, id="starts")

    def _field(self, name: str, label: str, value: str, placeholder: str) -> Widget:
        return Horizontal(
            Static(Content(label), classes="label"),
            Input(
                value,
                placeholder=placeholder,
                id=name,
                compact=True,
                max_length=LONGEST_LINK,
                select_on_focus=False,
            ),
            classes="field",
        )

    def _offered(self, words: str) -> tuple[list[tuple[str, list[tuple[str, str]]]], str]:
        """Return the profiles that fit the words, as choices by their places, and the first."""
        matches = self._index.search(words) if words.strip() else range(len(self._starts))
        places = sorted(matches, key=lambda at: self._starts[at].name != self._source)[:_SHOWN]
        options = [(str(at), self._sentence(self._starts[at])) for at in places]
        if self._has_own and not words.strip():
            options.insert(0, (_OWN, "this shell's own credentials"))
        more = len(matches) - len(places)
        heading = f"and {more:,} more: type to find one" if more else "profiles"
        return [(heading, options or [("", "nothing matches")])], options[0][0] if options else ""

    def _sentence(self, role: Role) -> str:
        kinds = {"keys": "access key", "sso": "Identity Center", "process": "a program"}
        where = role.account.label if role.account.label != "-" else ""
        what = role.role_name or kinds.get(role.kind, role.kind)
        return clip("  ".join(part for part in (role.name, what, where) if part), 100)

    def hints(self) -> Iterable[Hint]:
        """Offer to go on and to go back."""
        yield "⏎", "assume", "screen.take"
        yield "↓", "profiles", "app.focus_next"
        yield "esc", "cancel", "screen.leave"

    @on(Input.Changed, "#find")
    def _narrowed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(RadioList).offer(*self._offered(event.value))

    def on_mount(self) -> None:
        """Go to what is still to be said."""
        if self._text:
            self.query_one(RadioList).focus()

    def action_take(self) -> None:
        """Answer, or say what is wrong with the role."""
        text = self.query_one("#role", Input).value.strip()
        chosen = self.query_one(RadioList).chosen
        if not text or ("/" not in text and not looks_like_link(text)):
            self._refuse("write an ARN, ACCOUNT/ROLE, or a link of the console", "")
            return
        if not chosen:
            self._refuse("no profile is chosen that the role can start from", "")
            return
        try:
            source = "" if chosen == _OWN else self._starts[int(chosen)].name
            role = self._find(text, source)
        except ConfigError as error:
            self._refuse(error.message, error.hint)
            return
        if role.problem is not None:
            self._refuse(role.problem.message, "")
            return
        self.answer(role)

    def _refuse(self, message: str, hint: str) -> None:
        said = Content.styled(f"✗ {clip(message, 400)}", BAD)
        tail = Content.styled(f"\n{clip(hint, 300)}", MUTED) if hint else Content("")
        self.put("note", Content.assemble(said, tail))
        for note in self.query("#note"):
            note.display = True


def open_typed_role(
    picker: Picker,
    listing: Listing,
    role: Role | None,
    answered: Callable[[Role | None], None],
) -> None:
    """Open the screen with the typed role under the cursor, if there is one."""
    env = picker.context.env
    typed = role if role is not None and role.origin == "typed" else None
    source = (typed.source_profile if typed else "") or listing.typed_source
    screen = TypedRoleScreen(
        listing.starts(),
        listing.find_typed,
        text=typed.name if typed else "",
        source=source or usual_profile(env)[0],
        has_own=bool(env.get("AWS_ACCESS_KEY_ID")) and not env.get("SWTUI_LEVEL"),
    )
    picker.app.push_screen(screen, answered)

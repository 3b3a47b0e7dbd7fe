"""The Tab menu: what can be done with a role, each under one letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.style import Style
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from swtui.text import clip
from swtui.tui.actions import Action, offered, shown_keys
from swtui.tui.screens.modal import BAD, CAREFUL, KEY, MUTED, PRODUCTION, Hint, Modal

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget

    from swtui.roles.role import Role
    from swtui.tui.actions import Action


KEY_WIDTH = 5
"""Cells of the column of keys."""


def action_for(event: events.Key, actions: Iterable[Action]) -> str | None:
    """Return the id of the action that a pressed key means, or None."""
    for action in actions:
        keys = action.key.split()
        if event.key in keys or (event.character and event.character in keys):
            return action.id
    return None


def action_rows(actions: Sequence[Action], *, on_enter: str = "") -> list[tuple[Content, Content]]:
    """Return for each action its key and its label; a click on it runs `choose`.

    `on_enter` is the id of the action that Enter starts too.
    """
    rows = []
    for action in actions:
        first = shown_keys(" ".join(action.key.split()[:1]))
        key = f"⏎ {first}" if action.id == on_enter else first
        click = Style.from_meta({"@click": f"screen.choose({action.id!r})"})
        rows.append((Content.styled(key, KEY).stylize(click), Content(action.label).stylize(click)))
    return rows


class ActionsMenu(Modal["str | None"]):
    """Answers with the id of the action whose letter was pressed; Esc and Tab close it."""

    DEFAULT_CSS = """
    ActionsMenu #panel { width: 50; }
    ActionsMenu #about { width: 100%; height: 2; }
    ActionsMenu #body {
        text-wrap: nowrap;
        text-overflow: ellipsis;
        & > .option-list--option-highlighted {
            background: $row;
            color: $foreground;
            text-style: none;
        }
        & > .option-list--option-hover { background: $row; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,shift+tab", "leave", show=False),
        Binding("enter,ctrl+j", "choose_highlighted", show=False),
    ]

    def __init__(
        self,
        role: Role,
        actions: Sequence[Action],
        marks: int = 0,
        taken: Mapping[str, int] | None = None,
    ) -> None:
        """`marks` is how many roles are marked: some actions are about them, and say so.

        `taken` says, by an action's id, of how many of them; without it, of all.
        """
        super().__init__()
        self._role = role
        own = offered(actions, role)
        self._actions = tuple(
            action
            for action in actions
            if action.in_menu and (action in own or (marks and action.for_marked))
        )
        self._marks = marks
        self._taken = taken or {}
        self._at = 0

    def heading(self) -> Content:
        """Name the role, and what is wrong with it."""
        role = self._role
        mark = Content.styled("   ▲ PROD", PRODUCTION) if role.production else Content("")
        broken = f"\n✗ {clip(role.problem.message, 200)}" if role.problem else ""
        parts = (part for part in (role.role_name, role.account.label) if part != role.name)
        where = "".join(f"   {clip(part, 60)}" for part in parts if part not in ("", "-"))
        return Content.assemble(
            clip(role.name, 120), (where, f"not bold {MUTED}"), mark, (broken, BAD)
        )

    def frame_body(self) -> Iterable[Widget]:
        """Lay the actions out as a list with a cursor, and what the one under it does."""
        options = [Option(self._row(action), action.id) for action in self._actions]
        menu = OptionList(*options, id="body", compact=True)
        menu.can_focus = False
        menu.auto_links = False
        yield menu
        yield Static(Content(""), id="about", classes="apart")

    def hints(self) -> Iterable[Hint]:
        """Return the keys of the menu."""
        yield "⏎", "or a letter", "screen.choose_highlighted"
        yield "esc", "back", "screen.leave"

    def on_mount(self) -> None:
        """Start on the first action."""
        self._menu.action_first()

    def on_key(self, event: events.Key) -> None:
        """A letter chooses its action."""
        chosen = None if event.key in ("enter", "tab") else action_for(event, self._actions)
        if chosen is not None:
            event.stop()
            self.answer(chosen)

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        """Mark the row with a glyph, which no theme takes away, and say what it does."""
        event.stop()
        for at, action in enumerate(self._actions):
            if at in (self._at, event.option_index):
                row = self._row(action, under_cursor=at == event.option_index)
                self._menu.replace_option_prompt_at_index(at, row)
        self._at = event.option_index
        self.put("about", Content.styled(self._actions[event.option_index].help, MUTED))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.answer(event.option_id)

    def action_choose(self, action_id: str) -> None:
        """Answer with an action that was clicked."""
        self.answer(action_id)

    def action_choose_highlighted(self) -> None:
        """Answer with the action under the cursor."""
        self._menu.action_select()

    def action_scroll_body(self, rows: int) -> None:
        """Move the cursor."""
        if rows < 0:
            self._menu.action_cursor_up()
        else:
            self._menu.action_cursor_down()

    def action_page_body(self, pages: int) -> None:
        """Move the cursor to an end."""
        if pages < 0:
            self._menu.action_first()
        else:
            self._menu.action_last()

    def _row(self, action: Action, *, under_cursor: bool = False) -> Content:
        key, label = next(iter(action_rows([action])))
        gap = " " * (KEY_WIDTH - key.cell_length)
        whose = self._whose(action)
        cursor = "❯ " if under_cursor else "  "
        return Content.assemble((cursor, KEY), key, gap, label, (whose, CAREFUL))

    def _whose(self, action: Action) -> str:
        """Say how many of the marked roles the action takes."""
        if not self._marks or not action.for_marked:
            return ""
        taken = self._taken.get(action.id, self._marks)
        of = f"{taken} of " if taken != self._marks else ""
        return f"   of {of}{self._marks} marked"

    @property
    def _menu(self) -> OptionList:
        return self.query_one("#body", OptionList)

"""Every action of the picker, declared once.

From this one list come the keys, the entries of the action line, the lines of the Tab menu and of
the help, the palette's commands and the names under `[keys]` in the settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from swtui.roles.role import Role


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do."""

    id: str
    """Its name in the settings (`[keys]`) and in the code."""
    key: str
    """The keys of list mode, separated by blanks; letters stand for themselves."""
    label: str
    """Two or three words: action line, Tab menu, palette."""
    help: str
    """One sentence: help, palette."""
    group: str
    """`row` (acts on the role), `move`, `edit` (of the filter) or `app`."""
    in_menu: bool = False
    """Whether it stands in the Tab menu and is offered on a session just made."""
    filter_key: str | None = None
    """The keys that also work while typing a filter; they work in list mode too."""
    for_session: bool = False
    """Whether it is offered once the role is assumed."""
    for_marked: bool = False
    """Whether it acts on every marked role, where some are marked, not on the one under the
    cursor."""
    needs_usable: bool = False
    """Whether it needs a role that can be assumed: a broken one is not offered it."""
    needs_cacheable: bool = False
    """Whether it needs a role whose sessions are cached: long-term keys are not offered it."""


ACTIONS: tuple[Action, ...] = (
    Action(
        "assume",
        "enter",
        "assume",
        "Become this role; Enter again opens a subshell with it.",
        "row",
        in_menu=True,
        filter_key="enter ctrl+j",
        needs_usable=True,
    ),
    Action(
        "menu",
        "tab",
        "actions",
        "Show what can be done with this role, each under one letter.",
        "row",
        filter_key="tab",
    ),
    Action(
        "shell",
        "s",
        "subshell",
        "Leave swtui for a shell that has the role's credentials.",
        "row",
        in_menu=True,
        for_session=True,
        needs_usable=True,
    ),
    Action(
        "copy",
        "y",
        "copy the exports",
        "Copy the commands that set the credentials; they are cleared after a while.",
        "row",
        in_menu=True,
        for_session=True,
        needs_usable=True,
    ),
    Action(
        "copy-command",
        "Y",
        "copy the command",
        "Copy a command that switches a shell to the role and holds no secret.",
        "row",
        in_menu=True,
        for_session=True,
        for_marked=True,
        needs_usable=True,
    ),
    Action(
        "renew",
        "R",
        "renew",
        "Ask AWS for a fresh session, though one is held.",
        "row",
        in_menu=True,
        for_session=True,
        needs_usable=True,
        needs_cacheable=True,
    ),
    Action(
        "forget",
        "x",
        "forget the session",
        "Remove the session that is held for this role.",
        "row",
        in_menu=True,
        for_session=True,
        for_marked=True,
        needs_usable=True,
        needs_cacheable=True,
    ),
    Action(
        "assume-with",
        "a",
        "assume with…",
        "Become this role with another duration, region or session name.",
        "row",
        in_menu=True,
        needs_usable=True,
    ),
    Action(
        "type-role",
        "n",
        "type a role",
        "Type a role's ARN, ACCOUNT/ROLE or a console link, and choose where it starts.",
        "row",
        in_menu=True,
    ),
    Action(
        "edit",
        "e",
        "edit the profile",
        "Open the file at the profile's line in $VISUAL or $EDITOR.",
        "row",
        in_menu=True,
    ),
    Action(
        "copy-arn",
        "c",
        "copy the ARN",
        "Copy the role's ARN; of every marked role if some are marked.",
        "row",
        in_menu=True,
        for_marked=True,
    ),
    Action(
        "copy-account",
        "C",
        "copy the account id",
        "Copy the account's 12 digits; of every marked role if some are marked.",
        "row",
        in_menu=True,
        for_marked=True,
    ),
    Action(
        "policy",
        "p",
        "write a policy",
        "Write the IAM policies that let you become this role, or every marked one.",
        "row",
        in_menu=True,
        for_marked=True,
    ),
    Action(
        "favourite",
        "f",
        "favourite",
        "Keep this role near the top, or let it go again.",
        "row",
        in_menu=True,
    ),
    Action("mark", "space", "mark", "Mark this role, for actions on several.", "row"),
    Action("up", "k", "up", "One role up.", "move", filter_key="up ctrl+p"),
    Action("down", "j", "down", "One role down.", "move", filter_key="down ctrl+n"),
    Action("page-up", "", "page up", "One screen up.", "move", filter_key="pageup"),
    Action("page-down", "", "page down", "One screen down.", "move", filter_key="pagedown"),
    Action("first", "g home", "first", "To the first role.", "move", filter_key="ctrl+home"),
    Action("last", "G end", "last", "To the last role.", "move", filter_key="ctrl+end"),
    Action("filter", "/ i", "filter", "Back to typing a filter.", "move"),
    Action(
        "leave-filter",
        "",
        "list keys",
        "Clear the filter; when it is empty, go to list mode, where letters are keys.",
        "edit",
        filter_key="escape",
    ),
    Action("clear", "", "clear", "Clear the filter.", "edit", filter_key="ctrl+u"),
    Action("rub-word", "", "delete word", "Delete the last word.", "edit", filter_key="ctrl+w"),
    Action(
        "edit-file",
        "E",
        "fix the file",
        "Open the file at the line that the notice at the top names.",
        "app",
        filter_key="ctrl+o",
    ),
    Action("group", "v", "grouped or flat", "Group the roles by account, or not.", "app"),
    Action("theme", "t", "theme", "Go to the next theme; it is remembered.", "app"),
    Action("reload", "r", "reload", "Read the configuration again.", "app"),
    Action("doctor", "d", "doctor", "Show what is well with the set-up, and what is not.", "app"),
    Action("palette", ":", "palette", "Find any action by its name.", "app"),
    Action("help", "?", "help", "Show every key.", "app", filter_key="f1"),
    Action("quit", "q", "quit", "Leave; nothing is changed.", "app", filter_key="ctrl+c"),
)

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}


def offered(actions: Iterable[Action], role: Role | None) -> tuple[Action, ...]:
    """Return the actions that a role has; without a role, all."""
    return tuple(
        action
        for action in actions
        if role is None
        or (
            (role.is_usable or not action.needs_usable)
            and (role.is_cacheable or not action.needs_cacheable)
        )
    )


GLYPHS = {
    "enter": "⏎",
    "tab": "⇥",
    "escape": "esc",
    "up": "↑",
    "down": "↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "f1": "F1",
}
"""How a key's name is shown, where it is not shown as it is written."""


def shown_keys(keys: str) -> str:
    """Return blank-separated key names as they are shown to people: `j ↓ ctrl+n`."""
    return " ".join(
        "+".join(GLYPHS.get(part, part) for part in key.split("+")) for key in keys.split()
    )


def with_keys(own: Mapping[str, str]) -> tuple[tuple[Action, ...], tuple[str, ...]]:
    """Return the actions with the user's own keys put in, and a warning for each odd entry.

    `own` is `[keys]` of the settings: action id to keys. A key of several characters
    (`ctrl+y`, `f5`) works in both modes, a single character in list mode only. ctrl+c cannot be
    taken from `quit`.
    """
    warnings = [f"[keys] names no action: {name}" for name in own if name not in BY_ID]
    taken = {key for name, keys in own.items() if name in BY_ID for key in keys.split()}
    taken.discard("ctrl+c")
    return tuple(_rekeyed(action, own.get(action.id), taken) for action in ACTIONS), tuple(warnings)


def _rekeyed(action: Action, own: str | None, taken: set[str]) -> Action:
    from dataclasses import replace

    if own is None:
        kept = _without(action.key, taken)
        other = _without(action.filter_key or "", taken) or None
        return replace(action, key=kept, filter_key=other)
    everywhere = [key for key in own.split() if len(key) > 1 and key != "space"]
    if action.id == "quit":
        everywhere.append("ctrl+c")
    return replace(action, key=own, filter_key=" ".join(everywhere) or None)


def _without(keys: str, taken: set[str]) -> str:
    return " ".join(key for key in keys.split() if key not in taken)


def key_table(actions: tuple[Action, ...], *, filtering: bool) -> dict[str, str]:
    """Return which key starts which action (its id) in the given mode."""
    table: dict[str, str] = {}
    for action in actions:
        keys = (action.filter_key or "").split() + ([] if filtering else action.key.split())
        table.update(dict.fromkeys(keys, action.id))
    return table

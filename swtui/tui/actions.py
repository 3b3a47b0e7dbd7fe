"""Every action of the picker, declared once.

From this one list come the keys, the entries of the action line, the lines of the Tab menu and of
the help, the palette's commands and the names under `[keys]` in the settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from swtui.records import record

if TYPE_CHECKING:
    from swtui.roles.role import Role


@record
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
    """Whether it is in the Tab menu and is offered for a new session."""
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
        id="assume",
        key="enter",
        label="assume",
        help="Assume this role; Enter again opens a subshell with it.",
        group="row",
        in_menu=True,
        filter_key="enter ctrl+j",
        needs_usable=True,
    ),
    Action(
        id="menu",
        key="tab",
        label="actions",
        help="Show what can be done with this role, each under one letter.",
        group="row",
        filter_key="tab",
    ),
    Action(
        id="shell",
        key="s",
        label="subshell",
        help="Leave swtui for a shell that has the role's credentials.",
        group="row",
        in_menu=True,
        for_session=True,
        needs_usable=True,
    ),
    Action(
        id="copy",
        key="y",
        label="copy the exports",
        help="Copy the commands that set the credentials; they are cleared after a while.",
        group="row",
        in_menu=True,
        for_session=True,
        needs_usable=True,
    ),
    Action(
        id="copy-command",
        key="Y",
        label="copy the command",
        help="Copy a command that switches a shell to the role and holds no secret.",
        group="row",
        in_menu=True,
        for_session=True,
        for_marked=True,
        needs_usable=True,
    ),
    Action(
        id="renew",
        key="R",
        label="renew",
        help="Get a new session even if a cached one is valid.",
        group="row",
        in_menu=True,
        for_session=True,
        needs_usable=True,
        needs_cacheable=True,
    ),
    Action(
        id="forget",
        key="x",
        label="delete the session",
        help="Delete the cached session of this role.",
        group="row",
        in_menu=True,
        for_session=True,
        for_marked=True,
        needs_usable=True,
        needs_cacheable=True,
    ),
    Action(
        id="assume-with",
        key="a",
        label="assume with…",
        help="Assume this role with another duration, region or session name.",
        group="row",
        in_menu=True,
        needs_usable=True,
    ),
    Action(
        id="type-role",
        key="n",
        label="type a role",
        help="Type a role's ARN, ACCOUNT/ROLE or a console link, and choose where it starts.",
        group="row",
        in_menu=True,
    ),
    Action(
        id="edit",
        key="e",
        label="edit the profile",
        help="Open the file at the profile's line in $VISUAL or $EDITOR.",
        group="row",
        in_menu=True,
    ),
    Action(
        id="copy-arn",
        key="c",
        label="copy the ARN",
        help="Copy the role's ARN; of every marked role if some are marked.",
        group="row",
        in_menu=True,
        for_marked=True,
    ),
    Action(
        id="copy-account",
        key="C",
        label="copy the account ID",
        help="Copy the account's 12 digits; of every marked role if some are marked.",
        group="row",
        in_menu=True,
        for_marked=True,
    ),
    Action(
        id="policy",
        key="p",
        label="write a policy",
        help="Write the IAM policies that allow you to assume this role, or every marked one.",
        group="row",
        in_menu=True,
        for_marked=True,
    ),
    Action(
        id="favourite",
        key="f",
        label="favourite",
        help="Add or remove this role as a favourite.",
        group="row",
        in_menu=True,
    ),
    Action(
        id="mark",
        key="space",
        label="mark",
        help="Mark this role, for actions on several.",
        group="row",
    ),
    Action(id="up", key="k", label="up", help="One role up.", group="move", filter_key="up ctrl+p"),
    Action(
        id="down",
        key="j",
        label="down",
        help="One role down.",
        group="move",
        filter_key="down ctrl+n",
    ),
    Action(
        id="page-up",
        key="",
        label="page up",
        help="One screen up.",
        group="move",
        filter_key="pageup",
    ),
    Action(
        id="page-down",
        key="",
        label="page down",
        help="One screen down.",
        group="move",
        filter_key="pagedown",
    ),
    Action(
        id="first",
        key="g home",
        label="first",
        help="To the first role.",
        group="move",
        filter_key="ctrl+home",
    ),
    Action(
        id="last",
        key="G end",
        label="last",
        help="To the last role.",
        group="move",
        filter_key="ctrl+end",
    ),
    Action(id="filter", key="/ i", label="filter", help="Back to typing a filter.", group="move"),
    Action(
        id="leave-filter",
        key="",
        label="list mode",
        help="Clear the filter; when it is empty, go to list mode, where letters are keys.",
        group="edit",
        filter_key="escape",
    ),
    Action(
        id="clear",
        key="",
        label="clear",
        help="Clear the filter.",
        group="edit",
        filter_key="ctrl+u",
    ),
    Action(
        id="rub-word",
        key="",
        label="delete word",
        help="Delete the last word.",
        group="edit",
        filter_key="ctrl+w",
    ),
    Action(
        id="edit-file",
        key="E",
        label="fix the file",
        help="Open the file at the line that the notice at the top names.",
        group="app",
        filter_key="ctrl+o",
    ),
    Action(
        id="group",
        key="v",
        label="grouped or flat",
        help="Group the roles by account, or not.",
        group="app",
    ),
    Action(
        id="theme",
        key="t",
        label="theme",
        help="Go to the next theme; it is remembered.",
        group="app",
    ),
    Action(id="reload", key="r", label="reload", help="Read the configuration again.", group="app"),
    Action(
        id="doctor",
        key="d",
        label="doctor",
        help="Check the setup and suggest fixes.",
        group="app",
    ),
    Action(
        id="palette", key=":", label="palette", help="Find any action by its name.", group="app"
    ),
    Action(id="help", key="?", label="help", help="Show every key.", group="app", filter_key="f1"),
    Action(
        id="quit",
        key="q",
        label="quit",
        help="Leave; nothing is changed.",
        group="app",
        filter_key="ctrl+c",
    ),
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
"""The names of keys that are not shown as they are written."""


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
    from swtui.records import replace

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

"""Which action does what on the main screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from swtui.errors import SwtuiError
from swtui.roles.arn import parse_role_arn
from swtui.roles.chain_builder import usual_profile
from swtui.tui.actions import BY_ID
from swtui.tui.background import in_background
from swtui.tui.context import PickerResult
from swtui.tui.copy_actions import copy_commands, copy_facts, may_copy_secrets, notify, notify_error
from swtui.tui.theme import next_theme
from swtui.tui.widgets.filter_line import FilterLine

if TYPE_CHECKING:
    from swtui.roles.role import Place, Role
    from swtui.sessions.options import AssumeOptions
    from swtui.tui.screens.main import MainScreen

_NOT_CACHED = "long-term keys do not expire, and are not cached"

_TAKES: dict[str, Callable[[Role], bool]] = {
    "copy-command": lambda role: role.is_usable,
    "forget": lambda role: role.is_usable and role.is_cacheable,
    "copy-arn": lambda role: bool(role.arn),
    "copy-account": lambda role: bool(role.account.id),
    "policy": lambda role: not isinstance(parse_role_arn(role.arn), str),
}
"""Which of the marked roles an action takes, by its id."""


def perform(action: str, screen: MainScreen) -> None:
    """Do an action, by its id; those of moving and editing are the list's own."""
    if BY_ID[action].group in ("move", "edit"):
        screen.roles.act(action)
    elif action in _APP:
        _APP[action](screen)
    elif screen.listing is None:
        screen.early = action
    elif (role := screen.roles.role) is not None:
        _ROW[action](screen, role)


def _chosen(screen: MainScreen, role: Role) -> list[Role]:
    """Return the marked roles, in the list's order; without marks the one under the cursor."""
    if not screen.marks or screen.listing is None:
        return [role]
    return [role for role in screen.listing.roles if role.name in screen.marks]


def _assume(screen: MainScreen, role: Role) -> None:
    screen.becoming.become(role, "show")


def _menu(screen: MainScreen, role: Role) -> None:
    from swtui.tui.screens.actions_menu import ActionsMenu

    def chosen(action: str | None) -> None:
        if action is not None:
            perform(action, screen)

    roles = _chosen(screen, role) if screen.marks else []
    taken = {action: sum(map(takes, roles)) for action, takes in _TAKES.items()}
    screen.app.push_screen(ActionsMenu(role, screen.picker.actions, len(roles), taken), chosen)


def _shell(screen: MainScreen, role: Role) -> None:
    screen.becoming.become(role, "shell")


def _copy(screen: MainScreen, role: Role) -> None:
    if may_copy_secrets(screen.app, screen.picker.world):
        screen.becoming.become(role, "copy")


def _copy_command(screen: MainScreen, role: Role) -> None:
    usable = list(filter(_TAKES["copy-command"], _chosen(screen, role)))
    if not usable:
        notify(screen.app, "a role that cannot be assumed has no such command", careful=True)
        return
    try:
        asked = [(each.name, screen.sessions.request(each).pairs()) for each in usable]
    except SwtuiError as error:
        notify_error(screen.app, error)
        return
    copy_commands(screen.app, screen.picker.world, asked)


def _renew(screen: MainScreen, role: Role) -> None:
    if role.is_usable and not role.is_cacheable:
        notify(screen.app, _NOT_CACHED, careful=True)
    else:
        screen.becoming.renew(role)


def _forget(screen: MainScreen, role: Role) -> None:
    cacheable = list(filter(_TAKES["forget"], _chosen(screen, role)))
    if not cacheable:
        words = _NOT_CACHED if role.is_usable else "a role that cannot be assumed has no session"
        notify(screen.app, words, careful=True)
    for chosen in cacheable:
        screen.becoming.forget(chosen)


def _assume_with(screen: MainScreen, role: Role) -> None:
    from swtui.tui.screens.assume_with import AssumeWithScreen

    def answered(options: AssumeOptions | None) -> None:
        if options is not None:
            screen.becoming.become(role, "show", replace(options, refresh=True))

    screen.app.push_screen(AssumeWithScreen(role, screen.picker.world.options), answered)


def _assume_typed(screen: MainScreen, role: Role) -> None:
    """Assume a typed role where it has a start; ask for the start where it has none."""
    if role.origin == "typed" and role.problem is not None and role.problem.place is None:
        _type_role(screen)
    else:
        _assume(screen, role)


def _type_role(screen: MainScreen) -> None:
    """Ask for a role and its source profile, and assume it."""
    from swtui.tui.screens.typed_role import TypedRoleScreen

    listing, role = screen.listing, screen.roles.role
    if listing is None:
        screen.early = "type-role"
        return
    is_typed = role is not None and role.origin == "typed"

    def answered(chosen: Role | None) -> None:
        if chosen is None:
            return
        listing.typed_source = chosen.source_profile
        if chosen.origin == "typed":
            screen.roles.set_line(FilterLine(chosen.name, len(chosen.name)))
        screen.becoming.become(chosen, "show")

    env = screen.picker.world.env
    source = (role.source_profile if role and is_typed else "") or listing.typed_source
    source = source or usual_profile(env)[0]
    text = role.name if role and is_typed else ""
    asked = TypedRoleScreen(
        listing.starts(),
        listing.find_typed,
        text=text,
        source=source,
        has_own=bool(env.get("AWS_ACCESS_KEY_ID")) and not env.get("SWTUI_LEVEL"),
    )
    screen.app.push_screen(asked, answered)


def _edit(screen: MainScreen, role: Role) -> None:
    if role.place is None:
        notify(screen.app, "a typed role stands in no file", careful=True)
        return
    _leave_to_edit(screen, role.place)


def _edit_file(screen: MainScreen) -> None:
    """Open the file at the line that the notice names, and come back to the same row."""
    if screen.noticed is None:
        notify(screen.app, "no notice names a line", careful=True)
        return
    _leave_to_edit(screen, screen.noticed)


def _leave_to_edit(screen: MainScreen, place: Place) -> None:
    """Leave for the editor, and say how the picker is found again."""
    role, words, listing = screen.roles.role, screen.roles.words, not screen.filtering
    screen.picker.exit(PickerResult("edit", role, words=words, listing=listing, place=place))


def _copy_arn(screen: MainScreen, role: Role) -> None:
    arns = [chosen.arn for chosen in _chosen(screen, role)]
    copy_facts(screen.app, screen.picker.world, arns, "ARN")


def _copy_account(screen: MainScreen, role: Role) -> None:
    ids = [chosen.account.id for chosen in _chosen(screen, role)]
    copy_facts(screen.app, screen.picker.world, ids, "account id")


def _policy(screen: MainScreen) -> None:
    """Open the policy form, filled in from the chosen roles if there are any."""
    from swtui.access.form.prefill import Prefill, prefill_for_roles
    from swtui.tui.screens.policy import PolicyScreen

    role, listing = screen.roles.role, screen.listing
    prefill = Prefill()
    if role is not None and listing is not None:
        chosen = _chosen(screen, role)
        identity = screen.surroundings.identity if screen.surroundings else None
        prefill = prefill_for_roles(
            chosen,
            listing.catalogue.chain(chosen[0]) if len(chosen) == 1 else None,
            identity.arn if identity else "",
            (each.arn for each in listing.roles),
        )
    screen.app.push_screen(PolicyScreen(prefill, screen.picker.copied))


def _favourite(screen: MainScreen, role: Role) -> None:
    memory = screen.picker.world.memory

    def kept(is_favourite: bool) -> None:
        others = screen.favourites - {role.name}
        screen.favourites = others | {role.name} if is_favourite else others

    in_background(
        screen.app,
        lambda: memory.toggle_favourite(role.name),
        kept,
        lambda error: notify_error(screen.app, error),
    )


def _mark(screen: MainScreen, role: Role) -> None:
    screen.marks = screen.marks ^ {role.name}
    screen.roles.act("down")


def _group(screen: MainScreen) -> None:
    screen.grouped = not screen.grouped


def _theme(screen: MainScreen) -> None:
    screen.app.theme = next_theme(screen.app.theme)
    notify(screen.app, f"theme: {screen.app.theme}")


def _reload(screen: MainScreen) -> None:
    screen.reload()


def _palette(screen: MainScreen) -> None:
    from swtui.tui.palette import open_palette

    open_palette(screen.app)


def _help(screen: MainScreen) -> None:
    from swtui.tui.screens.help import HelpScreen

    screen.app.push_screen(HelpScreen(screen.picker.actions))


def _doctor(screen: MainScreen) -> None:
    from swtui.tui.screens.doctor import DoctorScreen

    picker = screen.picker
    screen.app.push_screen(DoctorScreen(picker.world.health, picker.copied, picker.world.env))


def _quit(screen: MainScreen) -> None:
    screen.picker.exit(PickerResult(words=screen.roles.words))


_ROW: dict[str, Callable[[MainScreen, Role], None]] = {
    "assume": _assume_typed,
    "menu": _menu,
    "shell": _shell,
    "copy": _copy,
    "copy-command": _copy_command,
    "renew": _renew,
    "forget": _forget,
    "assume-with": _assume_with,
    "edit": _edit,
    "copy-arn": _copy_arn,
    "copy-account": _copy_account,
    "favourite": _favourite,
    "mark": _mark,
}
_APP: dict[str, Callable[[MainScreen], None]] = {
    "policy": _policy,  # without a role, it opens empty
    "edit-file": _edit_file,
    "type-role": _type_role,
    "group": _group,
    "theme": _theme,
    "reload": _reload,
    "palette": _palette,
    "help": _help,
    "doctor": _doctor,
    "quit": _quit,
}

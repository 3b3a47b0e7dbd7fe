"""The main screen: a method for each action."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from swtui.errors import SwtuiError
from swtui.records import replace
from swtui.roles.arn import parse_role_arn
from swtui.roles.role import Place, Role
from swtui.tui.background import in_background
from swtui.tui.context import PickerResult
from swtui.tui.copy_actions import copy_commands, copy_facts, may_copy_secrets, notify, notify_error
from swtui.tui.screens.list_screen import ListScreen
from swtui.tui.theme import next_theme
from swtui.tui.widgets.filter_line import FilterLine

if TYPE_CHECKING:
    from swtui.sessions.options import AssumeOptions

NOT_CACHED = "long-term keys do not expire, and are not cached"

_APPLIES: dict[str, Callable[[Role], bool]] = {
    "copy-command": lambda role: role.is_usable,
    "forget": lambda role: role.is_usable and role.is_cacheable,
    "copy-arn": lambda role: bool(role.arn),
    "copy-account": lambda role: bool(role.account.id),
    "policy": lambda role: not isinstance(parse_role_arn(role.arn), str),
}
"""Action ID → whether the action applies to a role, of those that act on every marked role."""


class MainScreen(ListScreen):
    """The list of roles; `action_<ID>` does the action of that ID (see `tui.actions`)."""

    @property
    def _current(self) -> Role:
        """The role under the cursor; `action_do` sees to it that there is one."""
        role = self.roles.role
        assert role is not None  # noqa: S101
        return role

    @property
    def _chosen(self) -> list[Role]:
        """The marked roles in the list's order; without marks the one under the cursor."""
        if not self.marks or self.listing is None:
            return [self._current]
        return self.listing.roles.named(self.marks)

    def action_assume(self) -> None:
        """Assume the role; first ask for the source profile of a typed role without one."""
        role = self._current
        if role.origin == "typed" and role.problem is not None and role.problem.place is None:
            self.action_type_role()
        else:
            self.assuming.assume(role, "show")

    def action_menu(self) -> None:
        """Open the Tab menu."""
        from swtui.tui.screens.actions_menu import ActionsMenu

        def chosen(action: str | None) -> None:
            if action is not None:
                self.action_do(action)

        roles = self._chosen if self.marks else []
        counts = {action: sum(map(applies, roles)) for action, applies in _APPLIES.items()}
        menu = ActionsMenu(self._current, self.picker.actions, len(roles), counts)
        self.app.push_screen(menu, chosen)

    def action_shell(self) -> None:
        """Assume the role and open a subshell."""
        self.assuming.assume(self._current, "shell")

    def action_copy(self) -> None:
        """Assume the role and copy its exports."""
        if may_copy_secrets(self.app, self.picker.context):
            self.assuming.assume(self._current, "copy")

    def action_copy_command(self) -> None:
        """Copy the switch command of each chosen role."""
        usable = list(filter(_APPLIES["copy-command"], self._chosen))
        if not usable:
            notify(self.app, "a role that cannot be assumed has no such command", careful=True)
            return
        try:
            requests = [(each.name, self.sessions.request(each).pairs()) for each in usable]
        except SwtuiError as error:
            notify_error(self.app, error)
            return
        copy_commands(self.app, self.picker.context, requests)

    def action_renew(self) -> None:
        """Renew the role's session."""
        role = self._current
        if role.is_usable and not role.is_cacheable:
            notify(self.app, NOT_CACHED, careful=True)
        else:
            self.assuming.renew(role)

    def action_forget(self) -> None:
        """Delete the cached session of each chosen role."""
        cacheable = list(filter(_APPLIES["forget"], self._chosen))
        if not cacheable:
            is_usable = self._current.is_usable
            text = NOT_CACHED if is_usable else "a role that cannot be assumed has no session"
            notify(self.app, text, careful=True)
        for role in cacheable:
            self.assuming.delete_session(role)

    def action_assume_with(self) -> None:
        """Ask for options, and assume the role with them."""
        from swtui.tui.screens.assume_with import AssumeWithScreen

        role = self._current

        def answered(options: AssumeOptions | None) -> None:
            if options is not None:
                self.assuming.assume(role, "show", replace(options, refresh=True))

        screen = AssumeWithScreen(role, self.picker.context.options)
        self.app.push_screen(screen, answered)

    def action_type_role(self) -> None:
        """Ask for a role that no file defines and its source profile, and assume it."""
        from swtui.tui.screens.typed_role import open_typed_role

        listing = self.listing
        if listing is None:
            self.early = "type-role"
            return

        def answered(chosen: Role | None) -> None:
            if chosen is None:
                return
            listing.typed_source = chosen.source_profile
            if chosen.origin == "typed":
                self.roles.set_line(FilterLine(chosen.name, len(chosen.name)))
            self.assuming.assume(chosen, "show")

        open_typed_role(self.picker, listing, self.roles.role, answered)

    def action_edit(self) -> None:
        """Open the file where the role is defined."""
        place = self._current.place
        if place is None:
            notify(self.app, "this role is not defined in a file", careful=True)
        else:
            self._leave_to_edit(place)

    def action_edit_file(self) -> None:
        """Open the file at the line that the notice names."""
        if self.noticed is None:
            notify(self.app, "no notice names a line", careful=True)
        else:
            self._leave_to_edit(self.noticed)

    def _leave_to_edit(self, place: Place) -> None:
        """Leave for the editor; the picker then returns to this row and mode."""
        self.picker.app.exit(
            PickerResult(
                action="edit",
                role=self.roles.role,
                words=self.roles.words,
                listing=not self.filtering,
                place=place,
            )
        )

    def action_copy_arn(self) -> None:
        """Copy the ARN of each chosen role."""
        copy_facts(self.app, self.picker.context, [role.arn for role in self._chosen], "ARN")

    def action_copy_account(self) -> None:
        """Copy the account ID of each chosen role."""
        ids = [role.account.id for role in self._chosen]
        copy_facts(self.app, self.picker.context, ids, "account ID")

    def action_policy(self) -> None:
        """Open the policy form, filled in from the chosen roles; empty without any."""
        from swtui.tui.screens.policy import open_policy_form

        identity = self.shell_identity.identity if self.shell_identity else None
        chosen = self._chosen if self.roles.role is not None else []
        open_policy_form(self.picker, self.listing, chosen, identity.arn if identity else "")

    def action_favourite(self) -> None:
        """Add the role to the favourites, or remove it."""
        name, memory = self._current.name, self.picker.context.memory

        def saved(is_favourite: bool) -> None:
            others = self.favourites - {name}
            self.favourites = others | {name} if is_favourite else others

        in_background(self.app, lambda: memory.toggle_favourite(name), saved, self._report)

    def action_mark(self) -> None:
        """Mark the role or remove its mark, and go down."""
        self.marks = self.marks ^ {self._current.name}
        self.roles.act("down")

    def action_group(self) -> None:
        """Group the roles by account, or stop grouping."""
        self.grouped = not self.grouped

    def action_theme(self) -> None:
        """Use the next theme."""
        self.app.theme = next_theme(self.app.theme)
        notify(self.app, f"theme: {self.app.theme}")

    def action_palette(self) -> None:
        """Open the command palette."""
        from swtui.tui.palette import open_palette

        open_palette(self.app)

    def action_help(self) -> None:
        """Show every key."""
        from swtui.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.picker.actions))

    def action_doctor(self) -> None:
        """Show the health check."""
        from swtui.tui.screens.doctor import DoctorScreen

        context = self.picker.context
        self.app.push_screen(DoctorScreen(context.health, self.picker.copy, context.env))

    def action_quit(self) -> None:
        """Leave the picker."""
        self.picker.app.exit(PickerResult(words=self.roles.words))

"""ListScreen: the state of the picker, and the widgets of the main screen that show it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive

from swtui.errors import SwtuiError
from swtui.files import shown_path
from swtui.roles.chain import Chain
from swtui.roles.role import Place, Role
from swtui.tui.actions import BY_ID
from swtui.tui.background import in_background
from swtui.tui.cached_sessions import CachedSessions
from swtui.tui.copy_actions import notify_error
from swtui.tui.flows.assume import AssumeFlow, Refused
from swtui.tui.listing import Listing, read_listing
from swtui.tui.screens.picker_screen import PickerScreen
from swtui.tui.status import choose_notice, find_edit_key
from swtui.tui.widgets.action_line import ActionLine
from swtui.tui.widgets.detail import DetailPane
from swtui.tui.widgets.identity_bar import HeldLine, IdentityBar
from swtui.tui.widgets.role_list import RoleList

if TYPE_CHECKING:
    from swtui.roles.recent import Used
    from swtui.sessions.shell_identity import ShellIdentity
    from swtui.tui.config_loader import ConfigLoader
    from swtui.tui.picker import Picker

PATIENCE = 0.1
"""Seconds the first frame waits for the configuration; a large one is shown after it."""
LOOK_AFTER = 0.2
"""Seconds after which the sessions of the visible roles are first looked up."""
WITHOUT_ROLE = ("policy", "type-role")
"""Actions of a row that also do something without a role."""


class ListScreen(PickerScreen[None]):
    """The role list's screen; its widgets are bound to its state, and report by messages.

    Each action is a method of the subclass: `action_` and the action's ID, with underscores.
    """

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - so Textual has it
        (0, "-narrow"),
        (100, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]  # noqa: RUF012

    listing: reactive[Listing | None] = reactive(None)
    favourites: reactive[frozenset[str]] = reactive(frozenset[str]())
    used: reactive[Mapping[str, Used]] = reactive[Mapping[str, "Used"]]({})
    held: reactive[Mapping[str, str]] = reactive[Mapping[str, str]]({})
    requests: reactive[Mapping[str, str]] = reactive[Mapping[str, str]]({})
    holding: reactive[HeldLine | None] = reactive(None)
    marks: reactive[frozenset[str]] = reactive(frozenset[str]())
    grouped: reactive[bool] = reactive(False)
    filtering: reactive[bool] = reactive(True)
    busy: reactive[bool] = reactive(False)
    """Whether a role is being assumed: keys then wait for their turn."""
    role: reactive[Role | None] = reactive(None)
    chain: reactive[Chain | None] = reactive(None)
    shell_identity: reactive[ShellIdentity | None] = reactive(None)
    changed_on_disk: reactive[bool] = reactive(False)
    notice: reactive[str] = reactive("")

    def __init__(self, picker: Picker, loader: ConfigLoader) -> None:
        super().__init__()
        self.picker = picker
        self._loader = loader
        self._stamp: Hashable = None
        self.sessions = CachedSessions(picker.app, picker.context, self.show_held)
        self.assuming = AssumeFlow(
            picker,
            self.sessions,
            set_busy=self._set_busy,
            act=self.action_do,
            words=lambda: self.roles.words,
            refused=self._explain,
        )
        self.noticed: Place | None = None
        """The line that the notice is about."""
        self.early = ""
        """An action on a role that was requested before the roles were read."""

    @property
    def roles(self) -> RoleList:
        """The list."""
        return self.query_one(RoleList)

    def compose(self) -> ComposeResult:
        """Bar, list and pane, action line."""
        context = self.picker.context
        level = context.env.get("SWTUI_LEVEL", "")
        yield IdentityBar(demo=context.demo, level=level).data_bind(
            ListScreen.shell_identity, ListScreen.holding, ListScreen.notice
        )
        with Horizontal(id="middle"):
            yield RoleList(words=context.words, actions=self.picker.actions).data_bind(
                ListScreen.listing,
                ListScreen.favourites,
                ListScreen.held,
                ListScreen.marks,
                ListScreen.grouped,
                ListScreen.filtering,
                ListScreen.busy,
            )
            yield DetailPane(context.env, context.settings, context.now).data_bind(
                ListScreen.role,
                ListScreen.chain,
                ListScreen.held,
                ListScreen.requests,
                ListScreen.used,
            )
        yield ActionLine(self.picker.actions).data_bind(ListScreen.filtering, ListScreen.role)

    def on_mount(self) -> None:
        """Show what was read, and start everything that must not delay the first frame."""
        context = self.picker.context
        self.filtering = not context.listing
        self._stamp = context.files_stamp()
        if self._loader.wait(PATIENCE):
            self.take_listing(self._loader.result())
        else:
            in_background(self.app, self._loader.result, self.take_listing)
        self.set_timer(LOOK_AFTER, self._look)

    # The configuration

    def action_reload(self) -> None:
        """Read the configuration again in the background; the list stays until then."""
        context = self.picker.context
        self._stamp = context.files_stamp()
        in_background(self.app, lambda: read_listing(context), self.take_listing, self._report)

    def _report(self, error: SwtuiError) -> None:
        notify_error(self.app, error)

    def take_listing(self, listing: Listing) -> None:
        """Show the configuration that was read."""
        self.sessions.renew(listing.catalogue, listing.recent.used)
        self.favourites = listing.recent.favourites
        self.used = listing.recent.used
        self.changed_on_disk = False
        is_first = self.listing is None
        self.listing = listing
        self.call_later(self._do_early)
        if is_first and self.picker.context.place:
            self.roles.go_to(self.picker.context.place)
        self.call_after_refresh(self._identify_shell, listing)
        prepare = listing.index.prepare  # the first key then finds the texts ready
        self.call_after_refresh(lambda: in_background(self.app, prepare, lambda _: None))
        self._update_notice()
        if not listing.roles or listing.sign_in:
            self._welcome(listing)

    def _do_early(self) -> None:
        early, self.early = self.early, ""
        if early:
            self.action_do(early)

    def _welcome(self, listing: Listing) -> None:
        """Show how to begin: no role is configured, or every role needs a sign-in."""
        from swtui.tui.screens.welcome import WelcomeScreen

        env = self.picker.context.env
        paths = [shown_path(path, env) for path in listing.catalogue.files.searched]
        screen = WelcomeScreen(paths, self.picker.copy, sign_in=listing.sign_in)
        self.app.push_screen(screen)

    def _identify_shell(self, listing: Listing) -> None:
        """Find out who this shell is: first without the network, then with it."""
        app, identify = self.app, self.picker.context.identify_shell

        def online(shell: ShellIdentity) -> None:
            self._take_shell(shell)
            in_background(app, lambda: identify(listing.catalogue, True), self._take_shell)

        in_background(app, lambda: identify(listing.catalogue, False), online)

    def _take_shell(self, shell: ShellIdentity) -> None:
        self.shell_identity = shell
        self._update_notice()

    def _update_notice(self) -> None:
        notice = choose_notice(
            self.picker.warnings,
            self.listing.catalogue.files if self.listing else None,
            self.shell_identity,
            changed_on_disk=self.changed_on_disk,
            env=self.picker.context.env,
            edit_key=find_edit_key(self.picker.actions),
        )
        self.notice, self.noticed = notice.text, notice.place

    # Time

    def tick(self) -> None:
        """Update the time left of sessions, and see whether a file changed."""
        self.show_held()
        self._look()
        if not self.changed_on_disk and self.picker.context.files_stamp() != self._stamp:
            self.changed_on_disk = True
            self._update_notice()

    def show_held(self) -> None:
        """Show the cached sessions; nothing is drawn when nothing changed."""
        self.held = self.sessions.texts()
        self.requests = self.sessions.requests()
        self.holding = self.sessions.line()

    def _look(self) -> None:
        self.sessions.look_for(self.roles.state.shown_roles)

    # What the widgets and flows report

    @on(RoleList.Highlighted)
    def _highlighted(self, event: RoleList.Highlighted) -> None:
        self.role = event.role
        self.chain = None
        if self.listing is not None and event.role is not None:
            self.chain = self.listing.catalogue.chain(event.role)

    @on(RoleList.ModeChanged)
    def _mode_changed(self, event: RoleList.ModeChanged) -> None:
        self.filtering = event.filtering

    @on(RoleList.Acted)
    def _acted(self, event: RoleList.Acted) -> None:
        self.action_do(event.action)

    @on(IdentityBar.NoticePressed)
    def _notice_pressed(self) -> None:
        if self.noticed is not None:
            self.action_do("edit-file")

    @on(ActionLine.Pressed)
    def _pressed(self, event: ActionLine.Pressed) -> None:
        self.roles.act(event.action)

    def on_key(self, event: events.Key) -> None:
        """Take a key that reached no widget: the list does not exist yet, or is busy."""
        if self.busy:
            event.stop()
            self.assuming.take_typed(event.key, event.character)
        elif self.roles.take_key(event.key, event.character):
            event.stop()

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy

    def _explain(self, refused: Refused) -> None:
        from swtui.tui.flows.refusal import open_refusal

        open_refusal(self.picker, self.sessions, self.assuming, refused)

    def action_do(self, action: str) -> None:
        """Do an action by its ID; one on a role waits until the roles are read."""
        group = BY_ID[action].group
        needs_role = group == "row" and action not in WITHOUT_ROLE
        if group in ("move", "edit"):
            self.roles.act(action)
        elif needs_role and self.listing is None:
            self.early = action
        elif not needs_role or self.roles.role is not None:
            getattr(self, f"action_{action.replace('-', '_')}")()

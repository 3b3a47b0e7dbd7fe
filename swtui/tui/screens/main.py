"""The main screen: the list of roles, and what the keys of its actions do."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, cast

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive

from swtui.errors import SwtuiError
from swtui.files import shown_path, with_tilde
from swtui.roles.chain import Chain
from swtui.roles.role import Place, Problem, Role
from swtui.tui.actions import shown_keys
from swtui.tui.background import in_background
from swtui.tui.cached_sessions import CachedSessions
from swtui.tui.copy_actions import notify_error
from swtui.tui.flows.assume import AssumeFlow
from swtui.tui.listing import Listing, read_listing
from swtui.tui.screens.picker_screen import PickerScreen
from swtui.tui.widgets.action_line import ActionLine
from swtui.tui.widgets.detail import DetailPane
from swtui.tui.widgets.identity_bar import HeldLine, IdentityBar
from swtui.tui.widgets.role_list import RoleList

if TYPE_CHECKING:
    from swtui.roles.recent import Used
    from swtui.sessions.shell_identity import ShellIdentity
    from swtui.tui.config_loader import ConfigLoader
    from swtui.tui.picker_app import SwtuiApp

SECOND = 1.0
PATIENCE = 0.1
"""Seconds the first frame waits for the configuration; huge ones follow it."""
LOOK_AFTER = 0.2
"""Seconds after which the store is first asked what is held for the roles in sight."""


class MainScreen(PickerScreen[None]):
    """Holds the state of the picker; the widgets are bound to it, and report back by messages."""

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
    surroundings: reactive[ShellIdentity | None] = reactive(None)
    changed_on_disk: reactive[bool] = reactive(False)
    notice: reactive[str] = reactive("")

    def __init__(self, reading: ConfigLoader) -> None:
        super().__init__()
        self._reading = reading
        self._stamp: Hashable = None
        self.becoming = AssumeFlow(self)
        self.noticed: Place | None = None
        """The line that the notice is about."""
        self.early = ""
        """An action on a role that was asked for before the roles were read."""

    @property
    def picker(self) -> SwtuiApp:
        """The app, by its own type."""
        return cast("SwtuiApp", self.app)

    @property
    def roles(self) -> RoleList:
        """The list."""
        return self.query_one(RoleList)

    def compose(self) -> ComposeResult:
        """Bar, list and pane, action line."""
        world = self.picker.world
        level = world.env.get("SWTUI_LEVEL", "")
        yield IdentityBar(demo=world.demo, level=level).data_bind(
            MainScreen.surroundings, MainScreen.holding, MainScreen.notice
        )
        with Horizontal(id="middle"):
            yield RoleList(words=world.words, actions=self.picker.actions).data_bind(
                MainScreen.listing,
                MainScreen.favourites,
                MainScreen.held,
                MainScreen.marks,
                MainScreen.grouped,
                MainScreen.filtering,
                MainScreen.busy,
            )
            yield DetailPane(world.env, world.settings, world.now).data_bind(
                MainScreen.role,
                MainScreen.chain,
                MainScreen.held,
                MainScreen.requests,
                MainScreen.used,
            )
        yield ActionLine(self.picker.actions).data_bind(MainScreen.filtering, MainScreen.role)

    def on_mount(self) -> None:
        """Show what was read, and start everything that must not delay the first frame."""
        world = self.picker.world
        self.sessions = CachedSessions(self.app, world, self.show_held)
        self.filtering = not world.listing
        self._stamp = world.files_stamp()
        if self._reading.wait(PATIENCE):
            self.take_listing(self._reading.result())
        else:
            in_background(self.app, self._reading.result, self.take_listing)
        self.set_timer(LOOK_AFTER, self._look)
        self.set_interval(SECOND, self._tick)

    # The configuration

    def reload(self) -> None:
        """Read the configuration again, beside the screen; until then the last one stands."""
        world = self.picker.world
        self._stamp = world.files_stamp()
        in_background(self.app, lambda: read_listing(world), self.take_listing, self._not_read)

    def _not_read(self, error: SwtuiError) -> None:
        notify_error(self.app, error)

    def take_listing(self, listing: Listing) -> None:
        """Show a reading of the configuration."""
        self.sessions.renew(listing.catalogue, listing.recent.used)
        self.favourites = listing.recent.favourites
        self.used = listing.recent.used
        self.changed_on_disk = False
        is_first = self.listing is None
        self.listing = listing
        self.call_later(self._do_early)
        if is_first and self.picker.world.place:
            self.roles.go_to(self.picker.world.place)
        self.call_after_refresh(self._ask_surroundings, listing)
        self._say_notice()
        if not listing.roles or listing.sign_in:
            self.picker.welcome(listing)

    def _do_early(self) -> None:
        early, self.early = self.early, ""
        if early:
            self.action_do(early)

    def _ask_surroundings(self, listing: Listing) -> None:
        """Ask who this shell is: first what is known without the network, then with it."""
        world, app = self.picker.world, self.app

        def online(around: ShellIdentity) -> None:
            self._take_surroundings(around)
            in_background(
                app, lambda: world.surroundings(listing.catalogue, True), self._take_surroundings
            )

        in_background(app, lambda: world.surroundings(listing.catalogue, False), online)

    def _take_surroundings(self, around: ShellIdentity) -> None:
        self.surroundings = around
        self._say_notice()

    def _say_notice(self) -> None:
        """Choose what the second line says; the most pressing comes first."""
        said = list(self.picker.warnings)
        if self.surroundings is not None and self.surroundings.warning:
            said.insert(0, self.surroundings.warning)
        if self.changed_on_disk:
            said.insert(0, "the configuration changed on disk: r (in list mode) reads it again")
        files = self.listing.catalogue.files if self.listing else None
        of_files = files.notices if files else ()
        first = files.stops[0] if files and files.stops else None
        if first is None and not said and of_files:
            first = of_files[0]
        self.noticed = first.place if first and first.place and first.place.line else None
        rest = [self._placed(problem) for problem in of_files if problem is not first]
        said = [*([self._placed(first)] if first else []), *said, *rest]
        more = f"   (and {len(said) - 1} more)" if len(said) > 1 else ""
        first_line = with_tilde(said[0], self.picker.world.env) if said else ""
        self.notice = f"{first_line}{more}" if said else ""

    def _placed(self, problem: Problem) -> str:
        """Return a problem's message behind its place, and how to go there."""
        if problem.place is None:
            return problem.message
        path, line = shown_path(problem.place.file, self.picker.world.env), problem.place.line
        at = f"{path}:{line} ({self._edit_key()} opens it)" if line else path
        return f"{at}: {problem.message}"

    def _edit_key(self) -> str:
        """Return the key that opens the notice's file, in any mode if there is one."""
        action = next(action for action in self.picker.actions if action.id == "edit-file")
        keys = (action.filter_key or action.key).split()
        return shown_keys(keys[0]) if keys else "a click"

    # Time

    def _tick(self) -> None:
        """Each second: count down what is held, and see whether a file changed."""
        self.show_held()
        self._look()
        if not self.changed_on_disk and self.picker.world.files_stamp() != self._stamp:
            self.changed_on_disk = True
            self._say_notice()

    def show_held(self) -> None:
        """Put what is held on the screen; nothing is drawn when nothing changed."""
        self.held = self.sessions.texts()
        self.requests = self.sessions.requests()
        self.holding = self.sessions.line()

    def _look(self) -> None:
        self.sessions.look_for(self.roles.state.shown_roles)

    # What the widgets report

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
        """Take a key that reached no widget: the list was not there yet, or is busy."""
        if self.busy:
            event.stop()
            self.becoming.take_typed(event.key, event.character)
        elif self.roles.take_key(event.key, event.character):
            event.stop()

    def action_do(self, action: str) -> None:
        """Do one of the actions, by its id."""
        self.picker.perform(action, self)

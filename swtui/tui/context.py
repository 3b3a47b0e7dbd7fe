"""PickerContext: everything the picker needs from the rest, as values and functions.

The screens opened over the main one return their answer through `dismiss`:

    MfaScreen(question, clock)            -> MfaAnswer | None (Esc)
    ConfirmScreen(role, verb)             -> bool
    ActionsMenu(role, actions, marks)     -> action id | None
    SessionScreen(session, actions)       -> action id | None (`assume` for Enter: the subshell)
    RefusalScreen(error, role, chain, when, copy) -> what to do next: `retry`, `retry-instance`,
                                             or None; copy(text) puts text on the clipboard
    ProgressScreen(chain)                 -> never dismisses itself but by Esc (None: cancelled);
                                             `show(progress)` shows a step, `typed_ahead(keys)`
                                             what was typed meanwhile and waits its turn
    HelpScreen(actions)                   -> None
    DoctorScreen(health, copy, env)       -> None; health() may take seconds
    PolicyScreen(prefill, copy)           -> None; opens over the list or over a refusal
    ReaderScreen(account, names)          -> profile to read policies with, "" for the caller
                                             alone, or None

A key can arrive before a screen's widgets are there; it is then given to the screen itself. So
screens take keys themselves (`on_key`, bindings) and type-ahead is not lost.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from swtui.records import record
from swtui.sessions.options import AssumeOptions

if TYPE_CHECKING:
    from swtui.handoff.clipboard import Copied
    from swtui.health import HealthLine
    from swtui.roles.catalogue import Catalogue
    from swtui.roles.recent import Recent
    from swtui.roles.role import Place, Role
    from swtui.secret import Secret
    from swtui.sessions.credentials import Credentials, Session
    from swtui.sessions.mfa import MfaAnswer, MfaQuestion
    from swtui.sessions.progress import Progress
    from swtui.sessions.shell_identity import ShellIdentity
    from swtui.settings import Settings


class Copier(Protocol):
    """Copies a text that is not secret, for background threads: it may take seconds."""

    def __call__(self, text: str, what: str = "") -> str:
        """Return the sentences that report where `what` was copied; raises SwtuiError."""
        ...


class SessionBroker(Protocol):
    """Gets sessions for roles; implemented by `swtui.sessions.broker.Broker`."""

    def session(
        self,
        role: Role,
        options: AssumeOptions,
        *,
        ask: Callable[[MfaQuestion], MfaAnswer],
        report: Callable[[Progress], None] = ...,
        cancelled: Callable[[], bool] = ...,
    ) -> Session:
        """Return a session, walking the chain if none is cached; raises SwtuiError."""
        ...

    def cached_session(self, role: Role, options: AssumeOptions = ...) -> Session | None:
        """Return the cached session of a role, from the store alone."""
        ...

    def delete_cached_session(self, role: Role, options: AssumeOptions = ...) -> bool:
        """Delete the cached session of a role; return whether there was one."""
        ...

    def signer(self, role: Role, hop: int, options: AssumeOptions = ...) -> Credentials | None:
        """Return the credentials that make a hop of a role's chain, if available; makes no call."""
        ...


@record
class Memory:
    """The data remembered between runs: favourites, uses, the theme."""

    load: Callable[[], Recent]
    note_use: Callable[[str, float], None]
    """Takes a role's name and the time (seconds since the epoch)."""
    toggle_favourite: Callable[[str], bool]
    """Takes a role's name; whether it now is a favourite."""
    save_theme: Callable[[str], None]


@record
class PickerContext:
    """The environment, what was read from it, and functions of the other folders."""

    env: Mapping[str, str]
    settings: Settings
    warnings: tuple[str, ...]
    """The settings that could not be used, a line each."""
    load_catalogue: Callable[[], Catalogue]
    """Reads the configuration; called again on reload."""
    files_stamp: Callable[[], Hashable]
    """Changes when a configuration file does; as cheap as a few stat calls."""
    make_broker: Callable[[Catalogue], SessionBroker]
    identify_shell: Callable[[Catalogue, bool], ShellIdentity]
    """Who the surrounding shell is; the flag says whether the network may be asked."""
    memory: Memory
    copy: Callable[[str | Secret, bool, Callable[[str], None] | None], Copied]
    """Takes the text, whether it is secret, and what writes to the terminal (OSC 52)."""
    dialect: str
    """The dialect of the calling shell, for the exports."""
    now: Callable[[], float]
    """Seconds since the epoch."""
    store_notice: Callable[[], str] = str
    """Reports, once, where sessions are stored when no other process can see them; else empty."""
    health: Callable[[], Sequence[HealthLine]] = tuple
    """Checks the whole setup without a call; may take seconds."""
    stdout_is_data: bool = False
    """True under `eval "$(swtui)"`: the first successful Enter ends with Outcome `export`."""
    words: str = ""
    """The filter to start with."""
    source_profile: str = ""
    """The profile that every role of this picker starts from; empty for where each says."""
    options: AssumeOptions = AssumeOptions()
    """The options of the command line, for every session that is requested."""
    demo: bool = False
    """Whether this is the demo's organisation."""
    place: str = ""
    """The name of the role to start on, else empty."""
    listing: bool = False
    """Whether to start in list mode."""


@record
class PickerResult:
    """The user's choice; the command line carries it out once the terminal is restored."""

    action: Literal["none", "export", "shell", "edit"] = "none"
    role: Role | None = None
    session: Session | None = None
    notes: tuple[str, ...] = ()
    """The notes about the session that are still to be shown, a sentence each; raw."""
    return_code: int = 0
    words: str = ""
    """The filter at that time."""
    listing: bool = False
    """Whether the picker was in list mode."""
    place: Place | None = None
    """The line of a file to edit."""

"""CommandContext: the settings, catalogue, store and broker, each opened on first use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from swtui.roles.catalogue import Catalogue
    from swtui.sessions.broker import Broker
    from swtui.sessions.cache.store import LayeredStore
    from swtui.settings import Settings, SettingsWarning


class CommandContext:
    """The environment, and what a command reads or opens because of it."""

    def __init__(self, env: Mapping[str, str], *, lock_timeout: float | None = None) -> None:
        """`lock_timeout` is how many seconds to wait for another process that holds a lock.

        None is the usual wait (`swtui.sessions.locks`).
        """
        self.env = env
        self._lock_timeout = lock_timeout

    @cached_property
    def _loaded(self) -> tuple[Settings, tuple[SettingsWarning, ...]]:
        from swtui.settings import load_settings

        return load_settings(self.env)

    @property
    def settings(self) -> Settings:
        """The user's settings."""
        return self._loaded[0]

    @property
    def settings_warnings(self) -> tuple[SettingsWarning, ...]:
        """The values of the settings file that cannot be used."""
        return self._loaded[1]

    @property
    def warnings(self) -> tuple[str, ...]:
        """The settings' warnings, a display-safe line each."""
        return tuple(map(str, self.settings_warnings))

    @cached_property
    def catalogue(self) -> Catalogue:
        """Every role of the configuration."""
        from swtui.roles.catalogue import load_catalogue

        return load_catalogue(self.env, self.settings)

    @cached_property
    def store(self) -> LayeredStore:
        """The session store."""
        from swtui.sessions.cache.store import open_store

        return open_store(self.env, self.settings)

    @cached_property
    def broker(self) -> Broker:
        """The broker, which turns a role into a session."""
        return self.broker_for(self.catalogue, lend_terminal=True)

    def broker_for(self, catalogue: Catalogue, *, lend_terminal: bool = False) -> Broker:
        """Return a broker for a catalogue.

        `lend_terminal` lets the programs that it runs ask on the terminal; the picker draws there.
        """
        from swtui.sessions.broker import Broker
        from swtui.sessions.locks import WAIT_SECONDS

        return Broker(
            self.env,
            self.settings,
            catalogue,
            self.store,
            lock_timeout=WAIT_SECONDS if self._lock_timeout is None else self._lock_timeout,
            lend_terminal=lend_terminal,
        )

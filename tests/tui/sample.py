"""A world to draw and test the picker in: sample files, and a broker that answers from a script."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from textual.app import App

from swtui.handoff.clipboard import Copied
from swtui.roles.aws_config import files_stamp
from swtui.roles.catalogue import Catalogue, load_catalogue
from swtui.roles.recent import Recent, Used
from swtui.secret import Secret
from swtui.sessions.credentials import Identity
from swtui.sessions.shell_identity import ShellIdentity
from swtui.settings import Settings
from swtui.tui.config_loader import ConfigLoader
from swtui.tui.context import Memory, PickerContext
from swtui.tui.picker_app import SwtuiApp
from swtui.tui.screens.main import MainScreen
from tests.tui.sample_broker import NOW, SampleBroker, asking, session_for, slow
from tests.tui.sample_files import ACCOUNTS, CONFIG, CREDENTIALS


@dataclass
class SampleMemory:
    """Remembers in memory."""

    recent: Recent
    noted: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)

    def load(self) -> Recent:
        """Return what is remembered."""
        return self.recent

    def toggle_favourite(self, name: str) -> bool:
        """Flip it."""
        self.recent = replace(self.recent, favourites=self.recent.favourites ^ {name})
        return name in self.recent.favourites

    def doors(self) -> Memory:
        """Return it as the world has it."""
        return Memory(
            load=self.load,
            note_use=lambda name, _now: self.noted.append(name),
            toggle_favourite=self.toggle_favourite,
            save_theme=self.themes.append,
        )


class Sample:
    """Files in a home directory, a broker, a clipboard, and the app over them."""

    def __init__(self, home: Path, *, config: str = CONFIG, credentials: str = CREDENTIALS) -> None:
        self.config = home / ".aws" / "config"
        self.config.parent.mkdir(parents=True, exist_ok=True)
        self.config.write_text(config, encoding="utf-8")
        (home / ".aws" / "credentials").write_text(credentials, encoding="utf-8")
        (home / ".aws" / "credentials").chmod(0o600)
        self.env = {"HOME": str(home), "TERM": "xterm-256color", "AWS_PROFILE": "base"}
        self.broker = SampleBroker()
        self.memory = SampleMemory(sample_recent())
        self.copied: list[str | Secret] = []
        self.settings = Settings(accounts=ACCOUNTS)
        self.around = ShellIdentity(
            identity=Identity(
                "123456789012", "arn:aws:iam::123456789012:user/jo", alias="acme-identity"
            ),
            source="AWS_PROFILE=base",
            expires=None,
            warning="",
            problem=None,
        )
        self.online: list[bool] = []

    def context(self, **changes: Any) -> PickerContext:
        """Return the world, with some of it changed."""
        context = PickerContext(
            env=self.env,
            settings=self.settings,
            warnings=(),
            load_catalogue=lambda: load_catalogue(self.env, self.settings),
            files_stamp=lambda: files_stamp(self.env),
            make_broker=self._broker,
            identify_shell=self._identify_shell,
            memory=self.memory.doors(),
            copy=self._copy,
            dialect="bash",
            now=lambda: NOW,
        )
        return replace(context, **changes)

    def app(self, **changes: Any) -> SwtuiApp:
        """Return the app, its configuration read."""
        context = self.context(**changes)
        reading = ConfigLoader(context).start()
        reading.wait()
        return SwtuiApp(context, reading)

    def hold(self, name: str, *, seconds: int = 2520) -> None:
        """Have the store hold a session of a role."""
        role = load_catalogue(self.env, self.settings).find(name)
        self.broker.kept[name] = session_for(role, seconds=seconds)

    def _broker(self, _catalogue: Catalogue) -> SampleBroker:
        return self.broker

    def _identify_shell(self, _catalogue: Catalogue, network: bool) -> ShellIdentity:
        self.online.append(network)
        return self.around

    def _copy(self, text: str | Secret, secret: bool, _write: object) -> Copied:
        self.copied.append(text)
        outcome = "with tmux, cleared in 45 s." if secret else "with tmux."
        return Copied(
            way="tmux buffer", verified=True, clears_in=45 if secret else None, outcome=outcome
        )


def sample_recent() -> Recent:
    """Return uses and a favourite, as they would be remembered."""
    used: Mapping[str, Used] = {
        "payments-prod": Used(31, NOW - 90_000),
        "search-dev": Used(4, NOW - 400_000),
    }
    return Recent(favourites=frozenset({"payments-prod"}), used=used)


def main_screen(app: App[Any]) -> MainScreen:
    """Return the screen with the list."""
    screen = app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen


def play(home: str) -> None:
    """Show the sample in this terminal: `python -m tests.tui.sample DIRECTORY`."""
    from swtui.tui.app import run_picker

    sample = Sample(Path(home))
    sample.env["TERM"] = os.environ.get("TERM", "")
    sample.broker.scripts["search-prod"] = asking()
    sample.broker.scripts["data-lake"] = slow
    sample.hold("payments-prod")
    outcome = run_picker(sample.context())
    print(outcome.action, outcome.role.name if outcome.role else "-", outcome.return_code)


if __name__ == "__main__":
    import sys

    play(sys.argv[1])

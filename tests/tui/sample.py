"""A world to draw and test the picker in: sample files, and a broker that answers from a script."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from textual.app import App

from swtui.errors import CancelledError, SwtuiError
from swtui.handoff.clipboard import Copied
from swtui.roles.aws_config import files_stamp
from swtui.roles.catalogue import Catalogue, load_catalogue
from swtui.roles.recent import Recent, Used
from swtui.roles.role import Role
from swtui.secret import Secret
from swtui.sessions.credentials import Credentials, Identity, Session
from swtui.sessions.identity import Surroundings
from swtui.sessions.mfa import MfaAnswer, MfaQuestion
from swtui.sessions.options import AssumeOptions
from swtui.sessions.progress import Progress
from swtui.settings import AccountSettings, Settings
from swtui.tui.picker_app import SwtuiApp
from swtui.tui.reading import Reading
from swtui.tui.screens.main import MainScreen
from swtui.tui.world import Memory, World

NOW = 1_780_000_000.0
"""The sample's present: seconds since the epoch."""
CANARY = "canary-secret-access-key"

CONFIG = """\
[default]
region = eu-west-1

[profile base]
region = eu-west-1

[profile jump]
role_arn = arn:aws:iam::123456789012:role/OrgJump
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/jo
region = eu-west-1

[profile payments-prod]
role_arn = arn:aws:iam::111122223333:role/team/Admin
source_profile = jump
external_id = 7f3a-unique
region = eu-west-1

[profile payments-prod-ro]
role_arn = arn:aws:iam::111122223333:role/ReadOnly
source_profile = jump
region = eu-west-1

[profile payments-dev]
role_arn = arn:aws:iam::111122224444:role/Developer
source_profile = base
region = eu-west-1

[profile search-prod]
role_arn = arn:aws:iam::222233334444:role/Admin
source_profile = jump
region = eu-west-1

[profile search-prod-billing]
role_arn = arn:aws:iam::222233334444:role/AdminBilling
source_profile = jump
region = us-east-1

[profile search-dev]
role_arn = arn:aws:iam::222233335555:role/Developer
source_profile = base
duration_seconds = 14400
region = eu-west-1

[profile data-lake]
role_arn = arn:aws:iam::444455556666:role/Analyst
source_profile = base
region = eu-central-1

[profile data-lake-prod]
role_arn = arn:aws:iam::444455557777:role/Analyst
source_profile = jump
region = eu-central-1

[profile legacy-a]
role_arn = arn:aws:iam::333344445555:role/Admin
source_profile = legacy-b

[profile legacy-b]
role_arn = arn:aws:iam::333344445555:role/Admin
source_profile = legacy-a

[profile audit]
sso_session = acme
sso_account_id = 555566667777
sso_role_name = SecurityAudit
region = eu-west-1

[profile sandbox]
sso_session = acme
sso_account_id = 666677778888
sso_role_name = PowerUser
region = eu-north-1

[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1

[profile vendor]
credential_process = /usr/local/bin/vendor-credentials
region = us-east-1

[profile ci-runner]
role_arn = arn:aws:iam::777788889999:role/DeployPipeline
credential_source = Ec2InstanceMetadata
region = eu-west-1
"""

CREDENTIALS = """\
[base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = canary-secret-access-key
"""

ACCOUNTS = {
    "111122223333": AccountSettings(name="Payments"),
    "222233334444": AccountSettings(name="Search"),
    "444455557777": AccountSettings(name="Data lake"),
    "123456789012": AccountSettings(name="acme-identity"),
}


def session_for(role: Role, *, seconds: int = 2520, now: float = NOW) -> Session:
    """Return a session of a role that ends so many seconds from the sample's present."""
    account = role.account.id or "123456789012"
    arn = f"arn:aws:sts::{account}:assumed-role/{role.role_name or 'base'}/jo"
    return Session(
        role.name,
        Credentials(
            "ASIAIOSFODNN7EXAMPLE", Secret(CANARY), Secret("canary-token"), int(now) + seconds
        ),
        Identity(account, arn),
        region=role.region,
        role_arn=role.arn,
        role_name=role.role_name,
        account_label=role.account.label,
        production=role.production,
    )


Script = Callable[..., Session]
"""What a role's assuming does; called as `SampleBroker.session` is."""


class SampleBroker:
    """Answers at once, or as a role's script says; counts what it was asked."""

    def __init__(self) -> None:
        self.scripts: dict[str, Script] = {}
        self.kept: dict[str, Session] = {}
        self.asked: list[tuple[str, AssumeOptions]] = []

    def session(
        self,
        role: Role,
        options: AssumeOptions,
        *,
        ask: Callable[[MfaQuestion], MfaAnswer],
        report: Callable[[Progress], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Session:
        """Run the role's script, else make a session."""
        self.asked.append((role.name, options))
        script = self.scripts.get(role.name)
        if script is not None:
            session = script(role, ask=ask, report=report, cancelled=cancelled)
        else:
            session = session_for(role)
        self.kept[role.name] = session
        return session

    def held(self, role: Role, options: AssumeOptions = AssumeOptions()) -> Session | None:  # noqa: ARG002, B008
        """Return what was kept."""
        return self.kept.get(role.name)

    def forget(self, role: Role) -> bool:
        """Drop what was kept."""
        return self.kept.pop(role.name, None) is not None


def asking(code: str = "123456") -> Script:
    """Return a script that asks for an MFA code, and refuses every other."""

    def script(role: Role, *, ask: Any, report: Any, **_: Any) -> Session:
        report(Progress(0, 2, "start", ""))
        reason = ""
        for attempt in (1, 2, 3):
            report(Progress(1, 2, "asking", ""))
            answer = ask(mfa_question(role, attempt, reason))
            if answer.code == code:
                return session_for(role)
            reason = "MultiFactorAuthentication failed with invalid MFA one time pass code."
        raise SwtuiError("three wrong codes")

    return script


def mfa_question(role: Role, attempt: int = 1, reason: str = "") -> MfaQuestion:
    """Return a question for a role."""
    return MfaQuestion(
        serial="arn:aws:iam::123456789012:mfa/jo",
        role_label=role.name,
        source_profile="base",
        attempt=attempt,
        reason=reason,
        wait_until=None,
        can_do_once=True,
        demo_code="",
    )


def waiting(gate: threading.Event) -> Script:
    """Return a script that calls AWS until `gate` opens, or it is cancelled."""

    def script(role: Role, *, report: Any, cancelled: Any, **_other: Any) -> Session:
        report(Progress(0, 1, "done", ""))
        report(Progress(1, 1, "calling", ""))
        for _ in range(1000):
            if gate.wait(0.005):
                report(Progress(1, 1, "done", ""))
                return session_for(role)
            if cancelled():
                break
        raise CancelledError("cancelled")

    return script


def failing(error: SwtuiError) -> Script:
    """Return a script that raises."""

    def script(role: Role, **_: Any) -> Session:
        raise error

    return script


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
        self.around = Surroundings(
            identity=Identity(
                "123456789012", "arn:aws:iam::123456789012:user/jo", alias="acme-identity"
            ),
            source="AWS_PROFILE=base",
            expires=None,
            warning="",
            problem=None,
        )
        self.online: list[bool] = []

    def world(self, **changes: Any) -> World:
        """Return the world, with some of it changed."""
        world = World(
            env=self.env,
            settings=self.settings,
            warnings=(),
            load_catalogue=lambda: load_catalogue(self.env, self.settings),
            files_stamp=lambda: files_stamp(self.env),
            make_broker=self._broker,
            surroundings=self._surroundings,
            memory=self.memory.doors(),
            copy=self._copy,
            dialect="bash",
            now=lambda: NOW,
        )
        return replace(world, **changes)

    def app(self, **changes: Any) -> SwtuiApp:
        """Return the app, its configuration read."""
        world = self.world(**changes)
        reading = Reading(world).start()
        reading.wait()
        return SwtuiApp(world, reading)

    def hold(self, name: str, *, seconds: int = 2520) -> None:
        """Have the store hold a session of a role."""
        role = load_catalogue(self.env, self.settings).find(name)
        self.broker.kept[name] = session_for(role, seconds=seconds)

    def _broker(self, _catalogue: Catalogue) -> SampleBroker:
        return self.broker

    def _surroundings(self, _catalogue: Catalogue, network: bool) -> Surroundings:
        self.online.append(network)
        return self.around

    def _copy(self, text: str | Secret, secret: bool, _write: object) -> Copied:
        self.copied.append(text)
        sentence = "copied with tmux" + ("; cleared in 45 s" if secret else "")
        return Copied(
            way="tmux buffer", verified=True, clears_in=45 if secret else None, text=sentence
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
    outcome = run_picker(sample.world())
    print(outcome.action, outcome.role.name if outcome.role else "-", outcome.return_code)


def slow(role: Role, *, report: Any, cancelled: Any, **_: Any) -> Session:
    """Take three seconds, unless cancelled."""
    report(Progress(0, 1, "done", ""))
    report(Progress(1, 1, "calling", ""))
    until = time.monotonic() + 3
    while time.monotonic() < until:
        if cancelled():
            raise CancelledError("cancelled")
        time.sleep(0.05)
    return session_for(role)


if __name__ == "__main__":
    import sys

    play(sys.argv[1])

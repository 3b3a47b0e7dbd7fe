"""Whatever a name, an ARN or an answer holds, each screen shows it as text and survives."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from textual.screen import Screen

from swtui.access.form.prefill import prefill_for_roles
from swtui.errors import RefusedError
from swtui.health import HealthLine
from swtui.roles.arn import RoleArn
from swtui.roles.chain import Chain, Hop, Start
from swtui.roles.role import Account, Problem, Role
from swtui.secret import Secret
from swtui.sessions.credentials import Credentials, Identity, Session
from swtui.sessions.mfa import MfaQuestion
from swtui.sessions.options import AssumeOptions
from swtui.tui.actions import ACTIONS
from swtui.tui.screens.actions_menu import ActionsMenu
from swtui.tui.screens.assume_with import AssumeWithScreen
from swtui.tui.screens.choose_reader import ReaderScreen
from swtui.tui.screens.confirm import ConfirmScreen
from swtui.tui.screens.doctor import DoctorScreen
from swtui.tui.screens.mfa import MfaScreen
from swtui.tui.screens.policy import PolicyScreen
from swtui.tui.screens.progress import ProgressScreen
from swtui.tui.screens.refusal import RefusalScreen
from swtui.tui.screens.session import SessionScreen
from swtui.tui.screens.welcome import WelcomeScreen

NOON = 1_767_268_800
HOSTILE = {
    "clipboard escape": ("a\x1b]52;c;QUJD\x1b\\z", r"a\u{1b}]52;c;QUJD"),
    "clear screen and C1": ("a\x1b[2J\x9b2J\x9d0;t\x07z", r"a\u{1b}[2J\u{9b}2J"),
    "line breaks and NUL": ("a\n\r\t\x00\x7fz", r"a\u{a}\u{d}"),
    "markup": ("[/] [bold [$x] [@click=app.quit]z[/]", "[/] [bold [$x]"),
    "shell": ("'\"$(x)`;&|<>*?~!#= -n", "'\"$(x)`;&|<>*?~!#="),
    "bidi and invisible": ("a\u202e\u2066\u200b\ufeff\u3164z", r"a\u{202e}\u{2066}"),
    "marks and surrogate": ("e" + "\u0301" * 300 + "\udce9", ""),
    "wide": ("漢字👩\u200d👩", r"漢字👩\u{200d}"),
    "long": ("x" * 10_000, "xxxx"),
}
"""The name, and how it must begin where it is shown in one piece."""
_DANGEROUS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f]"
)


def role(name: str) -> Role:
    return Role(
        name=name,
        kind="role",
        origin="config",
        account=Account(id=name, name=name),
        role_name=name,
        arn=name,
        region=name,
        production=True,
        problem=Problem(message=name),
    )


def chain(name: str) -> Chain:
    hop = Hop(profile=name, role=RoleArn("aws", "111122223333", "", name), mfa_serial=name)
    return Chain(profile=name, start=Start(kind="keys", profile=name), hops=(hop,))


def refusal(name: str) -> RefusalScreen:
    error = RefusedError(name, hint=name, code=name, aws_message=name, operation=name, host=name)
    return RefusalScreen(error, role(name), chain(name), NOON, copied, caller=name)


def copied(text: str, what: str = "") -> str:
    """Say of a copy what it was of."""
    return f"{text} {what}"


def session(name: str) -> SessionScreen:
    credentials = Credentials(name, Secret(name), Secret(name), NOON + 60)
    made = Session(
        name,
        credentials,
        Identity(name, name, name, name),
        region=name,
        account_label=name,
        not_renewable=name,
        long_term=True,
    )
    return SessionScreen(made, ACTIONS, name, clock=lambda: NOON)


def question(name: str) -> MfaScreen:
    asked = MfaQuestion(
        serial=name,
        role_label=name,
        source_profile=name,
        attempt=2,
        reason=name,
        wait_until=NOON + 9.0,
        can_do_once=True,
        demo_code=name,
    )
    return MfaScreen(asked, lambda: NOON)


def doctor(name: str) -> DoctorScreen:
    line = HealthLine(area=name, state="problem", text=name, hint=name, place=(name, 7))
    return DoctorScreen(lambda: [line], str, {"HOME": "/home/jo"})


def policy(name: str) -> PolicyScreen:
    return PolicyScreen(prefill_for_roles([role(name)], chain(name), name), str)


SCREENS: dict[str, Callable[[str], Screen[Any]]] = {
    "mfa": question,
    "doctor": doctor,
    "policy": policy,
    "reader": lambda name: ReaderScreen(name, [name, name]),
    "confirm": lambda name: ConfirmScreen(role(name), "assume"),
    "progress": lambda name: ProgressScreen(chain(name), lambda: 0.0),
    "refusal": refusal,
    "menu": lambda name: ActionsMenu(role(name), ACTIONS),
    "session": session,
    "welcome": lambda name: WelcomeScreen([name, name], lambda text: text),
    "sign-in": lambda name: WelcomeScreen([], lambda text: text, sign_in=name),
    "assume-with": lambda name: AssumeWithScreen(role(name), AssumeOptions(session_name=name)),
}


@pytest.mark.parametrize("screen", SCREENS)
async def test_a_name_moves_nothing_and_runs_nothing(
    on_stage: Callable[..., Any], screen: str
) -> None:
    for name, _ in HOSTILE.values():
        async with on_stage(SCREENS[screen](name), size=(40, 12)) as actor:
            assert not _DANGEROUS.search("".join(actor.lines()))
            assert actor.app.is_running
            assert not actor.answered


@pytest.mark.parametrize(
    "screen", ["confirm", "refusal", "menu", "session", "sign-in", "policy", "reader"]
)
async def test_a_name_is_shown_visibly_escaped(on_stage: Callable[..., Any], screen: str) -> None:
    for name, shown in HOSTILE.values():
        async with on_stage(SCREENS[screen](name), size=(120, 40)) as actor:
            assert shown in actor.text()

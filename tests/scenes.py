"""The scenes of the pictures in `screenshots/`: each goes from the list of roles to one screen."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from swtui.errors import RefusedError
from swtui.tui.screens.mfa import MfaScreen
from tests.tui.sample import Sample, main_screen
from tests.tui.sample_broker import NOW, failing, mfa_question, waiting
from tests.tui.waiting import shown, type_text, until

Scene = Callable[[Pilot[Any], Sample], Awaitable[None]]


async def main(pilot: Pilot[Any], sample: Sample) -> None:
    """The list as it opens."""


async def filtered(pilot: Pilot[Any], sample: Sample) -> None:
    """Two words, and what matches them."""
    await type_text(pilot, "prod adm")


async def grouped(pilot: Pilot[Any], sample: Sample) -> None:
    """List mode, grouped by account, with marks."""
    await pilot.press("escape", "v", "j", "j", "space", "j", "space")


async def production(pilot: Pilot[Any], sample: Sample) -> None:
    """The question before a production role."""
    await type_text(pilot, "search-prod\n")
    await opened(pilot, "ConfirmScreen")


async def mfa(pilot: Pilot[Any], sample: Sample) -> None:
    """The question for a code, four digits typed, after a wrong one."""
    await type_text(pilot, "search-dev")
    catalogue = pilot.app.context.load_catalogue()  # type: ignore[attr-defined]
    reason = "MultiFactorAuthentication failed with invalid MFA one time pass code."
    question = mfa_question(catalogue.find("search-dev"), 2, reason)
    # Asked for by itself: next to a walk, what is below it would depend on the walk's pace.
    pilot.app.push_screen(MfaScreen(question, lambda: NOW))
    await opened(pilot, "MfaScreen")
    await type_text(pilot, "1234")


async def progress(pilot: Pilot[Any], sample: Sample) -> None:
    """The hops as they are made, and an Enter that waits its turn."""
    sample.broker.scripts["search-dev"] = waiting(threading.Event())
    await type_text(pilot, "search-dev\n\n")
    await opened(pilot, "ProgressScreen")
    await until(pilot, lambda: "subshell" in pilot.app.export_screenshot())


async def session(pilot: Pilot[Any], sample: Sample) -> None:
    """What was obtained, and what can be done with it."""
    await type_text(pilot, "search-dev\n")
    await opened(pilot, "SessionScreen")


async def refusal(pilot: Pilot[Any], sample: Sample) -> None:
    """What AWS said, why probably, and what to do."""
    sample.broker.scripts["search-dev"] = failing(REFUSED)
    await type_text(pilot, "search-dev\n")
    await opened(pilot, "RefusalScreen")


async def unsaid(pilot: Pilot[Any], sample: Sample) -> None:
    """A refusal without a reason: what it may be, and the check that decides."""
    sample.broker.scripts["search-dev"] = failing(UNSAID)
    await type_text(pilot, "search-dev\n")
    await opened(pilot, "RefusalScreen")


async def policy(pilot: Pilot[Any], sample: Sample) -> None:
    """The caller's policy that a refusal asks for, checked."""
    await refusal(pilot, sample)
    await pilot.press("w")
    await opened(pilot, "PolicyScreen")
    await checked(pilot)


async def policy_trust(pilot: Pilot[Any], sample: Sample) -> None:
    """The trust policy of a role of the list, with a second user typed."""
    await until(pilot, lambda: main_screen(pilot.app).shell_identity is not None)
    await type_text(pilot, "search-dev\tp")
    await opened(pilot, "PolicyScreen")
    await pilot.press(*["down"] * 4)
    await until(pilot, lambda: '"AWS"' in shown(pilot.app))
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False  # else the picture depends on when it is taken
    await type_text(pilot, "\t\tarn:aws:iam::123456789012:user/kim")
    await checked(pilot)


async def checked(pilot: Pilot[Any]) -> None:
    """Wait until the evaluator has checked the policy."""
    await until(pilot, lambda: "checked:" in shown(pilot.app))


async def actions(pilot: Pilot[Any], sample: Sample) -> None:
    """What Tab shows."""
    await type_text(pilot, "payments-dev\t")
    await opened(pilot, "ActionsMenu")


async def assume_with(pilot: Pilot[Any], sample: Sample) -> None:
    """The form for another duration or name."""
    await pilot.press("escape", "a")
    await opened(pilot, "AssumeWithScreen")


async def help(pilot: Pilot[Any], sample: Sample) -> None:  # noqa: A001 - the picture's name
    """Every key."""
    await pilot.press("f1")
    await opened(pilot, "HelpScreen")


async def doctor(pilot: Pilot[Any], sample: Sample) -> None:
    """What is well with the set-up, and what is not."""
    await pilot.press("escape", "d")
    await opened(pilot, "DoctorScreen")
    await until(pilot, lambda: "problems" in pilot.app.export_screenshot())


async def palette(pilot: Pilot[Any], sample: Sample) -> None:
    """Any action by its name."""
    await pilot.press("escape", "colon")
    await opened(pilot, "Palette")
    await pilot.press("c", "o", "p")
    await pilot.app.workers.wait_for_complete()


async def welcome(pilot: Pilot[Any], sample: Sample) -> None:
    """The first run: no configuration yet."""
    await opened(pilot, "WelcomeScreen")


SCENES: tuple[Scene, ...] = (
    main,
    filtered,
    grouped,
    production,
    mfa,
    progress,
    session,
    refusal,
    unsaid,
    policy,
    policy_trust,
    actions,
    assume_with,
    help,
    doctor,
    palette,
    welcome,
)
REFUSED = RefusedError(
    "AWS refused AssumeRole",
    code="AccessDenied",
    aws_message=(
        "User: arn:aws:iam::123456789012:user/jo is not authorized to perform: sts:AssumeRole "
        "on resource: arn:aws:iam::222233335555:role/Developer because no identity-based policy "
        "allows the sts:AssumeRole action"
    ),
    request_id="4a6f0c1e-8d52-4b7e-9a3f-0c2b7f61d9e4",
    status=403,
    operation="AssumeRole",
    host="sts.eu-west-1.amazonaws.com",
)

UNSAID = RefusedError(
    "AWS refused AssumeRole",
    code="AccessDenied",
    aws_message=REFUSED.aws_message.partition(" because")[0],
    request_id=REFUSED.request_id,
    status=403,
    operation="AssumeRole",
    host=REFUSED.host,
)


def named(pilot: Pilot[Any], name: str) -> bool:
    return type(pilot.app.screen).__name__ == name


async def opened(pilot: Pilot[Any], name: str) -> None:
    """Wait until the screen of that name is on top, and drawn."""
    await until(pilot, lambda: named(pilot, name))
    await pilot.pause()

"""Pictures of every screen: drawn from the sample, and compared with those in `screenshots/`.

`pytest tests/test_screenshots.py --rewrite` draws them anew. Look at each before it is kept.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from swtui.errors import RefusedError
from swtui.tui.picker_app import SwtuiApp
from swtui.tui.screens.mfa import MfaScreen
from tests.tui.sample import Sample
from tests.tui.sample_broker import NOW, failing, mfa_question, session_for, waiting
from tests.tui.sample_health import health_in
from tests.tui.waiting import settled, shown, type_text, until

PICTURES = Path(__file__).parent.parent / "screenshots"
SIZES = {"80x24": (80, 24), "120x36": (120, 36)}
THEMES = {"dark": "swtui-dark", "light": "swtui-light"}
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
    catalogue = pilot.app.world.load_catalogue()  # type: ignore[attr-defined]
    reason = "MultiFactorAuthentication failed with invalid MFA one time pass code."
    question = mfa_question(catalogue.find("search-dev"), 2, reason)
    # Asked for by itself: beside a walk, what stands below it would depend on the walk's pace.
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
    """The caller's policy that a refusal asks for, tried."""
    await refusal(pilot, sample)
    await pilot.press("w")
    await opened(pilot, "PolicyScreen")
    await tried(pilot)


async def policy_trust(pilot: Pilot[Any], sample: Sample) -> None:
    """The trust policy of a role that was refused without a reason, with a second user typed."""
    await unsaid(pilot, sample)
    await pilot.press("w")
    await opened(pilot, "PolicyScreen")
    await type_text(pilot, "\t\tarn:aws:iam::123456789012:user/kim")
    await tried(pilot)


async def tried(pilot: Pilot[Any]) -> None:
    """Wait until the evaluator has said what it thinks of the policy."""
    await until(pilot, lambda: "tried:" in shown(pilot.app))


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
    await opened(pilot, "CommandPalette")
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


def picture_of(app: SwtuiApp) -> str:
    """Return the screen as SVG, without the fonts' addresses; what a clock measured is 0.4 s."""
    svg = app.export_screenshot(title="swtui")
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\d\.\d&#160;s", "0.4&#160;s", svg.replace("\xa0", "&#160;"))
    return _LEADING_BLANKS.sub(_moved, svg)


_LEADING_BLANKS = re.compile(
    r'x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"([^>]*)>((?:&#160;)+)'
)
_CELL = 12.2
"""Width of a character in Rich's drawing."""


def _moved(text: re.Match[str]) -> str:
    """Start a text behind its leading blanks: some programs that show SVG leave those out."""
    indent = len(text[5]) // len("&#160;") * _CELL
    left, width = float(text[1]) + indent, float(text[3]) - indent
    return f'x="{left:g}" y="{text[2]}" textLength="{max(width, 0):g}"{text[4]}>'


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: str(scene.__name__))
async def test_the_picture_is_the_screen(
    scene: Scene, theme: str, size: str, home: Path, request: pytest.FixtureRequest
) -> None:
    empty = scene is welcome
    sample = Sample(home, config="", credentials="") if empty else Sample(home)
    sample.memory.recent = _themed(sample, THEMES[theme])
    app = sample.app(health=lambda: health_in(str(home)))
    if not empty:
        role = next(role for role in app.world.load_catalogue().roles if role.name == HELD)
        sample.broker.kept[HELD] = session_for(role)
    async with app.run_test(size=SIZES[size]) as pilot:
        if not empty:
            await settled(pilot)
            await until(pilot, lambda: "42m" in app.export_screenshot())
        await scene(pilot, sample)
        await pilot.pause()
        drawn = picture_of(app)
    path = PICTURES / f"{scene.__name__.replace('_', '-')}-{theme}-{size}.svg"
    if request.config.getoption("rewrite"):
        path.write_text(drawn)
    assert path.read_text() == drawn, f"{path.name}: draw it anew with --rewrite, and look at it"


HELD = "payments-dev"


def _themed(sample: Sample, theme: str) -> Any:
    from dataclasses import replace

    return replace(sample.memory.recent, theme=theme)


def test_every_picture_belongs_to_a_scene() -> None:
    known = {
        f"{scene.__name__.replace('_', '-')}-{theme}-{size}.svg"
        for scene in SCENES
        for theme in THEMES
        for size in SIZES
    }
    assert {path.name for path in PICTURES.iterdir()} == known

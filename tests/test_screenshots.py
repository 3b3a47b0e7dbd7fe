"""Pictures of every screen: drawn from the sample, and compared with those in `screenshots/`.

`pytest tests/test_screenshots.py --rewrite` draws them again. Look at each before it is stored.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from swtui.tui.picker_app import SwtuiApp
from tests.scenes import SCENES, Scene, welcome
from tests.tui.sample import Sample
from tests.tui.sample_broker import session_for
from tests.tui.sample_health import health_in
from tests.tui.waiting import settled, until

PICTURES = Path(__file__).parent.parent / "screenshots"
SIZES = {"80x24": (80, 24), "120x36": (120, 36)}
THEMES = {"dark": "swtui-dark", "light": "swtui-light"}


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
        role = next(role for role in app.context.load_catalogue().roles if role.name == HELD)
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
    assert path.read_text() == drawn, f"{path.name}: draw it again with --rewrite, and look at it"


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

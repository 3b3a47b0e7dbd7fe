"""From Enter to a session: questions, progress, refusals, and keys typed ahead."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from swtui.errors import NetworkError, RefusedError
from swtui.roles.catalogue import Catalogue, load_catalogue
from swtui.secret import Secret
from swtui.tui import assuming
from swtui.tui.picker_app import SwtuiApp
from swtui.tui.reading import Reading
from swtui.tui.world import Outcome
from tests.tui.sample import Sample, main_screen
from tests.tui.sample_broker import asking, failing, waiting
from tests.tui.waiting import shown, type_text, until

DEV = "search-dev"
PROD = "search-prod-billing"


def top(app: Any) -> str:
    """Return the name of the screen on top."""
    return type(app.screen).__name__


def outcome_of(app: SwtuiApp) -> Outcome:
    """Return what the app ended with."""
    assert app.return_value is not None
    return app.return_value


async def test_enter_assumes_and_shows_the_session(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(pilot.app) == "SessionScreen")
        assert sample.broker.asked[0][0] == DEV
        await pilot.press("escape")
        assert main_screen(pilot.app).held == {DEV: "42m"}
        assert "held  search-dev/Developer" in shown(pilot.app) or "42m" in shown(pilot.app)


async def test_use_is_remembered(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: sample.memory.noted == [DEV])


async def test_enter_on_the_session_opens_the_subshell(sample: Sample) -> None:
    app = sample.app()
    async with app.run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(app) == "SessionScreen")
        await pilot.press("enter")
        await pilot.pause()
    outcome = outcome_of(app)
    assert outcome.action == "shell"
    assert outcome.session == session_for_name(sample, DEV)


def session_for_name(sample: Sample, name: str) -> object:
    """Return the session the broker kept for a role."""
    return sample.broker.kept[name]


async def test_ctrl_j_is_enter(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, DEV)
        await pilot.press("ctrl+j")
        await until(pilot, lambda: top(pilot.app) == "SessionScreen")


async def test_enter_typed_while_aws_answers_is_shown_and_opens_the_subshell(
    sample: Sample,
) -> None:
    gate = threading.Event()
    sample.broker.scripts[DEV] = waiting(gate)
    app = sample.app()
    async with app.run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(app) == "ProgressScreen")
        await pilot.press("enter")
        await until(pilot, lambda: "then: subshell" in shown(app))
        gate.set()
        await until(pilot, lambda: not app.is_running or app._exit)
    assert outcome_of(app).action == "shell"


async def test_everything_typed_at_once_does_what_it_would_have_done_slowly(
    sample: Sample,
) -> None:
    app = sample.app()
    async with app.run_test() as pilot:
        await type_text(pilot, f"{DEV}\n\n")
        await until(pilot, lambda: app._exit)
    assert outcome_of(app).action == "shell"
    assert outcome_of(app).role is not None


async def test_letter_typed_ahead_goes_to_the_session(sample: Sample) -> None:
    gate = threading.Event()
    sample.broker.scripts[DEV] = waiting(gate)
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{DEV}\ny")
        gate.set()
        await until(pilot, lambda: sample.copied)
        assert isinstance(sample.copied[0], Secret)


async def test_mfa_code_typed_before_the_question_is_there_answers_it(sample: Sample) -> None:
    sample.broker.scripts[DEV] = asking("123456")
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{DEV}\n123456\n")
        await until(pilot, lambda: top(pilot.app) == "SessionScreen")


async def test_mfa_is_asked_and_a_wrong_code_asks_again_with_the_reason(sample: Sample) -> None:
    sample.broker.scripts[DEV] = asking("123456")
    async with sample.app().run_test(size=(100, 40)) as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(pilot.app) == "MfaScreen")
        await type_text(pilot, "000000\n")
        await until(pilot, lambda: "attempt 2" in shown(pilot.app))
        await type_text(pilot, "123456\n")
        await until(pilot, lambda: top(pilot.app) == "SessionScreen")


async def test_escape_at_the_mfa_question_goes_back_to_the_list(sample: Sample) -> None:
    sample.broker.scripts[DEV] = asking()
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(pilot.app) == "MfaScreen")
        await pilot.press("escape")
        await until(pilot, lambda: top(pilot.app) == "MainScreen")
        assert not main_screen(pilot.app).busy


async def test_escape_cancels_the_walk_and_a_late_answer_is_dropped(sample: Sample) -> None:
    gate = threading.Event()
    sample.broker.scripts[DEV] = waiting(gate)
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(pilot.app) == "ProgressScreen")
        await pilot.press("escape")
        await until(pilot, lambda: top(pilot.app) == "MainScreen")
        gate.set()
        await pilot.pause(0.05)
        assert top(pilot.app) == "MainScreen"
        assert main_screen(pilot.app).held == {}


async def test_keys_work_again_after_a_cancelled_walk(sample: Sample) -> None:
    sample.broker.scripts[DEV] = waiting(threading.Event())
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(pilot.app) == "ProgressScreen")
        await pilot.press("escape", "x")
        assert main_screen(pilot.app).roles.words == f"{DEV}x"


@pytest.mark.parametrize(
    "error",
    [
        RefusedError("AWS refused", code="AccessDenied", operation="AssumeRole"),
        NetworkError("sts.eu-west-1.amazonaws.com did not answer in 15 s"),
    ],
)
async def test_refusal_opens_an_explanation(sample: Sample, error: RefusedError) -> None:
    sample.broker.scripts[DEV] = failing(error)
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(pilot.app) == "RefusalScreen")
        await pilot.press("escape")
        assert top(pilot.app) == "MainScreen"


async def test_broken_role_says_why_and_asks_nobody(sample: Sample) -> None:
    async with sample.app().run_test(size=(120, 36), notifications=True) as pilot:
        await type_text(pilot, "legacy-a\n")
        await pilot.pause()
        assert sample.broker.asked == []
        assert top(pilot.app) == "MainScreen"
        assert len(pilot.app._notifications) == 1


async def test_keys_behind_enter_are_left_to_the_terminal_for_a_moment(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read cannot be given back to the shell that may be next."""
    monkeypatch.setattr(assuming, "YOUNG", 60.0)
    gate = threading.Event()
    sample.broker.scripts[DEV] = waiting(gate)
    taken = threading.Event()
    app = sample.app()
    async with app.run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        app.when_keys_answered(taken.set)
        await asyncio.sleep(0.2)
        assert not taken.is_set()

        gate.set()
        await until(pilot, taken.is_set)
        assert top(pilot.app) == "SessionScreen"


async def test_keys_are_read_again_when_aws_is_slow_and_while_a_code_is_asked_for(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample.broker.scripts[DEV] = asking()
    taken = threading.Event()
    app = sample.app()
    async with app.run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(pilot.app) == "MfaScreen")
        app.when_keys_answered(taken.set)
        await until(pilot, taken.is_set)
        await pilot.press("escape")

        monkeypatch.setattr(assuming, "YOUNG", 0.2)
        gate, again = threading.Event(), threading.Event()
        sample.broker.scripts[DEV] = waiting(gate)
        await pilot.press("enter")
        app.when_keys_answered(again.set)
        await until(pilot, again.is_set)
        assert not gate.is_set()
        gate.set()


async def test_enter_typed_before_the_roles_are_read_is_not_lost(sample: Sample) -> None:
    """Fifty thousand profiles take a second to read; Enter did nothing until then."""
    gate = threading.Event()

    def slowly() -> Catalogue:
        gate.wait(20)
        return load_catalogue(sample.env, sample.settings)

    world = sample.world(load_catalogue=slowly)
    app = SwtuiApp(world, Reading(world).start())
    answered = threading.Event()
    async with app.run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        app.when_keys_answered(answered.set)
        await asyncio.sleep(0.1)
        assert main_screen(app).listing is None
        assert not answered.is_set()
        assert not sample.broker.asked

        gate.set()
        await until(pilot, lambda: top(app) == "SessionScreen")
        assert [name for name, _ in sample.broker.asked] == [DEV]
        await until(pilot, answered.is_set)

"""From Enter to a session: questions, progress, refusals, and keys typed ahead."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any

import pytest

from swtui.errors import NetworkError, RefusedError
from swtui.secret import Secret
from swtui.tui.picker_app import SwtuiApp
from swtui.tui.world import Outcome
from tests.tui.sample import (
    CANARY,
    Sample,
    asking,
    failing,
    main_screen,
    waiting,
)
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


async def test_production_asks_and_enter_alone_is_no_answer(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{PROD}\n\n\n")
        await until(pilot, lambda: top(pilot.app) == "ConfirmScreen")
        assert sample.broker.asked == []
        await pilot.press("n")
        assert top(pilot.app) == "MainScreen"
        assert sample.broker.asked == []


async def test_production_is_asked_once_per_session_held(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{PROD}\n")
        await until(pilot, lambda: top(pilot.app) == "ConfirmScreen")
        await pilot.press("y")
        await until(pilot, lambda: top(pilot.app) == "SessionScreen")
        await pilot.press("escape", "enter")
        await until(pilot, lambda: top(pilot.app) == "SessionScreen")
        await pilot.press("x")
        await until(pilot, lambda: not main_screen(pilot.app).held)
        await pilot.press("enter")
        await until(pilot, lambda: top(pilot.app) == "ConfirmScreen")


async def test_production_asks_before_its_exports_are_copied(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, PROD)
        await pilot.press("tab", "y")
        await until(pilot, lambda: top(pilot.app) == "ConfirmScreen")
        assert sample.copied == []
        await pilot.press("y")
        await until(pilot, lambda: sample.copied)


async def test_y_assumes_and_copies_the_exports_as_a_secret(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, DEV)
        await pilot.press("tab", "y")
        await until(pilot, lambda: sample.copied)
        text = sample.copied[0]
        assert isinstance(text, Secret)
        assert f"AWS_SECRET_ACCESS_KEY='{CANARY}'" in text.reveal()
        assert CANARY not in shown(pilot.app)


async def test_settings_can_keep_secrets_off_the_clipboard(sample: Sample) -> None:
    settings = dataclasses.replace(sample.settings, clipboard_secrets=False)
    async with sample.app(settings=settings).run_test() as pilot:
        await type_text(pilot, DEV)
        await pilot.press("tab", "y")
        await until(pilot, lambda: sample.broker.asked)
        await pilot.pause(0.05)
        assert sample.copied == []


async def test_s_assumes_and_leaves_for_the_subshell(sample: Sample) -> None:
    app = sample.app()
    async with app.run_test() as pilot:
        await type_text(pilot, DEV)
        await pilot.press("tab", "s")
        await until(pilot, lambda: app._exit)
    assert outcome_of(app).action == "shell"


async def test_renewing_asks_for_a_fresh_session(sample: Sample) -> None:
    sample.hold(DEV)
    async with sample.app().run_test() as pilot:
        await type_text(pilot, DEV)
        await pilot.press("tab", "R")
        await until(pilot, lambda: sample.broker.asked)
        assert sample.broker.asked[0][1].refresh


async def test_x_forgets_the_session(sample: Sample) -> None:
    sample.hold(DEV)
    async with sample.app().run_test() as pilot:
        await until(pilot, lambda: main_screen(pilot.app).held)
        await type_text(pilot, DEV)
        await pilot.press("tab", "x")
        await until(pilot, lambda: not main_screen(pilot.app).held)
        assert sample.broker.kept == {}


async def test_assume_with_passes_what_was_written(sample: Sample) -> None:
    async with sample.app().run_test(size=(100, 40)) as pilot:
        await type_text(pilot, DEV)
        await pilot.press("tab", "a")
        await until(pilot, lambda: top(pilot.app) == "AssumeWithScreen")
        await type_text(pilot, "2h\n")
        await until(pilot, lambda: sample.broker.asked)
        assert sample.broker.asked[0][1].duration == 7200


async def test_with_stdout_as_data_the_first_enter_ends_it(sample: Sample) -> None:
    app = sample.app(stdout_is_data=True)
    async with app.run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: app._exit)
    assert outcome_of(app).action == "export"
    assert outcome_of(app).session is not None
    assert sample.memory.noted == [DEV]


async def test_with_stdout_as_data_no_subshell_is_offered(sample: Sample) -> None:
    async with sample.app(stdout_is_data=True).run_test(size=(120, 36)) as pilot:
        await pilot.press("escape")
        assert "subshell" not in shown(pilot.app)


async def test_quitting_does_not_wait_for_aws(sample: Sample) -> None:
    never = threading.Event()
    sample.broker.scripts[DEV] = waiting(never)
    app = sample.app()
    async with app.run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: main_screen(app).busy)
        await pilot.press("ctrl+c")
    assert outcome_of(app).return_code == 130


async def test_unexpected_error_ends_it_with_1_and_shows_no_values(sample: Sample) -> None:
    def broken(*_: object, **__: object) -> Any:
        raise RuntimeError(CANARY)

    sample.broker.scripts[DEV] = broken
    app = sample.app()
    with pytest.raises(RuntimeError):
        await _assume(app)
    assert app.return_code == 1
    assert app._exit_renderables == []


async def _assume(app: SwtuiApp) -> None:
    async with app.run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: app.failure)

"""From Enter to a session: questions, progress and refusals."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from swtui.errors import NetworkError, RefusedError
from swtui.roles.role import Role
from swtui.sessions.credentials import Session
from swtui.sessions.progress import Progress
from tests.tui.assume_flow import DEV, outcome_of, top
from tests.tui.sample import Sample, main_screen
from tests.tui.sample_broker import asking, deaf, failing, session_for, waiting
from tests.tui.waiting import shown, type_text, until


async def test_enter_assumes_and_shows_the_session(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(pilot.app) == "SessionScreen")
        assert sample.broker.asked[0][0] == DEV
        await pilot.press("escape")
        assert main_screen(pilot.app).held == {DEV: "42m"}
        assert "cached  search-dev/Developer" in shown(pilot.app) or "42m" in shown(pilot.app)


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
    """Return the session the broker cached for a role."""
    return sample.broker.kept[name]


async def test_ctrl_j_is_enter(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, DEV)
        await pilot.press("ctrl+j")
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
    sample.broker.scripts[DEV] = deaf(gate)
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(pilot.app) == "ProgressScreen")
        (walk,) = (each for each in threading.enumerate() if each.name == "swtui-walk")
        await pilot.press("escape")
        await until(pilot, lambda: top(pilot.app) == "MainScreen")
        gate.set()
        await until(pilot, lambda: not walk.is_alive())
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


def granted_less(role: Role, *, report: Any, **_: Any) -> Session:
    """Stand in for a role that allows less than was asked for."""
    report(
        Progress(
            hop_index=1,
            total=1,
            state="note",
            text=f"{role.name}: granted 1 h, not 12 h: …",
            limit="role",
        )
    )
    report(Progress(hop_index=1, total=1, state="note", text="another note"))
    return session_for(role)


async def test_less_than_was_asked_for_is_said_on_the_session(sample: Sample) -> None:
    sample.broker.scripts[DEV] = granted_less
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(pilot.app) == "SessionScreen")
        assert "▲ search-dev: granted 1 h, not 12 h" in shown(pilot.app)
        assert "another note" not in shown(pilot.app)


@pytest.mark.parametrize("data", [True, False])
async def test_less_than_was_asked_for_is_said_behind_the_picker(
    sample: Sample, data: bool
) -> None:
    sample.broker.scripts[DEV] = granted_less
    app = sample.app(stdout_is_data=data)
    async with app.run_test() as pilot:
        await type_text(pilot, f"{DEV}\n" if data else f"{DEV}")
        if not data:
            await pilot.press("tab", "s")
        await until(pilot, lambda: app._exit)
    assert outcome_of(app).notes == ("search-dev: granted 1 h, not 12 h: …",)


async def test_a_retry_makes_the_hops_again_where_one_of_them_has_expired(sample: Sample) -> None:
    name = "data-lake-prod"
    error = RefusedError("refused", code="ExpiredToken", aws_message="x", operation="AssumeRole")
    error.hop = 2
    sample.broker.scripts[name] = failing(error)
    async with sample.app().run_test(size=(120, 36)) as pilot:
        await type_text(pilot, f"{name}\n")
        await until(pilot, lambda: top(pilot.app) == "ConfirmScreen")
        await pilot.press("y")
        await until(pilot, lambda: top(pilot.app) == "RefusalScreen")
        assert "The session of the hop before" in shown(pilot.app)
        del sample.broker.scripts[name]
        await pilot.press("r")
        await until(pilot, lambda: len(sample.broker.asked) > 1)
    assert [options.refresh for _, options in sample.broker.asked] == [False, True]

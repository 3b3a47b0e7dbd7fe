"""Keys typed ahead of a session: what they do, where they go, and that none is lost."""

from __future__ import annotations

import asyncio
import threading

import pytest

from swtui.roles.catalogue import Catalogue, load_catalogue
from swtui.secret import Secret
from swtui.tui.config_loader import ConfigLoader
from swtui.tui.flows import attempt
from swtui.tui.picker_app import SwtuiApp
from tests.tui.assume_flow import DEV, outcome_of, top
from tests.tui.sample import Sample, main_screen
from tests.tui.sample_broker import asking, waiting
from tests.tui.waiting import shown, type_text, until


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


async def test_keys_behind_enter_are_left_to_the_terminal_for_a_moment(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read cannot be given back to the shell that may be next."""
    monkeypatch.setattr(attempt, "YOUNG", 60.0)
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

        monkeypatch.setattr(attempt, "YOUNG", 0.2)
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

    context = sample.context(load_catalogue=slowly)
    app = SwtuiApp(context, ConfigLoader(context).start())
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

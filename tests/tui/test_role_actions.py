"""What is asked before a role is used, and what each action does with it."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any

import pytest

from swtui.roles.role import Role
from swtui.secret import Secret
from swtui.sessions.credentials import Credentials, Identity, Session
from swtui.tui.copy_actions import notify
from swtui.tui.picker_app import SwtuiApp
from tests.tui.assume_flow import DEV, outcome_of, top
from tests.tui.sample import Sample, main_screen
from tests.tui.sample_broker import CANARY, waiting
from tests.tui.waiting import shown, type_text, until

PROD = "search-prod-billing"


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
    """It is said before a code is asked for, and a session made, for nothing."""
    settings = dataclasses.replace(sample.settings, clipboard_secrets=False)
    async with sample.app(settings=settings).run_test() as pilot:
        await type_text(pilot, DEV)
        await pilot.press("tab", "y")
        await until(pilot, lambda: list(pilot.app._notifications))
        assert [said.message for said in pilot.app._notifications] == [
            "the settings keep secrets off the clipboard; Y copies a command without one"
        ]
        assert (sample.broker.asked, sample.copied) == ([], [])


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


async def test_c_copies_the_arn_and_capital_c_the_account(sample: Sample) -> None:
    async with sample.app().run_test(notifications=True) as pilot:
        await type_text(pilot, "search-dev")
        await pilot.press("escape", "escape")
        main_screen(pilot.app).roles.go_to("search-dev")
        await pilot.press("c", "C")
        await until(pilot, lambda: len(sample.copied) == 2)
        assert set(sample.copied) == {
            "arn:aws:iam::222233335555:role/Developer",
            "222233335555",
        }


async def test_c_copies_the_arns_of_all_marked_roles(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        screen = main_screen(pilot.app)
        screen.marks = frozenset({"search-dev", "data-lake"})
        await pilot.press("escape", "c")
        await until(pilot, lambda: sample.copied)
        assert sample.copied == [
            "arn:aws:iam::222233335555:role/Developer\narn:aws:iam::444455556666:role/Analyst"
        ]


async def test_capital_y_copies_a_command_without_a_secret_and_assumes_nothing(
    sample: Sample,
) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, "search-dev")
        await pilot.press("tab", "Y")
        await until(pilot, lambda: sample.copied)
        assert sample.copied == ["eval \"$(swtui export 'search-dev')\""]
        assert not isinstance(sample.copied[0], Secret)
        assert sample.broker.asked == []


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 36)])
async def test_a_notice_is_read_to_its_end_at_every_size(
    sample: Sample, size: tuple[int, int]
) -> None:
    async with sample.app().run_test(size=size, notifications=True) as pilot:
        words = "Copied exports of dev (bash) to tmux buffer called swtui. Paste: prefix, bracket."
        notify(pilot.app, words)
        await until(pilot, lambda: set(words.split()) <= set(shown(pilot.app).split()))


async def test_after_copying_further_letters_act_on_the_session_screen(sample: Sample) -> None:
    app = sample.app()
    async with app.run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(app) == "SessionScreen")
        await pilot.press("y")
        await until(pilot, lambda: sample.copied)
        assert top(app) == "SessionScreen"
        await pilot.press("s")
        await until(pilot, lambda: app.return_value is not None)
    assert outcome_of(app).action == "shell"


def keys(role: Role, **_: Any) -> Session:
    """Hand keys over as they are, as the broker does."""
    credentials = Credentials("AKIAIOSFODNN7EXAMPLE", Secret(CANARY), Secret(""))
    return Session(role.name, credentials, Identity("123456789012", "arn"), long_term=True)


async def test_long_term_keys_are_not_shown_as_cached(sample: Sample) -> None:
    sample.broker.scripts["base"] = keys
    app = sample.app()
    async with app.run_test() as pilot:
        await type_text(pilot, "base\n")
        await until(pilot, lambda: top(app) == "SessionScreen")
        await pilot.press("escape", "escape", "escape")
        main = main_screen(app)
        assert main.held == {}
        assert main.holding is None
        for key in ("R", "x"):
            main.action_do({"R": "renew", "x": "forget"}[key])
            await until(pilot, lambda: top(app) == "MainScreen")
        said = [each.message for each in app._notifications]
        assert said == ["long-term keys do not expire, and are not cached"] * 2
        assert [name for name, _ in sample.broker.asked] == ["base"]


@pytest.mark.parametrize("name", ["legacy-a", "default"])
async def test_the_keys_line_offers_a_broken_role_nothing_it_cannot_have(
    sample: Sample, name: str
) -> None:
    async with sample.app().run_test(size=(120, 36)) as pilot:
        await type_text(pilot, name)
        bottom = shown(pilot.app).splitlines()[-1]
        assert "assume" not in bottom
        assert "actions" in bottom
        await pilot.press("escape")
        assert main_screen(pilot.app).roles.filtering
        await pilot.press("escape")


async def test_list_and_pane_mark_settings_alone_the_same(sample: Sample) -> None:
    async with sample.app().run_test(size=(120, 36)) as pilot:
        await type_text(pilot, "default")
        await until(pilot, lambda: "settings alone" in shown(pilot.app))
        screen = shown(pilot.app)
        assert "✗" not in screen
        assert "· default" in screen
        assert "· no credentials" in screen


async def test_what_is_wrong_names_the_file_below_the_home(sample: Sample) -> None:
    async with sample.app().run_test(size=(120, 36)) as pilot:
        await type_text(pilot, "legacy-a\n")
        (said,) = [each.message for each in pilot.app._notifications]
        assert "(~/.aws/config:" in said


async def test_the_menu_counts_the_marked_roles_that_a_policy_takes(sample: Sample) -> None:
    async with sample.app().run_test(size=(120, 36)) as pilot:
        main = main_screen(pilot.app)
        await until(pilot, lambda: main.listing)
        main.marks = frozenset(("search-dev", "payments-dev", "vendor"))
        await pilot.press("tab")
        await until(pilot, lambda: top(pilot.app) == "ActionsMenu")
        text = " ".join(shown(pilot.app).split())
        assert "write a policy of 2 of 3 marked" in text
        assert "copy the command of 3 marked" in text

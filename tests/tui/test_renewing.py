"""R and Y repeat how the session was requested; the command line's options hold in the picker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from swtui.roles.role import Role
from swtui.sessions.options import AssumeOptions
from swtui.sessions.request import SessionRequest
from tests.tui.assume_flow import DEV, top
from tests.tui.sample import Sample, main_screen
from tests.tui.waiting import shown, type_text, until

PROD = "search-prod-billing"
NARROW = AssumeOptions(policy_arns=("arn:aws:iam::aws:policy/ReadOnlyAccess",))


async def assume_with(pilot: object, sample: Sample, duration: str) -> None:
    """Assume the role under the cursor with another duration, and go back to the list."""
    from textual.pilot import Pilot

    assert isinstance(pilot, Pilot)
    before = len(sample.broker.asked)
    await pilot.press("tab", "a")
    await until(pilot, lambda: top(pilot.app) == "AssumeWithScreen")
    await type_text(pilot, f"{duration}\n")
    await until(pilot, lambda: len(sample.broker.asked) > before)
    await until(pilot, lambda: top(pilot.app) == "SessionScreen")


async def test_renewing_after_assume_with_asks_for_the_same(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, DEV)
        await assume_with(pilot, sample, "45m")
        assert "--duration 45m" in shown(pilot.app)
        await pilot.press("R")
        await until(pilot, lambda: len(sample.broker.asked) == 2)
        await until(pilot, lambda: top(pilot.app) == "SessionScreen")
        await pilot.press("escape", "tab", "R")
        await until(pilot, lambda: len(sample.broker.asked) == 3)
        wanted = AssumeOptions(duration=2700, refresh=True)
        assert [options for _, options in sample.broker.asked] == [wanted] * 3


async def test_renewing_asks_for_the_same_when_the_session_has_expired_and_after_a_reload(
    sample: Sample,
) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, DEV)
        await assume_with(pilot, sample, "45m")
        await pilot.press("escape")
        main = main_screen(pilot.app)
        main.sessions._sessions.clear()
        main.action_reload()
        await pilot.press("tab", "R")
        await until(pilot, lambda: len(sample.broker.asked) == 2)
        assert sample.broker.asked[1][1].duration == 2700


@pytest.mark.parametrize("key", ["enter", "s", "y"])
async def test_a_row_hands_over_the_session_that_it_shows(sample: Sample, key: str) -> None:
    async with sample.app().run_test(size=(120, 36)) as pilot:
        await type_text(pilot, DEV)
        await assume_with(pilot, sample, "45m")
        await pilot.press("escape")
        await until(pilot, lambda: "--duration 45m" in shown(pilot.app))
        await pilot.press(*(["tab", key] if key != "enter" else [key]))
        await until(pilot, lambda: len(sample.broker.asked) == 2)
        assert sample.broker.asked[1][1] == AssumeOptions(duration=2700)


async def test_a_row_without_its_session_is_requested_by_its_name_again(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, DEV)
        await assume_with(pilot, sample, "45m")
        await pilot.press("escape", "tab", "x")
        await until(pilot, lambda: DEV not in main_screen(pilot.app).held)
        await pilot.press("enter")
        await until(pilot, lambda: len(sample.broker.asked) == 2)
        assert sample.broker.asked[1][1] == AssumeOptions()


@pytest.mark.parametrize("key", ["R", "enter"])
async def test_the_command_line_counts_more_than_the_request_of_this_shell(
    sample: Sample, key: str
) -> None:
    ends = "2999-01-01T00:00:00+00:00"
    sample.env |= {"SWTUI_ROLE": DEV, "SWTUI_REQUEST": "plain", "SWTUI_EXPIRES": ends}
    async with sample.app(options=NARROW).run_test() as pilot:
        await type_text(pilot, DEV)
        await pilot.press(*(["tab", key] if key != "enter" else [key]))
        await until(pilot, lambda: sample.broker.asked)
        assert sample.broker.asked[0][1].policy_arns == NARROW.policy_arns


async def test_the_row_of_this_shell_hands_over_what_the_shell_has(sample: Sample) -> None:
    ends = "2999-01-01T00:00:00+00:00"
    asked = SessionRequest(NARROW).text()
    sample.env |= {"SWTUI_ROLE": DEV, "SWTUI_REQUEST": asked, "SWTUI_EXPIRES": ends}
    async with sample.app().run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: sample.broker.asked)
        assert sample.broker.asked[0][1] == NARROW


async def test_the_command_copied_after_assume_with_has_its_options(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, DEV)
        await assume_with(pilot, sample, "45m")
        await pilot.press("Y")
        await until(pilot, lambda: sample.copied)
        assert sample.copied == [f"eval \"$(swtui export --duration='45m' '{DEV}')\""]


async def test_the_role_of_this_shell_is_renewed_as_the_shell_requested_it(sample: Sample) -> None:
    sample.env |= {"SWTUI_ROLE": DEV, "SWTUI_REQUEST": SessionRequest(NARROW).text()}
    async with sample.app().run_test() as pilot:
        await type_text(pilot, DEV)
        await pilot.press("tab", "Y")
        await until(pilot, lambda: sample.copied)
        assert "--policy-arn='arn:aws:iam::aws:policy/ReadOnlyAccess'" in str(sample.copied[0])
        await pilot.press("tab", "R")
        await until(pilot, lambda: sample.broker.asked)
        assert sample.broker.asked[0][1] == replace(NARROW, refresh=True)


async def test_what_this_shell_requested_is_not_guessed(sample: Sample) -> None:
    sample.env |= {"SWTUI_ROLE": DEV, "SWTUI_REQUEST": SessionRequest(NARROW).text()[:-1]}
    async with sample.app().run_test() as pilot:
        await type_text(pilot, DEV)
        for key in "RY":
            await pilot.press("tab", key)
            await until(pilot, lambda: list(pilot.app._notifications))
            (said,) = pilot.app._notifications
            assert "SWTUI_REQUEST was changed or cut" in said.message
            pilot.app.clear_notifications()
        assert (sample.broker.asked, sample.copied) == ([], [])


async def test_the_options_of_the_command_line_shape_what_is_assumed(sample: Sample) -> None:
    async with sample.app(options=NARROW).run_test() as pilot:
        await type_text(pilot, f"{DEV}\n")
        await until(pilot, lambda: top(pilot.app) == "SessionScreen")
        await pilot.press("escape")
        await assume_with(pilot, sample, "45m")
        wanted = [NARROW, replace(NARROW, duration=2700, refresh=True)]
        assert [options for _, options in sample.broker.asked] == wanted


async def test_a_yes_to_one_request_is_none_to_another(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, PROD)
        await pilot.press("tab", "a")
        await until(pilot, lambda: top(pilot.app) == "AssumeWithScreen")
        await type_text(pilot, "45m\n")
        await until(pilot, lambda: top(pilot.app) == "ConfirmScreen")
        await pilot.press("y")
        await until(pilot, lambda: top(pilot.app) == "SessionScreen")
        await pilot.press("R")
        await until(pilot, lambda: len(sample.broker.asked) == 2)
        await until(pilot, lambda: top(pilot.app) == "SessionScreen")
        await pilot.press("escape", "tab", "a")
        await until(pilot, lambda: top(pilot.app) == "AssumeWithScreen")
        await type_text(pilot, "30m\n")
        await until(pilot, lambda: top(pilot.app) == "ConfirmScreen")
        assert len(sample.broker.asked) == 2


async def test_deleting_takes_the_session_as_it_was_requested(sample: Sample) -> None:
    forgotten: list[tuple[str, AssumeOptions]] = []

    def delete_cached_session(role: Role, options: AssumeOptions) -> bool:
        forgotten.append((role.name, options))
        return True

    sample.broker.delete_cached_session = delete_cached_session  # type: ignore[assignment,method-assign]
    async with sample.app().run_test() as pilot:
        await type_text(pilot, DEV)
        await assume_with(pilot, sample, "45m")
        await pilot.press("x")
        await until(pilot, lambda: len(forgotten) == 2)
        assert forgotten == [(DEV, AssumeOptions()), (DEV, AssumeOptions(duration=2700))]

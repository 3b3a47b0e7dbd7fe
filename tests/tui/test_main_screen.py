"""The main screen: what is where, and when."""

from __future__ import annotations

import pytest
from textual import events
from textual.geometry import Size

from tests.tui.sample import Sample, main_screen
from tests.tui.sample_broker import NOW
from tests.tui.waiting import settled, shown, type_text, until

WIDE, SMALL = (120, 36), (80, 24)


async def test_first_frame_shows_every_role_before_the_network_is_asked(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        assert "payments-prod" in shown(pilot.app)
        assert "ci-runner" in shown(pilot.app)


async def test_bar_says_who_this_shell_is_and_from_where(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        await settled(pilot)
        await until(pilot, lambda: sample.online == [False, True])
        first = shown(pilot.app).splitlines()[0]
        assert "jo@acme-identity  123456789012  from AWS_PROFILE=base" in first


async def test_row_under_the_cursor_is_explained_hop_by_hop_with_its_lines(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        await type_text(pilot, "payments-prod admin")
        await pilot.pause()
        screen = shown(pilot.app)
        assert "MFA  needs a code" in screen
        assert "external ID" in screen
        line = 1 + sample.config.read_text().splitlines().index("external_id = 7f3a-unique")
        assert f"config:{line}" in screen
        assert "last used yesterday  ·  31 times" in screen


async def test_narrow_window_tells_the_chain_in_one_line(sample: Sample) -> None:
    async with sample.app().run_test(size=SMALL) as pilot:
        await type_text(pilot, "payments-prod admin")
        await pilot.pause()
        assert "base  ›  OrgJump MFA  ›  Admin external ID" in shown(pilot.app)


async def test_broken_role_shows_its_reason_in_its_row(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        await type_text(pilot, "legacy-a")
        row = next(line for line in shown(pilot.app).splitlines() if "✗ legacy-a" in line)
        assert "legacy-b" in row


async def test_production_is_marked_by_glyph_and_word(sample: Sample) -> None:
    async with sample.app().run_test(size=SMALL) as pilot:
        await type_text(pilot, "search-prod-bil")
        assert "▲ PROD" in shown(pilot.app)


async def test_session_held_is_a_dot_with_minutes_in_its_row_and_in_the_bar(
    sample: Sample,
) -> None:
    sample.hold("search-dev")
    async with sample.app().run_test(size=WIDE) as pilot:
        await until(pilot, lambda: main_screen(pilot.app).held)
        lines = shown(pilot.app).splitlines()
        assert "cached  search-dev/Developer  ● 42m" in lines[0]
        assert any("search-dev" in line and "● 42m" in line for line in lines[1:])


async def test_countdown_goes_down(sample: Sample) -> None:
    sample.hold("search-dev", seconds=121)
    clock = [NOW]
    async with sample.app(now=lambda: clock[0]).run_test(size=WIDE) as pilot:
        screen = main_screen(pilot.app)
        await until(pilot, lambda: screen.held == {"search-dev": "2m"})
        clock[0] += 90
        screen.show_held()
        assert screen.held == {"search-dev": "31s"}
        clock[0] += 90
        screen.show_held()
        assert screen.held == {}
        assert screen.holding is None


async def test_no_configuration_shows_how_to_begin(sample: Sample) -> None:
    sample.config.unlink()
    (sample.config.parent / "credentials").unlink()
    async with sample.app().run_test(size=WIDE) as pilot:
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
        assert type(pilot.app.screen).__name__ == "WelcomeScreen"


async def test_inside_a_swtui_shell_the_role_one_has_comes_first_and_the_cursor_below_it(
    sample: Sample,
) -> None:
    sample.env |= {
        "SWTUI_ROLE": "search-dev",
        "SWTUI_LEVEL": "1",
        "SWTUI_EXPIRES": "2026-05-28T20:59:20+00:00",
    }
    async with sample.app().run_test(size=WIDE) as pilot:
        await until(pilot, lambda: main_screen(pilot.app).held)
        lines = shown(pilot.app).splitlines()
        assert "subshell 1" in lines[0]
        assert lines[4].startswith(" › search-dev")
        assert "● 32m" in lines[4]
        assert lines[5].startswith("▌")


async def test_a_typed_role_that_one_has_is_a_row_as_well(sample: Sample) -> None:
    typed = "arn:aws:iam::111122223333:role/Typed"
    sample.env |= {
        "SWTUI_ROLE": typed,
        "SWTUI_SOURCE_PROFILE": "base",
        "SWTUI_LEVEL": "1",
        "SWTUI_EXPIRES": "2026-05-28T20:59:20+00:00",
    }
    async with sample.app().run_test(size=WIDE) as pilot:
        await until(pilot, lambda: main_screen(pilot.app).held)
        lines = shown(pilot.app).splitlines()
        assert lines[4].startswith(" › arn:aws:iam::111122223333:role/Ty")
        assert "● 32m" in lines[4]


async def test_the_role_one_has_is_in_sight_though_the_list_is_longer_than_the_window(
    sample: Sample,
) -> None:
    """Rows found before the window had a height left it scrolled to the cursor."""
    sample.env |= {"SWTUI_ROLE": "search-dev", "SWTUI_LEVEL": "1"}
    more = "".join(f"[profile more-{n}]\nregion = eu-west-1\n" for n in range(60))
    sample.config.write_text(sample.config.read_text() + more)
    async with sample.app().run_test(size=WIDE) as pilot:
        await until(pilot, lambda: "more-" in shown(pilot.app))
        lines = shown(pilot.app).splitlines()
        assert lines[4].startswith(" › search-dev")
        assert lines[5].startswith("▌")


async def test_when_every_role_waits_for_a_sign_in_the_command_is_shown(sample: Sample) -> None:
    sso = sample.config.read_text().partition("[profile audit]")[2].partition("[profile vendor]")[0]
    sample.config.write_text("[profile audit]" + sso)
    (sample.config.parent / "credentials").unlink()
    async with sample.app().run_test(size=WIDE) as pilot:
        await until(pilot, lambda: "aws sso login --sso-session acme" in shown(pilot.app))


async def test_session_held_for_a_role_out_of_sight_is_in_the_bar(sample: Sample) -> None:
    sample.hold("search-dev")
    async with sample.app(words="vendor").run_test(size=WIDE) as pilot:
        await until(pilot, lambda: "cached  search-dev/Developer" in shown(pilot.app))


async def test_reading_again_keeps_what_is_held(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        screen = main_screen(pilot.app)
        await settled(pilot)
        sample.hold("vendor")
        assert screen.listing is not None
        screen.sessions.keep(screen.listing.catalogue.find("vendor"), sample.broker.kept["vendor"])
        screen.action_reload()
        await until(pilot, lambda: screen.held == {"vendor": "42m"})


async def test_small_window_says_what_is_needed_and_goes_away_by_itself(sample: Sample) -> None:
    async with sample.app().run_test(size=(30, 6)) as pilot:
        await until(pilot, lambda: "need 40×10" in shown(pilot.app))
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "payments-prod" in shown(pilot.app))
        assert "need 40×10" not in shown(pilot.app)


@pytest.mark.parametrize("size", [(1, 1), (40, 10), (500, 200)])
async def test_no_size_breaks_it(sample: Sample, size: tuple[int, int]) -> None:
    async with sample.app().run_test(size=size) as pilot:
        await pilot.press("a", "down", "escape")
        assert pilot.app.is_running


async def test_demo_is_marked(sample: Sample) -> None:
    async with sample.app(demo=True).run_test(size=SMALL) as pilot:
        assert "DEMO" in shown(pilot.app).splitlines()[0]


async def test_own_keys_from_the_settings_replace_ours(sample: Sample) -> None:
    import dataclasses

    settings = dataclasses.replace(sample.settings, keys={"help": "f5", "copy-arn": "z"})
    async with sample.app(settings=settings).run_test() as pilot:
        await pilot.press("f1")
        assert len(pilot.app.screen_stack) == 1
        await pilot.press("escape", "z")
        await until(pilot, lambda: sample.copied)
        await pilot.press("f5")
        assert type(pilot.app.screen).__name__ == "HelpScreen"


async def test_click_moves_the_cursor_and_double_click_assumes(sample: Sample) -> None:
    async with sample.app().run_test(size=SMALL) as pilot:
        roles = main_screen(pilot.app).roles
        await pilot.click("RoleList", offset=(5, 4))
        assert roles.state.cursor == 2
        sample.broker.asked.clear()
        roles.go_to("search-dev")
        row = roles.state.cursor - roles.state.top + 2
        await pilot.click("RoleList", offset=(5, row), times=2)
        await until(pilot, lambda: sample.broker.asked)
        assert sample.broker.asked[0][0] == "search-dev"


async def test_clicking_an_entry_of_the_action_line_presses_it(sample: Sample) -> None:
    async with sample.app().run_test(size=SMALL) as pilot:
        await pilot.click("ActionLine", offset=(16, 1))
        await pilot.pause()
        assert type(pilot.app.screen).__name__ == "ActionsMenu"


async def test_typed_arn_that_no_profile_has_becomes_a_row(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        await type_text(pilot, "arn:aws:iam::999900001111:role/Visitor")
        role = main_screen(pilot.app).role
        assert role is not None
        assert role.origin == "typed"
        assert role.role_name == "Visitor"


@pytest.mark.parametrize(
    ("variables", "source"),
    [
        ({"AWS_PROFILE": "base"}, "base"),
        ({"SWTUI_LEVEL": "1", "AWS_ACCESS_KEY_ID": "ASIAX"}, "default"),
    ],
)
async def test_typed_role_starts_where_the_commands_start_it(
    variables: dict[str, str], source: str, sample: Sample
) -> None:
    """The profile `default` served whatever AWS_PROFILE said, and the role was another caller's."""
    sample.env |= variables
    async with sample.app().run_test(size=WIDE) as pilot:
        await type_text(pilot, "arn:aws:iam::999900001111:role/Visitor")
        role = main_screen(pilot.app).role
        assert role is not None
        assert (role.source_profile or role.chain[0]) == source


async def test_an_old_size_that_comes_last_does_not_stay(sample: Sample) -> None:
    """Of many sizes in a row, one that came late stayed."""
    async with sample.app().run_test(size=WIDE) as pilot:
        await settled(pilot)
        screen = main_screen(pilot.app)
        old = Size(130, 35)
        screen.post_message(events.Resize(old, old))
        await pilot.pause()
        assert screen.outer_size == pilot.app.size
        screen._screen_resized(old)
        assert screen.outer_size == old
        await until(pilot, lambda: screen.outer_size == pilot.app.size)
        await until(pilot, lambda: "esc list mode" in shown(pilot.app).splitlines()[-1])

"""The main screen: keys, modes, what stands where."""

from __future__ import annotations

import pytest

from swtui.roles.recent import Recent
from swtui.secret import Secret
from tests.tui.sample import NOW, Sample, main_screen
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


async def test_typing_narrows_the_list_and_the_count_says_to_how_many(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        await type_text(pilot, "search")
        prompt = shown(pilot.app).splitlines()[2]
        assert "❯ search" in prompt
        assert "3 of 17" in prompt


async def test_words_match_in_any_order(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        await type_text(pilot, "adm payments-prod")
        role = main_screen(pilot.app).role
        assert role is not None
        assert role.name == "payments-prod"


async def test_slash_on_an_empty_prompt_is_swallowed(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await pilot.press("slash", "a", "slash")
        assert main_screen(pilot.app).roles.words == "a/"


async def test_letters_that_are_keys_in_list_mode_are_text_in_filter_mode(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, "qjk?:")
        assert main_screen(pilot.app).roles.words == "qjk?:"


async def test_escape_clears_then_goes_to_list_mode_and_never_quits(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        screen = main_screen(pilot.app)
        modes = []
        for key in ("a", "escape", "escape"):
            await pilot.press(key)
            modes.append((screen.roles.words, screen.filtering))
        assert modes == [("a", True), ("", True), ("", False)]
        await pilot.press("escape", "escape")
        assert pilot.app.is_running


@pytest.mark.parametrize("key", ["slash", "i"])
async def test_slash_and_i_lead_back_to_the_filter(sample: Sample, key: str) -> None:
    async with sample.app().run_test() as pilot:
        await pilot.press("escape", key, "x")
        assert main_screen(pilot.app).roles.words == "x"


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (["down", "down"], 2),
        (["ctrl+n", "ctrl+n", "ctrl+p"], 1),
        (["escape", "j", "j", "k"], 1),
        (["escape", "G"], 16),
        (["escape", "G", "g"], 0),
        (["pagedown", "pagedown"], 16),
        (["escape", "G", "pageup", "pageup"], 0),
        (["up"], 0),
    ],
)
async def test_movement_keys_move_the_cursor(sample: Sample, keys: list[str], place: int) -> None:
    async with sample.app().run_test(size=SMALL) as pilot:
        await pilot.press(*keys)
        assert main_screen(pilot.app).roles.state.cursor == place


async def test_row_under_the_cursor_is_explained_hop_by_hop_with_its_lines(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        await type_text(pilot, "payments-prod admin")
        await pilot.pause()
        screen = shown(pilot.app)
        assert "MFA  needs a code" in screen
        assert "external id" in screen
        line = 1 + sample.config.read_text().splitlines().index("external_id = 7f3a-unique")
        assert f"config:{line}" in screen
        assert "last used yesterday  ·  31 times" in screen


async def test_narrow_window_tells_the_chain_in_one_line(sample: Sample) -> None:
    async with sample.app().run_test(size=SMALL) as pilot:
        await type_text(pilot, "payments-prod admin")
        await pilot.pause()
        assert "base  ›  OrgJump MFA  ›  Admin external id" in shown(pilot.app)


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
        assert "held  search-dev/Developer  ● 42m" in lines[0]
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


async def test_space_marks_and_goes_down_and_the_count_says_how_many(sample: Sample) -> None:
    async with sample.app().run_test(size=SMALL) as pilot:
        await pilot.press("escape", "space", "space")
        screen = main_screen(pilot.app)
        assert len(screen.marks) == 2
        assert screen.roles.state.cursor == 2
        assert "2 marked · 17 of 17" in shown(pilot.app)
        await pilot.press("k", "space")
        assert len(screen.marks) == 1


async def test_v_groups_by_account_and_keeps_the_role(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        await type_text(pilot, "search")
        await pilot.press("escape", "escape", "j", "v")
        screen = main_screen(pilot.app)
        before = screen.role
        assert any("Payments  111122223333  2" in line for line in shown(pilot.app).splitlines())
        await pilot.press("v")
        assert screen.role == before


async def test_cursor_never_stands_on_a_heading(sample: Sample) -> None:
    async with sample.app().run_test(size=SMALL) as pilot:
        await pilot.press("escape", "v")
        screen = main_screen(pilot.app)
        for key in ("j", "k", "G", "g"):
            for _ in range(5):
                await pilot.press(key)
                assert screen.roles.role is not None


async def test_f_makes_a_favourite_and_takes_it_away(sample: Sample) -> None:
    sample.memory.recent = Recent()
    async with sample.app().run_test(size=SMALL) as pilot:
        screen = main_screen(pilot.app)
        await pilot.press("escape", "f")
        await until(pilot, lambda: screen.favourites)
        assert "★" in shown(pilot.app)
        await pilot.press("f")
        await until(pilot, lambda: not screen.favourites)


async def test_t_goes_through_the_themes_and_the_choice_is_kept(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await pilot.press("escape", "t")
        await until(pilot, lambda: sample.memory.themes == ["swtui-light"])
        for theme in ("swtui-safe", "ansi-dark", "ansi-light", "swtui-dark"):
            await pilot.press("t")
            assert pilot.app.theme == theme


async def test_change_on_disk_is_noticed_and_r_reads_it(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        screen = main_screen(pilot.app)
        await settled(pilot)
        sample.config.write_text(sample.config.read_text() + "\n[profile brand-new]\n")
        screen._tick()
        await pilot.pause()
        assert "changed on disk" in shown(pilot.app).splitlines()[1]
        assert "brand-new" not in shown(pilot.app)
        await pilot.press("escape", "r")
        await until(pilot, lambda: "brand-new" in shown(pilot.app))
        assert "changed on disk" not in shown(pilot.app)


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


async def test_e_leaves_for_the_editor_and_says_where_we_were(sample: Sample) -> None:
    app = sample.app()
    async with app.run_test() as pilot:
        await type_text(pilot, "search-dev")
        await pilot.press("tab", "e")
        await pilot.pause()
    outcome = app.return_value
    assert outcome is not None
    assert outcome.action == "edit"
    assert outcome.role is not None
    assert outcome.role.name == "search-dev"
    assert outcome.words == "search-dev"


async def test_coming_back_from_the_editor_finds_filter_role_and_mode_again(
    sample: Sample,
) -> None:
    app = sample.app(words="search", place="search-prod-billing", listing=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        screen = main_screen(pilot.app)
        assert screen.roles.words == "search"
        assert screen.role is not None
        assert screen.role.name == "search-prod-billing"
        assert not screen.filtering


async def test_q_quits_with_nothing_chosen(sample: Sample) -> None:
    app = sample.app()
    async with app.run_test() as pilot:
        await pilot.press("escape", "q")
    assert app.return_value is not None
    assert app.return_value.action == "none"
    assert app.return_value.return_code == 0


async def test_ctrl_c_quits_everywhere_with_130(sample: Sample) -> None:
    app = sample.app()
    async with app.run_test() as pilot:
        await pilot.press("tab")
        await pilot.press("ctrl+c")
    assert app.return_value is not None
    assert app.return_value.return_code == 130


async def test_ctrl_p_is_up_and_no_palette(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await pilot.press("ctrl+p")
        assert len(pilot.app.screen_stack) == 1


async def test_colon_opens_the_palette_in_list_mode(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await pilot.press("escape", "colon")
        await pilot.pause()
        assert type(pilot.app.screen).__name__ == "CommandPalette"


@pytest.mark.parametrize("keys", [["f1"], ["escape", "question_mark"]])
async def test_help_opens_in_both_modes(sample: Sample, keys: list[str]) -> None:
    async with sample.app().run_test() as pilot:
        await pilot.press(*keys)
        assert type(pilot.app.screen).__name__ == "HelpScreen"


async def test_tab_opens_the_actions_of_the_row(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await pilot.press("tab")
        assert type(pilot.app.screen).__name__ == "ActionsMenu"


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
        assert "level 1" in lines[0]
        assert lines[4].startswith(" › search-dev")
        assert "● 32m" in lines[4]
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
        await until(pilot, lambda: "held  search-dev/Developer" in shown(pilot.app))


async def test_reading_again_keeps_what_is_held(sample: Sample) -> None:
    async with sample.app().run_test(size=WIDE) as pilot:
        screen = main_screen(pilot.app)
        await settled(pilot)
        sample.hold("vendor")
        assert screen.listing is not None
        screen.sessions.keep(screen.listing.catalogue.find("vendor"), sample.broker.kept["vendor"])
        screen.reload()
        await until(pilot, lambda: screen.held == {"vendor": "42m"})


async def test_small_window_says_what_is_needed_and_goes_away_by_itself(sample: Sample) -> None:
    async with sample.app().run_test(size=(30, 6)) as pilot:
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
        assert "need 40×10" in shown(pilot.app)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        assert "payments-prod" in shown(pilot.app)


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

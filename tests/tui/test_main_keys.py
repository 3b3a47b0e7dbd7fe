"""The keys of both modes on the main screen."""

from __future__ import annotations

import pytest

from swtui.roles.recent import Recent
from swtui.roles.role import Place
from tests.tui.sample import Sample, main_screen
from tests.tui.waiting import settled, shown, type_text, until

WIDE, SMALL = (120, 36), (80, 24)


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
        screen.tick()
        await pilot.pause()
        assert "changed on disk" in shown(pilot.app).splitlines()[1]
        assert "brand-new" not in shown(pilot.app)
        await pilot.press("escape", "r")
        await until(pilot, lambda: "brand-new" in shown(pilot.app))
        assert "changed on disk" not in shown(pilot.app)


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
    assert not outcome.listing  # what is typed next is still text


async def test_e_in_list_mode_comes_back_to_list_mode(sample: Sample) -> None:
    app = sample.app(words="search-dev", listing=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("e")
        await pilot.pause()
    assert app.return_value is not None
    assert app.return_value.listing


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


async def test_reading_again_leaves_the_cursor_where_it_was_moved_to(sample: Sample) -> None:
    app = sample.app(place="search-prod-billing", listing=True)
    async with app.run_test() as pilot:
        await settled(pilot)
        screen = main_screen(pilot.app)
        before = screen.listing
        await pilot.press("g", "r")
        await until(pilot, lambda: screen.listing is not before)
        assert screen.role is not None
        assert screen.role.name != "search-prod-billing"


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
        assert type(pilot.app.screen).__name__ == "Palette"


@pytest.mark.parametrize("keys", [["f1"], ["escape", "question_mark"]])
async def test_help_opens_in_both_modes(sample: Sample, keys: list[str]) -> None:
    async with sample.app().run_test() as pilot:
        await pilot.press(*keys)
        assert type(pilot.app.screen).__name__ == "HelpScreen"


async def test_tab_opens_the_actions_of_the_row(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await pilot.press("tab")
        assert type(pilot.app.screen).__name__ == "ActionsMenu"


STRAY = "[sso-session s]\nsso_region = eu-west-1\nno assignment\n"


@pytest.mark.parametrize("size", [WIDE, (80, 24)])
@pytest.mark.parametrize("way", ["ctrl+o", "E", "click"])
async def test_a_line_that_stops_other_tools_stands_at_the_top_and_is_opened_there(
    sample: Sample, way: str, size: tuple[int, int]
) -> None:
    sample.config.write_text(f"{sample.config.read_text()}\n{STRAY}")
    line = 1 + sample.config.read_text().splitlines().index("no assignment")
    app = sample.app()
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await type_text(pilot, "search-dev")
        notice = shown(app).splitlines()[1]
        assert f"~/.aws/config:{line} (ctrl+o opens it): AWS's command line" in notice
        if way == "click":
            await pilot.click("#identity", offset=(5, 1))
        elif way == "E":
            await pilot.press("escape", "escape", "E")
        else:
            await pilot.press(way)
        await pilot.pause()
    outcome = app.return_value
    assert outcome is not None
    assert outcome.action == "edit"
    assert outcome.place == Place(str(sample.config), line)
    assert outcome.words == ("" if way == "E" else "search-dev")


async def test_without_a_notice_of_a_line_there_is_nothing_to_open(sample: Sample) -> None:
    app = sample.app()
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "no notice names a line" in shown(app))

"""Keys are handed out one at a time, each after the last one's effects."""

from __future__ import annotations

from textual.events import Key, Paste

from tests.tui.sample import Sample, main_screen
from tests.tui.waiting import type_text, until


async def test_two_hundred_keys_at_once_all_arrive_in_their_order(sample: Sample) -> None:
    text = "".join(chr(ord("a") + number % 26) for number in range(200))
    async with sample.app().run_test() as pilot:
        await type_text(pilot, text)
        await until(pilot, lambda: main_screen(pilot.app).roles.words == text)


async def test_keys_for_a_screen_that_opens_go_to_that_screen(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        await type_text(pilot, "search-dev\ty")
        await until(pilot, lambda: sample.copied)
        assert main_screen(pilot.app).roles.words == "search-dev"


async def test_keys_behind_a_screen_that_closes_go_to_the_list(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        for key in ("f1", "q", "x"):
            pilot.app.post_message(Key(key, key if len(key) == 1 else None))
        app = pilot.app
        await until(pilot, lambda: main_screen(app).roles.words == "x")


async def test_paste_keeps_its_place_among_the_keys(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        pilot.app.post_message(Key("a", "a"))
        pilot.app.post_message(Paste("middle"))
        pilot.app.post_message(Key("z", "z"))
        await until(pilot, lambda: main_screen(pilot.app).roles.words == "amiddlez")


async def test_huge_paste_is_cut(sample: Sample) -> None:
    async with sample.app().run_test() as pilot:
        pilot.app.post_message(Paste("x" * 1_000_000))
        await until(pilot, lambda: len(main_screen(pilot.app).roles.words) == 256)


async def test_ctrl_c_overtakes_everything_that_waits(sample: Sample) -> None:
    app = sample.app()
    async with app.run_test() as pilot:
        for _ in range(100):
            app.post_message(Key("a", "a"))
        app.post_message(Key("ctrl+c", None))
        await until(pilot, lambda: app._exit)
    assert app.return_value is not None
    assert app.return_value.return_code == 130

"""The one list of actions, and the user's own keys."""

from __future__ import annotations

from swtui.tui.actions import ACTIONS, BY_ID, key_table, shown_keys, with_keys


def test_every_action_has_its_own_name_and_says_what_it_does() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    assert all(action.label and action.help.endswith(".") for action in ACTIONS)


def test_no_key_means_two_things_in_one_mode() -> None:
    for filtering in (True, False):
        keys = [
            key
            for action in ACTIONS
            for key in (action.filter_key or "").split() + ([] if filtering else action.key.split())
        ]
        doubled = {key for key in keys if keys.count(key) > 1} - {"enter", "tab"}
        assert not doubled


def test_no_letter_is_a_key_in_filter_mode() -> None:
    assert all(len(key) > 1 for key in key_table(ACTIONS, filtering=True))


def test_own_key_replaces_ours() -> None:
    actions, warnings = with_keys({"copy": "ctrl+y"})
    assert warnings == ()
    assert "y" not in key_table(actions, filtering=False)
    assert key_table(actions, filtering=True)["ctrl+y"] == "copy"


def test_own_key_is_taken_from_the_action_that_had_it() -> None:
    actions, _ = with_keys({"edit": "y"})
    assert key_table(actions, filtering=False)["y"] == "edit"


def test_single_character_stays_text_in_filter_mode() -> None:
    actions, _ = with_keys({"quit": "Q"})
    assert "Q" not in key_table(actions, filtering=True)


def test_ctrl_c_always_quits() -> None:
    actions, _ = with_keys({"quit": "Q", "copy": "ctrl+c"})
    assert key_table(actions, filtering=True)["ctrl+c"] == "quit"
    assert key_table(actions, filtering=False)["ctrl+c"] == "quit"


def test_unknown_action_in_the_settings_is_told() -> None:
    _, warnings = with_keys({"fly": "z"})
    assert warnings == ("[keys] names no action: fly",)


def test_keys_are_shown_as_people_know_them() -> None:
    assert shown_keys("enter ctrl+p up") == "⏎ ctrl+p ↑"
    assert BY_ID["menu"].filter_key == "tab"

"""What is remembered between runs, and that a damaged or missing memory stops nothing."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from swtui.errors import CacheError
from swtui.roles.recent import (
    HALF_LIFE,
    Lasting,
    Recent,
    Used,
    frecency,
    load_recent,
    note_use,
    remember_alias,
    remember_alias_denied,
    remember_duration,
    save_theme,
    state_path,
    toggle_favourite,
)


@pytest.fixture
def env(home: Path) -> dict[str, str]:
    return {"HOME": str(home)}


def test_nothing_is_remembered_at_first(env: dict[str, str]) -> None:
    assert load_recent(env) == Recent()


def test_uses_are_counted_and_dated(env: dict[str, str]) -> None:
    note_use(env, "a", 100.0)
    note_use(env, "a", 200.0)
    note_use(env, "b", 150.0)
    assert load_recent(env).used == {"a": Used(2, 200.0), "b": Used(1, 150.0)}


def test_a_favourite_is_toggled(env: dict[str, str]) -> None:
    assert toggle_favourite(env, "a")
    assert load_recent(env).favourites == {"a"}
    assert not toggle_favourite(env, "a")
    assert not load_recent(env).favourites


def test_what_aws_taught_is_kept_beside_the_rest(env: dict[str, str]) -> None:
    save_theme(env, "swtui-light")
    remember_duration(env, "arn", Lasting(3600, 43200))
    remember_alias(env, "111122223333", "acme")
    remember_alias_denied(env, "arn:jo")
    recent = load_recent(env)
    assert recent.theme == "swtui-light"
    assert recent.lasting == {"arn": Lasting(3600, 43200)}
    assert recent.alias == {"111122223333": "acme"}
    assert recent.alias_denied == {"arn:jo"}


@pytest.mark.parametrize(
    "damage",
    [
        '{"used": {"a": [1, Infinity], "b": [NaN, 1]}}',
        '{"lasting": {"a": [1, 0], "b": [3600], "c": [7200, 3600], "d": ["x", 0], "e": 900}}',
        '{"used": {"a": [1' + "0" * 400 + ', 1], "b": [-1, 1]}}',
        "",
        "{",
        "[]",
        "null",
        '{"used": 3, "favourites": {"a": 1}, "theme": 7}',
        "[" * 100_000,
    ],
)
def test_a_damaged_file_counts_as_empty_and_is_replaced(damage: str, env: dict[str, str]) -> None:
    note_use(env, "a", 1.0)
    state_path(env).write_text(damage)
    assert load_recent(env) == Recent()
    note_use(env, "b", 2.0)
    assert list(load_recent(env).used) == ["b"]


def test_the_file_is_private(env: dict[str, str]) -> None:
    note_use(env, "a", 1.0)
    path = state_path(env)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_use_is_lost_when_many_write_at_once(env: dict[str, str]) -> None:
    writers = [threading.Thread(target=note_use, args=(env, "a", float(n))) for n in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert load_recent(env).used["a"].count == 20


def test_an_unusable_place_is_said_by_what_matters_and_passed_over_by_what_does_not(
    env: dict[str, str],
) -> None:
    state_path(env).parent.parent.mkdir(parents=True)
    state_path(env).parent.write_text("a file where the directory should be")
    with pytest.raises(CacheError):
        note_use(env, "a", 1.0)
    remember_duration(env, "arn", Lasting(3600, 0))
    assert load_recent(env) == Recent()


def test_a_use_counts_half_after_its_half_life() -> None:
    recent = Recent(used={"new": Used(2, 1e6), "old": Used(2, 1e6 - HALF_LIFE)})
    assert frecency(recent, 1e6) == {"new": 2.0, "old": 1.0}

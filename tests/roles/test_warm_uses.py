"""Uses noted on the warm way: taken in by anyone who changes the state file, harmless otherwise."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from swtui.roles.recent import Used, load_recent, note_use, save_theme
from swtui.roles.warm_uses import LIMIT, note_warm_use, uses_path, warm_uses


@pytest.fixture
def env(home: Path) -> dict[str, str]:
    """Return an environment whose state directory is there, as a full answer leaves it."""
    made = {"HOME": str(home)}
    note_use(made, "a", 100.0)
    return made


def test_a_noted_use_is_remembered_at_once_and_taken_in_at_the_next_change(
    env: dict[str, str],
) -> None:
    note_warm_use(env, "a", 200.9)
    note_warm_use(env, "it's ü \udce9", 300.0)
    expected = {"a": Used(2, 200.0), "it's ü \udce9": Used(1, 300.0)}
    assert load_recent(env).used == expected
    save_theme(env, "swtui-light")
    assert not Path(uses_path(env)).exists()
    assert load_recent(env).used == expected


def test_a_burst_counts_as_one_use(env: dict[str, str]) -> None:
    for second in range(1000, 1059):
        note_warm_use(env, "a", second)
    assert load_recent(env).used["a"] == Used(2, 1058.0)


def test_the_file_is_private(env: dict[str, str]) -> None:
    before = os.umask(0)
    note_warm_use(env, "a", 1.0)
    os.umask(before)
    assert stat.S_IMODE(os.stat(uses_path(env)).st_mode) == 0o600


def test_it_never_grows_beyond_its_limit(env: dict[str, str]) -> None:
    Path(uses_path(env)).write_bytes(b"1 a\n" * (LIMIT // 4))
    note_warm_use(env, "b", 2.0)
    assert os.stat(uses_path(env)).st_size == LIMIT
    assert {name for name, _ in warm_uses(env)} == {"a"}


@pytest.mark.parametrize(
    "damage", [b"", b"\n\n", b"x a\n", b"1\n", b"9" * 400 + b" a\n", b"1 \xff\n"]
)
def test_what_is_odd_is_left_out(env: dict[str, str], damage: bytes) -> None:
    Path(uses_path(env)).write_bytes(damage + b"500 b\n600 cut off")
    assert warm_uses(env) == [("b", 500.0)]


def test_a_link_is_not_followed(env: dict[str, str], home: Path) -> None:
    victim = home / "victim"
    victim.write_bytes(b"mine\n")
    Path(uses_path(env)).symlink_to(victim)
    note_warm_use(env, "a", 1.0)
    assert (victim.read_bytes(), warm_uses(env)) == (b"mine\n", [])
    Path(uses_path(env)).unlink()
    os.link(victim, uses_path(env))
    note_warm_use(env, "a", 1.0)
    assert victim.read_bytes() == b"mine\n"


def test_a_pipe_in_its_place_holds_nobody_up(env: dict[str, str]) -> None:
    os.mkfifo(uses_path(env))
    note_warm_use(env, "a", 1.0)
    assert warm_uses(env) == []


@pytest.mark.parametrize(
    "env", [{}, {"HOME": ""}, {"HOME": "/nowhere/at/all"}, {"HOME": "a\0b"}], ids=str
)
def test_where_nothing_can_be_noted_nothing_happens(env: dict[str, str]) -> None:
    note_warm_use(env, "a", 1.0)
    assert warm_uses(env) == []


def test_no_directory_is_made_for_it(home: Path) -> None:
    note_warm_use({"HOME": str(home)}, "a", 1.0)
    assert list(home.iterdir()) == []


def test_the_directory_that_the_settings_of_xdg_name_is_used(home: Path) -> None:
    env = {"HOME": str(home), "XDG_STATE_HOME": str(home / "s")}
    note_use(env, "a", 1.0)
    note_warm_use(env, "a", 100.0)
    assert (home / "s/swtui/uses").read_bytes() == b"100 a\n"
    assert load_recent(env).used["a"] == Used(2, 100.0)

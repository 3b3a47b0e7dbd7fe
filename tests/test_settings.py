"""One bad setting warns and keeps its default; the rest is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.settings import AccountSettings, Settings, load_settings, settings_path


def loaded(home: Path, content: str | bytes) -> tuple[Settings, tuple[str, ...]]:
    """Return what comes of a config.toml; the warnings without the file's path."""
    file = home / "config.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    settings, warnings = load_settings({"SWTUI_CONFIG": str(file)})
    assert all(warning.file == str(file) for warning in warnings)
    return settings, tuple(warning.text for warning in warnings)


def test_without_a_file_the_defaults_hold_silently(home: Path) -> None:
    assert load_settings({"HOME": str(home)}) == (Settings(), ())


def test_a_file_that_was_named_and_is_not_there_is_said(home: Path) -> None:
    missing = home / "nowhere.toml"

    settings, warnings = load_settings({"SWTUI_CONFIG": str(missing)})

    assert settings == Settings()
    assert [str(warning) for warning in warnings] == [
        f"{missing}: does not exist (SWTUI_CONFIG names it); using the defaults"
    ]


def test_the_file_is_looked_for_where_xdg_says() -> None:
    assert settings_path({"HOME": "/h"}) == Path("/h/.config/swtui/config.toml")
    assert settings_path({"HOME": "/h", "XDG_CONFIG_HOME": "/x"}) == Path("/x/swtui/config.toml")
    assert settings_path({"HOME": "/h", "XDG_CONFIG_HOME": "x"}) == Path(
        "/h/.config/swtui/config.toml"
    )
    assert settings_path({"HOME": "/h", "SWTUI_CONFIG": "/c.toml"}) == Path("/c.toml")


def test_every_kind_of_setting_is_read(home: Path) -> None:
    settings, warnings = loaded(
        home,
        """
        session_name = "jo"
        duration = 3600
        mfa_once = true
        sessions = "files"
        production_words = ["live"]
        [accounts."111122223333"]
        name = "payments"
        color = "#ff0000"
        production = true
        [keys]
        copy = "ctrl+y"
        """,
    )

    assert warnings == ()
    assert settings == Settings(
        session_name="jo",
        duration=3600,
        mfa_once=True,
        sessions="files",
        production_words=("live",),
        accounts={"111122223333": AccountSettings("payments", "#ff0000", True)},
        keys={"copy": "ctrl+y"},
    )


def test_an_unknown_setting_names_the_nearest_and_spares_the_rest(home: Path) -> None:
    settings, warnings = loaded(home, "clipbord_clear = 5\nduration = 900\n")

    assert warnings == ("unknown setting 'clipbord_clear'; did you mean clipboard_clear?",)
    assert settings == Settings(duration=900)


def test_a_setting_like_no_other_is_only_said_to_be_unknown(home: Path) -> None:
    _, warnings = loaded(home, '"\\u001b[2J" = 1\n')

    assert warnings == ("unknown setting '\\\\u{1b}[2J'",)


@pytest.mark.parametrize(
    "line",
    [
        "duration = -1",
        "duration = 43201",
        "duration = 1.5",
        "duration = true",
        'duration = "1h"',
        "mfa_once = 1",
        'mfa_once = "yes"',
        "session_name = 5",
        'sessions = "disk"',
        "sessions = []",
        'production_words = "prod"',
        "production_words = [1]",
        "theme = 1979-05-27",
    ],
)
def test_a_bad_value_warns_and_keeps_its_default(home: Path, line: str) -> None:
    settings, warnings = loaded(home, f"{line}\nprompt = false\n")

    assert settings == Settings(prompt=False)
    assert len(warnings) == 1
    assert warnings[0].startswith(f"{line.split()[0]} cannot be ")


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        ("accounts = 5", "accounts must be tables"),
        ('accounts."111122223333" = "x"', "account 111122223333 must be a table"),
        ("[accounts.12]", "account '12' is not 12 digits"),
        ('[accounts."111122223333"]\nnmae = "x"', "unknown key 'nmae'; did you mean name?"),
        ('[accounts."111122223333"]\nproduction = 1', "production cannot be 1"),
        ("keys = 5", "[keys] takes lines such as"),
        ("[keys]\ncopy = 5", "[keys] takes lines such as"),
    ],
)
def test_a_bad_table_warns_too(home: Path, content: str, warning: str) -> None:
    settings, warnings = loaded(home, content)

    assert [line for line in warnings if warning in line] == list(warnings) != []
    assert settings.keys == {}
    assert not any(account.name for account in settings.accounts.values())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"duration = ", "Invalid value"),
        (b"duration = 1\nduration = 2", "Cannot overwrite a value"),
        (b"theme = \xe9", "is not UTF-8"),
        (b"\xff\xfet\x00", "is not UTF-8"),
        (b"a = " + b"[" * 20_000, "nested too deeply"),
        (b"a = " + b"1" * 5_000, "digit"),
        (b"a = 1\x00", "line 1"),
    ],
)
def test_a_file_that_is_no_toml_is_said_and_the_defaults_hold(
    home: Path, content: bytes, reason: str
) -> None:
    settings, warnings = loaded(home, content)

    assert settings == Settings()
    assert len(warnings) == 1
    assert reason in warnings[0]
    assert warnings[0].endswith("; using the defaults")


def test_a_byte_order_mark_does_no_harm(home: Path) -> None:
    assert loaded(home, b"\xef\xbb\xbfduration = 900\n") == (Settings(duration=900), ())


def test_a_directory_in_the_files_place_is_said(home: Path) -> None:
    file = home / "config.toml"
    file.mkdir()

    settings, warnings = load_settings({"SWTUI_CONFIG": str(file)})

    assert settings == Settings()
    assert [warning.text for warning in warnings] == ["is not a regular file; using the defaults"]

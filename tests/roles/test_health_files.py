"""Damage, links and permissions of the AWS files are reported with their place and a hint."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.exceptions import ConfigParseError
from botocore.session import Session

from tests.roles.conftest import WriteFiles
from tests.roles.health_lines import KEYS, lines_of, odd


@pytest.mark.parametrize(
    ("config", "state", "text", "hint"),
    [
        (b"\xef\xbb\xbf[profile a]\n", "problem", "~/.aws/config:1: AWS's command", "save it as"),
        (b"x = 1\n", "problem", "~/.aws/config:1: is before any", "put a [profile NAME]"),
        ("[profile a]\n".encode("utf-16"), "problem", "~/.aws/config:1: is UTF-16", "save it as"),
        (
            b"# \xe9\n[profile a]\n",
            "problem",
            "~/.aws/config:1: AWS's command line",
            "write the line again",
        ),
    ],
)
def test_damage_of_a_file_is_told_with_its_line(
    write: WriteFiles, config: bytes, state: str, text: str, hint: str
) -> None:
    found = odd(write(config))[0]
    assert (found.area, found.state) == ("AWS files", state)
    assert found.text.startswith(text)
    assert found.hint.startswith(hint)


@pytest.mark.parametrize(
    ("config", "line"),
    [
        (b"[profile a]\nregion = eu-west-1\nnonsense\n", 3),
        (b"[profile a]\n[profile a]\n", 2),
        (b"[profile a]\nregion = eu-west-1\nregion = eu-west-1\n", 3),
        (b"x = 1\n[profile a]\n", 1),
        (b"[profile a]\n# caf\xe9\n", 2),
    ],
)
def test_what_stops_awss_own_tools_for_the_whole_file_is_told(
    write: WriteFiles, config: bytes, line: int
) -> None:
    env = write(config)
    (found,) = (each for each in odd(env) if "read no profile at all" in each.text)
    assert (found.area, found.state) == ("AWS files", "problem")
    assert found.text.startswith(f"~/.aws/config:{line}: AWS's command line")
    assert found.place == (f"{env['HOME']}/.aws/config", line)
    session = Session()
    session.set_config_variable("config_file", f"{env['HOME']}/.aws/config")
    with pytest.raises(ConfigParseError):
        _ = session.full_config


def test_a_section_that_counts_for_every_profile_is_a_warning(write: WriteFiles) -> None:
    env = write("[profile a]\nregion = eu-west-1\n[DEFAULT]\noutput = json\n")
    (found,) = odd(env)
    assert (found.state, found.area) == ("warning", "AWS files")
    assert found.text.startswith("~/.aws/config:3: keys under [DEFAULT] count for every")
    assert "[default]" in found.hint


def test_credentials_that_others_can_read_are_a_warning(write: WriteFiles) -> None:
    env = write("", KEYS)
    path = Path(env["HOME"]) / ".aws/credentials"
    path.chmod(0o644)
    (found,) = odd(env)
    assert (found.state, found.text) == (
        "warning",
        "~/.aws/credentials: can be read by other users",
    )
    assert found.hint == f"chmod 600 {path}"


def test_a_file_that_others_can_write_is_a_problem(write: WriteFiles) -> None:
    env = write(KEYS.replace("[base]", "[profile base]"))
    path = Path(env["HOME"]) / ".aws/config"
    path.chmod(0o620)
    (found,) = odd(env)
    assert found.state == "problem"
    assert "can be written by other users" in found.text
    assert found.hint == f"chmod go-w {path}"


def test_a_link_is_followed_and_named(write: WriteFiles, tmp_path: Path) -> None:
    env = write("", KEYS)
    path = Path(env["HOME"]) / ".aws/credentials"
    path.rename(tmp_path / "real")
    path.symlink_to(tmp_path / "real")
    assert any(f"a link to {tmp_path}/real" in line.text for line in lines_of(env))


def test_a_link_to_nothing_is_a_warning(write: WriteFiles) -> None:
    env = write("", KEYS)
    path = Path(env["HOME"]) / ".aws/config"
    path.unlink()
    path.symlink_to("/nowhere")
    assert [line.text for line in odd(env)] == ["~/.aws/config: is a link to nothing"]


@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
def test_a_variable_that_names_no_file_is_a_problem(write: WriteFiles, variable: str) -> None:
    env = {**write("[profile a]\nregion = eu-west-1\n", KEYS), variable: "/nowhere/x"}
    found = next(line for line in lines_of(env) if line.state == "problem")
    assert found.text == f"{variable} names /nowhere/x, which does not exist"
    assert found.hint.startswith(f"unset {variable}")


def test_a_directory_in_a_files_place_is_a_problem(home: Path) -> None:
    (home / ".aws" / "config").mkdir(parents=True)
    found = next(line for line in lines_of({"HOME": str(home)}) if line.state == "problem")
    assert found.text == "~/.aws/config: is not a regular file"

"""Every broken or ignored profile is told with its place and a cure; what is well as well."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from botocore.exceptions import ConfigParseError
from botocore.session import Session

from swtui.health import HealthLine
from swtui.roles.catalogue import load_catalogue
from swtui.roles.health import health
from swtui.settings import Settings
from tests.roles.conftest import WriteFiles

KEYS = "[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = canary\n"
ARN = "arn:aws:iam::111122223333:role/Admin"


def lines_of(env: Mapping[str, str]) -> list[HealthLine]:
    return health(load_catalogue(env, Settings()), env)


def odd(env: Mapping[str, str]) -> list[HealthLine]:
    return [line for line in lines_of(env) if line.state != "ok"]


def test_a_good_setup_is_all_well(write: WriteFiles) -> None:
    env = write(f"[profile a]\nrole_arn = {ARN}\nsource_profile = base\n", KEYS)
    assert [line.text for line in lines_of(env)] == [
        "~/.aws/config is mode 0600, yours",
        "~/.aws/credentials is mode 0600, yours",
        "2 profiles: 1 to assume, 1 with keys",
    ]


def test_without_files_there_are_no_profiles(home: Path) -> None:
    found = lines_of({"HOME": str(home)})
    assert [line.text for line in found[:2]] == [
        "~/.aws/config is not there",
        "~/.aws/credentials is not there",
    ]
    assert (found[2].state, found[2].text) == ("warning", "there are no profiles")
    assert "swtui demo" in found[2].cure


@pytest.mark.parametrize(
    ("config", "state", "line", "text", "cure"),
    [
        (
            "[profile a]\nrole_arn = x\nsource_profile = b\n",
            "problem",
            2,
            "a: role_arn 'x' is not an ARN",
            "write arn:aws:iam::ACCOUNT:role/NAME",
        ),
        (
            f"[profile a]\nrole_arn = {ARN}\nsource_profile = gone\n",
            "problem",
            3,
            "a: source_profile 'gone' is not there",
            "name a profile that is there",
        ),
        (
            f"[profile a]\nrole_arn = {ARN}\nsource_profile = a\n",
            "problem",
            3,
            "a: cycle a → a",
            "let one of them start",
        ),
        (
            f"[profile a]\nrole_arn = {ARN}\n",
            "problem",
            2,
            "a: has a role_arn, but neither",
            "add source_profile",
        ),
        (
            f"[profile a]\nrole_arn = {ARN}\ncredential_source = ec2\n",
            "problem",
            3,
            "a: credential_source 'ec2' is none of",
            "write it exactly so",
        ),
        (
            "[profile a]\nregion = eu west\n",
            "problem",
            2,
            "a: region 'eu west' is not a region",
            "write a region's code",
        ),
        (
            "[profile a]\n[profile a]\n",
            "problem",
            2,
            "a: stands twice, at lines 1 and 2",
            "rename or remove",
        ),
        ("[profile a]\nnonsense\n", "problem", 2, "a: is not of the form", "write `key = value`"),
        ("[a]\nregion = eu-west-1\n", "warning", 1, "a: ignored by AWS tools", "write [profile a]"),
        (
            "[profile a]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = R\n",
            "problem",
            2,
            "a: sso_session 's' has no section",
            "add that section",
        ),
    ],
)
def test_a_profile_that_cannot_be_used_is_told(
    write: WriteFiles, config: str, state: str, line: int, text: str, cure: str
) -> None:
    env = write(config)
    (found,) = (each for each in odd(env) if each.area == "profiles")
    assert found.state == state
    assert found.text.startswith(text)
    assert found.cure.startswith(cure)
    assert found.place == (f"{env['HOME']}/.aws/config", line)


@pytest.mark.parametrize(
    ("config", "state", "text", "cure"),
    [
        (b"\xef\xbb\xbf[profile a]\n", "warning", "~/.aws/config:1: BOM at line 1", "save it as"),
        (b"x = 1\n", "problem", "~/.aws/config:1: stands before any", "put a [profile NAME]"),
        ("[profile a]\n".encode("utf-16"), "problem", "~/.aws/config:1: is UTF-16", "save it as"),
        (
            b"# \xe9\n[profile a]\n",
            "warning",
            "~/.aws/config:1: holds bytes",
            "write the line anew",
        ),
    ],
)
def test_damage_of_a_file_is_told_with_its_line(
    write: WriteFiles, config: bytes, state: str, text: str, cure: str
) -> None:
    found = odd(write(config))[0]
    assert (found.area, found.state) == ("AWS files", state)
    assert found.text.startswith(text)
    assert found.cure.startswith(cure)


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
    assert found.text == "~/.aws/config:3: what stands under [DEFAULT] counts for every profile"
    assert "[default]" in found.cure


def test_credentials_that_others_can_read_are_a_warning(write: WriteFiles) -> None:
    env = write("", KEYS)
    path = Path(env["HOME"]) / ".aws/credentials"
    path.chmod(0o644)
    (found,) = odd(env)
    assert (found.state, found.text) == (
        "warning",
        "~/.aws/credentials: can be read by other users",
    )
    assert found.cure == f"chmod 600 {path}"


def test_a_file_that_others_can_write_is_a_problem(write: WriteFiles) -> None:
    env = write(KEYS.replace("[base]", "[profile base]"))
    path = Path(env["HOME"]) / ".aws/config"
    path.chmod(0o620)
    (found,) = odd(env)
    assert found.state == "problem"
    assert "can be written by other users" in found.text
    assert found.cure == f"chmod go-w {path}"


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
    assert found.text == f"{variable} names /nowhere/x, which is not there"
    assert found.cure.startswith(f"unset {variable}")


def test_a_directory_in_a_files_place_is_a_problem(home: Path) -> None:
    (home / ".aws" / "config").mkdir(parents=True)
    found = next(line for line in lines_of({"HOME": str(home)}) if line.state == "problem")
    assert found.text == "~/.aws/config: is not a regular file"


def test_the_same_role_twice_is_a_warning(write: WriteFiles) -> None:
    role = f"role_arn = {ARN}\nsource_profile = base\n"
    (found,) = odd(write(f"[profile a]\n{role}[profile b]\n{role}", KEYS))
    assert (found.state, found.text) == (
        "warning",
        "a and b are the same role, from the same start",
    )


def test_the_same_role_in_two_regions_is_no_duplicate(write: WriteFiles) -> None:
    role = f"role_arn = {ARN}\nsource_profile = base\n"
    config = f"[profile a]\nregion = eu-west-1\n{role}[profile b]\nregion = us-east-1\n{role}"
    assert odd(write(config, KEYS)) == []


def test_names_that_differ_in_case_alone_are_a_warning(write: WriteFiles) -> None:
    (found,) = odd(write("[profile prod]\nregion = eu-west-1\n[profile Prod]\noutput = json\n"))
    assert found.text == "prod and Prod differ in upper and lower case alone"


def test_keys_in_both_files_are_a_warning_that_says_which_wins(write: WriteFiles) -> None:
    config = KEYS.replace("[base]", "[profile base]")
    (found,) = odd(write(config, KEYS))
    assert found.text.startswith("base: aws_access_key_id, aws_secret_access_key stand in both")
    assert found.text.endswith("the credentials file counts")


def test_listing_runs_no_credential_process(write: WriteFiles, home: Path) -> None:
    touched = home / "touched"
    env = write(f"[profile p]\ncredential_process = touch {touched}\n")
    assert lines_of(env)[-1].text == "1 profile: 1 with a credential_process"
    assert not os.path.lexists(touched)

"""Every broken, ignored or doubled profile is reported with its place and a hint."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.roles.conftest import WriteFiles
from tests.roles.health_lines import KEYS, lines_of, odd

ARN = "arn:aws:iam::111122223333:role/Admin"


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
        "~/.aws/config does not exist",
        "~/.aws/credentials does not exist",
    ]
    assert (found[2].state, found[2].text) == ("warning", "there are no profiles")
    assert "swtui demo" in found[2].hint


@pytest.mark.parametrize(
    ("config", "state", "line", "text", "hint"),
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
            "a: source_profile 'gone' does not exist",
            "name a profile that exists",
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
            "a: credential_source 'ec2' is not one of",
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
            "a: is defined twice, at lines 1 and 2",
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
    write: WriteFiles, config: str, state: str, line: int, text: str, hint: str
) -> None:
    env = write(config)
    (found,) = (each for each in odd(env) if each.area == "profiles")
    assert found.state == state
    assert found.text.startswith(text)
    assert found.hint.startswith(hint)
    assert found.place == (f"{env['HOME']}/.aws/config", line)


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
    assert found.text.startswith("base: aws_access_key_id, aws_secret_access_key are in both")
    assert found.text.endswith("the credentials file counts")


def test_listing_runs_no_credential_process(write: WriteFiles, home: Path) -> None:
    touched = home / "touched"
    env = write(f"[profile p]\ncredential_process = touch {touched}\n")
    assert lines_of(env)[-1].text == "1 profile: 1 with a credential_process"
    assert not os.path.lexists(touched)

"""What the environment's variables decide, override or break: each line with its state and hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.health import HealthLine
from swtui.roles.aws_config import read_aws_files
from swtui.sessions.health.environment import key_lines, machine_lines

NOW = 1_780_000_000.0
PAST, FUTURE = "2026-01-01T00:00:00+00:00", "2030-01-01T00:00:00+00:00"
SECRET = "canarysecretcanarysecretcanarysecretcana"
CONFIG = """\
[profile base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = canary

[profile other]
aws_access_key_id = AKIAIOSFODNN7OTHERXX
aws_secret_access_key = canary

[profile broken]
role_arn = arn:aws:iam::111122223333:role/Admin
source_profile = gone
"""
ON_EC2 = """
[profile machine]
role_arn = arn:aws:iam::111122223333:role/Admin
credential_source = Ec2InstanceMetadata
"""
KEYS = {"AWS_ACCESS_KEY_ID": "AKIACANARYCANARY0000", "AWS_SECRET_ACCESS_KEY": SECRET}
SESSION = {**KEYS, "AWS_ACCESS_KEY_ID": "ASIACANARYCANARY0000", "AWS_SESSION_TOKEN": SECRET + "t"}


def lines_of(home: Path, config: str = CONFIG, **variables: str) -> list[HealthLine]:
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws/config").write_text(config)
    env = {"HOME": str(home), **variables}
    files = read_aws_files(env)
    found = [*key_lines(env, files, NOW), *machine_lines(env, files)]
    assert SECRET not in "".join(line.text + line.hint for line in found)
    return found


def odd(home: Path, config: str = CONFIG, **variables: str) -> list[tuple[str, str, str]]:
    """Return state, text and hint of what is not well."""
    found = lines_of(home, config, **variables)
    return [(line.state, line.text, line.hint) for line in found if line.state != "ok"]


@pytest.mark.parametrize(
    ("variables", "text"),
    [
        ({}, "no credentials are set; AWS's tools would try the instance role"),
        ({"AWS_EC2_METADATA_DISABLED": "true"}, "no credentials are in force"),
        ({"AWS_PROFILE": "base"}, "in force: AWS_PROFILE=base"),
        (KEYS, "in force: environment keys"),
        (
            {**SESSION, "SWTUI_ROLE": "prod", "SWTUI_LEVEL": "2"},
            "in force: swtui session prod, in swtui subshell 2",
        ),
    ],
)
def test_what_is_in_force_is_said(home: Path, variables: dict[str, str], text: str) -> None:
    found = lines_of(home, **variables)
    assert (found[0].state, found[0].text) == ("ok", text)
    assert all(line.state == "ok" for line in found)


def test_a_profile_that_is_not_there_is_a_problem(home: Path) -> None:
    assert odd(home, AWS_PROFILE="gone") == [
        (
            "problem",
            "AWS_PROFILE names the profile gone, which does not exist",
            f"unset AWS_PROFILE, or add [profile gone] to {home}/.aws/config",
        )
    ]


def test_a_profile_that_is_broken_is_a_problem_with_its_place(home: Path) -> None:
    (found,) = [line for line in lines_of(home, AWS_PROFILE="broken") if line.state == "problem"]
    assert found.text == "profile broken: source_profile 'gone' does not exist"
    assert found.hint == "fix the profile, or unset AWS_PROFILE"
    assert found.place == (f"{home}/.aws/config", 11)


def test_aws_default_profile_beats_aws_profile(home: Path) -> None:
    found = lines_of(home, AWS_PROFILE="base", AWS_DEFAULT_PROFILE="other")
    assert found[0].text == "in force: AWS_DEFAULT_PROFILE=other"
    assert (found[1].state, found[1].hint) == ("warning", "unset AWS_DEFAULT_PROFILE")
    assert found[1].text == "AWS_PROFILE=base is set as well; AWS_DEFAULT_PROFILE goes first"


def test_keys_beat_a_profile(home: Path) -> None:
    found = lines_of(home, AWS_PROFILE="base", **KEYS)
    assert found[0].text == "in force: environment keys"
    assert found[1].state == "warning"
    assert "AWS's command line and Python use the keys, JavaScript the profile" in found[1].text
    assert found[1].hint == ("unset AWS_PROFILE; or unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY")


def test_a_missing_profile_is_a_problem_even_beside_keys(home: Path) -> None:
    found = odd(home, AWS_PROFILE="gone", **KEYS)[-1]
    assert found[0] == "problem"
    assert found[1].startswith("AWS_PROFILE names the profile gone, which does not exist: AWS's")
    assert found[2] == "unset AWS_PROFILE"


@pytest.mark.parametrize("name", KEYS)
def test_half_a_pair_of_keys_is_a_problem(home: Path, name: str) -> None:
    ((state, text, hint),) = odd(home, **{name: KEYS[name]})
    assert (state, hint) == ("problem", f"set both, or unset {name}")
    assert text.startswith(f"{name} is set, ")


def test_a_token_without_keys_is_a_warning(home: Path) -> None:
    assert odd(home, AWS_SESSION_TOKEN="x") == [
        ("warning", "AWS_SESSION_TOKEN without keys has no use", "unset AWS_SESSION_TOKEN")
    ]


def test_a_line_break_in_a_key_is_a_problem(home: Path) -> None:
    ((state, text, _),) = odd(home, **{**KEYS, "AWS_SECRET_ACCESS_KEY": SECRET + "\n"})
    assert state == "problem"
    assert text == "AWS_SECRET_ACCESS_KEY begins or ends with a blank or a line break"


def test_the_old_token_beats_the_new_one(home: Path) -> None:
    assert odd(home, **SESSION, AWS_SECURITY_TOKEN="stale") == [
        (
            "problem",
            "AWS_SECURITY_TOKEN goes before AWS_SESSION_TOKEN, and is another",
            "unset AWS_SECURITY_TOKEN",
        )
    ]


def test_the_old_token_twice_the_same_does_no_harm(home: Path) -> None:
    assert odd(home, **SESSION, AWS_SECURITY_TOKEN=SESSION["AWS_SESSION_TOKEN"]) == []


def test_the_old_token_alone_is_a_warning(home: Path) -> None:
    old = {**SESSION, "AWS_SECURITY_TOKEN": SESSION["AWS_SESSION_TOKEN"]}
    del old["AWS_SESSION_TOKEN"]
    ((state, text, _),) = odd(home, **old)
    assert (state, text.split()[0]) == ("warning", "AWS_SECURITY_TOKEN")


def test_a_temporary_key_without_its_token_is_a_problem(home: Path) -> None:
    stale = {**SESSION, "AWS_SESSION_TOKEN": ""}
    ((state, text, _),) = odd(home, **stale)
    assert state == "problem"
    assert "its AWS_SESSION_TOKEN is not set" in text


def test_a_stale_token_beside_a_long_term_key_is_a_problem(home: Path) -> None:
    ((state, _, hint),) = odd(home, **KEYS, AWS_SESSION_TOKEN="stale")
    assert (state, hint) == ("problem", "unset AWS_SESSION_TOKEN")


def test_keys_that_have_ended_are_a_problem(home: Path) -> None:
    ((state, text, hint),) = odd(home, **SESSION, AWS_CREDENTIAL_EXPIRATION=PAST)
    assert (state, text) == ("problem", "the keys in the environment ended at 2026-01-01 00:00")
    assert hint.startswith("unset AWS_ACCESS_KEY_ID")


def test_a_session_that_has_ended_is_renewed(home: Path) -> None:
    ended = {**SESSION, "AWS_CREDENTIAL_EXPIRATION": PAST, "SWTUI_ROLE": "a b"}
    assert odd(home, **ended)[0][2] == "`sw .`, or eval the output of: swtui export --renew"


def test_keys_that_last_are_well(home: Path) -> None:
    assert odd(home, **SESSION, AWS_CREDENTIAL_EXPIRATION=FUTURE) == []


def test_a_shell_of_another_tool_is_a_warning(home: Path) -> None:
    ((state, text, _),) = odd(home, **SESSION, AWS_VAULT="prod")
    assert state == "warning"
    assert "a shell of aws-vault (prod)" in text


def test_a_shell_of_aws_vault_without_its_keys_says_that_they_are_not_there(home: Path) -> None:
    ((_, text, _),) = odd(home, AWS_VAULT="prod")
    assert "a shell of aws-vault (prod), without its keys" in text


def test_two_regions_are_a_warning(home: Path) -> None:
    ((state, text, _),) = odd(home, AWS_REGION="eu-west-1", AWS_DEFAULT_REGION="us-east-1")
    assert state == "warning"
    assert text.startswith("AWS_REGION=eu-west-1 and AWS_DEFAULT_REGION=us-east-1 differ")


def test_a_region_that_python_does_not_read_is_a_warning(home: Path) -> None:
    assert odd(home, AWS_REGION="eu-west-1")[0][0] == "warning"
    assert odd(home, AWS_DEFAULT_REGION="eu-west-1") == []


def test_what_is_no_region_is_a_problem(home: Path) -> None:
    state, text, _ = odd(home, AWS_DEFAULT_REGION="Ireland")[0]
    assert (state, text) == ("problem", "AWS_DEFAULT_REGION=Ireland is not a region")


def test_a_forbidden_instance_is_a_warning_where_a_profile_needs_it(home: Path) -> None:
    found = odd(home, CONFIG + ON_EC2, AWS_EC2_METADATA_DISABLED="true")
    assert [(state, hint) for state, _, hint in found] == [
        ("warning", "unset AWS_EC2_METADATA_DISABLED on EC2")
    ]
    assert odd(home, CONFIG, AWS_EC2_METADATA_DISABLED="true") == []


def test_a_switch_that_switches_nothing_is_a_warning(home: Path) -> None:
    ((state, text, _),) = odd(home, AWS_EC2_METADATA_DISABLED="1")
    assert (state, text) == ("warning", "AWS_EC2_METADATA_DISABLED=1 has no effect: only true has")


def test_another_metadata_service_is_a_warning_but_in_the_demo(home: Path) -> None:
    there = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9"}
    assert odd(home, **there)[0][0] == "warning"
    assert odd(home, **there, SWTUI_DEMO="/tmp/x") == []


def test_a_web_identity_without_its_file_or_role_is_a_problem(home: Path) -> None:
    missing = {"AWS_WEB_IDENTITY_TOKEN_FILE": str(home / "gone"), "AWS_ROLE_ARN": "x"}
    ((state, text, _),) = odd(home, **missing)
    assert state == "problem"
    assert text == "AWS_WEB_IDENTITY_TOKEN_FILE names ~/gone, which cannot be read"
    (home / "token").write_text("x")
    ((state, text, _),) = odd(home, AWS_WEB_IDENTITY_TOKEN_FILE=str(home / "token"))
    assert (state, "without AWS_ROLE_ARN" in text) == ("problem", True)


def test_the_file_that_only_old_tools_read_is_a_warning(home: Path) -> None:
    assert odd(home, AWS_CREDENTIAL_FILE="/x")[0][0] == "warning"

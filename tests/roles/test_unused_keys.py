"""Profiles that say more than AWS's tools use: what is used, and what never is, is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.session import Session

from swtui.health import HealthLine
from swtui.roles.aws_config import read_aws_files
from swtui.roles.catalogue import load_catalogue
from swtui.roles.health import health
from swtui.roles.unused_keys import hidden_keys
from swtui.settings import Settings

ROLE = "role_arn = arn:aws:iam::222222222222:role/Admin\n"
KEYS = "aws_access_key_id = AKIAJOSOWNKEY0000001\naws_secret_access_key = canary\n"
BASE = f"[profile base]\n{KEYS}"


def write(home: Path, config: str, credentials: str = "") -> None:
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws/config").write_text(config)
    (home / ".aws/credentials").write_text(credentials)
    (home / ".aws/credentials").chmod(0o600)


def warnings(home: Path) -> list[HealthLine]:
    env = {"HOME": str(home)}
    lines = health(load_catalogue(env, Settings()), env)
    return [line for line in lines if line.state == "warning"]


def problem_of(home: Path, name: str) -> str:
    role = load_catalogue({"HOME": str(home)}, Settings()).find(name)
    return role.problem.message if role.problem else ""


def method(home: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return which provider of botocore's gives the credentials; empty for none."""
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    found = Session(profile=name).get_credentials()
    return str(found.method) if found else ""


def test_old_keys_hide_a_credential_process(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, "[profile p]\ncredential_process = cat keys\n", f"[p]\n{KEYS}")
    assert method(home, "p", monkeypatch) == "shared-credentials-file"
    (line,) = warnings(home)
    assert line.text == "p: aws_access_key_id is used, and credential_process never"
    assert line.place == (str(home / ".aws/config"), 2)


def test_a_credential_process_hides_keys_of_the_same_file(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, f"[profile p]\ncredential_process = false\n{KEYS}")
    with pytest.raises(Exception, match="custom-process"):
        method(home, "p", monkeypatch)
    (line,) = warnings(home)
    assert line.text == "p: credential_process is used, and aws_access_key_id never"


@pytest.mark.parametrize(
    ("config", "unused"),
    [
        (
            f"[profile p]\n{ROLE}source_profile = base\ncredential_process = cat x\n{BASE}",
            "role_arn",
        ),
        (f"[profile p]\n{KEYS}source_profile = base\n{BASE}", "aws_access_key_id"),
        ("[profile p]\nlogin_session = arn:x\ncredential_source = Environment\n", "login_session"),
    ],
)
def test_every_way_that_is_not_used_is_named(home: Path, config: str, unused: str) -> None:
    write(home, config)
    assert [line.text for line in warnings(home) if line.text.startswith(f"p: {unused} is used")]


@pytest.mark.parametrize(
    "config",
    [
        f"[profile p]\n{KEYS}",
        f"[profile p]\n{ROLE}source_profile = p\n{KEYS}",
        f"[profile p]\n{ROLE}source_profile = base\n{BASE}",
        "[profile p]\nregion = eu-west-1\n",
        "[profile p]\ncredential_process = cat keys\n",
        "[profile p]\nsso_account_id = 222222222222\nsso_role_name = A\nsso_start_url = https://x\n"
        "sso_region = eu-west-1\ncredential_process = aws-sso-util credential-process\n",
    ],
)
def test_where_nothing_is_hidden_nothing_is_said(home: Path, config: str) -> None:
    write(home, config)
    assert hidden_keys(read_aws_files({"HOME": str(home)}).profiles["p"]) is None


@pytest.mark.parametrize("key", ["source_profile = base", "credential_source = Environment"])
def test_a_source_without_a_role_gives_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    write(
        home,
        f"[profile p]\n{key}\nregion = eu-west-1\n[profile r]\n{ROLE}source_profile = p\n{BASE}",
    )
    assert method(home, "p", monkeypatch) == ""
    name = key.partition(" ")[0]
    said = f"has {name}, but no role_arn: AWS's tools then ignore {name}, and find no credentials"
    assert problem_of(home, "p") == said
    assert problem_of(home, "r") == f"source profile 'p': {said}"
    hint = load_catalogue({"HOME": str(home)}, Settings()).find("p").problem
    assert hint is not None
    assert hint.hint.startswith("add role_arn = ARN")
    assert ("use base itself" in hint.hint) is (name == "source_profile")


GLUED = "[base]\naws_access_key_id = AKIAJOSOWNKEY0000001\naws_secret_access_key = canary{}\n{}"


@pytest.mark.parametrize(
    ("header", "more"), [("[next]", ""), ("[next]", KEYS), ("[profile next]", KEYS)]
)
def test_a_header_behind_a_key_is_named_and_its_profile_listed(
    home: Path, header: str, more: str
) -> None:
    write(home, "", GLUED.format(header, more))
    said = f"the header {header} is read as part of `aws_secret_access_key`"
    assert problem_of(home, "base") == said
    assert "its header does not start a line" in problem_of(home, "next")
    lines = health(load_catalogue({"HOME": str(home)}, Settings()), {"HOME": str(home)})
    line = next(line for line in lines if said in line.text)
    assert (line.hint, line.place) == (
        "begin a new line before it",
        (str(home / ".aws/credentials"), 3),
    )


def test_a_header_behind_any_value_of_the_config_file_is_named(home: Path) -> None:
    write(home, f"[profile a]\n{KEYS}region = eu-west-1[profile b]\n{ROLE}source_profile = a\n")
    assert problem_of(home, "a") == "the header [profile b] is read as part of `region`"
    assert "its header does not start a line" in problem_of(home, "b")


@pytest.mark.parametrize("value", ["cat [x]", "sh -c '[ -f x ]'", "tool --list=[a]", "[1, 2]"])
def test_brackets_in_a_value_are_no_header(home: Path, value: str) -> None:
    write(home, f"[profile p]\ncredential_process = {value}\n")
    assert problem_of(home, "p") == ""


def test_a_key_behind_a_header_is_lost_and_said_without_its_value(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "[p]aws_access_key_id = AKIAJOSOWNKEY0000001\naws_secret_access_key = canary\n"
    write(home, "[profile q]region = eu-west-1\n", text)
    files = read_aws_files({"HOME": str(home)})
    said = [warning.message for warning in files.warnings]
    assert said == [
        "AWS's tools ignore `region` behind [profile q] on the same line",
        "AWS's tools ignore `aws_access_key_id` behind [p] on the same line",
    ]
    monkeypatch.setenv("HOME", str(home))
    assert Session(profile="q").get_config_variable("region") is None
    write(home, "[profile q] # region = eu-west-1\nregion = eu-west-2\n")
    assert read_aws_files({"HOME": str(home)}).warnings == ()


@pytest.mark.parametrize(
    "key",
    [
        "mfa_serial = arn:aws:iam::111111111111:mfa/jo",
        "external_id = x-77",
        "duration_seconds = 7200",
        "role_session_name = jo",
        "endpoint_url = http://127.0.0.1:4566",
    ],
)
def test_the_same_role_asked_for_otherwise_is_no_duplicate(home: Path, key: str) -> None:
    one = f"[profile one]\n{ROLE}source_profile = base\n"
    two = f"[profile two]\n{ROLE}source_profile = base\n"
    write(home, f"{BASE}{one}{two}{key}\n")
    assert [line.text for line in warnings(home)] == []
    write(home, f"{BASE}{one}{key}\n{two}{key}\n")
    (line,) = warnings(home)
    assert line.text == "one and two are the same role, from the same start"

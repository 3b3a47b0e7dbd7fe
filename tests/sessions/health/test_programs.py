"""Commands that cannot be started and tokens that are missing are reported, and nothing is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.health import HealthLine
from swtui.roles.aws_config import read_aws_files
from swtui.sessions.health.programs import program_lines
from swtui.settings import Settings


def lines(home: Path, config: str, **settings: str) -> list[HealthLine]:
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws/config").write_text(config)
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    return list(program_lines(env, read_aws_files(env), Settings(**settings)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("/no/such/program --json", "names /no/such/program, which does not exist"),
        ("nosuchprogram x", "names nosuchprogram, which is not a program on PATH"),
        ("~/bin/keys", "names ~/bin/keys, and the AWS CLI and boto3 do not expand ~"),
        ("$HOME/bin/keys", "names $HOME/bin/keys, and the AWS CLI and boto3 do not expand $NAME"),
        ("/etc/passwd x", "names /etc/passwd, which is not executable"),
        ("/etc x", "names /etc, which is a directory"),
        ("sh -c 'x", "cannot be split into words: no closing quotation"),
    ],
)
def test_a_process_that_cannot_be_started_is_a_problem(home: Path, command: str, says: str) -> None:
    (line,) = lines(home, f"[profile p]\nregion = eu-west-1\ncredential_process = {command}\n")
    assert (line.state, line.text) == ("problem", f"p: its credential_process {says}")
    assert line.place == (f"{home}/.aws/config", 3)
    assert line.hint


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("cat keys | jq .", "has |, which the AWS CLI and boto3 pass on as a word"),
        ("cat keys 2>/dev/null", "has 2>/dev/null, which the AWS CLI and boto3 pass on as a word"),
        ("cat $HOME/keys", "has $HOME/keys, and the AWS CLI and boto3 do not expand $NAME"),
        ("cat ~/keys", "has ~/keys, and the AWS CLI and boto3 do not expand ~"),
    ],
)
def test_what_only_a_shell_understands_is_a_warning(home: Path, command: str, says: str) -> None:
    (line,) = lines(home, f"[profile p]\ncredential_process = {command}\n")
    text = f"p: its credential_process {says} (some SDKs run a shell)"
    assert (line.state, line.text) == ("warning", text)
    assert "sh -c" in line.hint
    assert lines(home, f"[profile p]\ncredential_process = sh -c '{command}'\n") == []


def test_a_process_that_is_there_is_not_run(home: Path) -> None:
    touched = home / "touched"
    assert lines(home, f"[profile p]\ncredential_process = touch {touched}\n") == []
    assert not touched.exists()


def test_a_token_that_is_not_there_is_a_problem(home: Path) -> None:
    config = (
        "[profile w]\nrole_arn = arn:aws:iam::111122223333:role/R\nweb_identity_token_file = {}\n"
    )
    (line,) = lines(home, config.format("~/token"))
    assert line.text == "w: its web_identity_token_file names ~/token, which cannot be read here"
    assert line.place == (f"{home}/.aws/config", 3)
    (home / "token").write_text("x")
    assert lines(home, config.format("~/token")) == []
    assert lines(home, config.format(home / "token")) == []


def test_the_command_for_codes_is_looked_for_as_well(home: Path) -> None:
    (line,) = lines(home, "", mfa_process="nosuchykman code")
    assert line.state == "problem"
    assert line.text.startswith("mfa_process of the settings names nosuchykman")
    assert lines(home, "", mfa_process="cat code") == []

"""A credential_process that leads back to its own profile is a cycle, however it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from swtui.roles.aws_config import read_aws_files
from swtui.roles.chain_builder import build_chain

ROLE = "arn:aws:iam::222222222222:role/team/Admin"


def problem_of(home: Path, process: str, more: str = "", *, of: str = "p") -> str:
    """Return what keeps a profile from its credentials, when p's process is so."""
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws/config").write_text(f"[profile p]\ncredential_process = {process}\n{more}")
    files = read_aws_files({"HOME": str(home)})
    problem = build_chain(of, files, {}).problem
    return problem.message if problem else ""


@pytest.mark.parametrize(
    "process",
    [
        "swtui credential-process p",
        "/opt/tools/bin/swtui credential-process p",
        "swtui credential-process -- p",
        "swtui credential-process --duration 1h p",
        "swtui export p --format json",
        "swtui exec p -- aws configure export-credentials",
        "python -m swtui credential-process p",
        "/usr/bin/python3.12 -I -m swtui credential-process p",
        "env swtui credential-process p",
        "env -i PATH=/usr/bin swtui credential-process p",
        "env -S 'swtui credential-process p'",
        "sh -c 'swtui credential-process p'",
        "/bin/bash -ec 'cd /tmp && exec swtui credential-process \"p\" 2>/dev/null'",
        "sh -c 'x=$(swtui credential-process p);echo $x'",
        "sh -c 'echo `swtui credential-process p`'",
        "sh -c \"env A=1 sh -c 'swtui credential-process p'\"",
        "timeout 20 nice swtui credential-process p",
        "uv run swtui credential-process p",
        "aws configure export-credentials --profile p",
        "aws --profile=p configure export-credentials --format process",
        "env AWS_PROFILE=p aws configure export-credentials --format process",
        "sh -c 'AWS_DEFAULT_PROFILE=p; export AWS_DEFAULT_PROFILE; aws configure list'",
    ],
)
def test_every_way_of_writing_it_is_seen(home: Path, process: str) -> None:
    words = "cycle p → p: the credential_process leads back to itself"
    assert problem_of(home, process) == words


@pytest.mark.parametrize("named", ["role", ROLE, "222222222222/Admin"])
def test_a_role_that_starts_from_it_leads_back(home: Path, named: str) -> None:
    more = f"[profile role]\nrole_arn = {ROLE}\nsource_profile = p\n"
    process = f"swtui credential-process {named}"
    assert problem_of(home, process, more).startswith("cycle p → role → p: ")
    words = "source profile 'p': cycle p → role → p: the credential_process leads back to itself"
    assert problem_of(home, process, more, of="role") == words


def test_two_processes_that_ask_for_each_other_are_one(home: Path) -> None:
    more = "[profile q]\ncredential_process = sh -c 'swtui credential-process p'\n"
    assert problem_of(home, "swtui credential-process q", more).startswith("cycle p → q → p: ")


def test_who_only_leads_to_a_cycle_is_told_of_it(home: Path) -> None:
    more = "[profile q]\ncredential_process = swtui credential-process q\n"
    assert problem_of(home, "swtui credential-process q", more).startswith("cycle q → q: ")


@pytest.mark.parametrize(
    "process",
    [
        "swtui credential-process base",
        "swtui credential-process other",
        "swtui credential-process nosuch",
        "granted credential-process --profile p",
        "aws-sso process --profile p",
        "aws configure export-credentials --profile base",
        "env AWS_PROFILE=base aws configure export-credentials",
        "env AWS_PROFILE=p aws configure export-credentials --profile base",
        "ssh bastion swtui credential-process p",
        "docker exec box swtui credential-process p",
        "env AWS_CONFIG_FILE=/etc/other swtui credential-process p",
        "sh -c 'HOME=/srv/ci swtui credential-process p'",
        "sudo -u ci swtui credential-process p",
        "cat /home/jo/swtui/p",
        "swtui 'unclosed",
    ],
)
def test_what_leads_elsewhere_is_none(home: Path, process: str) -> None:
    more = (
        "[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\n"
        "[profile other]\ncredential_process = swtui credential-process base\n"
    )
    assert problem_of(home, process, more) == ""


def test_a_long_row_of_processes_is_followed_without_end(home: Path) -> None:
    more = "".join(
        f"[profile n{i}]\ncredential_process = swtui credential-process n{i + 1}\n"
        for i in range(3000)
    )
    assert problem_of(home, "swtui credential-process n0", more) == ""

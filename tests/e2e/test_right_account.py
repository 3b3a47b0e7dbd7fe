"""Whatever is in the environment or the files, what runs there is the chosen role."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from swtui.handoff.environment import REGIONS, REMOVED
from tests.e2e.oracle import check_secrets
from tests.e2e.person import Person, need

ROLE, ACCOUNT = "payments-dev-readonly", "117117117117"
ASK = """\
import botocore.session, json
session = botocore.session.get_session()
print(json.dumps(session.create_client("sts").get_caller_identity()["Account"]))
"""


def stale_value(name: str) -> str:
    """Return a value that would lead elsewhere, or nowhere, if it stayed."""
    if "PROFILE" in name:
        return "sandbox-jo-admin"
    if name.endswith("_URI"):
        return "http://127.0.0.1:9/" if "FULL" in name else "/nowhere"
    if "EXPIRATION" in name:
        return "2001-01-01T00:00:00+00:00"
    return "/nowhere/file" if name.endswith("_FILE") else "stale-value"


@pytest.fixture(scope="module")
def aws() -> list[str]:
    """Return the real `aws` where it knows AWS_ENDPOINT_URL, else botocore itself."""
    found = shutil.which("aws")
    if found:
        told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
        version = re.match(r"aws-cli/(\d+)\.(\d+)", told.stdout)
        numbers = (int(version[1]), int(version[2])) if version else (0, 0)
        if numbers >= (1, 29) and not (2, 0) <= numbers < (2, 13):
            query = ["--query", "Account", "--output", "json"]
            return [found, "sts", "get-caller-identity", *query]
    return [sys.executable, "-c", ASK]


@pytest.mark.parametrize("name", [*REMOVED, *REGIONS])
def test_no_stale_variable_leads_elsewhere(person: Person, name: str, aws: list[str]) -> None:
    stale = {name: stale_value(name)}
    ran = person.swtui("exec", ROLE, "--", *aws, env=stale)
    assert (ran.returncode, json.loads(ran.stdout or b"null")) == (0, ACCOUNT), ran.stderr


def test_all_of_them_at_once_lead_nowhere_else(person: Person, aws: list[str]) -> None:
    stale = {name: stale_value(name) for name in (*REMOVED, *REGIONS)}
    stale |= {"AWS_ACCESS_KEY_ID": "AKIASTALE", "AWS_SECRET_ACCESS_KEY": "stale"}
    terminal = person.terminal(env=stale)
    terminal.line(f"swtui shell {ROLE}")
    terminal.wait_for(rf"^\[{ROLE}\] inner>")
    script = person.program("who", f'#!/bin/sh\nexec {shlex.join(aws)} "$@"\n')
    assert terminal.run(str(script)).strip() == f'"{ACCOUNT}"'
    check_secrets(bytes(terminal.raw), person.secrets())


def test_a_role_without_a_region_leaves_none(person: Person) -> None:
    config = person.home / ".aws/config"
    config.write_text(
        config.read_text() + f"\n[profile plain]\nrole_arn = arn:aws:iam::{ACCOUNT}:role/ReadOnly\n"
        "source_profile = base\n"
    )
    assert not {*REGIONS} & set(person.exported("plain"))
    terminal = person.terminal(AWS_REGION="", AWS_DEFAULT_REGION="")
    terminal.run('eval "$(swtui export plain)"')
    assert not {*REGIONS} & set(person.environment_in(terminal))


def test_a_profile_variable_that_names_nothing_is_a_warning(person: Person) -> None:
    terminal = person.terminal(AWS_PROFILE="gone-with-the-wind")
    terminal.line("swtui")
    terminal.wait_for_picker()
    terminal.wait_for("gone-with-the-wind, which does not exist")
    terminal.send("payments dev readonly\r")
    terminal.wait_for(f"● {ROLE}")


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"AWS_PROFILE": "sam"}, "from AWS_PROFILE=sam"),
        ({"AWS_ACCESS_KEY_ID": "sam", "AWS_PROFILE": "robot"}, "from environment keys"),
        ({}, r"from \[default\]"),
    ],
)
def test_it_says_truthfully_where_the_identity_comes_from(
    person: Person, env: dict[str, str], words: str
) -> None:
    if "AWS_ACCESS_KEY_ID" in env:
        sam = person.demo.server.organisation.user("sam")
        env = env | {
            "AWS_ACCESS_KEY_ID": sam.access_key_id,
            "AWS_SECRET_ACCESS_KEY": sam.secret_access_key,
        }
    terminal = person.terminal(env=env)
    terminal.line("swtui")
    screen = terminal.wait_for(words)
    who = "jo" if not env else "sam"
    if f"{who}@acme-identity" not in screen:
        terminal.wait_for(rf"you are\s+{who}@acme-identity")
    told = json.loads(person.swtui("whoami", "--json", env=env).stdout)
    assert told["arn"].endswith(f"user/{who}")


def test_inside_a_swtui_shell_the_level_is_said_and_chains_start_afresh(person: Person) -> None:
    config = person.home / ".aws/config"
    config.write_text(
        config.read_text()
        + f"\n[profile onwards]\nrole_arn = arn:aws:iam::{ACCOUNT}:role/ReadOnly\n"
        "credential_source = Environment\n"
    )
    terminal = person.terminal()
    terminal.line("swtui shell search-dev-admin")
    terminal.wait_for(r"^\[search-dev-admin\] inner>")
    terminal.line(f"swtui shell {ROLE}")
    terminal.wait_for(rf"^\[{ROLE} \(level 2\)\] inner>")
    inside = person.environment_in(terminal)
    assert inside["SWTUI_LEVEL"] == "2"
    assert ACCOUNT in person.whose(inside)
    terminal.line("swtui export onwards >refused")
    assert terminal.code() != 0
    assert (person.directory / "refused").read_bytes() == b""
    terminal.line("exit 5")
    terminal.wait_for(r"^\[search-dev-admin\] inner> ?\Z")
    assert terminal.code() == 5
    terminal.line("exit 6")
    assert terminal.code() == 6


def test_an_edited_role_is_never_given_its_old_session(person: Person) -> None:
    need("bash")
    before = person.exported(ROLE)
    config = person.home / ".aws/config"
    section = config.read_text().split(f"[profile {ROLE}]")[1].split("[")[0]
    config.write_text(
        config.read_text().replace(
            f"[profile {ROLE}]{section}",
            f"[profile {ROLE}]{section.replace(ACCOUNT, '118118118118')}",
        )
    )
    after = person.exported(ROLE)
    assert (before["SWTUI_ACCOUNT"], after["SWTUI_ACCOUNT"]) == (ACCOUNT, "118118118118")
    assert person.whose(after) != person.whose(before)

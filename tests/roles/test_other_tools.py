"""What Granted and aws-sso-cli write into the config file is understood."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from swtui.roles.catalogue import load_catalogue
from swtui.roles.role import Role
from swtui.settings import Settings

ARN = "arn:aws:iam::222222222222:role/team/ReadOnly"


def roles(home: Path, config: str) -> Sequence[Role]:
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws/config").write_text(config)
    catalogue = load_catalogue({"HOME": str(home)}, Settings())
    assert catalogue.files.warnings == ()
    assert catalogue.files.problems == ()
    return catalogue.roles


def test_the_fences_of_granteds_registry_are_no_roles(home: Path) -> None:
    config = (
        "[granted_registry_start https://git.example/org/registry.git]\n"
        "; This section of profiles is managed by Granted.\n"
        "[profile dev]\ncredential_process = granted credential-process --profile dev\n"
        "granted_sso_account_id = 222222222222\ngranted_sso_role_name = ReadOnly\n"
        "[granted_registry_end https://git.example/org/registry.git]\n"
        "[granted_registry_start]\n[granted_registry_end]\n"
    )
    (dev,) = roles(home, config)
    assert (dev.name, dev.account.id, dev.role_name) == ("dev", "222222222222", "ReadOnly")
    assert dev.problem is None


@pytest.mark.parametrize(
    "command",
    [
        f"/usr/local/bin/aws-sso -u process --arn {ARN}",
        f'aws-sso -S "Default" process --arn "{ARN}"',
        f"aws-sso process --arn={ARN}",
        f"vendor-tool keys --role-arn {ARN} --json",
    ],
)
def test_a_process_that_is_given_a_role_shows_its_account_and_name(
    home: Path, command: str
) -> None:
    (row,) = roles(home, f"[profile tool]\ncredential_process = {command}\n")
    assert (row.kind, row.account.id, row.role_name) == ("process", "222222222222", "ReadOnly")
    assert row.problem is None


@pytest.mark.parametrize(
    "command",
    ["tool --arn nonsense", "tool --mfa-arn arn:aws:iam::222222222222:mfa/jo", f"tool {ARN}"],
)
def test_a_process_that_names_no_role_shows_none(home: Path, command: str) -> None:
    (row,) = roles(home, f"[profile tool]\ncredential_process = {command}\n")
    assert (row.account.id, row.role_name) == ("", "")


def test_what_the_profile_says_itself_goes_first(home: Path) -> None:
    config = (
        f"[profile tool]\ncredential_process = aws-sso process --arn {ARN}\n"
        "granted_sso_account_id = 333333333333\ngranted_sso_role_name = Other\n"
    )
    (row,) = roles(home, config)
    assert (row.account.id, row.role_name) == ("333333333333", "Other")

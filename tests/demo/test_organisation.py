"""The organisation, the files written of it, and what IAM answers about it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import botocore.configloader
import botocore.session
import pytest

from swtui.demo.accounts import build_organisation
from swtui.demo.home import write_home
from swtui.settings import load_settings

if TYPE_CHECKING:
    from tests.demo.conftest import Aws
    from tests.demo_fixture import Demo


def test_the_company_has_some_forty_accounts_and_120_roles() -> None:
    organisation = build_organisation()
    assert (len(organisation.accounts), len(organisation.roles)) == (41, 120)
    assert len({profile.name for profile in organisation.profiles}) == len(organisation.profiles)


def test_it_is_the_same_each_time(tmp_path: Path) -> None:
    texts = []
    for _ in range(2):
        write_home(tmp_path, build_organisation())
        texts.append((tmp_path / ".aws/config").read_text())
    assert texts[0] == texts[1]


def test_every_value_is_plainly_a_pretended_one() -> None:
    for user in build_organisation().users.values():
        assert user.access_key_id.startswith("AKIADEMO")
        assert len(user.access_key_id) == 20
        assert user.secret_access_key.startswith("DEMO/not/a/secret/")
        assert len(user.secret_access_key) == 40


def test_botocore_reads_the_files(demo: Demo) -> None:
    config = botocore.configloader.load_config(str(demo.home / ".aws/config"))
    wanted = {profile.name for profile in demo.server.organisation.profiles}
    assert set(config["profiles"]) == wanted
    keys = botocore.configloader.raw_config_parse(str(demo.home / ".aws/credentials"))
    assert {"default", "base", "sam", "old-laptop"} <= set(keys)


def test_the_settings_name_every_account(demo: Demo) -> None:
    settings, warnings = load_settings(demo.env)
    assert warnings == ()
    assert len(settings.accounts) == 41
    assert settings.accounts["111122223333"].name == "payments-prod"


def test_every_file_is_private(demo: Demo) -> None:
    files = [path for path in demo.home.rglob("*") if path.is_file()]
    assert files
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_the_settings_are_toml_whatever_the_accounts_are_called(tmp_path: Path) -> None:
    write_home(tmp_path, build_organisation())
    text = (tmp_path / ".config/swtui/config.toml").read_text()
    assert set(tomllib.loads(text)) == {"accounts"}


@pytest.mark.parametrize(
    "profile",
    [
        "payments-prod-readonly",
        "search-dev-power-user",
        "robot-readonly",
        "partner-globex-acme-support",
    ],
)
def test_botocore_assumes_a_role_through_its_profile(aws: Aws, profile: str) -> None:
    session = botocore.session.Session(profile=profile)
    client = session.create_client("sts", endpoint_url=aws.demo.url, region_name="eu-west-1")
    assert ":assumed-role/" in client.get_caller_identity()["Arn"]


def test_botocore_assumes_a_role_from_the_instance(aws: Aws) -> None:
    session = botocore.session.Session(profile="shared-services-publisher")
    client = session.create_client("sts", endpoint_url=aws.demo.url)
    assert ":assumed-role/Publisher/" in client.get_caller_identity()["Arn"]


def test_the_roles_that_refuse_are_reached_by_profiles_too(demo: Demo) -> None:
    names = {profile.name for profile in demo.server.organisation.profiles}
    assert {"legacy-prod-admin", "legacy-missing", "stale-keys", "loop-a", "orphan"} <= names


class TestIam:
    def test_the_accounts_alias_is_its_name(self, aws: Aws) -> None:
        answer = aws.client("iam", aws.keys_of("jo")).list_account_aliases()
        assert answer["AccountAliases"] == ["acme-identity"]

    def test_the_alias_is_denied_to_those_without_permission(self, aws: Aws) -> None:
        client = aws.client("iam", aws.keys_of("intern"))
        assert aws.refused(client.list_account_aliases) == (
            "AccessDenied",
            "User: arn:aws:iam::123456789012:user/intern is not authorized to perform: "
            "iam:ListAccountAliases on resource: * because no identity-based policy allows the "
            "iam:ListAccountAliases action",
            403,
        )

    def test_a_role_of_the_own_account_can_be_read(self, aws: Aws) -> None:
        keys = aws.assume("data-lake-dev/Analyst")["Credentials"]
        role = aws.client("iam", keys).get_role(RoleName="Engineer")["Role"]
        assert role["MaxSessionDuration"] == 8 * 3600
        trust = role["AssumeRolePolicyDocument"]
        assert trust["Statement"][0]["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}

    def test_a_role_that_is_not_there_is_no_such_entity(self, aws: Aws) -> None:
        keys = aws.assume("payments-dev/Admin")["Credentials"]
        client = aws.client("iam", keys)
        assert aws.refused(lambda: client.get_role(RoleName="Nobody")) == (
            "NoSuchEntity",
            "The role with name Nobody cannot be found.",
            404,
        )

    def test_reading_a_role_needs_permission(self, aws: Aws) -> None:
        client = aws.client("iam", aws.keys_of("jo"))
        code, message, _ = aws.refused(lambda: client.get_role(RoleName="jump"))
        assert code == "AccessDenied"
        assert "iam:GetRole on resource: role jump because no identity-based policy" in message

    def test_a_session_token_without_mfa_is_nothing_to_iam(self, aws: Aws) -> None:
        keys = aws.sts().get_session_token()["Credentials"]
        client = aws.client("iam", keys)
        assert aws.refused(client.list_account_aliases)[0] == "InvalidClientTokenId"

    def test_the_devices_of_a_user_are_listed(self, aws: Aws) -> None:
        devices = aws.client("iam", aws.keys_of("jo")).list_mfa_devices()["MFADevices"]
        assert [device["SerialNumber"] for device in devices] == [
            "arn:aws:iam::123456789012:mfa/jo"
        ]

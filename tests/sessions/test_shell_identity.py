"""Who the surrounding shell is, and truthfully where that comes from."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from swtui.roles.aws_config import read_aws_files
from swtui.roles.recent import load_recent
from swtui.sessions.shell_identity import ShellIdentity, identify_shell
from tests.sessions.broker_harness import ADMIN, BASE, SERIAL, BrokerHarness
from tests.sessions.fake_sts import aliases, expiry, refusal

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAENVENVENVENVENV1", "AWS_SECRET_ACCESS_KEY": "s" * 40}
DEFAULT = "[default]\naws_access_key_id = AKIADEFAULTDEFAULT01\naws_secret_access_key = " + "s" * 40


def look(
    desk: BrokerHarness, *variables: Mapping[str, str], network: bool = True, **more: str
) -> ShellIdentity:
    desk.more = {**more, **{name: text for group in variables for name, text in group.items()}}
    return identify_shell(desk.env, read_aws_files(desk.env), desk.settings, network=network)


def test_keys_in_the_environment_are_said_to_be_that(desk: BrokerHarness) -> None:
    found = look(desk, KEYS)
    assert found.identity is not None
    assert found.identity.arn == "arn:aws:iam::111111111111:user/jo"
    assert found.source == "environment keys"


def test_keys_beside_a_profile_win_and_the_profile_is_mentioned(desk: BrokerHarness) -> None:
    found = look(desk, KEYS, AWS_PROFILE="base")
    assert found.source == "environment keys"
    assert "AWS_PROFILE=base is set as well" in found.warning
    assert desk.sts.calls[0].key_id == KEYS["AWS_ACCESS_KEY_ID"]


def test_a_profile_is_named_with_its_variable(desk: BrokerHarness) -> None:
    found = look(desk, AWS_PROFILE="base")
    assert found.source == "AWS_PROFILE=base"
    assert desk.sts.calls[0].key_id == "AKIAIOSFODNN7EXAMPLE"


def test_the_default_variable_goes_before_the_other(desk: BrokerHarness) -> None:
    found = look(desk, AWS_PROFILE="admin", AWS_DEFAULT_PROFILE="base")
    assert found.source == "AWS_DEFAULT_PROFILE=base"
    assert "AWS_PROFILE=admin is set as well" in found.warning


def test_a_profile_that_is_missing_is_a_problem_and_not_the_default(desk: BrokerHarness) -> None:
    desk.write(BASE, DEFAULT)
    found = look(desk, AWS_PROFILE="gone")
    assert found.identity is None
    assert found.problem is not None
    assert "gone" in found.problem.message
    assert desk.sts.calls == []


def test_the_default_profile_is_named_so(desk: BrokerHarness) -> None:
    desk.write(BASE, DEFAULT)
    assert look(desk).source == "[default]"


def test_a_default_profile_of_settings_alone_is_nobody(desk: BrokerHarness) -> None:
    desk.write("[default]\nregion = eu-west-1\n", "")
    assert look(desk).source == "none"


def test_without_anything_there_is_nobody_and_no_error(desk: BrokerHarness) -> None:
    found = look(desk)
    assert (found.identity, found.source, found.problem) == (None, "none", None)


def test_a_machine_without_metadata_service_is_nobody(desk: BrokerHarness) -> None:
    found = look(
        desk,
        AWS_EC2_METADATA_DISABLED="false",
        AWS_EC2_METADATA_SERVICE_ENDPOINT="http://127.0.0.1:9",
    )
    assert (found.source, found.problem) == ("none", None)


def test_a_profile_that_leads_to_a_role_is_walked(desk: BrokerHarness) -> None:
    found = look(desk, AWS_PROFILE="admin")
    assert found.identity is not None
    assert found.identity.account == "222222222222"
    assert found.expires is not None
    assert found.expires > time.time()


def test_mfa_is_not_asked_for_unasked(desk: BrokerHarness) -> None:
    desk.write(BASE + ADMIN + f"mfa_serial = {SERIAL}\n")
    found = look(desk, AWS_PROFILE="admin")
    assert found.problem is not None
    assert "MFA" in found.problem.message
    assert desk.sts.calls == []


def test_a_process_is_not_run_unasked(desk: BrokerHarness) -> None:
    mark = desk.home / "ran"
    desk.write(f"[profile proc]\ncredential_process = touch {mark}\n", "")
    found = look(desk, AWS_PROFILE="proc")
    assert found.problem is not None
    assert "not run unasked" in found.problem.message
    assert not mark.exists()


def test_offline_nobody_is_asked_but_what_is_known_is_told(desk: BrokerHarness) -> None:
    assert look(desk, network=False, AWS_PROFILE="base").identity is None
    look(desk, AWS_PROFILE="base")
    before = len(desk.sts.calls)
    found = look(desk, network=False, AWS_PROFILE="base")
    assert found.identity is not None
    assert found.identity.arn.endswith("user/jo")
    assert len(desk.sts.calls) == before


def test_the_accounts_alias_is_read_once(desk: BrokerHarness) -> None:
    desk.sts.then("ListAccountAliases", aliases("acme-identity"))
    first = look(desk, AWS_PROFILE="base")
    again = look(desk, AWS_PROFILE="base")
    assert first.identity is not None
    assert again.identity is not None
    assert first.identity.alias == again.identity.alias == "acme-identity"
    assert desk.sts.count("ListAccountAliases") == 1


def test_a_denied_alias_is_not_asked_for_again(desk: BrokerHarness) -> None:
    look(desk, AWS_PROFILE="base")
    look(desk, AWS_PROFILE="base")
    assert desk.sts.count("ListAccountAliases") == 1
    assert load_recent(desk.env).alias_denied


def test_inside_a_swtui_shell_its_role_is_named(desk: BrokerHarness) -> None:
    inside = {
        **KEYS,
        "AWS_SESSION_TOKEN": "t" * 20,
        "AWS_CREDENTIAL_EXPIRATION": expiry(600),
        "SWTUI_ROLE": "prod",
        "SWTUI_ACCOUNT": "111111111111",
        "SWTUI_LEVEL": "1",
    }
    found = look(desk, inside)
    assert found.source == "swtui session prod"
    assert found.expires is not None


def test_keys_replaced_inside_a_swtui_shell_are_not_called_its_session(desk: BrokerHarness) -> None:
    found = look(desk, KEYS, SWTUI_ROLE="prod", SWTUI_ACCOUNT="999999999999", SWTUI_LEVEL="1")
    assert found.source == "environment keys"
    assert "not the ones" in found.warning


@pytest.mark.parametrize(
    "marks", [{"AWS_VAULT": "x"}, {"GRANTED_SSO": "true"}, {"AWSUME_PROFILE": "x"}]
)
def test_another_tools_shell_is_warned_of(desk: BrokerHarness, marks: dict[str, str]) -> None:
    assert "in force" in look(desk, KEYS, marks).warning


def test_a_refusal_is_the_problem_and_the_source_stays_true(desk: BrokerHarness) -> None:
    desk.sts.then("GetCallerIdentity", refusal("InvalidClientTokenId", "The token is invalid"))
    found = look(desk, KEYS)
    assert found.identity is None
    assert found.problem is not None
    assert found.problem.exit_code == 4
    assert found.source == "environment keys"


def test_an_endpoint_that_is_not_awss_is_named(desk: BrokerHarness) -> None:
    assert "not to AWS" in look(desk, KEYS).warning

"""Where a chain starts: exactly there, and nowhere else when it has nothing."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest
from botocore.exceptions import CredentialRetrievalError
from botocore.session import Session as BotocoreSession

from swtui.aws.keys import parse_time
from swtui.errors import BadAnswerError, ConfigError, RefusedError
from tests.sessions.broker_harness import BrokerHarness
from tests.sessions.fake_sts import caller_xml, expiry, says

ROOT = Path(__file__).parents[2]
FROM = """
[profile start]
{start}

[profile role]
role_arn = arn:aws:iam::222222222222:role/Admin
source_profile = start
"""


def printed(**changes: object) -> str:
    """Return what a credential process prints."""
    keys = {
        "Version": 1,
        "AccessKeyId": "ASIAPROCESS000000001",
        "SecretAccessKey": "s" * 40,
        "SessionToken": "t" * 40,
        "Expiration": expiry(3600),
    }
    return json.dumps({**keys, **changes})


def with_process(desk: BrokerHarness, text: str, before: str = "") -> Path:
    """Let the start be a process that prints `text`; return the file it touches."""
    ran = desk.home / "ran"
    answer = desk.home / "answer.json"
    answer.write_text(text)
    program = desk.home / "process"
    program.write_text(f"#!/bin/sh\necho x >> {ran}\n{before}\ncat {answer}\n")
    program.chmod(0o700)
    desk.write(FROM.format(start=f"credential_process = {program}"), "")
    return ran


def test_a_credential_process_is_run_for_its_role(desk: BrokerHarness) -> None:
    with_process(desk, printed())
    assert desk.session("role").credentials.token
    assert desk.sts.calls[-1].key_id == "ASIAPROCESS000000001"


def test_its_own_profile_is_handed_over_and_kept(desk: BrokerHarness) -> None:
    ran = with_process(desk, printed())
    session = desk.session("start")
    assert not session.long_term
    assert desk.session("start").credentials == session.credentials
    assert ran.read_text() == "x\n"


@pytest.mark.parametrize("text", ["", "no", "[]", "{}", printed(Expiration="2030-01-01T00:00:00")])
def test_what_a_process_prints_is_checked(desk: BrokerHarness, text: str) -> None:
    with_process(desk, text)
    with pytest.raises(ConfigError, match="credential_process"):
        desk.session("role")
    assert desk.sts.calls == []


@pytest.mark.parametrize("version", [2, "1", None])
def test_a_process_of_another_version_is_refused_as_aws_tools_refuse_it(
    version: object, desk: BrokerHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_process(desk, printed(Version=version))
    for name, text in desk.env.items():
        monkeypatch.setenv(name, text)
    with pytest.raises(CredentialRetrievalError):
        BotocoreSession(profile="start").get_credentials()
    with pytest.raises(ConfigError, match="its Version is not 1"):
        desk.session("role")


def test_a_process_that_fails_is_told_with_its_words(desk: BrokerHarness) -> None:
    with_process(desk, "", "echo please sign in >&2; exit 4")
    with pytest.raises(ConfigError, match=r"exit code 4.*please sign in"):
        desk.session("role")


@pytest.mark.parametrize("zone", ["Z", "z", " UTC", "UTC", " +0000 UTC", "+00:00"])
def test_every_way_to_write_utc_is_understood(desk: BrokerHarness, zone: str) -> None:
    ends = expiry(3600).removesuffix("Z").removesuffix("+00:00")
    with_process(desk, printed(Expiration=ends + zone))
    assert desk.session("start").credentials.expires_at == parse_time(ends + "Z")


@pytest.mark.parametrize("profile", ["start", "role"])
def test_a_script_that_leads_back_is_a_cycle_that_is_noticed_at_once(
    desk: BrokerHarness, profile: str
) -> None:
    again = f"{sys.executable} -m swtui credential-process {profile}"
    ran = with_process(desk, printed(), f"cd {ROOT} && {again} || exit $?")
    desk.store.shared = True  # so that a second process would wait for the first one's lock
    started = time.monotonic()
    with pytest.raises(ConfigError, match="cycle start → start") as caught:
        desk.session(profile)
    assert time.monotonic() - started < 20
    assert ran.read_text() == "x\n"
    assert caught.value.file
    assert desk.sts.calls == []


def test_the_same_name_in_other_files_is_no_cycle(desk: BrokerHarness) -> None:
    with_process(desk, printed())
    desk.more = {"SWTUI_PROCESSES": '[["start", "/elsewhere/config"]]'}
    assert desk.session("start").credentials.token
    desk.more = {"SWTUI_PROCESSES": "what another tool put there"}
    assert desk.session("start", refresh=True).credentials.token


@pytest.mark.parametrize(
    ("command", "says", "hint"),
    [
        ("/no/such/thing keys", "names /no/such/thing, which does not exist", "install"),
        ("nosuchthing keys", "names nosuchthing, which is not a program on PATH", "install"),
        ("~/bin/keys", "do not expand ~", "/bin/keys"),
        ("$HOME/bin/keys", "do not expand \\$NAME", "whole path"),
        ("cat nosuchfile | cat", "failed", "has |, which the AWS CLI and boto3 pass on"),
        ("cat $HOME/nosuchfile", "failed", "do not expand $NAME"),
    ],
)
def test_a_command_that_cannot_work_is_explained(
    desk: BrokerHarness, command: str, says: str, hint: str
) -> None:
    desk.write(FROM.format(start=f"credential_process = {command}"), "")
    with pytest.raises(ConfigError, match=says) as caught:
        desk.session("start")
    assert hint in caught.value.hint
    assert (caught.value.file, caught.value.line) == (f"{desk.home}/.aws/config", 3)


def test_keys_that_are_over_are_told_before_any_call(desk: BrokerHarness) -> None:
    with_process(desk, printed(Expiration="2001-01-01T00:00:00Z"))
    with pytest.raises(ConfigError, match="expired at 2001"):
        desk.session("role")
    assert desk.sts.calls == []


def test_listing_and_looking_up_what_is_held_never_run_it(desk: BrokerHarness) -> None:
    ran = with_process(desk, printed())
    assert desk.cached_session("role") is None
    assert not ran.exists()


def test_a_web_identity_token_stands_for_keys(desk: BrokerHarness) -> None:
    token = desk.home / "token"
    token.write_text("eyJ.canary.x\n")
    web = f"role_arn = arn:aws:iam::444444444444:role/Web\nweb_identity_token_file = {token}"
    desk.write(FROM.format(start=web), "")
    desk.session("role")
    first = next(c for c in desk.sts.calls if c.action == "AssumeRoleWithWebIdentity")
    assert first.params["WebIdentityToken"] == "eyJ.canary.x"
    assert first.key_id == ""


def test_a_missing_web_identity_token_is_named(desk: BrokerHarness) -> None:
    web = "role_arn = arn:aws:iam::444444444444:role/Web\nweb_identity_token_file = /nowhere/t"
    desk.write(FROM.format(start=web), "")
    with pytest.raises(ConfigError) as caught:
        desk.session("role")
    assert caught.value.file == "/nowhere/t"


def test_a_sign_in_that_was_never_made_names_the_one_command(desk: BrokerHarness) -> None:
    sso = (
        "sso_session = corp\nsso_account_id = 222222222222\nsso_role_name = Admin\n"
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1"
    )
    desk.write(FROM.format(start=sso), "")
    with pytest.raises(RefusedError) as caught:
        desk.session("start")
    assert caught.value.hint == "sign in: aws sso login --sso-session corp"
    assert desk.sts.calls == []


def test_aws_login_without_its_library_names_the_commands(desk: BrokerHarness) -> None:
    desk.write(FROM.format(start="login_session = arn:aws:sts::222222222222:user/jo"), "")
    with pytest.raises(ConfigError, match="needs swtui's extra login") as caught:
        desk.session("start")
    for command in ("-m pip install", "pipx install", "uv tool install"):
        assert command in caught.value.hint
    assert caught.value.hint.count("[login]'") == 3
    assert desk.sts.calls == []


def test_the_instance_is_never_a_way_out_for_a_profile_without_keys(desk: BrokerHarness) -> None:
    desk.write(FROM.format(start="region = eu-west-1"), "")
    with pytest.raises(ConfigError):
        desk.session("role")


def test_half_a_key_in_the_environment_is_told(desk: BrokerHarness) -> None:
    desk.write(
        "[profile env]\nrole_arn = arn:aws:iam::222222222222:role/Admin\n"
        "credential_source = Environment\n"
    )
    desk.more = {"AWS_ACCESS_KEY_ID": "AKIAENVENVENVENVENV1"}
    with pytest.raises(ConfigError, match="AWS_SECRET_ACCESS_KEY is not set"):
        desk.session("env")


def test_temporary_keys_in_a_file_cap_the_role_at_an_hour(desk: BrokerHarness) -> None:
    desk.write(
        FROM.format(start="region = eu-west-1"),
        "[start]\naws_access_key_id = ASIATEMPTEMPTEMPTEM1\naws_secret_access_key = "
        + "s" * 40
        + "\naws_session_token = "
        + "t" * 40,
    )
    desk.session("role", duration=7200)
    assert desk.sts.calls[-1].params["DurationSeconds"] == "3600"


def test_keys_of_another_account_than_the_profile_says_are_a_hard_stop(desk: BrokerHarness) -> None:
    with_process(desk, printed())
    config = (desk.home / ".aws" / "config").read_text()
    desk.write(
        config.replace("[profile role]", "aws_account_id = 555555555555\n[profile role]"), ""
    )
    desk.sts.then("GetCallerIdentity", says(200, caller_xml("arn:aws:iam::111111111111:user/jo")))
    with pytest.raises(BadAnswerError, match="wrong account"):
        desk.session("start")


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("AWSReservedSSO_Admin_0123456789abcdef", True),
        ("Admin", True),
        ("AWSReservedSSO_ReadOnly_0123456789abcdef", False),
        ("AWSReservedSSO_Admin_0123", False),
        ("Other", False),
    ],
)
def test_a_sign_in_must_lead_to_the_role_that_the_profile_names(
    desk: BrokerHarness, monkeypatch: pytest.MonkeyPatch, name: str, taken: bool
) -> None:
    from swtui.secret import Secret
    from swtui.sessions.credentials import Credentials

    desk.write(
        "[profile signed]\nsso_account_id = 222222222222\nsso_role_name = Admin\n"
        "sso_region = eu-west-1\nsso_start_url = https://x.awsapps.com/start\n"
    )
    keys = Credentials(
        "ASIASIGNEDSIGNEDSIGN", Secret("s" * 40), Secret("t" * 40), int(time.time()) + 3600
    )
    monkeypatch.setattr("swtui.sessions.walk.first_credentials", lambda *_, **__: keys)
    arn = f"arn:aws:sts::222222222222:assumed-role/{name}/jo"
    desk.sts.then("GetCallerIdentity", says(200, caller_xml(arn)))
    if taken:
        assert desk.session("signed").identity.arn == arn
    else:
        with pytest.raises(BadAnswerError, match="wrong role: signed signs in to Admin"):
            desk.session("signed")


def test_a_sign_in_made_elsewhere_is_used(
    desk: BrokerHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib

    from swtui.aws.clients import AwsCaller
    from swtui.aws.deadline import Deadline
    from swtui.aws.endpoint import sts_endpoint
    from swtui.aws.resolve import signed_in_keys

    cache = desk.home / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    token = {
        "startUrl": "https://corp.awsapps.com/start",
        "region": "eu-west-1",
        "accessToken": "canary-token",
        "expiresAt": expiry(3600),
    }
    name = hashlib.sha1(b"https://corp.awsapps.com/start").hexdigest()  # noqa: S324 - AWS's naming
    (cache / f"{name}.json").write_text(json.dumps(token))
    ends = int((time.time() + 3600) * 1000)
    keys = {
        "accessKeyId": "ASIASSO0000000000001",
        "secretAccessKey": "s" * 40,
        "sessionToken": "t" * 40,
        "expiration": ends,
    }
    desk.sts.then("*", says(200, json.dumps({"roleCredentials": keys})))
    endpoint = sts_endpoint({"AWS_ENDPOINT_URL": desk.sts.url})
    from botocore.credentials import SSOProvider

    monkeypatch.setattr(SSOProvider, "_SSO_TOKEN_CACHE_DIR", str(cache))
    profile = {
        "sso_start_url": "https://corp.awsapps.com/start",
        "sso_region": "eu-west-1",
        "sso_account_id": "222222222222",
        "sso_role_name": "Admin",
    }
    aws = AwsCaller(endpoint=endpoint, deadline=Deadline(10))
    found = signed_in_keys("sso", "corp", {"corp": profile}, {}, aws=aws)
    assert found.access_key_id == "ASIASSO0000000000001"
    assert found.expires_at == ends // 1000

"""From a role to a session: hops, kept stages, refusals, what is checked."""

from __future__ import annotations

import json
import threading
import time

import pytest

from swtui.aws.deadline import Deadline
from swtui.errors import BadAnswerError, ConfigError, NetworkError, RefusedError
from swtui.handoff.environment import changes_for
from swtui.sessions.options import AssumeOptions
from swtui.sessions.start import environment_keys
from swtui.settings import Settings
from tests.sessions import fake_sts
from tests.sessions.desk import ADMIN, BASE, KEYS, Answers, Desk
from tests.sessions.fake_sts import assumed_arn, assumed_xml, refusal

DEEP = (
    BASE
    + ADMIN
    + """
[profile deep]
role_arn = arn:aws:iam::333333333333:role/Deep
source_profile = admin
external_id = x-77
role_session_name = named
"""
)


def test_a_role_becomes_a_session_of_its_account(desk: Desk) -> None:
    session = desk.session("admin")
    assert session.identity.account == "222222222222"
    assert session.identity.arn.endswith("assumed-role/Admin/jo")
    assert session.role_arn == "arn:aws:iam::222222222222:role/team/Admin"
    assert session.credentials.token
    assert session.credentials.expires_at is not None
    assert not session.long_term
    states = [step.state for step in desk.steps if step.state != "note"]
    assert states == ["start", "calling", "done"]


def test_a_chain_is_walked_hop_by_hop_under_one_name(desk: Desk) -> None:
    desk.write(DEEP)
    session = desk.session("deep")
    hops = [call for call in desk.sts.calls if call.action == "AssumeRole"]
    assert [hop.params["RoleSessionName"] for hop in hops] == ["jo", "named"]
    assert hops[1].key_id.startswith("ASIA")
    assert hops[1].params["ExternalId"] == "x-77"
    assert "ExternalId" not in hops[0].params
    assert session.identity.account == "333333333333"


def test_a_walk_from_a_kept_stage_uses_the_name_of_one_from_the_start(desk: Desk) -> None:
    deeper = "[profile deeper]\nrole_arn = arn:aws:iam::333333333333:role/Deeper\n"
    named = ADMIN + "role_session_name = admins\n"
    desk.write(BASE + named + deeper + "source_profile = admin\n")
    desk.session("deeper")
    desk.store.kept.clear()
    desk.session("admin")
    desk.session("deeper")
    last = desk.sts.calls[-1].params
    assert last["RoleArn"].endswith("role/Deeper")
    names = {
        call.params["RoleSessionName"]
        for call in desk.sts.calls
        if call.params.get("RoleArn") == last["RoleArn"]
    }
    assert names == {"admins"}


def test_a_kept_session_is_used_without_any_call(desk: Desk) -> None:
    first = desk.session("admin")
    before = len(desk.sts.calls)
    assert desk.session("admin").credentials == first.credentials
    assert len(desk.sts.calls) == before
    held = desk.held("admin")
    assert held is not None
    assert held.credentials == first.credentials


def test_a_kept_stage_is_where_the_next_walk_begins(desk: Desk) -> None:
    desk.write(DEEP)
    desk.session("admin")
    desk.session("deep")
    assert desk.sts.count("AssumeRole") == 2


def test_refresh_makes_a_new_session_and_keeps_it(desk: Desk) -> None:
    old = desk.session("admin")
    new = desk.session("admin", refresh=True)
    assert new.credentials != old.credentials
    assert desk.session("admin").credentials == new.credentials


@pytest.mark.parametrize(
    "change",
    [
        ("Admin", "Other"),
        ("source_profile = base", "source_profile = base\nexternal_id = new"),
        ("source_profile = base", "source_profile = base\nduration_seconds = 1800"),
        ("source_profile = base", "source_profile = base\nrole_session_name = other"),
        ("source_profile = base", "source_profile = base\nregion = eu-west-2"),
    ],
)
def test_a_changed_profile_never_gets_an_old_session(desk: Desk, change: tuple[str, str]) -> None:
    desk.session("admin")
    desk.write((BASE + ADMIN).replace(*change))
    assert desk.held("admin") is None


def test_a_changed_source_key_is_a_miss(desk: Desk) -> None:
    desk.session("admin")
    desk.write(BASE + ADMIN, KEYS.replace("canarybase", "changed000"))
    assert desk.held("admin") is None


def test_options_are_part_of_what_is_kept(desk: Desk) -> None:
    desk.session("admin")
    assert desk.held("admin", tags=(("team", "a"),)) is None
    assert desk.held("admin", source_identity="jo") is None
    assert desk.held("admin", policy="{}") is None


def test_a_session_about_to_end_is_not_used(desk: Desk) -> None:
    desk.session("admin")
    desk.clock = lambda: time.time() + 3400
    assert desk.held("admin") is None


def test_forgetting_says_whether_there_was_something(desk: Desk) -> None:
    desk.session("admin")
    broker = desk.broker()
    role = broker._catalogue.find("admin")
    assert broker.forget(role)
    assert not broker.forget(role)
    assert desk.held("admin") is None


def test_options_shape_the_last_call_alone(desk: Desk) -> None:
    desk.write(DEEP)
    desk.session(
        "deep",
        session_name="mine",
        source_identity="jo",
        tags=(("team", "a"),),
        transitive_tags=("team",),
        policy="{}",
        policy_arns=("arn:aws:iam::aws:policy/ReadOnlyAccess",),
        external_id="other",
    )
    first, last = (call.params for call in desk.sts.calls if call.action == "AssumeRole")
    assert "SourceIdentity" not in first
    assert last["RoleSessionName"] == "mine"
    assert last["SourceIdentity"] == "jo"
    assert last["Tags.member.1.Key"] == "team"
    assert last["TransitiveTagKeys.member.1"] == "team"
    assert last["PolicyArns.member.1.arn"].endswith("ReadOnlyAccess")
    assert last["ExternalId"] == "other"


def test_plain_keys_are_handed_over_as_long_term_and_never_kept(desk: Desk) -> None:
    session = desk.session("base")
    assert session.long_term
    assert session.credentials.access_key_id == "AKIAIOSFODNN7EXAMPLE"
    assert session.identity.arn == "arn:aws:iam::111111111111:user/jo"
    assert desk.store.kept == {}


def test_another_account_than_the_roles_is_a_hard_stop(desk: Desk) -> None:
    wrong = assumed_arn("arn:aws:iam::999999999999:role/Admin", "jo")
    desk.sts.then("AssumeRole", lambda r, c: r.reply(200, assumed_xml(c, arn=wrong)))
    with pytest.raises(BadAnswerError, match="wrong account"):
        desk.session("admin")
    assert desk.store.kept == {}


@pytest.mark.parametrize(
    "odd",
    [
        {"key_id": "EVIL$(x)"},
        {"secret": "line\nbreak" + "x" * 30},
        {"secret": ""},
        {"token": ""},
        {"token": "t" * 20 + "`id`"},
        {"expiration": "2001-01-01T00:00:00Z"},
        {"expiration": "2099-01-01T00:00:00Z"},
        {"expiration": "2030-01-01T00:00:00"},
        {"expiration": "garbage"},
        {"expiration": ""},
    ],
)
def test_odd_credentials_are_never_used_nor_kept(desk: Desk, odd: dict[str, str]) -> None:
    desk.sts.then("AssumeRole", lambda r, c: r.reply(200, assumed_xml(c, **odd)))  # type: ignore[arg-type]
    with pytest.raises(BadAnswerError) as caught:
        desk.session("admin")
    assert caught.value.exit_code == 4
    assert desk.store.kept == {}


def test_a_refusal_says_which_hop_and_whose_credentials(desk: Desk) -> None:
    desk.sts.then("AssumeRole", refusal("ExpiredToken", "The security token is expired"))
    with pytest.raises(RefusedError, match=r"profile base \(~/.aws/credentials:\d\)") as caught:
        desk.session("admin")
    assert caught.value.code == "ExpiredToken"
    assert desk.steps[-1].state == "refused"


def test_the_refusal_of_a_later_hop_names_the_role_that_asked(desk: Desk) -> None:
    desk.write(DEEP)
    desk.session("admin")
    desk.sts.then("AssumeRole", refusal("AccessDenied", "no"))
    with pytest.raises(RefusedError, match=r"hop 2 of 2, as arn:aws:sts::222222222222"):
        desk.session("deep")


def test_a_broken_profile_is_refused_with_its_place(desk: Desk) -> None:
    desk.write(BASE + ADMIN.replace("base", "nowhere"))
    with pytest.raises(ConfigError) as caught:
        desk.session("admin")
    assert caught.value.line


def test_a_hang_ends_with_the_deadline(desk: Desk) -> None:
    desk.session("admin")
    desk.sts.then("AssumeRole", fake_sts.hang)
    broker = desk.broker()
    role = broker._catalogue.find("admin")
    with pytest.raises(NetworkError):
        broker.session(role, AssumeOptions(refresh=True), ask=Answers(), deadline=Deadline(0.4))


def test_many_askers_of_one_role_make_one_call(desk: Desk) -> None:
    desk.store.shared = True
    sessions: list[str] = []

    def work() -> None:
        sessions.append(desk.session("admin").credentials.access_key_id)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sessions) == 8
    assert len(set(sessions)) == 1
    assert desk.sts.count("AssumeRole") == 1


def test_a_store_that_fails_is_told_and_does_not_stop_a_session(desk: Desk) -> None:
    desk.store.full = True
    assert desk.session("admin").credentials.token
    assert "no space left" in desk.notes


def test_no_lock_directory_is_no_reason_to_stop(desk: Desk) -> None:
    desk.store.shared = True
    (desk.home / ".cache").write_text("a file is in the way")
    assert desk.session("admin").credentials.token


ENVIRONMENT = """
[profile fromenv]
role_arn = arn:aws:iam::222222222222:role/Admin
credential_source = Environment
"""
ENV_KEYS = {"AWS_ACCESS_KEY_ID": "AKIAENVENVENVENVENV1", "AWS_SECRET_ACCESS_KEY": "s" * 40}


def test_a_chain_from_the_environment_says_that_it_cannot_be_renewed(desk: Desk) -> None:
    desk.write(ENVIRONMENT)
    desk.more = dict(ENV_KEYS)
    session = desk.session("fromenv")
    assert "its chain starts in environment variables" in session.not_renewable
    assert desk.sts.calls[-1].key_id == ENV_KEYS["AWS_ACCESS_KEY_ID"]


def test_a_chain_from_the_container_says_so_too_for_its_variables_are_taken_away(
    desk: Desk,
) -> None:
    desk.write(ENVIRONMENT.replace("Environment", "EcsContainer"))
    role = json.dumps({"AccessKeyId": "ASIA" + "C" * 16, "SecretAccessKey": "s" * 40, "Token": "t"})
    desk.sts.then("", lambda request, _call: request.reply(200, role))
    desk.more = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{desk.sts.url}/role"}
    session = desk.session("fromenv")
    assert "its chain starts in environment variables" in session.not_renewable
    handed_over = changes_for(session, desk.env)
    assert "AWS_CONTAINER_CREDENTIALS_FULL_URI" in handed_over.to_remove
    desk.more = {"SWTUI_LEVEL": "1"}
    with pytest.raises(ConfigError, match="taken away when this shell got its session"):
        desk.session("fromenv", refresh=True)


def test_inside_a_swtui_shell_such_a_chain_is_refused_unless_asked_for(desk: Desk) -> None:
    desk.write(ENVIRONMENT)
    desk.more = {**ENV_KEYS, "SWTUI_LEVEL": "1", "SWTUI_ROLE": "prod"}
    with pytest.raises(ConfigError, match="session of prod"):
        desk.session("fromenv")
    assert desk.sts.calls == []
    assert desk.session("fromenv", chain=True).credentials.token


def test_the_old_name_of_the_session_token_goes_first() -> None:
    env = {**ENV_KEYS, "AWS_SECURITY_TOKEN": "old", "AWS_SESSION_TOKEN": "new"}
    assert environment_keys(env).token.reveal() == "old"


def test_the_region_handed_over_follows_its_order(desk: Desk) -> None:
    desk.more = {"AWS_DEFAULT_REGION": "eu-north-1"}
    assert desk.session("admin").region == "eu-north-1"
    assert desk.session("admin", region="us-west-2").region == "us-west-2"
    desk.more = {"AWS_DEFAULT_REGION": "eu-north-1", "AWS_REGION": "eu-south-1"}
    assert desk.session("admin").region == "eu-south-1"
    desk.more = {}
    assert desk.session("admin").region == ""


def test_the_name_in_the_settings_is_made_valid(desk: Desk) -> None:
    desk.settings = Settings(session_name="Jo Müller")
    desk.session("admin")
    assert desk.sts.calls[-1].params["RoleSessionName"] == "Jo-M-ller"
    assert desk.sts.count("GetCallerIdentity") == 0


def test_whose_a_key_is_is_asked_once(desk: Desk) -> None:
    desk.session("admin")
    desk.session("admin", refresh=True)
    assert desk.sts.count("GetCallerIdentity") == 1


def test_without_an_answer_to_who_the_local_user_gives_the_name(desk: Desk) -> None:
    desk.sts.then("GetCallerIdentity", refusal("AccessDenied", "no"))
    assert desk.session("admin").identity.arn.endswith("/local")


def test_no_secret_stands_in_a_file_or_in_an_error(desk: Desk) -> None:
    desk.store.shared = True
    desk.session("admin")
    desk.sts.then("AssumeRole", refusal("AccessDenied", "no"))
    with pytest.raises(RefusedError) as caught:
        desk.session("admin", refresh=True)
    written = b"".join(p.read_bytes() for p in (desk.home / ".cache").rglob("*") if p.is_file())
    for canary in (b"canarybase", b"CanarySecret", b"CanaryToken", b"AKIAIOS"):
        assert canary not in written
    assert "canarybase" not in repr(caught.value.__dict__)

"""From a role to a session: hops, options, refusals, what is checked."""

from __future__ import annotations

from typing import Any

import pytest

from swtui.aws.deadline import Deadline
from swtui.errors import BadAnswerError, ConfigError, NetworkError, RefusedError, UsageError
from swtui.secret import Secret
from swtui.sessions.cache.payload import decode
from swtui.sessions.credentials import Credentials
from swtui.sessions.options import AssumeOptions
from swtui.sessions.request import read_request
from swtui.settings import Settings
from tests.sessions.broker_harness import ADMIN, BASE, DEEP, Answers, BrokerHarness
from tests.sessions.fake_sts import Answer, assumed_arn, assumed_xml, hang, refusal, reset, says

WITHOUT_A_CALL = """
[profile portal]
sso_account_id = 222222222222
sso_role_name = A
sso_region = eu-west-1
sso_start_url = https://x.awsapps.com/start
[profile program]
credential_process = /bin/false
[profile web]
role_arn = arn:aws:iam::222222222222:role/A
web_identity_token_file = /t
"""
THROUGH_PRODUCTION = """
[profile prod]
role_arn = arn:aws:iam::222222222222:role/Prod
source_profile = base
[profile beyond]
role_arn = arn:aws:iam::333333333333:role/Beyond
source_profile = prod
"""


def test_a_role_becomes_a_session_of_its_account(desk: BrokerHarness) -> None:
    session = desk.session("admin")
    assert session.identity.account == "222222222222"
    assert session.identity.arn.endswith("assumed-role/Admin/jo")
    assert session.role_arn == "arn:aws:iam::222222222222:role/team/Admin"
    assert session.credentials.token
    assert session.credentials.expires_at is not None
    assert not session.long_term
    states = [step.state for step in desk.steps if step.state != "note"]
    assert states == ["start", "calling", "done"]


def test_a_chain_is_walked_hop_by_hop_under_one_name(desk: BrokerHarness) -> None:
    desk.write(DEEP)
    session = desk.session("deep")
    hops = [call for call in desk.sts.calls if call.action == "AssumeRole"]
    assert [hop.params["RoleSessionName"] for hop in hops] == ["jo", "named"]
    assert hops[1].key_id.startswith("ASIA")
    assert hops[1].params["ExternalId"] == "x-77"
    assert "ExternalId" not in hops[0].params
    assert session.identity.account == "333333333333"


def test_options_shape_the_last_call_alone(desk: BrokerHarness) -> None:
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


def test_plain_keys_are_handed_over_as_long_term_and_never_kept(desk: BrokerHarness) -> None:
    session = desk.session("base")
    assert session.long_term
    assert session.credentials.access_key_id == "AKIAIOSFODNN7EXAMPLE"
    assert session.identity.arn == "arn:aws:iam::111111111111:user/jo"
    assert desk.store.kept == {}


def test_another_account_than_the_roles_is_a_hard_stop(desk: BrokerHarness) -> None:
    wrong = assumed_arn("arn:aws:iam::999999999999:role/Admin", "jo")
    desk.sts.then("AssumeRole", lambda r, c: r.reply(200, assumed_xml(c, arn=wrong)))
    with pytest.raises(BadAnswerError, match="wrong account"):
        desk.session("admin")
    assert desk.store.kept == {}


@pytest.mark.parametrize("name", ["ReadOnly", "Admin2", "AdminAdmin"])
def test_another_role_of_the_same_account_is_a_hard_stop(desk: BrokerHarness, name: str) -> None:
    wrong = assumed_arn(f"arn:aws:iam::222222222222:role/{name}", "jo")
    desk.sts.then("AssumeRole", lambda r, c: r.reply(200, assumed_xml(c, arn=wrong)))
    with pytest.raises(BadAnswerError, match=r"wrong role: .*role/team/Admin was asked for"):
        desk.session("admin")
    assert desk.store.kept == {}


@pytest.mark.parametrize("kind", ["user/Admin", "assumed-role/Admin", "federated-user/Admin"])
def test_an_answer_that_names_no_assumed_role_is_a_hard_stop(
    desk: BrokerHarness, kind: str
) -> None:
    wrong = f"arn:aws:sts::222222222222:{kind}"
    desk.sts.then("AssumeRole", lambda r, c: r.reply(200, assumed_xml(c, arn=wrong)))
    with pytest.raises(BadAnswerError, match="wrong role"):
        desk.session("admin")


def test_the_case_of_a_role_name_is_no_difference_to_iam(desk: BrokerHarness) -> None:
    same = assumed_arn("arn:aws:iam::222222222222:role/ADMIN", "jo")
    desk.sts.then("AssumeRole", lambda r, c: r.reply(200, assumed_xml(c, arn=same)))
    assert desk.session("admin").identity.arn == same


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
def test_odd_credentials_are_never_used_nor_kept(desk: BrokerHarness, odd: dict[str, str]) -> None:
    desk.sts.then("AssumeRole", lambda r, c: r.reply(200, assumed_xml(c, **odd)))  # type: ignore[arg-type]
    with pytest.raises(BadAnswerError) as caught:
        desk.session("admin")
    assert caught.value.exit_code == 4
    assert desk.store.kept == {}


def test_a_refusal_says_which_hop_and_whose_credentials(desk: BrokerHarness) -> None:
    desk.sts.then("AssumeRole", refusal("ExpiredToken", "The security token is expired"))
    with pytest.raises(RefusedError, match=r"profile base \(~/.aws/credentials:\d\)") as caught:
        desk.session("admin")
    assert caught.value.code == "ExpiredToken"
    assert desk.steps[-1].state == "refused"


def test_the_refusal_of_a_later_hop_names_the_role_that_asked(desk: BrokerHarness) -> None:
    desk.write(DEEP)
    desk.session("admin")
    desk.sts.then("AssumeRole", refusal("AccessDenied", "no"))
    with pytest.raises(RefusedError, match=r"hop 2 of 2, as arn:aws:sts::222222222222"):
        desk.session("deep")


def test_a_broken_profile_is_refused_with_its_place(desk: BrokerHarness) -> None:
    desk.write(BASE + ADMIN.replace("base", "nowhere"))
    with pytest.raises(ConfigError) as caught:
        desk.session("admin")
    assert caught.value.line


def test_a_hang_ends_with_the_deadline(desk: BrokerHarness) -> None:
    desk.session("admin")
    desk.sts.then("AssumeRole", hang)
    broker = desk.broker()
    role = broker._catalogue.find("admin")
    with pytest.raises(NetworkError):
        broker.session(role, AssumeOptions(refresh=True), ask=Answers(), deadline=Deadline(0.4))


def test_the_region_handed_over_follows_its_order(desk: BrokerHarness) -> None:
    desk.more = {"AWS_DEFAULT_REGION": "eu-north-1"}
    assert desk.session("admin").region == "eu-north-1"
    assert desk.session("admin", region="us-west-2").region == "us-west-2"
    desk.more = {"AWS_DEFAULT_REGION": "eu-north-1", "AWS_REGION": "eu-south-1"}
    assert desk.session("admin").region == "eu-south-1"
    desk.more = {}
    assert desk.session("admin").region == ""


def test_the_name_in_the_settings_is_made_valid(desk: BrokerHarness) -> None:
    desk.settings = Settings(session_name="Jo Müller")
    desk.session("admin")
    assert desk.sts.calls[-1].params["RoleSessionName"] == "Jo-M-ller"
    assert desk.sts.count("GetCallerIdentity") == 0


def test_whose_a_key_is_is_asked_once(desk: BrokerHarness) -> None:
    desk.session("admin")
    desk.session("admin", refresh=True)
    assert desk.sts.count("GetCallerIdentity") == 1


@pytest.mark.parametrize(
    "answer", [refusal("AccessDenied", "no"), refusal("Busy", "x", 503), says(200, "<html>"), reset]
)
def test_without_an_answer_to_who_the_local_user_gives_the_name(
    desk: BrokerHarness, answer: Answer
) -> None:
    for _ in range(4):
        desk.sts.then("GetCallerIdentity", answer)
    assert desk.session("admin").identity.arn.endswith("/local")


def test_a_known_caller_costs_no_call_of_its_own(desk: BrokerHarness) -> None:
    desk.session("admin")
    before = len(desk.sts.calls)
    desk.session("admin", refresh=True)
    assert [call.action for call in desk.sts.calls[before:]] == ["AssumeRole"]


def test_a_sign_in_has_one_name_while_it_lasts(desk: BrokerHarness) -> None:
    caller = desk.callers()
    first, second = (Credentials(f"ASIA{n}", Secret("s"), Secret("t"), None) for n in "12")
    assert caller.name(first, "sign-in 1") == caller.name(second, "sign-in 1") == "jo"
    assert desk.sts.count("GetCallerIdentity") == 1
    caller.name(second, "sign-in 2")
    caller.name(second)
    assert desk.sts.count("GetCallerIdentity") == 3


def test_a_session_knows_how_it_was_requested_and_so_does_the_store(desk: BrokerHarness) -> None:
    desk.write(BASE + ADMIN)
    asked = AssumeOptions(
        duration=900,
        session_name="ro",
        external_id="x-1",
        source_identity="jo",
        tags=(("team", "a b"),),
        transitive_tags=("team",),
        policy='{"Statement": []}',
        policy_arns=("arn:aws:iam::aws:policy/ReadOnlyAccess",),
    )
    role = desk.broker()._catalogue.find("admin")
    session = desk.broker().session(role, asked, ask=Answers())
    first = desk.sts.calls[-1].params
    assert read_request(session.request).options == asked
    (kept,) = [decode(raw) for raw in desk.store.kept.values()]
    assert kept == session
    again = read_request(session.request).repeated(AssumeOptions(refresh=True))
    desk.broker().session(role, again, ask=Answers())
    assert desk.sts.count("AssumeRole") == 2
    assert desk.sts.calls[-1].params == first


def is_cached(desk: BrokerHarness, name: str, **options: object) -> bool:
    broker = desk.broker()
    return broker.is_cached(
        broker._catalogue.find(name),
        AssumeOptions(**options),  # type: ignore[arg-type]
    )


def test_a_session_is_cached_for_its_own_request_alone(desk: BrokerHarness) -> None:
    desk.write(f"{BASE}{THROUGH_PRODUCTION}")
    assert not is_cached(desk, "prod")
    desk.session("prod", duration=900)
    assert is_cached(desk, "prod", duration=900)
    assert not is_cached(desk, "prod", duration=900, refresh=True)
    others: tuple[dict[str, object], ...] = (
        {},
        {"duration": 1800},
        {"duration": 900, "session_name": "other"},
        {"duration": 900, "tags": (("a", "1"),)},
        {"duration": 900, "policy": "{}"},
        {"duration": 900, "region": "eu-north-1"},
        {"duration": 900, "instance_role": True},
    )
    assert [is_cached(desk, "prod", **other) for other in others] == [False] * len(others)


def test_what_was_cached_on_the_way_to_another_role_was_not_requested(desk: BrokerHarness) -> None:
    desk.write(f"{BASE}{THROUGH_PRODUCTION}")
    desk.session("beyond")
    assert desk.cached_session("prod") is not None
    assert is_cached(desk, "beyond")
    assert not is_cached(desk, "prod")


@pytest.mark.parametrize(
    ("option", "asked"),
    [
        ("--policy", {"policy": "{}"}),
        ("--policy-arn", {"policy_arns": ("arn:aws:iam::aws:policy/ReadOnlyAccess",)}),
        ("--tag", {"tags": (("a", "1"), ("b", "2"))}),
        ("--transitive-tag", {"transitive_tags": ("a",)}),
        ("--source-identity", {"source_identity": "jo"}),
        ("--external-id", {"external_id": "id"}),
        ("--session-name", {"session_name": "jo"}),
        ("--duration", {"duration": 900}),
        ("--mfa-serial", {"mfa_serial": "arn:aws:iam::111111111111:mfa/jo"}),
        ("--external-id and --tag", {"external_id": "id", "tags": (("a", "1"),)}),
    ],
)
@pytest.mark.parametrize("name", ["base", "portal", "program", "web"])
def test_no_option_of_a_call_is_dropped_where_no_role_is_assumed(
    name: str, option: str, asked: dict[str, Any], desk: BrokerHarness
) -> None:
    desk.write(f"{BASE}{WITHOUT_A_CALL}")
    with pytest.raises(UsageError) as caught:
        desk.session(name, **asked)
    assert caught.value.message == f"no role is assumed for {name}, so {option} would do nothing"
    assert caught.value.hint == f"leave out {option}, or name a role that is assumed"
    assert desk.sts.calls == []

"""`swtui explain` against the demo: exit codes, the documented object, what is cached, the text."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.demo_fixture import Demo

HOP = {
    "profile", "role_arn", "mfa_serial", "external_id", "session_name", "duration", "number",
    "caller", "asked", "outcome", "code", "message", "request_id", "seconds", "causes", "reading",
}  # fmt: skip
CAUSE = {"kind", "sentence", "evidence", "next_step", "told", "ready", "group", "statement"}
JO = "arn:aws:iam::123456789012:user/jo"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("payments-dev-admin",), 0),
        (("intern-readonly",), 4),
        (("legacy-missing",), 4),
        (("payments-prod-deploy", "--mfa-stdin"), 6),
        (("loop-a",), 3),
        (("nonsense",), 3),
    ],
)
def test_it_ends_as_export_would(demo: Demo, run: Run, words: tuple[str, ...], code: int) -> None:
    assert run("explain", *words, "--json").code == code
    assert run("export", *words).code == code


def test_without_a_network_it_exits_5(demo: Demo, run: Run) -> None:
    ran = run("explain", "payments-dev-admin", "--json", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert ran.code == 5
    assert ran.json["hops"][0]["outcome"] == "no answer"


def test_the_object_is_the_documented_one(demo: Demo, run: Run) -> None:
    found = run("explain", "intern-readonly", "--json").json
    assert set(found) == {
        "profile", "role_arn", "exit_code", "time", "start", "hops", "checks", "problem",
    }  # fmt: skip
    (hop,) = found["hops"]
    assert set(hop) == HOP
    assert (hop["outcome"], hop["code"], hop["number"]) == ("refused", "AccessDenied", 1)
    assert hop["caller"] == "arn:aws:iam::123456789012:user/intern"
    assert len(hop["request_id"]) == 36
    (cause,) = hop["causes"]
    assert set(cause) == CAUSE
    assert (cause["kind"], cause["told"]) == ("no-identity-based-policy", True)
    assert cause["ready"] == ""  # what the intern's own policies say was not read
    assert "Read the caller's policies first" in cause["next_step"]
    assert found["start"]["profile"] == "intern"


def test_every_hop_says_who_asked_whom(demo: Demo, run: Run) -> None:
    (demo.home / "mfa-code").write_text(demo.code())
    settings = f"mfa_process = 'cat {demo.home}/mfa-code'\n"
    path = demo.home / ".config/swtui/config.toml"
    path.write_text(settings + path.read_text())
    first, second = run("explain", "payments-prod-admin", "--json").json["hops"]
    assert (first["caller"], first["outcome"]) == (JO, "allowed")
    assert "assumed-role/jump/" in second["caller"]
    assert any("mfa/jo" in words for words in first["asked"])


def test_nothing_kept_is_used_and_nothing_is_kept(demo: Demo, run: Run) -> None:
    assert run("explain", "payments-dev-admin").code == 0
    assert run("sessions", "--json").json == []
    assert run("export", "payments-dev-admin").code == 0
    before = demo.server.api.count("AssumeRole")
    assert run("explain", "payments-dev-admin").code == 0
    assert demo.server.api.count("AssumeRole") == before + 1


def test_it_asks_sts_alone_and_reads_no_iam_unasked(demo: Demo, run: Run) -> None:
    run("explain", "legacy-prod-admin")
    assert {call.action for call in demo.server.api.seen} <= {"AssumeRole", "GetCallerIdentity"}


def test_the_text_numbers_the_readings_under_the_check_that_decides(demo: Demo, run: Run) -> None:
    ran = run("explain", "legacy-missing", COLUMNS="100")
    assert ran.code == 4
    for words in (
        "✗ hop 1     arn:aws:iam::333344445555:role/Retired",
        "probably    One of these. AWS gives the same answer for all of them.",
        "swtui explain legacy-missing --read-with legacy-prod-readonly",
        "\n  1         ",
        "request ID ",
    ):
        assert words in ran.out


def test_a_sign_in_that_lacks_is_not_quoted_as_awss_words(demo: Demo, run: Run) -> None:
    ran = run("explain", "portal-developer")
    assert ran.code == 4
    assert "answer    profile portal-developer is not signed in" in ran.out
    assert "\n                aws sso login --sso-session acme\n" in ran.out
    assert ran.out.count("aws sso login") == 1
    assert run("export", "portal-developer").err.count("aws sso login --sso-session acme") == 1
    assert "SignInExpired" not in ran.out


def test_a_session_of_an_instance_starts_the_chain_when_asked_to(demo: Demo, run: Run) -> None:
    found = run("explain", "shared-services-publisher", "--instance-role", "--json").json
    assert found["exit_code"] == 0
    tried = run("explain", "stale-keys", "--instance-role", "--json").json
    assert "assumed-role/BuildRunner/" in tried["hops"][0]["caller"]


def test_an_external_id_is_only_said_to_be_there(demo: Demo, run: Run) -> None:
    ran = run("explain", "partner-globex-acme-support", "--json")
    assert ran.code == 0
    assert "acme-demo-7f3a" not in ran.out
    assert "with an external ID" in ran.json["hops"][0]["asked"]


def test_reading_with_another_role_decides_what_aws_left_open(demo: Demo, run: Run) -> None:
    words = ("explain", "legacy-prod-admin", "--read-with", "legacy-prod-readonly")
    hop = run(*words, "--json").json["hops"][0]
    assert [(c["kind"], c["told"]) for c in hop["causes"]] == [("deleted-principal", True)]
    assert set(hop["reading"]) == {
        "reader", "role_arn", "missing", "trust_policy", "statements", "warnings",
        "simulated", "unsure", "problems",
    }  # fmt: skip
    assert hop["reading"]["statements"][0]["matched"] is False
    assert hop["reading"]["trust_policy"]["Version"] == "2012-10-17"
    ran = run(*words)
    assert ran.code == 4
    assert "✗ Statement[0] does not apply: Principal names" in ran.out


def test_a_reader_that_is_refused_itself_does_not_hide_the_explanation(
    demo: Demo, run: Run
) -> None:
    words = ("explain", "legacy-prod-admin", "--read-with", "access-lab-office-only", "--json")
    ran = run(*words)
    assert ran.code == 4
    hop = ran.json["hops"][0]
    assert hop["causes"][0]["kind"] == "unsaid"
    assert "who was named to read it cannot be used" in hop["reading"]["problems"][0]
    assert "OfficeOnly" in hop["reading"]["problems"][0]


def test_a_reader_is_not_assumed_where_there_is_nothing_to_read(demo: Demo, run: Run) -> None:
    assert run("explain", "payments-dev-admin", "--read-with", "legacy-prod-readonly").code == 0
    assert demo.server.api.count("AssumeRole") == 1


def test_a_chain_that_cannot_be_walked_has_the_same_shape(demo: Demo, run: Run) -> None:
    whole = run("explain", "payments-dev-admin", "--json").json
    ran = run("explain", "loop-a", "--json")
    assert (ran.code, ran.json["exit_code"]) == (3, 3)
    assert set(ran.json) == set(whole)
    assert set(ran.json["hops"][0]) == HOP
    assert {hop["outcome"] for hop in ran.json["hops"]} == {"not tried"}
    assert set(whole["start"]) == set(ran.json["start"])
    assert "cycle" in ran.json["problem"]["message"]


def test_reading_as_the_caller_says_what_may_not_be_read(demo: Demo, run: Run) -> None:
    hop = run("explain", "legacy-prod-admin", "--read-policies", "--json").json["hops"][0]
    assert hop["reading"]["simulated"] == {"sts:AssumeRole": "allowed"}
    assert "no role in that account" in hop["reading"]["problems"][0]


def test_the_command_that_lifts_it_is_the_one_that_reads_as_this_one_did(
    demo: Demo, run: Run
) -> None:
    reader = ("--read-with", "legacy-prod-readonly")
    words = " ".join(run("explain", "legacy-prod-admin", *reader).out.split())
    told = "swtui policy --from-refusal legacy-prod-admin --read-with legacy-prod-readonly"
    assert f"to fix it {told} finds the smallest change" in words
    ran = run(*told.split()[1:])
    assert ran.code == 0
    assert '-        "AWS": "AIDADEMODELETEDUSER00"' in ran.out


@pytest.mark.parametrize(
    ("name", "lifted"),
    [
        ("access-lab-not-allowed", True),
        ("access-lab-infra-only", True),
        ("access-lab-denied-to-caller", False),
        ("access-lab-denied-by-resource-control", False),
        ("contractor-deploy", False),
    ],
)
def test_a_change_is_promised_only_where_a_policy_could_lift_it(
    demo: Demo, run: Run, name: str, lifted: bool
) -> None:
    assert ("to fix it" in run("explain", name).out) is lifted

"""What the caller's session brought along: it has expired, or its tags are in the way."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from swtui.access.diagnosis.causes import find_causes
from swtui.access.refusal import build_refused_call
from swtui.errors import RefusedError
from swtui.roles.catalogue import load_catalogue
from swtui.sessions.broker import Broker
from swtui.sessions.mfa import MfaAnswer, MfaQuestion
from swtui.sessions.options import AssumeOptions
from swtui.settings import Settings
from tests.access.case import Case
from tests.access.demo_aws import DemoAws
from tests.access.diagnosis.case_parts import between, held, only
from tests.access.diagnosis.refused_calls import ADMIN, FIRST, evidence, first_cause, whole
from tests.demo_fixture import Demo
from tests.sessions.broker_harness import Store

CONFLICT = (
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive "
    "tag key from the calling session."
)


def expire_all(demo: Demo) -> None:
    """Let every session that the demo's STS has issued be over there, and not here."""
    issued = demo.server.keys._issued
    issued.update({key: replace(keys, expires_at=0.0) for key, keys in issued.items()})


def test_a_session_that_expired_between_two_hops_is_named_and_refresh_helps(demo: Demo) -> None:
    env = {**os.environ, "SWTUI_DEMO": str(demo.home)}
    catalogue = load_catalogue(env, Settings())
    broker = Broker(env, Settings(), catalogue, Store())
    role = catalogue.find("payments-prod-admin")

    def ask(_question: MfaQuestion) -> MfaAnswer:
        return MfaAnswer(demo.code())

    broker.session(role, ask=ask)
    broker.delete_cached_session(role)
    expire_all(demo)
    with pytest.raises(RefusedError) as refused:
        broker.session(role, ask=ask)
    assert refused.value.code == "ExpiredToken"
    chain = catalogue.chain(role)
    found = build_refused_call(refused.value, role, chain, when=0.0, catalogue=catalogue)
    cause = find_causes(found)[0]
    assert (cause.kind, cause.certain) == ("hop-expired", True)
    assert "hop before" in cause.sentence
    assert "--refresh" in cause.next_step
    assert cause.snippet == "swtui export payments-prod-admin --refresh"
    assert broker.session(role, AssumeOptions(refresh=True), ask=ask).credentials.token


@pytest.mark.parametrize("code", ["ExpiredToken", "ExpiredTokenException"])
def test_an_expired_start_is_still_the_start(code: str) -> None:
    found = evidence(code, "The security token included in the request is expired")
    assert first_cause(found).kind == "expired"
    later = evidence(code, "The security token included in the request is expired",
                     hops=(FIRST, ADMIN))  # fmt: skip
    assert first_cause(later).kind == "hop-expired"


def test_keys_that_never_expire_can_only_have_had_a_session_with_mfa() -> None:
    plain = evidence("ExpiredToken", "is expired", long_term_start=True)
    assert first_cause(plain).kind == "expired"
    hop = replace(ADMIN, mfa_serial="arn:aws:iam::123456789012:mfa/jo")
    cause = first_cause(evidence("ExpiredToken", "x", hops=(hop,), long_term_start=True))
    assert cause.kind == "mfa-session-expired"
    assert cause.snippet == "swtui sessions clear"


@pytest.mark.parametrize(
    "words",
    [
        "Packed size of session tags consumes 112% of allotted space.",
        "Packed policy consumes 105% of allotted space, please use smaller policy.",
    ],
)
@pytest.mark.parametrize("code", ["PackedPolicyTooLarge", "PackedPolicyTooLargeException"])
def test_tags_that_nobody_sent_came_with_the_callers_session(code: str, words: str) -> None:
    cause = first_cause(evidence(code, words, sent={"RoleSessionName": "jo"}))
    assert cause.kind == "inherited-tags-too-large"
    assert "came with the caller's session" in cause.sentence
    assert "Shorten the policy" not in whole(cause)


def test_a_policy_of_ours_is_to_be_shortened_and_tags_of_ours_too() -> None:
    for sent in ({"Policy": "{}"}, {"PolicyArns": [{"arn": "x"}]}, {"Tags": [{"Key": "a"}]}):
        found = evidence("PackedPolicyTooLarge", "Packed policy consumes 105%", sent=sent)
        assert first_cause(found).kind == "policy-too-large"


def test_a_policy_of_ours_is_not_blamed_for_the_sessions_tags() -> None:
    words = "Packed size of session tags consumes 112% of allotted space."
    found = evidence("PackedPolicyTooLarge", words, sent={"Policy": "{}"})
    assert first_cause(found).kind == "inherited-tags-too-large"


def test_a_tag_that_the_session_passes_on_already_is_to_be_left_out(
    lab: DemoAws, home: Path
) -> None:
    case = Case(
        "x",
        "",
        via=between(),
        session=held(tags={"team": "x"}, transitive_tags=frozenset({"team"})),
        options={"tags": (("Team", "y"),)},
    )
    hop = lab.run(case, home).hops[0]
    assert hop.aws_message == CONFLICT
    cause = hop.causes[0]
    assert (cause.kind, cause.certain) == ("transitive-tag-conflict", True)
    assert "the tag Team" in cause.sentence
    assert "Leave it out (--tag Team=…): the session has it already" in cause.next_step


def test_a_source_identity_that_the_session_has_already_is_to_be_left_out(
    lab: DemoAws, home: Path
) -> None:
    case = Case(
        "x",
        "",
        via=between(),
        session=held(source_identity="jo"),
        options={"source_identity": "sam"},
    )
    cause = lab.run(case, home).hops[0].causes[0]
    assert cause.kind == "source-identity-conflict"
    assert "Leave --source-identity out" in cause.next_step


def test_tags_that_nobody_sent_are_not_to_be_left_out(lab: DemoAws, home: Path) -> None:
    case = Case(
        "x",
        "",
        via=between(),
        session=held(tags={"team": "x"}, transitive_tags=frozenset({"team"})),
        trust=only("sts:AssumeRole"),
    )
    cause = lab.run(case, home).hops[0].causes[0]
    assert cause.kind == "tag-session"
    assert cause.sentence.startswith("The caller's session passes transitive tags on, and")
    assert cause.next_step.startswith("Have sts:TagSession allowed next to sts:AssumeRole")
    assert "none can be left out here" in cause.next_step
    assert "Leave the tags out" not in whole(cause)
    assert "assumed-role" in whole(cause)


def test_they_are_not_either_once_the_trust_policy_was_read(lab: DemoAws, home: Path) -> None:
    case = Case(
        "x",
        "",
        via=between(),
        session=held(tags={"team": "x"}, transitive_tags=frozenset({"team"})),
        trust=only("sts:AssumeRole"),
    )
    hop = lab.run(case, home, read_with="reader").hops[0]
    assert hop.lookup is not None
    assert hop.lookup.trust is not None
    cause = hop.causes[0]
    assert cause.kind == "tag-session"
    assert cause.statement == "Statement[0]"
    assert "Have a statement added that allows sts:TagSession" in cause.next_step
    assert "none can be left out here" in cause.next_step
    assert "Leave the tags out" not in whole(cause)


def test_tags_that_were_sent_may_be_left_out(lab: DemoAws, home: Path) -> None:
    case = Case("x", "", trust=only("sts:AssumeRole"), options={"tags": (("team", "x"),)})
    cause = lab.run(case, home).hops[0].causes[0]
    assert cause.next_step.startswith("Leave the tags out, or have sts:TagSession allowed")

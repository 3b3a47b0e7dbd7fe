"""With leave to read, what the policies say takes the place of what was guessed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from swtui.access.explanation.report import HopReport
from swtui.demo.callers import Caller
from swtui.demo.organisation import HOUR, DemoRole
from swtui.demo.policy import document
from swtui.demo.trust import ALL, WITH_MFA, allow, deny, serving, trusting
from tests.access.case import EVERYONE, HOME, PEOPLE, Case
from tests.access.explanation.case_parts import when
from tests.access.lab import Lab


def read(case: Case, lab: Lab, home: Path) -> HopReport:
    return lab.run(case, home, read_with="reader").hops[case.hop - 1]


CASES = (
    Case("somebody else", "not-trusted", trust=trusting(f"arn:aws:iam::{PEOPLE}:user/sam")),
    Case("a deleted user", "deleted-principal", trust=trusting("AIDADEMODELETEDUSER00")),
    Case("a service alone", "not-trusted", trust=serving("ec2.amazonaws.com")),
    Case("no such role", "no-such-role", trust=None),
    Case("MFA", "mfa-not-given", trust=when(dict(WITH_MFA))),
    Case(
        "an external id",
        "external-id-missing",
        trust=when({"StringEquals": {"sts:ExternalId": "right"}}),
    ),
    Case(
        "another external id",
        "external-id-wrong",
        trust=when({"StringEquals": {"sts:ExternalId": "right"}}),
        profile={"external_id": "wrong"},
    ),
    Case(
        "a pattern",
        "principal-pattern",
        trust=when({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{PEOPLE}:user/*_infra"}}),
    ),
    Case(
        "another session name",
        "session-name",
        trust=when({"StringEquals": {"sts:RoleSessionName": "sam"}}),
        words=("role_session_name = sam",),
    ),
    Case(
        "the caller's own name as session name",
        "session-name",
        trust=when({"StringEquals": {"sts:RoleSessionName": "${aws:username}"}}),
        profile={"role_session_name": "somebody"},
        words=("role_session_name = u0",),
    ),
    Case(
        "a source identity",
        "source-identity-asked-for",
        trust=when({"StringEquals": {"sts:SourceIdentity": "jo"}}),
        words=("--source-identity jo",),
    ),
    Case(
        "a tag",
        "tags-asked-for",
        trust=when({"StringEquals": {"aws:RequestTag/team": "platform"}}),
        words=("--tag team=platform",),
    ),
    Case(
        "a time",
        "time",
        trust=when({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}),
    ),
    Case("another action", "trust-action", trust=trusting(EVERYONE, actions=("sts:TagSession",))),
)
UNKNOWN = (
    Case(
        "an address",
        "source-address",
        trust=when({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
    ),
    Case(
        "an organization",
        "organization",
        trust=when({"StringEquals": {"aws:PrincipalOrgID": "o-globexdemo9"}}),
    ),
    Case(
        "a tag of the caller",
        "caller-tags",
        trust=when({"StringEquals": {"aws:PrincipalTag/team": "platform"}}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_statement_that_refuses_is_named(case: Case, lab: Lab, home: Path) -> None:
    hop = read(case, lab, home)
    first = hop.causes[0]
    assert (first.kind, first.told) == (case.first, True)
    assert not {"unsaid"} & {cause.kind for cause in hop.causes}
    whole = " ".join((first.sentence, *first.evidence, first.next_step, first.ready))
    assert [words for words in case.words if words not in whole] == []
    if case.trust is not None:
        assert any(fact.startswith("Statement[0]") for fact in first.evidence)


@pytest.mark.parametrize("case", UNKNOWN, ids=lambda case: case.says)
def test_what_only_aws_can_see_is_named_and_not_asserted(case: Case, lab: Lab, home: Path) -> None:
    hop = read(case, lab, home)
    assert [(cause.kind, cause.told) for cause in hop.causes] == [(case.first, False)]


def test_a_caller_with_keys_is_known_to_be_no_service(lab: Lab, home: Path) -> None:
    services = {"Bool": {"aws:PrincipalIsAWSService": "true"}}
    first = read(Case("x", "", trust=when(services)), lab, home).causes[0]
    assert (first.kind, first.told) == ("condition", True)


def test_a_role_is_known_to_have_no_mfa_of_its_own(lab: Lab, home: Path) -> None:
    case = Case(
        "x",
        "",
        via=DemoRole(PEOPLE, "between", {}, policies=(ALL,)),
        hop=2,
        trust=when({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}),
    )
    first = read(case, lab, home).causes[0]
    assert (first.kind, first.told) == ("mfa-not-carried", True)


def test_whether_a_session_of_a_user_had_mfa_is_not_known(lab: Lab, home: Path) -> None:
    def session(user: Caller) -> Caller:
        return replace(user, temporary=True)

    case = Case("x", "", session=session, trust=when(dict(WITH_MFA)))
    first = read(case, lab, home).causes[0]
    assert (first.kind, first.told) == ("mfa-too-old", False)


def test_a_statement_ready_to_copy_names_the_caller(lab: Lab, home: Path) -> None:
    case = Case("x", "", trust=trusting(f"arn:aws:iam::{PEOPLE}:user/sam"))
    hop = read(case, lab, home)
    assert f'"AWS": "{hop.caller}"' in hop.causes[0].ready


def test_where_both_sides_allow_it_nobody_is_blamed(lab: Lab, home: Path) -> None:
    case = Case("x", "", rcp=(document(allow("*"), deny("sts:*", on="arn:aws:iam::*:role/Ru*")),))
    hop = read(case, lab, home)
    assert [cause.kind for cause in hop.causes] == [
        "denied-by-resource-control-policy",
        "elsewhere",
    ]


def test_what_may_not_be_read_changes_nothing(lab: Lab, home: Path) -> None:
    case = Case("x", "", policies=(document(allow("sts:AssumeRole")),), trust=None)
    asked = lab.run(case, home).hops[0]
    tried = lab.run(case, home, read=True).hops[0]
    assert [cause.kind for cause in asked.causes] == [cause.kind for cause in tried.causes]
    assert tried.reading is not None
    assert len(tried.reading.problems) == 2


def test_a_role_of_the_same_name_elsewhere_is_not_taken_for_it(lab: Lab, home: Path) -> None:
    case = Case("x", "", profile={"role_arn": f"arn:aws:iam::{HOME}:role/wrong/path/Reader"})
    first = read(case, lab, home).causes[0]
    assert (first.kind, first.told) == ("no-such-role", True)
    assert first.ready == f"role_arn = arn:aws:iam::{HOME}:role/Reader"


def test_tags_that_only_the_trust_policy_lacks_are_told_as_that(lab: Lab, home: Path) -> None:
    case = Case(
        "x",
        "",
        trust=trusting(EVERYONE, actions=("sts:AssumeRole",)),
        options={"tags": (("team", "x"),), "duration": HOUR},
    )
    hop = read(case, lab, home)
    assert hop.causes[0].kind == "tag-session"
    assert hop.reading is not None
    assert set(hop.reading.evaluations) == {"sts:AssumeRole", "sts:TagSession"}

"""With leave to read, what the policies say takes the place of what was guessed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from swtui.access.diagnosis.report import HopReport
from swtui.access.fixes.propose import propose_fixes
from swtui.cli.explain_json import reading_json
from swtui.cli.explain_text import causes_lines, reading_lines
from swtui.demo.callers import DemoCaller
from swtui.demo.organisation import HOUR, DemoRole
from swtui.demo.policy import document
from swtui.demo.policy_shorthand import ALL, WITH_MFA, allow, deny, serving, trusting
from swtui.tui.screens.refusal_rows import cause_rows
from tests.access.case import EVERYONE, HOME, PEOPLE, Case
from tests.access.demo_aws import DemoAws
from tests.access.diagnosis.case_parts import between, when


def read(case: Case, lab: DemoAws, home: Path) -> HopReport:
    return lab.run(case, home, read_with="reader").hops[case.hop - 1]


CASES = (
    Case("somebody else", "not-trusted", trust=trusting(f"arn:aws:iam::{PEOPLE}:user/sam")),
    Case("a deleted user", "deleted-principal", trust=trusting("AIDADEMODELETEDUSER00")),
    Case("a service alone", "not-trusted", trust=serving("ec2.amazonaws.com")),
    Case("no such role", "no-such-role", trust=None),
    Case("MFA", "mfa-not-given", trust=when(dict(WITH_MFA))),
    Case(
        "an external ID",
        "external-id-missing",
        trust=when({"StringEquals": {"sts:ExternalId": "right"}}),
    ),
    Case(
        "another external ID",
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
def test_the_statement_that_refuses_is_named(case: Case, lab: DemoAws, home: Path) -> None:
    hop = read(case, lab, home)
    first = hop.causes[0]
    assert (first.kind, first.certain) == (case.first, True)
    assert not {"unsaid"} & {cause.kind for cause in hop.causes}
    whole = " ".join((first.sentence, *first.evidence, first.next_step, first.snippet))
    assert [words for words in case.words if words not in whole] == []
    if case.trust is not None:
        assert any(fact.startswith("Statement[0]") for fact in first.evidence)


@pytest.mark.parametrize("case", UNKNOWN, ids=lambda case: case.says)
def test_what_only_aws_can_see_is_named_and_not_asserted(
    case: Case, lab: DemoAws, home: Path
) -> None:
    hop = read(case, lab, home)
    assert [(cause.kind, cause.certain) for cause in hop.causes] == [(case.first, False)]


def test_a_caller_with_keys_is_known_to_be_no_service(lab: DemoAws, home: Path) -> None:
    services = {"Bool": {"aws:PrincipalIsAWSService": "true"}}
    first = read(Case("x", "", trust=when(services)), lab, home).causes[0]
    assert (first.kind, first.certain) == ("condition", True)


def test_a_role_is_known_to_have_no_mfa_of_its_own(lab: DemoAws, home: Path) -> None:
    case = Case(
        "x",
        "",
        via=DemoRole(account_id=PEOPLE, name="between", trust={}, policies=(ALL,)),
        hop=2,
        trust=when({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}),
    )
    first = read(case, lab, home).causes[0]
    assert (first.kind, first.certain) == ("mfa-not-carried", True)


def test_whether_a_session_of_a_user_had_mfa_is_not_known(lab: DemoAws, home: Path) -> None:
    def session(user: DemoCaller) -> DemoCaller:
        return replace(user, temporary=True)

    case = Case("x", "", session=session, trust=when(dict(WITH_MFA)))
    first = read(case, lab, home).causes[0]
    assert (first.kind, first.certain) == ("mfa-too-old", False)


def test_a_statement_ready_to_copy_names_the_caller(lab: DemoAws, home: Path) -> None:
    case = Case("x", "", trust=trusting(f"arn:aws:iam::{PEOPLE}:user/sam"))
    hop = read(case, lab, home)
    assert f'"AWS": "{hop.caller}"' in hop.causes[0].snippet


def test_where_both_sides_allow_it_nobody_is_blamed(lab: DemoAws, home: Path) -> None:
    case = Case("x", "", rcp=(document(allow("*"), deny("sts:*", on="arn:aws:iam::*:role/Ru*")),))
    hop = read(case, lab, home)
    assert [cause.kind for cause in hop.causes] == [
        "denied-by-resource-control-policy",
        "elsewhere",
    ]


def test_what_may_not_be_read_changes_nothing(lab: DemoAws, home: Path) -> None:
    case = Case("x", "", policies=(document(allow("sts:AssumeRole")),), trust=None)
    asked = lab.run(case, home).hops[0]
    tried = lab.run(case, home, read=True).hops[0]
    assert [cause.kind for cause in asked.causes] == [cause.kind for cause in tried.causes]
    assert tried.lookup is not None
    assert len(tried.lookup.problems) == 2


def test_a_role_of_the_same_name_elsewhere_is_not_taken_for_it(lab: DemoAws, home: Path) -> None:
    case = Case("x", "", profile={"role_arn": f"arn:aws:iam::{HOME}:role/wrong/path/Reader"})
    first = read(case, lab, home).causes[0]
    assert (first.kind, first.certain) == ("no-such-role", True)
    assert first.snippet == f"role_arn = arn:aws:iam::{HOME}:role/Reader"


def test_tags_that_only_the_trust_policy_lacks_are_told_as_that(lab: DemoAws, home: Path) -> None:
    case = Case(
        "x",
        "",
        trust=trusting(EVERYONE, actions=("sts:AssumeRole",)),
        options={"tags": (("team", "x"),), "duration": HOUR},
    )
    hop = read(case, lab, home)
    assert hop.causes[0].kind == "tag-session"
    assert hop.lookup is not None
    assert set(hop.lookup.evaluations) == {"sts:AssumeRole", "sts:TagSession"}


BARE = "User: x is not authorized to perform: sts:AssumeRole on resource: y"


def refused_unless(condition: dict[str, Any]) -> Case:
    """Return a trust policy for the account, with a Deny that AWS alone can decide."""
    statement = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    trust = document(*trusting(EVERYONE)["Statement"], statement | {"Condition": condition})
    return Case("x", "", trust=trust, fault=("AccessDenied", BARE))


@pytest.mark.parametrize(
    ("condition", "value", "step"),
    [
        (
            {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
            "the address that the call came from (aws:SourceIp) would decide it",
            "CloudTrail",
        ),
        (
            {"StringNotEquals": {"aws:PrincipalOrgID": "o-globexdemo9"}},
            "the organization of the caller's account (aws:PrincipalOrgID) would decide it",
            "describe-organization",
        ),
        (
            {"StringNotEquals": {"aws:PrincipalTag/team": "platform"}},
            "the value of aws:PrincipalTag/team would decide it",
            "",
        ),
    ],
    ids=["address", "organization", "another value"],
)
def test_a_deny_that_is_not_decided_is_named_with_the_value_that_would_decide_it(
    condition: dict[str, Any], value: str, step: str, lab: DemoAws, home: Path
) -> None:
    """The Allow applies, so it is not said that no one is let in."""
    cause = read(refused_unless(condition), lab, home).causes[0]
    assert (cause.kind, cause.certain) == ("denied-by-resource-based-policy", False)
    assert cause.statement == "Statement[1]"
    assert value in cause.sentence
    assert cause.sentence.startswith("The trust policy lets the caller in, but its Deny")
    assert cause.evidence[0].startswith("Statement[1] may or may not apply")
    assert step in cause.next_step
    assert cause.snippet == ""


def test_a_trust_policy_without_an_allow_is_said_to_have_none(lab: DemoAws, home: Path) -> None:
    deny_sam = {
        "Effect": "Deny",
        "Principal": {"AWS": f"arn:aws:iam::{PEOPLE}:user/sam"},
        "Action": "sts:AssumeRole",
    }
    first = read(Case("x", "", trust=document(deny_sam)), lab, home).causes[0]
    assert (first.kind, first.sentence) == ("not-trusted", "The role's trust policy has no Allow.")


def test_a_condition_that_guards_less_than_it_seems_to_is_warned_about(
    lab: DemoAws, home: Path
) -> None:
    loose = {"ForAllValues:StringEquals": {"sts:ExternalId": "right"}}
    case = Case("x", "", trust=when(loose, f"arn:aws:iam::{PEOPLE}:user/sam"))
    hop = read(case, lab, home)
    assert hop.lookup is not None
    (warning,) = hop.lookup.warnings
    assert warning.startswith("Statement[0]: ForAllValues:StringEquals is also met by a request")
    assert reading_json(hop.lookup)["warnings"] == [warning]
    lines = " ".join(" ".join(reading_lines(hop.lookup, 100)).split())
    assert f"warning {warning}" in lines


NO_POLICY = (document(allow("iam:Get*", "iam:List*", "iam:SimulatePrincipalPolicy")),)
ASKS_ID = {"StringEquals": {"sts:ExternalId": "right"}}
OF_CALLER = {"caller-policy", "no-identity-based-policy"}


@pytest.mark.parametrize(
    ("case", "first"),
    [
        (Case("x", "", trust=when(ASKS_ID, "CALLER")), "external-id-missing"),
        (Case("x", "", trust=trusting(f"arn:aws:iam::{PEOPLE}:user/sam")), "not-trusted"),
        (
            Case(
                "x",
                "",
                hop=2,
                via=between(policies=NO_POLICY),
                trust=when(ASKS_ID, "CALLER"),
            ),
            "external-id-missing",
        ),
    ],
    ids=["the user itself", "another user", "the role itself"],
)
def test_within_one_account_a_caller_that_is_named_itself_needs_no_policy_of_its_own(
    case: Case, first: str, lab: DemoAws, home: Path
) -> None:
    own = replace(case, account=PEOPLE, policies=NO_POLICY if case.via is None else (ALL,))
    hop = lab.run(own, home, read_with="reader").hops[case.hop - 1]
    assert hop.causes[0].kind == first
    assert not OF_CALLER & {cause.kind for cause in hop.causes}


def test_within_one_account_a_trust_policy_for_the_account_leaves_it_to_the_callers_policies(
    lab: DemoAws, home: Path
) -> None:
    case = Case("x", "", account=PEOPLE, policies=NO_POLICY, trust=when(ASKS_ID))
    hop = lab.run(case, home, read_with="reader").hops[0]
    assert OF_CALLER & {cause.kind for cause in hop.causes}
    assert "external-id-missing" in {cause.kind for cause in hop.causes}


def test_a_condition_that_a_policy_of_the_caller_asks_for_is_not_answered_with_a_policy(
    lab: DemoAws, home: Path
) -> None:
    guarded = document(allow("*", when=WITH_MFA), allow("iam:SimulatePrincipalPolicy"))
    cause = lab.run(Case("x", "", policies=(guarded,)), home, read=True).hops[0].causes[0]
    assert (cause.kind, cause.snippet) == ("no-identity-based-policy", "")
    assert any("asks for aws:multifactorauthpresent" in fact for fact in cause.evidence)
    assert cause.next_step.startswith("Meet that")


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize("key", ["aws:SourceIp", "aws:SourceVpce"])
def test_a_condition_that_aws_alone_can_decide_is_not_answered_with_a_policy(
    lab: DemoAws, home: Path, key: str, held: bool
) -> None:
    wants = {"IpAddress": {key: "203.0.113.0/24"}} if key == "aws:SourceIp" else {}
    allowed = allow("*", when=wants or {"StringEquals": {key: "vpce-1"}})
    reads = allow("iam:*") if held else allow("iam:SimulatePrincipalPolicy")
    own = Case("x", "", policies=(document(allowed, reads),))
    hop = lab.run(own, home, read=True, held=held).hops[0]
    assert hop.causes[0].snippet == ""
    assert hop.causes[0].next_step.startswith("Meet that")
    assert len(hop.causes) == 1
    assert hop.evidence is not None
    assert not any(each.proposed for each in propose_fixes(hop.evidence, hop.causes, hop.lookup))


def test_a_policy_for_a_caller_whose_own_were_not_read_is_only_a_possibility(
    lab: DemoAws, home: Path
) -> None:
    hop = lab.run(Case("x", "", policies=()), home, read=True, held=True).hops[0]
    assert hop.causes[0].snippet == ""
    assert hop.evidence is not None
    (change,) = propose_fixes(hop.evidence, hop.causes, hop.lookup)
    assert change.certainty == "possible"
    assert change.notes[0].startswith("only a possibility: the policies of ")
    assert "meet that instead" in change.notes[0]


def test_what_was_simulated_of_the_caller_gives_the_policy(lab: DemoAws, home: Path) -> None:
    own = document(allow("iam:SimulatePrincipalPolicy"))
    hop = lab.run(Case("x", "", policies=(own,)), home, read=True).hops[0]
    assert '"sts:AssumeRole"' in hop.causes[0].snippet
    assert hop.evidence is not None
    (change,) = propose_fixes(hop.evidence, hop.causes, hop.lookup)
    assert change.certainty == "sure"


def test_where_aws_names_a_deny_that_is_not_decided_the_statement_is_shown(
    lab: DemoAws, home: Path
) -> None:
    """Also next to an Allow that is not met; and nothing else is said to refuse it."""
    denying = deny("sts:AssumeRole", when={"NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}})
    policy = document(when(ASKS_ID)["Statement"][0], {**denying, "Principal": {"AWS": "*"}})
    for statement in policy["Statement"]:
        statement.pop("Resource", None)
    hop = lab.run(Case("x", "", trust=policy), home, read_with="reader").hops[0]
    first = hop.causes[0]
    assert (first.kind, first.statement) == ("denied-by-resource-based-policy", "Statement[1]")
    assert any("Statement[1] may or may not apply" in fact for fact in first.evidence)
    assert hop.evidence is not None
    (change,) = propose_fixes(hop.evidence, hop.causes, hop.lookup)
    assert "It may be this one: Statement[1]" in change.why


def test_where_aws_names_the_callers_policies_nothing_elsewhere_is_blamed(
    lab: DemoAws, home: Path
) -> None:
    hop = lab.run(Case("x", "", policies=()), home, read_with="reader").hops[0]
    assert [cause.kind for cause in hop.causes] == ["no-identity-based-policy"]


def test_conditions_that_must_all_be_met_are_joined_by_and(lab: DemoAws, home: Path) -> None:
    policy = when({"StringEquals": {"sts:ExternalId": "x-1"}, **WITH_MFA})
    causes = lab.run(Case("x", "", trust=policy), home, read_with="reader").hops[0].causes
    assert len(causes) == 2
    lines = list(causes_lines(causes, 100))
    assert [line.split()[0] for line in lines if line[:1].strip()] == ["because", "and"]
    assert [row[0] for row in cause_rows(causes) if row[0] in ("and", "or")] == ["and"]

"""From red to green: each proposed change, made in the laboratory, lets the call through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from swtui.access.change import ASKER, CALLER, SURE, TRUST, Change
from swtui.access.report import HopReport
from swtui.demo.organisation import DemoGroup, DemoPolicy
from swtui.demo.policy import Document, document
from swtui.demo.trust import ALL, WITH_MFA, allow, deny, serving, trusting
from tests.access.lab import EVERYONE, HOME, PARTNER, PEOPLE, SERIAL, Case, Lab
from tests.access.mending import make, proposed_for
from tests.access.refusal_cases import CASES, WITH_DEVICE, between, held, only, when

READ_SELF = allow("iam:Get*", "iam:List*", "iam:SimulatePrincipalPolicy")
SAM = f"arn:aws:iam::{PEOPLE}:user/sam"
ELSE = [f"arn:aws:iam::{HOME}:role/Else"]
TAGGED = {"tags": (("team", "x"),)}
NAMED = {"source_identity": "jo"}


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    shared = Lab()
    yield shared
    shared.server.stop()


@dataclass(frozen=True)
class Loop:
    """A refusal, and what must be proposed for it."""

    case: Case
    sides: tuple[str, ...]
    """Of the changes that are sure."""
    says: str = ""
    """Words of the first one's sentence."""
    proposes: str = ""
    """A part of what is proposed, as JSON or as the profile's lines."""
    reader: str = "reader"
    """Who reads the role; empty: the caller alone."""


def policies(*statements: Any) -> tuple[Document, ...]:
    return (document(*statements), document(READ_SELF))


def managed(account: str = PEOPLE, **more: Any) -> DemoPolicy:
    return DemoPolicy(account, "Switch", document(allow("sts:AssumeRole", on=ELSE)), **more)


CALLERS = (
    Loop(Case("nothing can be read", "", policies=()), (CALLER,), "and nothing else"),
    Loop(
        Case(
            "an inline policy that names other roles",
            "",
            policies=policies(allow("sts:AssumeRole", on=ELSE)),
        ),
        (CALLER,),
        "to the roles of Statement[0] of Inline1",
        '"arn:aws:iam::900000000001:role/Else", "arn:aws:iam::900000000001:role/Ru',
    ),
    Loop(
        Case(
            "one of many inline policies",
            "",
            policies=(
                *(document(allow("s3:ListBucket", on=f"arn:aws:s3:::b{n}")) for n in range(4)),
                *policies(allow("sts:AssumeRole", on=ELSE)),
            ),
        ),
        (CALLER,),
        "Statement[0] of Inline5",
    ),
    Loop(
        Case(
            "a managed policy of the caller's own",
            "",
            policies=policies(),
            attached=(managed(path="team/"),),
        ),
        (CALLER,),
        "to the roles of Statement[0] of Switch",
    ),
    Loop(
        Case(
            "a policy of a group",
            "",
            policies=policies(),
            groups=(
                DemoGroup(PEOPLE, "G", (document(allow("sts:AssumeRole", on=ELSE)),), (managed(),)),
            ),
        ),
        (CALLER,),
        "and nothing else",
    ),
    Loop(
        Case("a policy of AWS's own", "", policies=policies(), attached=(managed("aws"),)),
        (CALLER,),
        "and nothing else",
    ),
    Loop(
        Case(
            "a policy on patterns alone",
            "",
            policies=policies(allow("sts:AssumeRole", on="arn:aws:iam::900000000009:*")),
        ),
        (CALLER,),
        "and nothing else",
    ),
    Loop(
        Case(
            "tags, and the caller's policy lacks them",
            "",
            options=TAGGED,
            policies=policies(allow("sts:AssumeRole")),
        ),
        (CALLER,),
        "sts:TagSession on this role, and nothing else",
        '"Action": "sts:TagSession"',
    ),
    Loop(
        Case(
            "a role's inline policy",
            "",
            hop=2,
            via=between(policies=policies(allow("sts:AssumeRole", on=ELSE))),
        ),
        (CALLER,),
        "Statement[0] of Inline1",
    ),
    Loop(
        Case("in the role's own account", "", account=PEOPLE, policies=policies()),
        (CALLER,),
        "and nothing else",
        reader="",
    ),
)
TRUSTS = (
    Loop(Case("names another user", "", trust=trusting(SAM)), (TRUST,), ":user/u", ":user/u"),
    Loop(
        Case("names another role", "", hop=2, via=between(), trust=trusting(SAM)),
        (TRUST,),
        ":role/Ju",
        f'"{SAM}", "arn:aws:iam::{PEOPLE}:role/Ju',
    ),
    Loop(
        Case(
            "keeps its conditions",
            "",
            trust=when({"StringEquals": {"sts:ExternalId": "right"}}, SAM),
            profile={"external_id": "right"},
        ),
        (TRUST,),
        "Adds arn:aws:iam",
        '"Condition": {"StringEquals": {"sts:ExternalId": "right"}}',
    ),
    Loop(
        Case(
            "names another and asks for MFA",
            "",
            trust=when(dict(WITH_MFA), SAM),
            beside=WITH_DEVICE,
        ),
        (TRUST, ASKER),
        proposes='"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}',
    ),
    Loop(
        Case("a machine alone", "", trust=serving("ec2.amazonaws.com")),
        (TRUST,),
        "Adds a statement",
        '{"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}, {"Effect": "Allow"',
    ),
    Loop(
        Case("a deleted user", "deleted-principal", trust=trusting("AIDADEMODELETEDUSER00", SAM)),
        (TRUST,),
        "where AIDADEMODELETEDUSER00 stands",
    ),
    Loop(
        Case("a deleted role", "", hop=2, via=between(), trust=trusting("AROADEMODELETEDROLE00")),
        (TRUST,),
        "where AROADEMODELETEDROLE00 stands",
    ),
    Loop(
        Case("tags", "tag-session", trust=only("sts:AssumeRole"), options=TAGGED),
        (TRUST,),
        "Adds sts:TagSession to Statement[0].",
        '"Action": ["sts:AssumeRole", "sts:TagSession"]',
    ),
    Loop(
        Case("a source identity", "source-identity", trust=only("sts:AssumeRole"), options=NAMED),
        (TRUST,),
        "Adds sts:SetSourceIdentity to Statement[0].",
    ),
    Loop(
        Case(
            "tags and a source identity", "", trust=only("sts:AssumeRole"), options=TAGGED | NAMED
        ),
        (TRUST,),
        "Adds sts:TagSession to Statement[0]. Adds sts:SetSourceIdentity to Statement[0].",
    ),
    Loop(
        Case("another action", "", trust=only("sts:TagSession")),
        (TRUST,),
        "Adds a statement that allows sts:AssumeRole",
    ),
    Loop(
        Case(
            "another action of the caller's own",
            "",
            trust=trusting("CALLER", actions=("sts:TagSession",)),
        ),
        (TRUST,),
        "Adds sts:AssumeRole to Statement[0].",
    ),
    Loop(
        Case(
            "a pattern of ARNs",
            "",
            trust=when({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{PEOPLE}:user/*_infra"}}),
        ),
        (TRUST,),
        "to the ARNs that Statement[0] admits",
        f'["arn:aws:iam::{PEOPLE}:user/*_infra", "arn:aws:iam::{PEOPLE}:user/u',
    ),
    Loop(
        Case("in one account", "", account=PEOPLE, trust=trusting(SAM), policies=policies()),
        (TRUST,),
        reader="",
    ),
)
ASKERS = (
    Loop(
        Case("an external id", "", trust=when({"StringEquals": {"sts:ExternalId": "right"}})),
        (ASKER,),
        proposes="external_id = right",
    ),
    Loop(
        Case("another external id", "", profile={"external_id": "wrong"}, account=PARTNER,
             trust=when({"StringEquals": {"sts:ExternalId": "right"}})),
        (ASKER,),
        proposes="external_id = right",
    ),
    Loop(
        Case("MFA", "", trust=when(dict(WITH_MFA)), beside=WITH_DEVICE),
        (ASKER,),
        proposes=f"mfa_serial = {SERIAL}",
    ),
    Loop(
        Case("a session name", "", trust=when({"StringEquals": {"sts:RoleSessionName": "sam"}})),
        (ASKER,),
        proposes="role_session_name = sam",
    ),
    Loop(
        Case("the caller's own name", "", profile={"role_session_name": "other"}, trust=when(
            {"StringLike": {"sts:RoleSessionName": "${aws:username}"}}
        )),
        (ASKER,),
        proposes="role_session_name = u",
    ),
    Loop(
        Case("MFA, by the caller's own policy", "", beside=WITH_DEVICE, policies=policies(
            allow("sts:AssumeRole", when=WITH_MFA)
        )),
        (ASKER,),
        proposes=f"mfa_serial = {SERIAL}",
    ),
    Loop(
        Case("no such role, but one with a path", "", trust=None,
             profile={"role_arn": f"arn:aws:iam::{HOME}:role/wrong/path/Reader"}),
        (ASKER,),
        proposes=f"role_arn = arn:aws:iam::{HOME}:role/Reader",
    ),
)  # fmt: skip


def refused(loop: Loop, lab: Lab, home: Path) -> HopReport:
    return lab.run(loop.case, home, read=True, held=True, read_with=loop.reader).hops[
        loop.case.hop - 1
    ]


def sure(changes: tuple[Change, ...]) -> list[Change]:
    return [change for change in changes if change.certainty == SURE]


def text_of(change: Change) -> str:
    lines = [f"{key} = {value}" for key, value in change.settings]
    return "\n".join([json.dumps(change.proposed), *lines])


@pytest.mark.parametrize("loop", [*CALLERS, *TRUSTS, *ASKERS], ids=lambda loop: loop.case.says)
def test_a_change_that_is_made_lets_the_call_through(loop: Loop, lab: Lab, home: Path) -> None:
    hop = refused(loop, lab, home)
    assert hop.outcome == "refused"
    changes = sure(proposed_for(hop))
    assert tuple(change.side for change in changes) == loop.sides
    assert all(change.is_proposal for change in changes)
    assert loop.says in changes[0].why
    assert loop.proposes in text_of(changes[0])
    assert [n for c in changes for n in c.notes if "by itself" in n or "mistake" in n] == []
    make(changes, hop, lab.server.organisation, home)
    green = lab.run(loop.case, home, again=True)
    assert green.error is None, [hop.aws_message for hop in green.hops]


DENIED = (
    Case("a deny in the caller's policy", "", policies=(ALL, document(deny("sts:AssumeRole")))),
    Case("a deny in the trust policy", "", trust=document(
        trusting(EVERYONE)["Statement"][0],
        {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"},
    )),
    Case("a service control policy", "", scp=(document(allow("*"), deny("sts:AssumeRole")),)),
    Case("a service control policy that lacks it", "", scp=(document(allow("s3:*", "iam:*")),)),
    Case("a resource control policy", "", rcp=(document(allow("*"), deny("sts:*")),)),
    Case("a boundary that denies", "", boundary=document(allow("*"), deny("sts:AssumeRole"))),
    Case("a boundary that lacks it", "", boundary=document(allow("iam:*"))),
    Case("a session policy", "", via=between(), session=held(
        session_policies=(document(allow("iam:*")),)
    )),
    Case("an address", "", trust=when({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})),
    Case("an organization", "", trust=when(
        {"StringEquals": {"aws:PrincipalOrgID": "o-globexdemo9"}}
    )),
    Case("a time", "", trust=when({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}})),
    Case("a tag of the caller", "", trust=when({"StringEquals": {"aws:PrincipalTag/team": "x"}})),
    Case("MFA that does not carry over", "", hop=2, via=between(), trust=when(dict(WITH_MFA))),
    Case("one of two external ids", "", trust=when(
        {"StringEquals": {"sts:ExternalId": ["a1", "b2"]}}
    )),
)  # fmt: skip


@pytest.mark.parametrize("case", DENIED, ids=lambda case: case.says)
def test_against_a_deny_and_what_only_its_owner_may_widen_nothing_is_proposed(
    case: Case, lab: Lab, home: Path
) -> None:
    reader = "" if case.scp or case.rcp else "reader"
    changes = proposed_for(refused(Loop(case, (), reader=reader), lab, home))
    assert changes
    assert [change for change in changes if change.is_proposal] == []
    assert all(change.why for change in changes)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (DENIED[0], "Statement[0] of Inline2 applies"),
        (DENIED[1], "Statement[1] applies"),
    ],
    ids=["caller", "trust"],
)
def test_a_statement_that_denies_is_named_where_it_was_read(
    case: Case, said: str, lab: Lab, home: Path
) -> None:
    (change,) = proposed_for(refused(Loop(case, ()), lab, home))
    assert said in change.why


def test_where_the_address_stands_that_aws_saw_is_said(lab: Lab, home: Path) -> None:
    (change,) = proposed_for(refused(Loop(DENIED[8], ()), lab, home))
    assert any("CloudTrail" in note for note in change.notes)


def test_a_policy_that_others_have_too_is_left_alone(lab: Lab, home: Path) -> None:
    shared = managed(path="shared/")
    other = lab.server.organisation.user("robot")
    lab.server.organisation.add(replace(other, attached=(shared,)))
    case = Case("x", "", policies=policies(), attached=(shared,))
    (change,) = proposed_for(refused(Loop(case, ()), lab, home))
    lab.server.organisation.add(other)
    assert change.policy is None
    assert change.current is None


def test_where_the_trust_policy_was_not_read_a_statement_is_proposed_that_it_lacks(
    lab: Lab, home: Path
) -> None:
    case = Case("x", "", trust=trusting(SAM), profile={"external_id": "right"})
    hop = refused(Loop(case, (), reader=""), lab, home)
    changes = [c for c in proposed_for(hop) if c.side == TRUST]
    assert [(c.proposed, c.current) for c in changes] == [(None, None)]
    make(changes, hop, lab.server.organisation, home)
    assert lab.run(case, home, again=True).error is None
    assert changes[0].statement is not None
    condition = changes[0].statement["Condition"]
    assert condition == {"StringEquals": {"sts:ExternalId": "right"}}


def test_what_aws_left_open_and_nobody_read_is_not_called_sure(lab: Lab, home: Path) -> None:
    hop = refused(Loop(Case("x", "", trust=trusting(SAM)), (), reader=""), lab, home)
    changes = proposed_for(hop)
    assert changes
    assert sure(changes) == []


@pytest.mark.parametrize(
    "case", [c for c in CASES if not c.clock and c.hop], ids=lambda case: case.says
)
def test_no_refusal_makes_us_propose_a_star_or_loosen_a_condition(
    case: Case, lab: Lab, home: Path
) -> None:
    """Also not where nothing can be read: the statement holds what went with the call."""
    hop = lab.run(case, home, read=True, held=True).hops[case.hop - 1]
    if hop.evidence is None:
        assert hop.outcome == "allowed"
        return
    for change in proposed_for(hop):
        if change.current is None:
            written = json.dumps([change.proposed, change.statement])
            assert '"*"' not in written
        else:
            before, after = json.dumps(change.current), json.dumps(change.proposed)
            assert after.count('"Condition"') >= before.count('"Condition"')
            assert after.count('"*"') == before.count('"*"')


def test_a_permission_set_is_let_in_by_the_pattern_that_outlives_its_role(
    lab: Lab, home: Path
) -> None:
    name = "AWSReservedSSO_Admin_0123456789abcdef"
    path = "aws-reserved/sso.amazonaws.com/eu-west-1/"
    conditions = {"StringEquals": {"sts:ExternalId": "right"}}
    case = Case(
        "x", "", hop=2, via=between(path=path), trust=when(conditions, SAM),
        profile={"external_id": "right"},
    )  # fmt: skip
    hop = refused(Loop(case, ()), lab, home)
    assert hop.evidence is not None
    arn = f"arn:aws:iam::{PEOPLE}:role/{path}{name}"
    session = f"arn:aws:sts::{PEOPLE}:assumed-role/{name}/jo"
    theirs = replace(hop, evidence=replace(hop.evidence, caller=session, caller_role=arn))
    (change,) = proposed_for(theirs)
    assert change.proposed is not None
    added = change.proposed["Statement"][-1]
    assert added["Principal"] == {"AWS": EVERYONE}
    assert added["Condition"]["StringEquals"] == conditions["StringEquals"]
    assert "AWSReservedSSO_Admin_*" in json.dumps(added["Condition"]["ArnLike"])

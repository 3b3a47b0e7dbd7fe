"""From red to green: each proposed change, made in the laboratory, lets the call through."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from swtui.access.diagnosis.report import HopReport
from swtui.access.fixes.fix import SURE, TRUST, Fix
from swtui.access.policies.draft import CALLER
from swtui.demo.policy import document
from swtui.demo.policy_shorthand import allow, deny, trusting
from tests.access.case import EVERYONE, PEOPLE, Case
from tests.access.demo_aws import DemoAws
from tests.access.diagnosis.case_parts import between, only, when
from tests.access.diagnosis.refusal_cases import CASES
from tests.access.fixes.apply_fix import make, proposed_for
from tests.access.fixes.caller_fix_cases import CALLERS
from tests.access.fixes.fix_case import ELSE, TAGGED, FixCase, managed, policies
from tests.access.fixes.fix_cases import ASKERS, DENIED, SAM, TRUSTS


def refused(loop: FixCase, lab: DemoAws, home: Path) -> HopReport:
    return lab.run(loop.case, home, read=True, held=True, read_with=loop.reader).hops[
        loop.case.hop - 1
    ]


def sure(changes: tuple[Fix, ...]) -> list[Fix]:
    return [change for change in changes if change.certainty == SURE]


def text_of(change: Fix) -> str:
    lines = [f"{key} = {value}" for key, value in change.settings]
    return "\n".join([json.dumps(change.proposed), *lines])


@pytest.mark.parametrize("loop", [*CALLERS, *TRUSTS, *ASKERS], ids=lambda loop: loop.case.says)
def test_a_change_that_is_made_lets_the_call_through(
    loop: FixCase, lab: DemoAws, home: Path
) -> None:
    hop = refused(loop, lab, home)
    assert hop.outcome == "refused"
    changes = sure(proposed_for(hop))
    assert tuple(change.side for change in changes) == loop.sides
    assert all(change.is_proposal for change in changes)
    assert loop.says in f"{changes[0].why} {changes[0].where}"
    assert loop.proposes in text_of(changes[0])
    assert [n for c in changes for n in c.notes if "by itself" in n or "mistake" in n] == []
    make(changes, hop, lab.server.organisation, home)
    green = lab.run(loop.case, home, again=True)
    assert green.error is None, [hop.aws_message for hop in green.hops]


@pytest.mark.parametrize("case", DENIED, ids=lambda case: case.says)
def test_against_a_deny_and_what_only_its_owner_may_widen_nothing_is_proposed(
    case: Case, lab: DemoAws, home: Path
) -> None:
    reader = "" if case.scp or case.rcp else "reader"
    changes = proposed_for(refused(FixCase(case, (), reader=reader), lab, home))
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
    case: Case, said: str, lab: DemoAws, home: Path
) -> None:
    (change,) = proposed_for(refused(FixCase(case, ()), lab, home))
    assert said in change.why


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            Case("x", "", trust=trusting(SAM, actions=("sts:AssumeRole", "sts:TagSession"))),
            "Statement[0] allows more than this call needs: sts:TagSession",
        ),
        (Case("x", "", trust=trusting(SAM, actions=("sts:AssumeRole",))), ""),
        (Case("x", "", policies=policies(allow("sts:AssumeRole", "sts:Tag*", on=ELSE))), ""),
        (Case("x", "", trust=only("sts:AssumeRole"), options=TAGGED), ""),
    ],
    ids=["who", "who, and no more", "which role", "an action"],
)
def test_what_goes_along_with_a_change_is_said(
    case: Case, said: str, lab: DemoAws, home: Path
) -> None:
    (change,) = sure(proposed_for(refused(FixCase(case, ()), lab, home)))
    assert [note for note in change.notes if "more than" in note or "everyone" in note] == (
        [said] if said else []
    )


def test_where_the_address_stands_that_aws_saw_is_said(lab: DemoAws, home: Path) -> None:
    (change,) = proposed_for(refused(FixCase(DENIED[8], ()), lab, home))
    assert any("CloudTrail" in note for note in change.notes)


def test_a_policy_that_others_have_too_is_left_alone(lab: DemoAws, home: Path) -> None:
    shared = managed(path="shared/")
    other = lab.server.organisation.user("robot")
    lab.server.organisation.add(replace(other, attached=(shared,)))
    case = Case("x", "", policies=policies(), attached=(shared,))
    (change,) = proposed_for(refused(FixCase(case, ()), lab, home))
    lab.server.organisation.add(other)
    assert change.policy is None
    assert change.current is None


def test_where_the_trust_policy_was_not_read_its_owner_is_told_whom_to_name(
    lab: DemoAws, home: Path
) -> None:
    """A statement of its own could be a way round the conditions that stand there."""
    case = Case("x", "", trust=trusting(SAM), profile={"external_id": "right"})
    hop = refused(FixCase(case, (), reader=""), lab, home)
    (change,) = [c for c in proposed_for(hop) if c.side == TRUST]
    assert not change.is_proposal
    assert f"does not let {hop.caller} in" in change.why
    assert "leaves its conditions as they are" in change.why


def test_what_aws_left_open_and_nobody_read_is_not_called_sure(lab: DemoAws, home: Path) -> None:
    hop = refused(FixCase(Case("x", "", trust=trusting(SAM)), (), reader=""), lab, home)
    changes = proposed_for(hop)
    assert changes
    assert sure(changes) == []


@pytest.mark.parametrize(
    "case", [c for c in CASES if not c.clock and c.hop], ids=lambda case: case.says
)
def test_no_refusal_makes_us_propose_a_star_or_loosen_a_condition(
    case: Case, lab: DemoAws, home: Path
) -> None:
    """Also not where nothing can be read: the statement holds what went with the call."""
    hop = lab.run(case, home, read=True, held=True).hops[case.hop - 1]
    if hop.evidence is None:
        assert hop.outcome == "allowed"
        return
    for change in proposed_for(hop):
        if change.current is None:
            written = json.dumps(change.proposed)
            assert '"*"' not in written
        else:
            before, after = json.dumps(change.current), json.dumps(change.proposed)
            assert after.count('"Condition"') >= before.count('"Condition"')
            assert after.count('"*"') == before.count('"*"')


def test_a_permission_set_is_let_in_by_the_pattern_that_outlives_its_role(
    lab: DemoAws, home: Path
) -> None:
    name = "AWSReservedSSO_Admin_0123456789abcdef"
    path = "aws-reserved/sso.amazonaws.com/eu-west-1/"
    conditions = {"StringEquals": {"sts:ExternalId": "right"}}
    case = Case(
        "x", "", hop=2, via=between(path=path), trust=when(conditions, SAM),
        profile={"external_id": "right"},
    )  # fmt: skip
    hop = refused(FixCase(case, ()), lab, home)
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


def test_a_deny_that_the_simulator_only_supposes_does_not_forbid_a_change(
    lab: DemoAws, home: Path
) -> None:
    elsewhere = deny("*", when={"NotIpAddress": {"aws:SourceIp": "127.0.0.0/8"}})
    case = Case("x", "", policies=(document(allow("*"), elsewhere),), trust=trusting(SAM))
    hop = refused(FixCase(case, ()), lab, home)
    assert hop.lookup is not None
    assert hop.lookup.simulated == {"sts:AssumeRole": "explicitDeny"}
    (change,) = sure(proposed_for(hop))
    assert (change.side, change.is_proposal) == (TRUST, True)


def test_the_trust_policy_is_to_change_where_aws_names_it(lab: DemoAws, home: Path) -> None:
    said = "because no role trust policy allows the sts:AssumeRole action"
    who = f"User: arn:aws:iam::{PEOPLE}:user/jo"
    words = f"{who} is not authorized to perform: sts:AssumeRole {said}"
    case = Case("x", "", fault=("AccessDenied", words))
    changes = proposed_for(lab.run(case, home).hops[0])
    sides = [change.side for change in changes]
    assert TRUST in sides
    assert CALLER not in sides
    assert all(change.certainty != SURE for change in changes)  # its conditions were not read

"""What IAM's simulator says of the caller's policies, and what it cannot know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from swtui.demo.policy import document
from swtui.demo.policy_shorthand import WITH_MFA, allow, deny, trusting
from tests.access.case import EVERYONE, PARTNER, PEOPLE, SERIAL, Case
from tests.access.demo_aws import DemoAws


def test_the_callers_side_is_simulated(lab: DemoAws, home: Path) -> None:
    case = Case("x", "", policies=(document(allow("iam:SimulatePrincipalPolicy")),))
    hop = lab.run(case, home, read=True).hops[0]
    assert hop.lookup is not None
    assert hop.lookup.simulated == {"sts:AssumeRole": "implicitDeny"}
    assert "no-identity-based-policy" in {cause.kind for cause in hop.causes}
    assert "no role in that account" in hop.lookup.problems[0]


FROM_OFFICE = deny("*", when={"NotIpAddress": {"aws:SourceIp": "127.0.0.0/8"}})
"""Not met by the tests' own address; IAM's simulator does not know it and takes it for absent."""
SAM_ALONE = trusting(f"arn:aws:iam::{PEOPLE}:user/sam")
WITH_CODE = document(allow("*", when=WITH_MFA), allow("iam:SimulatePrincipalPolicy"))


def test_what_the_simulator_could_not_know_is_not_asserted(lab: DemoAws, home: Path) -> None:
    case = Case("x", "", policies=(document(allow("*"), FROM_OFFICE),), trust=SAM_ALONE)
    hop = lab.run(case, home, read=True).hops[0]
    assert hop.lookup is not None
    assert hop.lookup.simulated == {"sts:AssumeRole": "explicitDeny"}
    assert hop.lookup.unsure == {"sts:AssumeRole": ("aws:sourceip",)}
    kinds = [cause.kind for cause in hop.causes]
    assert kinds[:2] == ["unsaid", "caller-denied"]
    assert "not-trusted" in kinds
    assert not any(cause.certain for cause in hop.causes)


def test_a_deny_that_the_simulator_supposes_is_what_is_left_of_an_open_door(
    lab: DemoAws, home: Path
) -> None:
    bare = "User: x is not authorized to perform: sts:AssumeRole on resource: y"
    own = (document(allow("*"), FROM_OFFICE),)
    case = Case("x", "", policies=own, fault=("AccessDenied", bare), account=PEOPLE)
    hop = lab.run(case, home, read=True).hops[0]
    assert [(cause.kind, cause.certain) for cause in hop.causes] == [("caller-denied", False)]


@pytest.mark.parametrize(
    ("policies", "kind"),
    [
        ((document(allow("iam:SimulatePrincipalPolicy")),), "no-identity-based-policy"),
        ((document(allow("*"), deny("sts:AssumeRole")),), "denied-by-identity-based-policy"),
    ],
)
def test_what_aws_and_the_simulator_both_say_is_one_cause(
    lab: DemoAws, home: Path, policies: tuple[Any, ...], kind: str
) -> None:
    (cause,) = lab.run(Case("x", "", policies=policies), home, read=True).hops[0].causes
    assert (cause.kind, cause.certain) == (kind, True)
    assert any("simulator" in fact for fact in cause.evidence)
    assert any("AWS's message" in fact for fact in cause.evidence)


def test_a_caller_who_may_tag_leaves_the_trust_policy_as_what_lacks_it(
    lab: DemoAws, home: Path
) -> None:
    case = Case(
        "x",
        "",
        trust=trusting(EVERYONE, actions=("sts:AssumeRole",)),
        options={"tags": (("team", "x"),)},
    )
    (cause,) = lab.run(case, home, read=True).hops[0].causes
    assert cause.kind == "tag-session"
    assert cause.evidence[-1].endswith("the role's trust policy does not")


def test_mfa_that_went_with_the_call_is_told_to_the_simulator(lab: DemoAws, home: Path) -> None:
    case = Case("x", "", policies=(WITH_CODE,), profile={"mfa_serial": SERIAL}, trust=SAM_ALONE)
    hop = lab.run(case, home, read=True).hops[0]
    assert hop.lookup is not None
    assert hop.lookup.simulated == {"sts:AssumeRole": "allowed"}
    assert hop.lookup.unsure == {"sts:AssumeRole": ()}


def test_mfa_that_did_not_go_with_the_call_is_known_to_be_lacking(lab: DemoAws, home: Path) -> None:
    hop = lab.run(Case("x", "", policies=(WITH_CODE,)), home, read=True).hops[0]
    assert hop.lookup is not None
    assert hop.lookup.unsure == {"sts:AssumeRole": ()}
    (cause,) = hop.causes
    assert (cause.kind, cause.certain) == ("no-identity-based-policy", True)
    assert not any("could not know" in fact for fact in cause.evidence)


def test_a_caller_whose_policies_allow_it_is_no_longer_a_reading(lab: DemoAws, home: Path) -> None:
    case = Case("x", "", trust=SAM_ALONE, account=PARTNER)
    asked = {cause.kind for cause in lab.run(case, home).hops[0].causes}
    tried = {cause.kind for cause in lab.run(case, home, read=True).hops[0].causes}
    assert asked - tried == {"caller-policy"}

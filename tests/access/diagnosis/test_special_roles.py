"""A role that assumes itself, and roles whose trust policy only AWS may change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from swtui.access.diagnosis.causes import find_causes
from swtui.access.diagnosis.policy_lookup import PolicyLookup
from swtui.access.diagnosis.rerank import rerank
from swtui.demo.organisation import DemoRole
from swtui.roles.arn import RoleArn, parse_role_arn
from tests.access.case import HOME, Case
from tests.access.demo_aws import DemoAws
from tests.access.diagnosis.refused_calls import ADMIN, evidence, whole

BARE = "User: {who} is not authorized to perform: sts:AssumeRole on resource: {role}"
ITSELF = "arn:aws:sts::111122223333:assumed-role/Admin/jo"
RESERVED = {
    "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/"
    "AWSReservedSSO_Dev_Ops_0123456789abcdef": "permission set Dev_Ops",
    "arn:aws:iam::111122223333:role/AWSReservedSSO_ReadOnly_0123456789abcdef": (
        "permission set ReadOnly"
    ),
    "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS": (
        "ecs.amazonaws.com"
    ),
    "arn:aws:iam::111122223333:role/AWSServiceRoleForSupport": "one AWS service",
}


def at(arn: str) -> RoleArn:
    role = parse_role_arn(arn)
    assert isinstance(role, RoleArn)
    return role


def words(role: object, said: str = "", who: str = ITSELF) -> str:
    return f"{BARE.format(who=who, role=role)} {said}".strip()


@pytest.mark.parametrize(
    "said",
    [
        "",
        "because no role trust policy allows the sts:AssumeRole action",
        "because no identity-based policy allows the sts:AssumeRole action",
    ],
)
def test_a_role_that_assumes_itself_leads(said: str) -> None:
    found = find_causes(evidence("AccessDenied", words(ADMIN.role, said), caller=ITSELF))
    assert (found[0].kind, found[0].certain) == ("assumes-itself", True)
    assert "its trust policy names it" in whole(found[0])
    assert len(found) > 1


def test_what_the_simulator_says_joins_the_readings_behind_it() -> None:
    refused = evidence("AccessDenied", words(ADMIN.role), caller=ITSELF)
    lookup = PolicyLookup(
        simulated={"sts:AssumeRole": "implicitDeny"}, unsure={"sts:AssumeRole": ("aws:SourceIp",)}
    )
    kinds = [cause.kind for cause in rerank(refused, find_causes(refused), lookup)]
    assert kinds[:3] == ["assumes-itself", "unsaid", "caller-policy"]


@pytest.mark.parametrize(
    "said",
    [
        "with an explicit deny in a service control policy",
        "because no permissions boundary allows the sts:AssumeRole action",
    ],
)
def test_it_does_not_where_another_policy_forbids_it(said: str) -> None:
    found = find_causes(evidence("AccessDenied", words(ADMIN.role, said), caller=ITSELF))
    assert "assumes-itself" not in {cause.kind for cause in found}


@pytest.mark.parametrize(
    "who",
    [
        "arn:aws:sts::999900001111:assumed-role/Admin/jo",
        "arn:aws:sts::111122223333:assumed-role/Administrator/jo",
        "arn:aws:iam::111122223333:user/Admin",
    ],
)
def test_another_caller_of_that_name_is_not_the_role_itself(who: str) -> None:
    found = find_causes(evidence("AccessDenied", words(ADMIN.role, who=who), caller=who))
    assert "assumes-itself" not in {cause.kind for cause in found}


@pytest.mark.parametrize(("arn", "named"), RESERVED.items())
@pytest.mark.parametrize(
    "said",
    ["", "because no identity-based policy allows the sts:AssumeRole action"],
)
def test_a_role_that_aws_keeps_gets_no_change_that_iam_refuses(
    arn: str, named: str, said: str
) -> None:
    hop = replace(ADMIN, role=at(arn))
    who = "arn:aws:iam::123456789012:user/jo"
    found = find_causes(evidence("AccessDenied", words(arn, said, who), hops=(hop,)))
    assert [cause.kind for cause in found] == ["reserved-role"]
    assert named in found[0].sentence
    assert "Have" in found[0].next_step or "Assume a role of your own" in found[0].next_step
    assert "Principal" not in whole(found[0])


def test_a_permission_set_is_to_be_signed_in_to() -> None:
    arn = next(iter(RESERVED))
    hop = replace(ADMIN, role=at(arn))
    cause = find_causes(evidence("AccessDenied", words(arn), hops=(hop,)))[0]
    assert cause.snippet == "sso_account_id = 111122223333\nsso_role_name = Dev_Ops"
    assert "(~/.aws/config:7)" in whole(cause)


def test_reading_its_trust_policy_proposes_no_change_either(lab: DemoAws, home: Path) -> None:
    name = "AWSReservedSSO_Dev_0123456789abcdef"
    role = DemoRole(account_id=HOME, name=name, trust={"Version": "2012-10-17", "Statement": []},
                    path="aws-reserved/sso.amazonaws.com/")  # fmt: skip
    lab.server.organisation.add(role)
    case = Case("x", "", profile={"role_arn": role.arn})
    hop = lab.run(case, home, read_with="reader").hops[0]
    assert hop.lookup is not None
    assert hop.lookup.trust is not None
    assert [cause.kind for cause in hop.causes] == ["reserved-role"]


def test_such_a_role_is_not_proposed_as_a_reader(lab: DemoAws, home: Path) -> None:
    beside = (
        "[profile admin-of-aws]\nsource_profile = caller\n"
        "role_arn = arn:aws:iam::{account}:role/AWSReservedSSO_Admin_0123456789abcdef\n"
    )
    hop = lab.run(Case("x", "", trust=None, beside=beside), home).hops[0]
    assert "--read-with reader" in hop.causes[0].snippet


def test_mfa_that_failed_is_still_that() -> None:
    arn = next(iter(RESERVED))
    text = "MultiFactorAuthentication failed with invalid MFA one time pass code."
    found = find_causes(evidence("AccessDenied", text, hops=(replace(ADMIN, role=at(arn)),)))
    assert found[0].kind == "mfa-wrong"

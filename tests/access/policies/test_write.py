"""Writing policies: what a draft becomes, what keeps it from that, and what to know of it."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from swtui.access.policies.draft import PolicyDraft, in_option_words
from swtui.access.policies.warnings import MANAGED, size
from swtui.access.policies.write import document, problems, warnings
from swtui.errors import UsageError
from tests.access.policies.drafts import ADMIN, AWAY, HOME, JO, SSO, statements, trust


def caller(**more: Any) -> PolicyDraft:
    return PolicyDraft(side="caller", **more)


def test_the_partition_is_that_of_the_arns() -> None:
    draft = caller(role_arns=(ADMIN.replace("aws", "aws-cn", 1),), accounts=(AWAY,))
    assert statements(draft)[0]["Resource"][0] == f"arn:aws-cn:iam::{AWAY}:role/*"


def test_a_partition_can_be_said() -> None:
    draft = trust(accounts=(HOME,), partition="aws-us-gov")
    assert statements(draft)[0]["Principal"] == {"AWS": f"arn:aws-us-gov:iam::{HOME}:root"}


def test_a_machine_has_one_service_name_in_every_partition() -> None:
    draft = trust(services=("ec2",), partition="aws-cn")
    assert statements(draft)[0]["Principal"] == {"Service": "ec2.amazonaws.com"}


def test_what_is_said_twice_stands_once() -> None:
    draft = caller(role_arns=(ADMIN, ADMIN), from_ip=("192.0.2.1", "192.0.2.1/32"))
    allow, deny = statements(draft)
    assert allow["Resource"] == ADMIN
    assert deny["Condition"]["NotIpAddress"]["aws:SourceIp"] == "192.0.2.1/32"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        ("2001:DB8::1", "2001:db8::1/128"),
        (" 203.0.113.0/24 ", "203.0.113.0/24"),
        ("203.0.113.0/255.255.255.0", "203.0.113.0/24"),
        ("2001:0db8:0000::/32", "2001:db8::/32"),
    ],
)
def test_an_address_is_written_as_a_network(said: str, written: str) -> None:
    condition = statements(trust(user_arns=(JO,), from_ip=(said,)))[0]["Condition"]
    assert condition == {"IpAddress": {"aws:SourceIp": written}}


def test_a_pattern_may_be_a_whole_arn_that_names_its_account() -> None:
    arn = f"arn:aws:iam::{AWAY}:role/team/*"
    (statement,) = statements(trust(principal_like=(arn,)))
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{AWAY}:root"}
    assert statement["Condition"] == {"ArnLike": {"aws:PrincipalArn": arn}}


def test_named_callers_do_not_fall_under_a_pattern() -> None:
    named, liked = statements(
        trust(user_arns=(JO,), accounts=(AWAY,), principal_like=("user/*_infra",))
    )
    assert "Condition" not in named
    assert liked["Principal"] == {"AWS": f"arn:aws:iam::{AWAY}:root"}


@pytest.mark.parametrize("said", ["Admin", "AWSReservedSSO_Admin_0123456789abcdef"])
def test_a_permission_set_outlives_its_role(said: str) -> None:
    (statement,) = statements(trust(accounts=(HOME,), sso_roles=(said,)))
    assert statement["Condition"]["ArnLike"]["aws:PrincipalArn"] == [
        f"arn:aws:iam::{HOME}:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*",
        f"arn:aws:iam::{HOME}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_*",
    ]


def test_an_organization_limits_callers_and_roles_by_their_own_keys() -> None:
    org = "o-abcdefghij"
    (who,) = statements(trust(any=True, org_id=org))
    (what,) = statements(caller(any=True, org_id=org))
    assert who["Condition"] == {"StringEquals": {"aws:PrincipalOrgID": org}}
    assert what["Condition"] == {"StringEquals": {"aws:ResourceOrgID": org}}


def test_each_problem_names_its_field() -> None:
    draft = trust(accounts=("1", HOME), user_arns=("jo",), from_ip=("x",), external_id="!")
    assert {each.field for each in problems(draft)} == {
        "accounts",
        "user_arns",
        "from_ip",
        "external_id",
    }


def test_a_draft_with_problems_becomes_no_document_and_has_no_warnings() -> None:
    draft = caller(any=True, from_ip=("x",))
    with pytest.raises(UsageError, match="--from-ip: 'x'"):
        document(draft)
    assert warnings(draft) == ()


def test_a_side_that_is_none_is_a_problem() -> None:
    assert str(problems(PolicyDraft(side="both"))[0]) == "a policy is of a caller or a trust"


def arns(count: int) -> tuple[str, ...]:
    return tuple(f"arn:aws:iam::{HOME}:role/{number:064d}" for number in range(count))


def test_a_policy_that_no_managed_policy_holds_is_a_problem() -> None:
    fits = next(n for n in itertools.count(1) if problems(caller(role_arns=arns(n + 1))))
    assert size(document(caller(role_arns=arns(fits)))) <= MANAGED
    assert "6144" in str(problems(caller(role_arns=arns(fits + 1)))[0])


def test_a_trust_policy_over_8192_characters_is_a_problem() -> None:
    assert "8192" in str(problems(trust(principal_roles=arns(90)))[0])


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (caller(role_arns=arns(30)), "too many to stand inline on a user (2048)"),
        (trust(principal_roles=arns(30)), '"Role trust policy length" is raised (up to 8192)'),
        (caller(any=True), "every role of every account"),
        (caller(any=True, org_id="o-abcdefghij"), "every role of the organization"),
        (caller(accounts=(HOME,)), "later ones too"),
        (caller(role_arns=(ADMIN,), from_ip=("8.8.8.8",)), "make on the caller's behalf from"),
        (
            caller(role_arns=(ADMIN,), from_ip=("8.8.8.8",), via_aws_service=True),
            "VPC endpoint have no public address, and stay denied",
        ),
        (caller(any=True, from_ip=("10.1.0.0/16",)), "a network of one's own"),
        (caller(any=True, from_ip=("fd00::/8",)), "a network of one's own"),
        (caller(any=True, from_ip=("0.0.0.0/0",)), "every address there is"),
        (trust(any=True), "everyone who has any AWS account"),
        (trust(any=True, org_id="o-abcdefghij"), "only o-abcdefghij limits it"),
        (trust(accounts=(HOME,)), f"the whole account {HOME} without a condition"),
        (trust(accounts=(HOME,)), "belongs to another company (a third party)"),
        (trust(accounts=(AWAY,), for_role=ADMIN), f"{AWAY} is another account than the role's"),
        (trust(user_arns=(JO,), for_role=ADMIN.replace(HOME, AWAY)), "third party"),
        (trust(user_arns=(JO,), external_id="abc"), "Switch Role cannot send an external ID"),
        (trust(principal_roles=(ADMIN,), mfa=True), "never carries MFA"),
        (trust(accounts=(HOME,), sso_roles=("Admin",), mfa=True), "never carries MFA"),
        (trust(accounts=(HOME,), mfa=True), "users alone get in"),
        (
            trust(principal_roles=(f"{SSO}/AWSReservedSSO_Ops_0123456789abcdef",)),
            f"--sso-role Ops --account {HOME} survives that",
        ),
        (trust(accounts=(HOME,), sso_roles=("Ops",)), "whose names begin with Ops_"),
        (trust(accounts=(HOME,), principal_like=("user/*_infra",)), "anyone who may create a user"),
        (trust(user_arns=(JO,), from_ip=("8.8.8.8",)), "VPC endpoint"),
        (trust(services=("ecs",)), "--source-account"),
    ],
)
def test_the_usual_traps_are_said(draft: PolicyDraft, said: str) -> None:
    assert any(said in in_option_words(each) for each in warnings(draft)), warnings(draft)


@pytest.mark.parametrize(
    "draft",
    [
        caller(role_arns=(ADMIN,)),
        trust(user_arns=(JO,)),
        trust(user_arns=(JO,), for_role=ADMIN, mfa=True),
        trust(services=("ec2",)),
        trust(services=("ecs",), source_account=HOME),
    ],
)
def test_the_recommended_forms_need_no_warning(draft: PolicyDraft) -> None:
    assert warnings(draft) == ()


def test_an_account_of_ones_own_with_mfa_is_no_third_party() -> None:
    said = " ".join(
        in_option_words(each)
        for each in warnings(trust(accounts=(HOME,), for_role=ADMIN, mfa=True))
    )
    assert "third party" not in said
    assert "without a condition" not in said

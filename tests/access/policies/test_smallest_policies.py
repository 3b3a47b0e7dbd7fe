"""The smallest policies that allow one call: which principals and roles they name, and no more."""

from __future__ import annotations

import pytest

from swtui.access.policies.write import caller_policy_for, trust_statement_for
from tests.access.policies.drafts import ADMIN, HOME, JO, SSO, statements, trust


def test_the_smallest_caller_policy_names_these_roles_alone() -> None:
    assert caller_policy_for([ADMIN, ADMIN], tag_session=True) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["sts:AssumeRole", "sts:TagSession"],
                "Resource": ADMIN,
            }
        ],
    }


@pytest.mark.parametrize(
    ("caller_arn", "principal"),
    [
        (JO, JO),
        (ADMIN, ADMIN),
        (f"arn:aws:iam::{HOME}:root", f"arn:aws:iam::{HOME}:root"),
        (f"arn:aws:sts::{HOME}:assumed-role/Admin/jo@acme", ADMIN),
    ],
)
def test_the_smallest_trust_names_the_caller_or_its_role(caller_arn: str, principal: str) -> None:
    assert trust_statement_for(caller_arn) == {
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": "sts:AssumeRole",
    }


def test_the_smallest_trust_of_an_identity_center_session_outlives_its_role() -> None:
    name = "AWSReservedSSO_Ops_0123456789abcdef"
    by_role = trust_statement_for(f"{SSO}/{name}")
    by_session = trust_statement_for(f"arn:aws:sts::{HOME}:assumed-role/{name}/jo@acme")
    assert by_role == by_session
    (wanted,) = statements(trust(accounts=(HOME,), sso_roles=("Ops",)))
    assert by_role == wanted


def test_the_smallest_trust_carries_the_conditions_it_must() -> None:
    statement = trust_statement_for(
        JO, mfa=True, mfa_age=3600, external_id="abc", from_ip=["192.0.2.0/24"], org_id="o-1"
    )
    assert statement["Condition"] == {
        "IpAddress": {"aws:SourceIp": "192.0.2.0/24"},
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
        "StringEquals": {"sts:ExternalId": "abc", "aws:PrincipalOrgID": "o-1"},
    }

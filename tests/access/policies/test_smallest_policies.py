"""The smallest policies that allow one call: which principals and roles they name, and no more."""

from __future__ import annotations

import pytest

from swtui.access.policies.documents import trust_statement_for
from tests.access.policies.drafts import ADMIN, HOME, JO, SSO, statements, trust


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
    assert trust_statement_for(caller_arn, ["sts:AssumeRole"]) == {
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": "sts:AssumeRole",
    }


def test_the_smallest_trust_of_an_identity_center_session_outlives_its_role() -> None:
    name = "AWSReservedSSO_Ops_0123456789abcdef"
    by_role = trust_statement_for(f"{SSO}/{name}", ["sts:AssumeRole"])
    by_session = trust_statement_for(
        f"arn:aws:sts::{HOME}:assumed-role/{name}/jo@acme", ["sts:AssumeRole"]
    )
    assert by_role == by_session
    (wanted,) = statements(trust(accounts=(HOME,), sso_roles=("Ops",)))
    assert by_role == wanted


def test_the_smallest_trust_carries_the_conditions_it_must() -> None:
    statement = trust_statement_for(JO, ["sts:AssumeRole"], mfa=True, external_id="abc")
    assert statement["Condition"] == {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "StringEquals": {"sts:ExternalId": "abc"},
    }

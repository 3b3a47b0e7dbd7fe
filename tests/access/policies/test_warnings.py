"""Warnings of policies that swtui did not write: what IAM or a file has."""

from __future__ import annotations

from typing import Any

import pytest

from swtui.access.policies.draft import CALLER, TRUST, in_option_words
from swtui.access.policies.warnings import find_warnings
from tests.access.policies.drafts import ADMIN, AWAY, HOME, JO

ORG = {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}
EXTERNAL_ID = {"StringEquals": {"sts:ExternalId": "abc"}}


def said(side: str, *statements: dict[str, Any], **more: Any) -> str:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return "\n".join(map(in_option_words, find_warnings(document, side, **more)))


def trusting(principal: Any, condition: Any = None, effect: str = "Allow") -> dict[str, Any]:
    found = {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"}
    return {**found, "Condition": condition} if condition else found


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (trusting({"AWS": HOME}), f"the whole account {HOME} without a condition"),
        (trusting({"AWS": "*"}), "everyone who has any AWS account"),
        (trusting("*", ORG), "only o-abcdefghij limits it"),
        (trusting("*", {"StringNotEquals": ORG["StringEquals"]}), "any AWS account at all"),
        (trusting(JO, EXTERNAL_ID) | {"Principal": {"AWS": JO}}, "cannot send an external ID"),
        (
            trusting({"AWS": JO}, {"ForAllValues:StringEquals": EXTERNAL_ID["StringEquals"]}),
            "is also met by a request without sts:ExternalId",
        ),
        (trusting({"Service": ["ecs-tasks.amazonaws.com"]}), "any account's ECS"),
    ],
    ids=str,
)
def test_a_trust_policy_from_elsewhere_has_the_same_traps(
    statement: dict[str, Any], words: str
) -> None:
    assert words in said(TRUST, statement)


def test_each_statement_is_judged_by_its_own_conditions() -> None:
    found = said(TRUST, trusting({"AWS": HOME}, EXTERNAL_ID), trusting({"AWS": AWAY}))
    assert f"the whole account {AWAY} without a condition" in found


def test_a_deny_lets_no_one_in() -> None:
    assert said(TRUST, trusting("*", effect="Deny"), trusting({"AWS": JO})) == ""


def test_the_account_of_the_role_is_no_third_party() -> None:
    assert "third party" in said(TRUST, trusting({"AWS": JO}), role_account=AWAY)
    assert said(TRUST, trusting({"AWS": JO}), role_account=HOME) == ""


def test_only_what_allows_roles_to_be_assumed_is_warned_of() -> None:
    assert said(CALLER, {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}) == ""
    assert said(CALLER, {"Effect": "Allow", "Action": "sts:*", "Resource": ADMIN}) == ""
    assert "every role" in said(CALLER, {"Effect": "Allow", "Action": "*", "Resource": "*"})

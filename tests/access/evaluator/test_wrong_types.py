"""Values of the wrong type, keys that are always there, services with wildcards, odd operators."""

from __future__ import annotations

from typing import Any

import pytest

from swtui.access.evaluator.evaluator import Request, evaluate_trust, read_policy
from swtui.access.evaluator.matching import fits_action
from swtui.access.evaluator.results import Truth
from swtui.access.policies.warnings import cautions
from tests.access.evaluator.documented import BOB, ROLE, Context, allow, policy

WRONG = (
    ("IpAddress", "aws:SourceIp", "203.0.113.0/24", "cloudformation.amazonaws.com"),
    ("NumericEquals", "aws:MultiFactorAuthAge", "900", "a while"),
    ("DateEquals", "aws:CurrentTime", "2026-01-15T12:00:00Z", "noon"),
    ("ArnEquals", "aws:SourceArn", "arn:aws:ecs:*:*:*", "task"),
    ("ArnLike", "aws:SourceArn", "arn:aws:ecs:*:*:*", "task"),
)
NEGATED = {"IpAddress": "NotIpAddress"}


def met(condition: dict[str, Any], context: Context, **more: Any) -> Truth:
    statement = allow(Principal="*", Condition=condition)
    request = Request(
        action="sts:AssumeRole", resource=ROLE, principal=BOB, context=context, **more
    )
    return evaluate_trust(policy(statement), request).results[0].matched


@pytest.mark.parametrize(("operator", "key", "wanted", "found"), WRONG)
def test_a_value_of_the_wrong_type_agrees_with_nothing_and_differs_from_nothing_for_certain(
    operator: str, key: str, wanted: str, found: str
) -> None:
    negated = NEGATED.get(operator) or operator.replace("Equals", "NotEquals").replace(
        "ArnLike", "ArnNotLike"
    )
    assert met({operator: {key: wanted}}, {key: found}) is False
    assert met({negated: {key: wanted}}, {key: found}) is None
    assert met({f"{negated}IfExists": {key: wanted}}, {key: found}) is None
    assert met({f"ForAnyValue:{negated}": {key: wanted}}, {key: (found,)}) is None
    assert met({negated: {key: wanted}}, {key: ()}) is True


def test_a_value_of_the_right_type_still_differs() -> None:
    assert met({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, {"aws:SourceIp": "::1"})
    assert met({"StringNotEquals": {"k:text": "a"}}, {"k:text": "anything"})


@pytest.mark.parametrize("key", ["aws:ViaAWSService", "aws:PrincipalIsAWSService"])
@pytest.mark.parametrize("complete", [True, False])
def test_keys_that_say_whether_a_service_asks_are_always_there(key: str, complete: bool) -> None:
    assert met({"Null": {key: "true"}}, {}, complete=complete) is False
    assert met({"Null": {key: "false"}}, {}, complete=complete) is True


def test_whether_a_service_asks_for_itself_follows_from_who_asks() -> None:
    key = "aws:PrincipalIsAWSService"
    assert met({"Bool": {key: "false"}}, {}) is True
    assert met({"Bool": {key: "true"}}, {}, complete=True) is False
    assert met({"Bool": {"aws:ViaAWSService": "false"}}, {}, complete=True) is None


@pytest.mark.parametrize("wanted", ["s*:AssumeRole", "*:AssumeRole", "*:*", "st?:AssumeRole", "**"])
def test_a_wildcard_in_the_service_of_an_action_fits_nothing(wanted: str) -> None:
    assert not fits_action(wanted, "sts:AssumeRole")


@pytest.mark.parametrize("wanted", ["*", "sts:*", "STS:Assume*", "sts:AssumeRol?"])
def test_a_wildcard_in_the_name_of_an_action_fits(wanted: str) -> None:
    assert fits_action(wanted, "sts:AssumeRole")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"ForAllValues:StringEquals": {"sts:ExternalId": "x"}}, "StringEquals does"),
        ({"ForAllValues:Bool": {"aws:MultiFactorAuthPresent": "true"}}, "Bool does"),
        ({"ForAllValues:StringLike": {"aws:RequestTag/team": "a*"}}, "StringLike does"),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": "team"}}, ""),
        ({"ForAllValues:StringEquals": {"sts:TransitiveTagKeys": "team"}}, ""),
        ({"ForAllValues:StringEquals": {"dynamodb:Attributes": "a"}}, ""),
        ({"ForAllValues:StringNotEquals": {"sts:ExternalId": "x"}}, ""),
        ({"ForAnyValue:StringEquals": {"sts:ExternalId": "x"}}, ""),
        (
            {
                "ForAllValues:StringEquals": {"sts:ExternalId": "x"},
                "Null": {"STS:externalId": "false"},
            },
            "",
        ),
    ],
    ids=str,
)
def test_for_all_values_on_a_key_with_one_value_is_warned_about(
    condition: dict[str, Any], said: str
) -> None:
    found = cautions(policy(allow(Principal="*", Condition=condition)))
    assert [each.message.endswith(f"{said}.") for each in found] == [True] * bool(said)
    assert all(each.path.startswith("Statement[0].Condition.ForAllValues") for each in found)


def test_of_a_deny_it_is_said_that_it_applies_without_the_key() -> None:
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sts:AssumeRole",
        "Condition": {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1"}},
    }
    (found,) = cautions(read_policy({"Version": "2012-10-17", "Statement": deny}))
    assert found.message.endswith("the Deny applies to such requests as well.")

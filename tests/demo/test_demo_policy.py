"""The demo's evaluation of one policy: operators, wildcards, statements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from swtui.demo.conditions import hold
from swtui.demo.policy import DemoRequest, document, says
from swtui.demo.wildcards import fill, fits, fits_arn

CONTEXT: Mapping[str, tuple[str, ...]] = {
    "aws:username": ("jo",),
    "aws:sourceip": ("203.0.113.7",),
    "aws:principalarn": ("arn:aws:iam::123456789012:user/ci_infra",),
    "aws:multifactorauthpresent": ("true",),
    "aws:multifactorauthage": ("120",),
    "aws:currenttime": ("2026-01-15T12:00:00Z",),
    "aws:tagkeys": ("team", "desk"),
}


@pytest.mark.parametrize(
    ("operator", "key", "wanted", "met"),
    [
        ("StringEquals", "aws:username", "jo", True),
        ("StringEquals", "AWS:UserName", ["sam", "jo"], True),
        ("StringEquals", "aws:username", "JO", False),
        ("StringEqualsIgnoreCase", "aws:username", "JO", True),
        ("StringNotEquals", "aws:username", ["sam", "jo"], False),
        ("StringNotEquals", "aws:absent", "jo", True),
        ("StringEquals", "aws:absent", "jo", False),
        ("StringEqualsIfExists", "aws:absent", "jo", True),
        ("StringLike", "aws:username", "j?", True),
        ("StringNotLike", "aws:username", "j*", False),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::123456789012:user/*_infra", True),
        ("ArnLike", "aws:PrincipalArn", "arn:*:user/ci_infra", False),
        ("ArnNotEquals", "aws:PrincipalArn", "arn:aws:iam::123456789012:user/jo", True),
        ("IpAddress", "aws:SourceIp", ["198.51.100.0/24", "203.0.113.0/24"], True),
        ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24", False),
        ("IpAddress", "aws:SourceIp", "2001:db8::/32", False),
        ("Bool", "aws:MultiFactorAuthPresent", True, True),
        ("Bool", "aws:SecureTransport", "true", False),
        ("BoolIfExists", "aws:SecureTransport", "true", True),
        ("NumericLessThan", "aws:MultiFactorAuthAge", "300", True),
        ("NumericGreaterThanEquals", "aws:MultiFactorAuthAge", 121, False),
        ("NumericNotEquals", "aws:MultiFactorAuthAge", "120", False),
        ("DateLessThan", "aws:CurrentTime", "2026-01-15T12:00:01Z", True),
        ("DateGreaterThan", "aws:CurrentTime", "1768478401", False),
        ("Null", "aws:absent", "true", True),
        ("Null", "aws:username", "true", False),
        ("Null", "aws:username", "false", True),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["team", "desk", "floor"], True),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["team"], False),
        ("ForAllValues:StringEquals", "aws:absent", ["team"], True),
        ("ForAnyValue:StringEquals", "aws:TagKeys", ["team"], True),
        ("ForAnyValue:StringEquals", "aws:absent", ["team"], False),
        ("ForAllValues:StringNotEquals", "aws:TagKeys", ["team"], False),
        ("ForAnyValue:StringNotEquals", "aws:TagKeys", ["team"], True),
        ("StringLike", "aws:PrincipalArn", "*user/${aws:username}", False),
        ("StringEquals", "aws:username", "${aws:absent}", False),
        ("StringEquals", "aws:username", "${aws:absent, 'jo'}", True),
        ("StringSortOfEquals", "aws:username", "jo", False),
    ],
)
def test_condition_operators(operator: str, key: str, wanted: Any, met: bool) -> None:
    assert hold({operator: {key: wanted}}, CONTEXT) is met


def test_all_operators_and_all_keys_must_be_met() -> None:
    jo, sam = {"StringEquals": {"aws:username": "jo"}}, {"StringLike": {"aws:username": "s*"}}
    assert hold(jo, CONTEXT)
    assert not hold(jo | sam, CONTEXT)


@pytest.mark.parametrize(
    ("pattern", "text", "met"),
    [("a*c", "abbc", True), ("a?c", "ac", False), ("*", "", True), ("a.c", "abc", False)],
)
def test_wildcards(pattern: str, text: str, met: bool) -> None:
    assert fits(pattern, text) is met


def test_an_arns_wildcard_does_not_reach_over_a_colon() -> None:
    assert fits_arn("arn:aws:iam::*:role/*", "arn:aws:iam::123456789012:role/a/b")
    assert not fits_arn("arn:*:role/b", "arn:aws:iam::123456789012:role/b")


def test_a_dollar_sign_can_be_written_as_a_variable() -> None:
    assert fill("${$}{x}", {}) == "${x}"


ROLE = "arn:aws:iam::111122223333:role/team/Admin"
ASKED = DemoRequest(
    action="sts:AssumeRole",
    resource=ROLE,
    context=CONTEXT,
    principals={"AWS": frozenset({"123456789012"})},
)


@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        ({"Action": "sts:assumerole", "Resource": "*"}, "Allow"),
        ({"Action": ["s3:*", "sts:Assume*"], "Resource": ROLE}, "Allow"),
        ({"NotAction": "s3:*", "Resource": "arn:aws:iam::*:role/team/*"}, "Allow"),
        ({"Action": "*", "NotResource": ROLE}, ""),
        ({"Action": "*", "Resource": "arn:aws:iam::111122223333:role/${aws:username}"}, ""),
        ({"Action": "*", "Principal": {"AWS": "123456789012"}}, "Allow"),
        ({"Action": "*", "Principal": {"AWS": ["999999999999"]}}, ""),
        ({"Action": "*", "Principal": "*"}, "Allow"),
        ({"Action": "*", "NotPrincipal": {"AWS": "123456789012"}}, ""),
        ({"Action": "*", "Principal": {"Service": "ec2.amazonaws.com"}}, ""),
    ],
)
def test_a_statement_applies_to_what_it_names(statement: dict[str, Any], answer: str) -> None:
    assert says([document({"Effect": "Allow", **statement})], ASKED) == answer


def test_a_deny_wins_over_any_allow_whatever_the_order() -> None:
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    deny = {"Effect": "Deny", "Action": "sts:*", "Resource": ROLE}
    assert says([document(allow), document(deny)], ASKED) == "Deny"
    assert says([document(deny, allow)], ASKED) == "Deny"


def test_no_policy_says_nothing() -> None:
    assert says([], ASKED) == ""

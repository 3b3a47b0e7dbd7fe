"""Policy variables are filled in as their page says."""

from __future__ import annotations

import pytest

from swtui.access.evaluator.evaluator import evaluate_identity
from tests.access.evaluator.documented import SETS, VARIABLES, VERSION, Case, allow, asks, policy

OWN = "arn:aws:s3:::bucket/${aws:username}/*"
DEPARTMENT = "arn:aws:s3:::bucket/${aws:PrincipalTag/department}"
HOME = {"StringLike": {"s3:prefix": "${aws:username}/*"}}
ENDPOINT = {"StringLike": {"sns:endpoint": "https://example.com/${aws:username}/"}}
ANONYMOUS = {"StringEquals": {"k": "bucket/${aws:FederatedProvider, 'anonymous'}"}}
LITERAL_STAR = {"StringLike": {"k": "a${*}b"}}

CONDITIONS = [
    Case("prefix", VARIABLES, HOME, True, {"s3:prefix": "Bob/photos"}),
    Case("prefix-other", VARIABLES, HOME, False, {"s3:prefix": "David/photos"}),
    Case("endpoint", VARIABLES, ENDPOINT, True, {"sns:endpoint": "https://example.com/Bob/"}),
    Case("key-case", VARIABLES, {"StringEquals": {"k": "${AWS:UserName}"}}, True, {"k": "Bob"}),
    Case(
        "arn",
        VARIABLES,
        {"ArnLike": {"k": "arn:aws:iam::1:user/${aws:username}"}},
        True,
        {"k": "arn:aws:iam::1:user/Bob"},
    ),
    Case(
        "not-like", VARIABLES, {"StringNotLike": {"k": "${aws:username}*"}}, False, {"k": "Bobby"}
    ),
    Case(
        "numeric-none",
        VARIABLES,
        {"StringEquals": {"k": "${s3:max-keys}"}},
        True,
        {"k": "10", "s3:max-keys": "10"},
    ),
    Case("default", VARIABLES, ANONYMOUS, True, {"k": "bucket/anonymous"}),
    Case(
        "default-unused",
        VARIABLES,
        ANONYMOUS,
        True,
        {"k": "bucket/google", "aws:FederatedProvider": "google"},
    ),
    Case(
        "default-of-several-values",
        SETS,
        {"StringEquals": {"k": "${aws:TagKeys, 'none'}"}},
        False,
        {"k": "none", "aws:TagKeys": ("a", "b")},
    ),
    Case("default-not-it", VARIABLES, ANONYMOUS, False, {"k": "bucket/google"}),
    Case("star", VARIABLES, LITERAL_STAR, True, {"k": "a*b"}),
    Case("star-no-wildcard", VARIABLES, LITERAL_STAR, False, {"k": "axb"}),
    Case("question", VARIABLES, {"StringLike": {"k": "a${?}*"}}, True, {"k": "a?b"}),
    Case("question-no-wildcard", VARIABLES, {"StringLike": {"k": "a${?}"}}, False, {"k": "ab"}),
    Case(
        "dollar",
        VARIABLES,
        {"StringEquals": {"k": "${$}{aws:username}"}},
        True,
        {"k": "${aws:username}"},
    ),
    Case("absent", VARIABLES, {"StringEquals": {"k": "${aws:TokenIssueTime}"}}, False, {"k": "x"}),
    Case(
        "absent-negated",
        VARIABLES,
        {"StringNotEquals": {"k": "${aws:TokenIssueTime}"}},
        None,
        {"k": "x"},
    ),
    Case(
        "absent-beside-one-that-fits",
        VARIABLES,
        {"StringEquals": {"k": ["x", "${aws:TokenIssueTime}"]}},
        None,
        {"k": "x"},
    ),
    Case(
        "several-values",
        SETS,
        {"StringEquals": {"k": "${aws:TagKeys}"}},
        False,
        {"k": "a", "aws:TagKeys": ("a", "b")},
    ),
    Case(
        "old-version-literal",
        VERSION,
        {"StringEquals": {"k": "${aws:username}"}},
        True,
        {"k": "${aws:username}"},
        "2008-10-17",
    ),
    Case(
        "old-version-no-variable",
        VERSION,
        {"StringEquals": {"k": "${aws:username}"}},
        False,
        {"k": "Bob"},
        "2008-10-17",
    ),
]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CONDITIONS])
def test_a_variable_in_a_condition_is_filled_in_as_its_page_says(case: Case) -> None:
    read = policy(allow(Resource="*", Condition=case.condition), version=case.version)
    result = evaluate_identity([read], asks(context=case.context)).results[0]
    assert result.matched is case.met, f"{case.page}: {result.why}"


@pytest.mark.parametrize(
    ("page", "pattern", "resource", "tags", "met"),
    [
        pytest.param(VARIABLES, OWN, "arn:aws:s3:::bucket/Bob/a", {}, True, id="own"),
        pytest.param(VARIABLES, OWN, "arn:aws:s3:::bucket/Ann/a", {}, False, id="other"),
        pytest.param(VARIABLES, DEPARTMENT, "arn:aws:s3:::bucket/hr",
                     {"aws:PrincipalTag/department": "hr"}, True, id="tag"),
        pytest.param(VARIABLES, DEPARTMENT, "arn:aws:s3:::bucket/hr", {}, False, id="no-tag"),
        pytest.param(VARIABLES, "arn:aws:sqs:us-east-2:*:${aws:username}-queue",
                     "arn:aws:sqs:us-east-2:1:Bob-queue", {}, True, id="queue"),
    ],
)  # fmt: skip
def test_a_variable_in_a_resource_is_filled_in_as_its_page_says(
    page: str, pattern: str, resource: str, tags: dict[str, str], met: bool
) -> None:
    read = policy(allow("s3:*", Resource=pattern))
    result = evaluate_identity([read], asks("s3:GetObject", resource, tags)).results[0]
    assert result.matched is met, f"{page}: {result.why}"


@pytest.mark.parametrize("operator", ["StringEquals", "StringNotEquals", "StringNotLike"])
def test_a_variable_that_is_not_known_leaves_a_condition_open(operator: str) -> None:
    read = policy(allow(Resource="*", Condition={operator: {"k": "${aws:PrincipalTag/team}"}}))
    asked = asks(context={"k": "x"}, complete=False)
    assert evaluate_identity([read], asked).results[0].matched is None


def test_a_variable_without_a_value_leaves_notresource_open() -> None:
    read = policy(allow("s3:*", NotResource=DEPARTMENT))
    result = evaluate_identity([read], asks("s3:GetObject", "arn:aws:s3:::x")).results[0]
    assert result.matched is None, VARIABLES


def test_a_variable_whose_value_is_not_known_leaves_the_statement_open() -> None:
    read = policy(allow("s3:*", Resource=DEPARTMENT))
    asked = asks("s3:GetObject", "arn:aws:s3:::bucket/hr", complete=False)
    result = evaluate_identity([read], asked).results[0]
    assert result.matched is None
    assert "aws:PrincipalTag/department" in result.why

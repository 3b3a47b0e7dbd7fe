"""What AWS's pages say of operators that compare a value, as cases."""

from __future__ import annotations

from tests.access.evaluator.documented import CONDITION, KEYS, OPERATORS, Case

TAG = "aws:PrincipalTag/job-category"
ARN = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"
PATTERN = "arn:aws:someservice:*:111122223333:finance/*"
TOPIC = "arn:aws:sns:us-east-2:123456789012:topic"
NETWORKS = ["203.0.113.0/24", "2001:DB8:1234:5678::/64"]
MFA = "aws:MultiFactorAuthPresent"

TEXTS = [
    Case(
        "equal", OPERATORS, {"StringEquals": {TAG: "iamuser-admin"}}, True, {TAG: "iamuser-admin"}
    ),
    Case("other", OPERATORS, {"StringEquals": {TAG: "iamuser-admin"}}, False, {TAG: "admin"}),
    Case("no-tag", OPERATORS, {"StringEquals": {TAG: "iamuser-admin"}}, False),
    Case("case", CONDITION, {"StringEquals": {"k": "johndoe"}}, False, {"k": "JohnDoe"}),
    Case(
        "no-case", CONDITION, {"StringEqualsIgnoreCase": {"k": "johndoe"}}, True, {"k": "JohnDoe"}
    ),
    Case("not-equal", OPERATORS, {"StringNotEquals": {"k": "a"}}, True, {"k": "b"}),
    Case("not-equal-same", OPERATORS, {"StringNotEquals": {"k": "a"}}, False, {"k": "a"}),
    Case("not-equal-absent", OPERATORS, {"StringNotEquals": {"k": "a"}}, True),
    Case("not-no-case", OPERATORS, {"StringNotEqualsIgnoreCase": {"k": "A"}}, False, {"k": "a"}),
    Case("not-no-case-absent", OPERATORS, {"StringNotEqualsIgnoreCase": {"k": "A"}}, True),
    Case("star", OPERATORS, {"StringLike": {"k": "home/*"}}, True, {"k": "home/jo"}),
    Case("star-empty", OPERATORS, {"StringLike": {"k": ["", "home/"]}}, True, {"k": ""}),
    Case("question", OPERATORS, {"StringLike": {"k": "j?"}}, True, {"k": "jo"}),
    Case("question-two", OPERATORS, {"StringLike": {"k": "j?"}}, False, {"k": "joe"}),
    Case("no-partial", OPERATORS, {"StringLike": {"k": "home"}}, False, {"k": "home/jo"}),
    Case("like-case", OPERATORS, {"StringLike": {"k": "Home*"}}, False, {"k": "home"}),
    Case("equals-star", OPERATORS, {"StringEquals": {"k": "home*"}}, False, {"k": "home/jo"}),
    Case("not-like", OPERATORS, {"StringNotLike": {"k": "home/*"}}, False, {"k": "home/jo"}),
    Case("not-like-absent", OPERATORS, {"StringNotLike": {"k": "home/*"}}, True),
    Case("over-colons", OPERATORS, {"StringLike": {"k": PATTERN}}, True, {"k": ARN}),
]
ARNS = [
    Case("parts", OPERATORS, {"ArnLike": {"k": PATTERN}}, False, {"k": ARN}),
    Case("parts-equals", OPERATORS, {"ArnEquals": {"k": PATTERN}}, False, {"k": ARN}),
    Case("equals", OPERATORS, {"ArnEquals": {"k": TOPIC}}, True, {"k": TOPIC}),
    Case("equals-wild", OPERATORS, {"ArnEquals": {"k": "arn:aws:sns:*:*:t*"}}, True, {"k": TOPIC}),
    Case("question", OPERATORS, {"ArnLike": {"k": TOPIC[:-1] + "?"}}, True, {"k": TOPIC}),
    Case("case", OPERATORS, {"ArnLike": {"k": TOPIC.upper()}}, False, {"k": TOPIC}),
    Case("absent", OPERATORS, {"ArnEquals": {"aws:SourceArn": TOPIC}}, False),
    Case("not-absent", OPERATORS, {"ArnNotLike": {"aws:SourceArn": TOPIC}}, True),
    Case("not-equals-absent", OPERATORS, {"ArnNotEquals": {"aws:SourceArn": TOPIC}}, True),
    Case(
        "not-equals", OPERATORS, {"ArnNotEquals": {"k": "arn:aws:sns:*:*:*"}}, False, {"k": TOPIC}
    ),
    Case("not-like", OPERATORS, {"ArnNotLike": {"k": PATTERN}}, True, {"k": ARN}),
]
NUMBERS = [
    Case(
        "up-to",
        OPERATORS,
        {"NumericLessThanEquals": {"s3:max-keys": "10"}},
        True,
        {"s3:max-keys": "10"},
    ),
    Case(
        "over",
        OPERATORS,
        {"NumericLessThanEquals": {"s3:max-keys": 10}},
        False,
        {"s3:max-keys": "11"},
    ),
    Case("absent", OPERATORS, {"NumericLessThanEquals": {"s3:max-keys": "10"}}, False),
    Case("less", OPERATORS, {"NumericLessThan": {"k": "3600"}}, True, {"k": "120"}),
    Case("less-as-number", OPERATORS, {"NumericLessThan": {"k": "9"}}, False, {"k": "10"}),
    Case("greater", OPERATORS, {"NumericGreaterThan": {"k": "3600"}}, False, {"k": "3600"}),
    Case("at-least", OPERATORS, {"NumericGreaterThanEquals": {"k": "3600"}}, True, {"k": "3600"}),
    Case("decimal", OPERATORS, {"NumericEquals": {"k": "1.50"}}, True, {"k": "1.5"}),
    Case("not", OPERATORS, {"NumericNotEquals": {"k": "1"}}, True, {"k": "2"}),
    Case("not-absent", OPERATORS, {"NumericNotEquals": {"k": "1"}}, True),
]
YEAR = {"DateGreaterThan": {"aws:TokenIssueTime": "2020-01-01T00:00:01Z"}}
NOON = {"k": "2020-06-30T12:00:00Z"}
DATES = [
    Case("after", OPERATORS, YEAR, True, {"aws:TokenIssueTime": "2020-06-30T12:00:00Z"}),
    Case("before", OPERATORS, YEAR, False, {"aws:TokenIssueTime": "2019-12-31T23:59:59Z"}),
    Case("access-keys", OPERATORS, YEAR, False),
    Case("day", OPERATORS, {"DateLessThan": {"k": "2020-07-01"}}, True, NOON),
    Case("month", OPERATORS, {"DateGreaterThanEquals": {"k": "2020-07"}}, False, NOON),
    Case("zone", OPERATORS, {"DateEquals": {"k": "2020-06-30T14:00:00+02:00"}}, True, NOON),
    Case("epoch", OPERATORS, {"DateEquals": {"k": "1593518400"}}, True, NOON),
    Case("at-most", OPERATORS, {"DateLessThanEquals": {"k": "2020-06-30T12:00:00Z"}}, True, NOON),
    Case("not", OPERATORS, {"DateNotEquals": {"k": "2020-06-30T12:00:00Z"}}, False, NOON),
    Case("not-absent", OPERATORS, {"DateNotEquals": {"k": "2020-06-30T12:00:00Z"}}, True),
    Case(
        "epoch-key",
        KEYS,
        {"DateLessThan": {"aws:EpochTime": "1593518401"}},
        True,
        {"aws:EpochTime": "1593518400"},
    ),
]
TRUTHS = [
    Case(
        "false",
        OPERATORS,
        {"Bool": {"aws:SecureTransport": "false"}},
        True,
        {"aws:SecureTransport": "false"},
    ),
    Case(
        "true",
        OPERATORS,
        {"Bool": {"aws:SecureTransport": "false"}},
        False,
        {"aws:SecureTransport": "true"},
    ),
    Case("json", OPERATORS, {"Bool": {"k": True}}, True, {"k": "true"}),
    Case(
        "variable",
        OPERATORS,
        {"Bool": {"k": "${aws:SecureTransport}"}},
        True,
        {"k": "true", "aws:SecureTransport": "true"},
    ),
    Case(
        "variable-other",
        OPERATORS,
        {"Bool": {"k": "${aws:SecureTransport}"}},
        False,
        {"k": "true", "aws:SecureTransport": "false"},
    ),
    Case("mfa", KEYS, {"Bool": {MFA: "true"}}, True, {MFA: "true"}),
    Case("mfa-not-given", KEYS, {"Bool": {MFA: "true"}}, False, {MFA: "false"}),
    Case("mfa-long-term-keys", KEYS, {"Bool": {MFA: "true"}}, False),
    Case("mfa-unreliable", KEYS, {"Bool": {MFA: "false"}}, False),
    Case("mfa-recommended", KEYS, {"BoolIfExists": {MFA: "false"}}, True),
    Case("mfa-if-exists", KEYS, {"BoolIfExists": {MFA: "true"}}, True),
    Case("mfa-if-exists-false", KEYS, {"BoolIfExists": {MFA: "true"}}, False, {MFA: "false"}),
    Case("mfa-null-temporary", KEYS, {"Null": {MFA: "false"}}, True, {MFA: "false"}),
    Case("mfa-null-long-term", KEYS, {"Null": {MFA: "false"}}, False),
    Case("mfa-age-absent", KEYS, {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}, False),
    Case(
        "binary",
        OPERATORS,
        {"BinaryEquals": {"k": "QmluYXJ5VmFsdWVJbkJhc2U2NA=="}},
        True,
        {"k": "QmluYXJ5VmFsdWVJbkJhc2U2NA=="},
    ),
    Case("binary-other", OPERATORS, {"BinaryEquals": {"k": "QmluYXJ5"}}, False, {"k": "QmluYQ=="}),
    Case("binary-absent", OPERATORS, {"BinaryEquals": {"k": "QmluYXJ5"}}, False),
]
ADDRESSES = [
    Case("first", OPERATORS, {"IpAddress": {"k": NETWORKS}}, True, {"k": "203.0.113.0"}),
    Case("last", OPERATORS, {"IpAddress": {"k": NETWORKS}}, True, {"k": "203.0.113.255"}),
    Case("outside", OPERATORS, {"IpAddress": {"k": NETWORKS}}, False, {"k": "203.0.114.0"}),
    Case("six", OPERATORS, {"IpAddress": {"k": NETWORKS}}, True, {"k": "2001:db8:1234:5678::1"}),
    Case("six-outside", OPERATORS, {"IpAddress": {"k": NETWORKS}}, False, {"k": "2001:db8::1"}),
    Case("single", OPERATORS, {"IpAddress": {"k": "203.0.113.7"}}, True, {"k": "203.0.113.7"}),
    Case(
        "single-other", OPERATORS, {"IpAddress": {"k": "203.0.113.7"}}, False, {"k": "203.0.113.8"}
    ),
    Case("endpoint", OPERATORS, {"IpAddress": {"aws:SourceIp": NETWORKS}}, False),
    Case("not", OPERATORS, {"NotIpAddress": {"k": NETWORKS}}, False, {"k": "203.0.113.7"}),
    Case("not-outside", OPERATORS, {"NotIpAddress": {"k": NETWORKS}}, True, {"k": "198.51.100.1"}),
    Case("not-absent", OPERATORS, {"NotIpAddress": {"k": NETWORKS}}, True),
]

"""What AWS's pages say of absent keys, of several keys and of several values, as cases."""

from __future__ import annotations

from tests.access.evaluator.documented import (
    CONDITION,
    KEYS,
    OPERATORS,
    SET_EXAMPLES,
    SETS,
    SEVERAL,
    SINGLE_EXAMPLES,
    Case,
)

INSTANCES = ["t1.*", "t2.*", "m3.*"]

EXISTENCE = [
    Case(
        "type",
        OPERATORS,
        {"StringLike": {"ec2:InstanceType": INSTANCES}},
        True,
        {"ec2:InstanceType": "t2.micro"},
    ),
    Case("image", OPERATORS, {"StringLike": {"ec2:InstanceType": INSTANCES}}, False),
    Case(
        "image-if-exists", OPERATORS, {"StringLikeIfExists": {"ec2:InstanceType": INSTANCES}}, True
    ),
    Case(
        "type-if-exists",
        OPERATORS,
        {"StringLikeIfExists": {"ec2:InstanceType": INSTANCES}},
        False,
        {"ec2:InstanceType": "c5.large"},
    ),
    Case("negated-if-exists", OPERATORS, {"StringNotEqualsIfExists": {"k": "a"}}, True),
    Case(
        "ip-or-vpc",
        KEYS,
        {
            "IpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"},
            "StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"},
        },
        True,
    ),
    Case(
        "ip-checked",
        KEYS,
        {
            "IpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"},
            "StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"},
        },
        False,
        {"aws:SourceIp": "198.51.100.1"},
    ),
    Case("own-keys", OPERATORS, {"Null": {"aws:TokenIssueTime": "true"}}, True),
    Case(
        "temporary",
        OPERATORS,
        {"Null": {"aws:TokenIssueTime": "true"}},
        False,
        {"aws:TokenIssueTime": "2020-01-01T00:00:00Z"},
    ),
    Case("null-false", OPERATORS, {"Null": {"k": "false"}}, True, {"k": "a"}),
    Case("null-false-absent", OPERATORS, {"Null": {"k": False}}, False),
    Case(
        "null-empty",
        SET_EXAMPLES,
        {"Null": {"aws:TagKeys": "false"}},
        False,
        {"aws:TagKeys": ("",)},
    ),
]
MANY = [
    Case("or", SEVERAL, {"StringEquals": {"k": ["a", "b"]}}, True, {"k": "b"}),
    Case("nor", SEVERAL, {"StringNotEquals": {"k": ["a", "b"]}}, False, {"k": "b"}),
    Case("nor-neither", SEVERAL, {"StringNotEquals": {"k": ["a", "b"]}}, True, {"k": "c"}),
    Case("and-keys", SEVERAL, {"StringEquals": {"k": "a", "l": "b"}}, False, {"k": "a", "l": "c"}),
    Case(
        "and-operators",
        SEVERAL,
        {"StringEquals": {"k": "a"}, "StringLike": {"l": "b*"}},
        True,
        {"k": "a", "l": "bc"},
    ),
    Case(
        "and-fails",
        SEVERAL,
        {"StringEquals": {"k": "a"}, "StringLike": {"l": "b*"}},
        False,
        {"k": "b", "l": "bc"},
    ),
    Case(
        "tag-there",
        SINGLE_EXAMPLES,
        {"StringLike": {"aws:RequestTag/project": "*"}},
        True,
        {"aws:RequestTag/project": "x"},
    ),
    Case("tag-missing", SINGLE_EXAMPLES, {"StringLike": {"aws:RequestTag/project": "*"}}, False),
    Case(
        "key-case", CONDITION, {"StringEquals": {"AWS:SourceIP": "a"}}, True, {"aws:SourceIp": "a"}
    ),
    Case(
        "tag-key-case",
        CONDITION,
        {"StringEquals": {"aws:PrincipalTag/TagKey1": "v"}},
        True,
        {"aws:PrincipalTag/tagkey1": "v"},
    ),
]
ATTRIBUTES = ["PostDateTime", "Message", "Tags"]
WANTED = {"ForAllValues:StringLike": {"k": ATTRIBUTES}}
FORBIDDEN = {"ForAnyValue:StringLike": {"k": ["ID", "PostDateTime"]}}
PREFIX = {"ForAllValues:StringNotLike": {"aws:TagKeys": "key1*"}}
SET_CASES = [
    Case("all", SETS, WANTED, True, {"k": ("PostDateTime", "Message")}),
    Case("all-one-more", SETS, WANTED, False, {"k": ("PostDateTime", "UserName")}),
    Case("all-empty", SETS, WANTED, True, {"k": ("",)}),
    Case("all-absent", SETS, WANTED, True),
    Case("any", SETS, FORBIDDEN, True, {"k": ("UserName", "Message", "PostDateTime")}),
    Case("any-none", SETS, FORBIDDEN, False, {"k": ("UserName",)}),
    Case("any-empty", SETS, FORBIDDEN, False, {"k": ("",)}),
    Case("any-absent", SETS, FORBIDDEN, False),
    Case("any-not-absent", SETS, {"ForAnyValue:StringNotEquals": {"k": "a"}}, False),
    Case("deny-legal", SET_EXAMPLES, PREFIX, False, {"aws:TagKeys": ("key1:legal",)}),
    Case("deny-two", SET_EXAMPLES, PREFIX, False, {"aws:TagKeys": ("key1:hr", "key1:personnel")}),
    Case("deny-audit", SET_EXAMPLES, PREFIX, True, {"aws:TagKeys": ("key2:audit",)}),
    Case("deny-absent", SET_EXAMPLES, PREFIX, True),
    Case(
        "paths",
        KEYS,
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1/*"}},
        True,
        {"aws:PrincipalOrgPaths": ("o-a1/r-1/ou-2/",)},
    ),
    Case(
        "called-via",
        KEYS,
        {"ForAnyValue:StringEquals": {"aws:CalledVia": "dynamodb.amazonaws.com"}},
        True,
        {"aws:CalledVia": ("cloudformation.amazonaws.com", "dynamodb.amazonaws.com")},
    ),
    Case(
        "called-directly",
        KEYS,
        {"ForAnyValue:StringEquals": {"aws:CalledVia": "dynamodb.amazonaws.com"}},
        False,
    ),
    Case("several-without-set", SETS, {"StringEquals": {"k": "a"}}, None, {"k": ("a", "b")}),
    Case("any-if-exists-absent", SETS, {"ForAnyValue:StringEqualsIfExists": {"k": "a"}}, None),
    Case("all-if-exists-absent", SETS, {"ForAllValues:StringEqualsIfExists": {"k": "a"}}, True),
]

"""Action, Resource, Principal and their opposites cover what their pages say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from swtui.access.evaluator.evaluator import Principal, evaluate_identity, evaluate_trust
from tests.access.evaluator.documented import (
    ACTION,
    AWAY,
    BOB,
    GRAMMAR,
    IDENTIFIERS,
    NOT_ACTION,
    NOT_PRINCIPAL,
    NOT_RESOURCE,
    PRINCIPAL,
    RESOURCE,
    SESSION,
    allow,
    asks,
    deny,
    policy,
)

ROOT = f"arn:aws:iam::{AWAY}:root"
USER = "arn:aws:iam::1:user/"
OTHER_ROLE = f"arn:aws:iam::{AWAY}:role/x"
ANY_SESSION = f"arn:aws:sts::{AWAY}:assumed-role/audit/*"
EC2 = Principal(arn="ec2.amazonaws.com", account="", kind="service")
GOOGLE = Principal(arn="accounts.google.com", account="", kind="federated")
PAY = "arn:aws:s3:::HRBucket/Payroll"
BUCKETS = ["arn:aws:s3:::a", "arn:aws:s3:::b"]

ACTIONS: list[tuple[str, str, str, Any, str, bool]] = [
    ("case", ACTION, "Action", "iam:ListAccessKeys", "IAM:listaccesskeys", True),
    ("service", ACTION, "Action", "s3:*", "s3:GetObject", True),
    ("other-service", ACTION, "Action", "s3:*", "sqs:SendMessage", False),
    ("part", ACTION, "Action", "iam:*AccessKey*", "iam:UpdateAccessKey", True),
    ("not-part", ACTION, "Action", "iam:*AccessKey*", "iam:GetUser", False),
    ("list", ACTION, "Action", ["sqs:SendMessage", "s3:GetObject"], "s3:GetObject", True),
    ("star", GRAMMAR, "Action", "*", "sts:AssumeRole", True),
    ("not-iam", NOT_ACTION, "NotAction", "iam:*", "iam:GetUser", False),
    ("all-but-iam", NOT_ACTION, "NotAction", "iam:*", "s3:GetObject", True),
    ("not-bucket", NOT_ACTION, "NotAction", "s3:DeleteBucket", "s3:GetObject", True),
]
RESOURCES: list[tuple[str, str, str, Any, str, bool]] = [
    ("star", RESOURCE, "Resource", "*", "arn:aws:s3:::b", True),
    ("user", RESOURCE, "Resource", USER + "Bob", USER + "Bob", True),
    ("case", RESOURCE, "Resource", USER + "Bob", USER + "bob", False),
    ("path", RESOURCE, "Resource", USER + "accounting/*", USER + "accounting/a/b", True),
    ("question", RESOURCE, "Resource", "arn:aws:iam::?:user/x?", USER + "x1", True),
    ("over-colons", RESOURCE, "Resource", "arn:aws:iam::*", USER + "Bob", True),
    ("list", RESOURCE, "Resource", BUCKETS, "arn:aws:s3:::b", True),
    ("payroll", NOT_RESOURCE, "NotResource", [PAY, PAY + "/*"], PAY + "/may", False),
    ("beside", NOT_RESOURCE, "NotResource", [PAY, PAY + "/*"], "arn:aws:s3:::HRBucket/x", True),
]
PRINCIPALS: list[tuple[str, str, Any, Principal, bool | None]] = [
    ("account-id", PRINCIPAL, {"AWS": AWAY}, BOB, True),
    ("account-root", PRINCIPAL, {"AWS": ROOT}, BOB, True),
    ("account-session", PRINCIPAL, {"AWS": ROOT}, SESSION, True),
    ("others", PRINCIPAL, {"AWS": ["123456789012", "555555555555"]}, BOB, False),
    ("one-of", PRINCIPAL, {"AWS": ["123456789012", AWAY]}, BOB, True),
    ("user", PRINCIPAL, {"AWS": BOB.arn}, BOB, True),
    ("user-case", PRINCIPAL, {"AWS": BOB.arn.replace("Bob", "bob")}, BOB, False),
    ("user-star", PRINCIPAL, {"AWS": f"arn:aws:iam::{AWAY}:user/*"}, BOB, False),
    ("role", PRINCIPAL, {"AWS": SESSION.role_arn}, SESSION, True),
    ("role-other", PRINCIPAL, {"AWS": OTHER_ROLE}, SESSION, False),
    ("session", PRINCIPAL, {"AWS": SESSION.arn}, SESSION, True),
    ("session-other", PRINCIPAL, {"AWS": SESSION.arn + "2"}, SESSION, False),
    ("session-star", PRINCIPAL, {"AWS": ANY_SESSION}, SESSION, False),
    ("everyone", PRINCIPAL, "*", BOB, True),
    ("everyone-aws", PRINCIPAL, {"AWS": "*"}, BOB, True),
    ("services", PRINCIPAL, {"Service": ["ecs.amazonaws.com", EC2.arn]}, EC2, True),
    ("service-other", PRINCIPAL, {"Service": "ecs.amazonaws.com"}, EC2, False),
    ("service-not-user", PRINCIPAL, {"Service": EC2.arn}, BOB, False),
    ("federated", PRINCIPAL, {"Federated": GOOGLE.arn}, GOOGLE, True),
    ("federated-other", PRINCIPAL, {"Federated": "www.amazon.com"}, GOOGLE, False),
    ("deleted-user", PRINCIPAL, {"AWS": "AIDAJQABLZS4A3QDU576Q"}, BOB, False),
    ("own-id", IDENTIFIERS, {"AWS": BOB.user_id}, BOB, True),
    ("canonical", PRINCIPAL, {"CanonicalUser": "79a59df900b949e5"}, BOB, None),
    ("partition", IDENTIFIERS, {"AWS": ROOT.replace("aws", "aws-cn")}, BOB, False),
]
SPARED: list[tuple[str, list[str], Principal, bool | None]] = [
    ("user-and-account", [BOB.arn, ROOT], BOB, False),
    ("user-alone", [BOB.arn], BOB, None),
    ("session-role-account", [SESSION.arn, SESSION.role_arn, ROOT], SESSION, False),
    ("session-without-role", [SESSION.arn, ROOT], SESSION, None),
    ("account-alone", [SESSION.arn, SESSION.role_arn, ROOT], BOB, None),
    ("others", ["123456789012"], BOB, True),
]


def names(rows: Sequence[tuple[Any, ...]]) -> list[str]:
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("_name", "page", "element", "wanted", "action", "met"), ACTIONS, ids=names(ACTIONS)
)
def test_an_action_is_covered_as_its_page_says(
    _name: str, page: str, element: str, wanted: Any, action: str, met: bool
) -> None:
    read = policy({"Effect": "Allow", "Resource": "*", element: wanted})
    result = evaluate_identity([read], asks(action)).results[0]
    assert result.matched is met, f"{page}: {result.why}"


@pytest.mark.parametrize(
    ("_name", "page", "element", "wanted", "resource", "met"), RESOURCES, ids=names(RESOURCES)
)
def test_a_resource_is_covered_as_its_page_says(
    _name: str, page: str, element: str, wanted: Any, resource: str, met: bool
) -> None:
    read = policy({"Effect": "Allow", "Action": "*", element: wanted})
    result = evaluate_identity([read], asks("iam:GetUser", resource)).results[0]
    assert result.matched is met, f"{page}: {result.why}"


@pytest.mark.parametrize(
    ("_name", "page", "principal", "caller", "met"), PRINCIPALS, ids=names(PRINCIPALS)
)
def test_a_principal_is_named_as_its_page_says(
    _name: str, page: str, principal: Any, caller: Principal, met: bool | None
) -> None:
    read = policy(allow(Principal=principal))
    result = evaluate_trust(read, asks(principal=caller)).results[0]
    assert result.matched is met, f"{page}: {result.why}"


@pytest.mark.parametrize(("_name", "spared", "caller", "met"), SPARED, ids=names(SPARED))
def test_notprincipal_with_deny_spares_whom_it_names_with_their_account(
    _name: str, spared: list[str], caller: Principal, met: bool | None
) -> None:
    read = policy(deny(NotPrincipal={"AWS": spared}))
    result = evaluate_trust(read, asks(principal=caller)).results[0]
    assert result.matched is met, f"{NOT_PRINCIPAL}: {result.why}"


def test_notprincipal_with_allow_is_not_judged() -> None:
    read = policy(allow(NotPrincipal={"AWS": "123456789012"}))
    assert evaluate_trust(read, asks()).verdict == "unknown", NOT_PRINCIPAL

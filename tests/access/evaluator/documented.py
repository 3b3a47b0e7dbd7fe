"""What AWS's documentation says of policies, as cases: each names the page it is from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from swtui.access.evaluator.evaluator import Policy, Principal, Request, read_policy

OPERATORS = "IAM User Guide, IAM JSON policy elements: Condition operators"
CONDITION = "IAM User Guide, IAM JSON policy elements: Condition"
SEVERAL = "IAM User Guide, Conditions with multiple context keys or values"
SETS = "IAM User Guide, Single-valued vs. multivalued context keys"
SET_EXAMPLES = "IAM User Guide, Multivalued context key examples"
SINGLE_EXAMPLES = "IAM User Guide, Single-valued context key policy examples"
VARIABLES = "IAM User Guide, IAM policy elements: Variables and tags"
VERSION = "IAM User Guide, IAM JSON policy elements: Version"
PRINCIPAL = "IAM User Guide, AWS JSON policy elements: Principal"
NOT_PRINCIPAL = "IAM User Guide, AWS JSON policy elements: NotPrincipal"
ACTION = "IAM User Guide, IAM JSON policy elements: Action"
NOT_ACTION = "IAM User Guide, IAM JSON policy elements: NotAction"
RESOURCE = "IAM User Guide, IAM JSON policy elements: Resource"
NOT_RESOURCE = "IAM User Guide, IAM JSON policy elements: NotResource"
KEYS = "IAM User Guide, AWS global condition context keys"
IDENTIFIERS = "IAM User Guide, IAM identifiers"
GRAMMAR = "IAM User Guide, Grammar of the IAM JSON policy language"
LOGIC = "IAM User Guide, Policy evaluation logic"
CROSS_ACCOUNT = "IAM User Guide, Cross-account policy evaluation logic"
BOUNDARIES = "IAM User Guide, Permissions boundaries for IAM entities"

HOME, AWAY = "111122223333", "444455556666"
ROLE = f"arn:aws:iam::{HOME}:role/Admin"
BOB = Principal(
    arn=f"arn:aws:iam::{AWAY}:user/Bob", account=AWAY, kind="user", user_id="AIDACKCEVSQ6C2EXAMPLE"
)
NEIGHBOUR = Principal(
    arn=f"arn:aws:iam::{HOME}:user/Ann", account=HOME, kind="user", user_id="AIDAJQABLZS4A3QDU576Q"
)
SESSION = Principal(
    arn=f"arn:aws:sts::{AWAY}:assumed-role/audit/app",
    account=AWAY,
    kind="assumed-role",
    user_id="AROADBQP57FF2AEXAMPLE:app",
    role_arn=f"arn:aws:iam::{AWAY}:role/audit",
)

Context = Mapping[str, tuple[str, ...] | str]


@dataclass(frozen=True, slots=True)
class Case:
    """One condition of a page, and whether it is met there."""

    name: str
    page: str
    condition: Mapping[str, Any]
    met: bool | None
    context: Context = field(default_factory=dict)
    version: str = "2012-10-17"


def policy(*statements: Mapping[str, Any], version: str = "2012-10-17") -> Policy:
    """Read a policy of these statements; it is a mistake of the test if IAM would refuse it."""
    read = read_policy({"Version": version, "Statement": list(statements)})
    assert read.problems == ()
    return read


def allow(action: Any = "sts:AssumeRole", **more: Any) -> dict[str, Any]:
    """Return an Allow statement; `more` are its further elements."""
    return {"Effect": "Allow", "Action": action} | more


def deny(action: Any = "sts:AssumeRole", **more: Any) -> dict[str, Any]:
    """Return a Deny statement."""
    return {"Effect": "Deny", "Action": action} | more


def asks(
    action: str = "sts:AssumeRole",
    resource: str = ROLE,
    context: Context | None = None,
    *,
    principal: Principal = BOB,
    complete: bool = True,
) -> Request:
    """Return a request of which everything is known, unless `complete` is False."""
    return Request(
        action=action,
        resource=resource,
        principal=principal,
        context=context or {},
        complete=complete,
    )

"""Drafts of policies, and the accounts, roles and users that the tests write into them."""

from __future__ import annotations

from typing import Any

from swtui.access.policies.draft import PolicyDraft
from swtui.access.policies.write import document

HOME, AWAY = "123456789012", "111122223333"
ADMIN = f"arn:aws:iam::{HOME}:role/Admin"
JO = f"arn:aws:iam::{HOME}:user/jo"
SSO = f"arn:aws:iam::{HOME}:role/aws-reserved/sso.amazonaws.com/eu-west-1"


def statements(draft: PolicyDraft) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document(draft)["Statement"]
    return found


def trust(**more: Any) -> PolicyDraft:
    return PolicyDraft(side="trust", **more)

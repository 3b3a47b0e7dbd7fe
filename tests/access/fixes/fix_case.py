"""A refusal with the change that lifts it, and the policies that such cases are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from swtui.demo.organisation import DemoPolicy
from swtui.demo.policy import Document, document
from swtui.demo.policy_shorthand import allow
from tests.access.case import HOME, PEOPLE, Case

READ_SELF = allow("iam:Get*", "iam:List*", "iam:SimulatePrincipalPolicy")
ELSE = [f"arn:aws:iam::{HOME}:role/Else"]
TAGGED = {"tags": (("team", "x"),)}


@dataclass(frozen=True)
class FixCase:
    """A refusal, and what must be proposed for it."""

    case: Case
    sides: tuple[str, ...]
    """Of the changes that are sure."""
    says: str = ""
    """Words of the first one's sentence."""
    proposes: str = ""
    """A part of what is proposed, as JSON or as the profile's lines."""
    reader: str = "reader"
    """Who reads the role; empty: the caller alone."""


def policies(*statements: Any) -> tuple[Document, ...]:
    return (document(*statements), document(READ_SELF))


def managed(account: str = PEOPLE, **more: Any) -> DemoPolicy:
    return DemoPolicy(
        account_id=account,
        name="Switch",
        document=document(allow("sts:AssumeRole", on=ELSE)),
        **more,
    )

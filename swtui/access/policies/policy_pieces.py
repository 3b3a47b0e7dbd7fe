"""Pieces that policies of both sides are made of: actions, conditions, lists, the document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from swtui.access.evaluator.policy_document import LATEST_VERSION
from swtui.access.policies.policy_parts import Parts

Element = str | list[str]
"""One value, or several: IAM reads a one-element list and its element alike."""
Document = dict[str, Any]
"""A policy or a part of it as JSON has it."""


def one_or_many(values: Iterable[str]) -> Element:
    """Return a single value as itself, several as a list."""
    found = list(values)
    return found[0] if len(found) == 1 else found


def actions(*, tag_session: bool, source_identity: bool) -> Element:
    """Return what is allowed: a session with tags or a source identity needs its own actions.

    IAM User Guide, "Pass session tags in AWS STS" and "Monitor and control actions taken with
    assumed roles": the caller's policy and the trust policy both need them.
    """
    more = (("sts:TagSession", tag_session), ("sts:SetSourceIdentity", source_identity))
    return one_or_many(["sts:AssumeRole", *(action for action, wanted in more if wanted)])


def mfa_conditions(mfa: bool, age: int | None) -> Document:
    """Return what asks for MFA.

    IAM User Guide, "Secure API access with MFA"; both keys are absent where MFA was not used, so
    neither condition is then met.
    """
    found: Document = {"Bool": {"aws:MultiFactorAuthPresent": "true"}} if mfa or age else {}
    if age:
        found["NumericLessThan"] = {"aws:MultiFactorAuthAge": str(age)}
    return found


def with_condition(statement: Document, condition: Document) -> Document:
    """Return the statement with a condition, which is left out when it is empty."""
    return {**statement, "Condition": condition} if condition else statement


def policy(statements: list[Document]) -> Document:
    """Return the document of these statements."""
    return {"Version": LATEST_VERSION, "Statement": statements}


def actions_of(parts: Parts) -> Element:
    """Return the actions that a draft asks for."""
    return actions(tag_session=parts.tag_session, source_identity=parts.source_identity)

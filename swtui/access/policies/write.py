"""Writing policies: from a draft to a checked document, with what to know of it.

The documents grant `sts:AssumeRole` from either side. Nothing here talks to AWS or changes IAM.
"""

from __future__ import annotations

from swtui.access.policies.checked_draft import CheckedDraft, FieldProblem, read_draft
from swtui.access.policies.documents import (
    Document,
    caller_document,
    trust_document,
)
from swtui.access.policies.draft import CALLER, OPTIONS, SERVICES, TRUST, PolicyDraft, Sentence
from swtui.access.policies.self_check import find_mistake
from swtui.access.policies.warnings import find_warnings, size_problem
from swtui.errors import SwtuiError, UsageError

__all__ = (
    "CALLER",
    "OPTIONS",
    "SERVICES",
    "TRUST",
    "Document",
    "FieldProblem",
    "PolicyDraft",
    "document",
    "problems",
    "warnings",
)


def document(draft: PolicyDraft, *, tried: bool = True) -> Document:
    """Return the policy that a draft describes, as JSON has it.

    It is checked by the evaluator first (`find_mistake`). That takes some milliseconds, and a
    preview that follows the keys may leave it for later (`tried=False`). Raises UsageError with
    every problem, when there is one.
    """
    found = problems(draft)
    if found:
        raise UsageError("; ".join(map(str, found)))
    parts, _ = read_draft(draft)
    built = _built(draft.side, parts)
    mistake = find_mistake(draft.side, parts, built) if tried else ""
    if mistake:
        raise SwtuiError(f"this policy would be wrong: internal error in swtui: {mistake}")
    return built


def problems(draft: PolicyDraft) -> tuple[FieldProblem, ...]:
    """Return what keeps a draft from becoming a document, each with the field it is about."""
    parts, found = read_draft(draft)
    if found:
        return found
    built = _built(draft.side, parts)
    too_long = size_problem(draft.side, built)
    return (FieldProblem("side", (too_long,)),) if too_long else ()


def warnings(draft: PolicyDraft) -> tuple[Sentence, ...]:
    """Return what to know before the policy is used; nothing for a draft with problems."""
    if problems(draft):
        return ()
    parts, _ = read_draft(draft)
    account = parts.for_role.account_id if parts.for_role else ""
    return find_warnings(_built(draft.side, parts), draft.side, role_account=account)


def _built(side: str, parts: CheckedDraft) -> Document:
    return caller_document(parts) if side == CALLER else trust_document(parts)

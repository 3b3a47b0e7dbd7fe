"""Writing policies: from a draft to a checked document, with what to know of it.

The documents grant `sts:AssumeRole` from either side. Nothing here talks to AWS or changes IAM.
"""

from __future__ import annotations

from swtui.access.policies.checked_draft import CheckedDraft, FieldProblem, read_draft
from swtui.access.policies.documents import Document, caller_document, trust_document
from swtui.access.policies.draft import CALLER, PolicyDraft, Sentence
from swtui.access.policies.self_check import find_mistake
from swtui.access.policies.warnings import find_warnings, size_problem
from swtui.errors import SwtuiError, UsageError


def document(draft: PolicyDraft, *, tried: bool = True) -> Document:
    """Return the policy that a draft describes, as JSON has it.

    It is checked by the evaluator first (`find_mistake`). That takes up to 0.1 s, and a
    preview that follows the keys may leave it for later (`tried=False`). Raises UsageError with
    every problem, when there is one.
    """
    parts, built, found = _build(draft)
    if found:
        raise UsageError("; ".join(map(str, found)))
    mistake = find_mistake(draft.side, parts, built) if tried else ""
    if mistake:
        raise SwtuiError(f"this policy would be wrong: internal error in swtui: {mistake}")
    return built


def problems(draft: PolicyDraft) -> tuple[FieldProblem, ...]:
    """Return what keeps a draft from becoming a document, each with the field it is about."""
    return _build(draft)[2]


def warnings(draft: PolicyDraft) -> tuple[Sentence, ...]:
    """Return what to know before the policy is used; nothing for a draft with problems."""
    parts, built, found = _build(draft)
    account = parts.for_role.account_id if parts.for_role else ""
    return () if found else find_warnings(built, draft.side, role_account=account)


def _build(draft: PolicyDraft) -> tuple[CheckedDraft, Document, tuple[FieldProblem, ...]]:
    """Return the checked values, the document (empty with problems in the draft), the problems."""
    parts, found = read_draft(draft)
    if found:
        return parts, {}, found
    built = caller_document(parts) if draft.side == CALLER else trust_document(parts)
    too_long = size_problem(draft.side, built)
    return parts, built, (FieldProblem("side", (too_long,)),) if too_long else ()

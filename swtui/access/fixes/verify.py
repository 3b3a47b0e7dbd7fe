"""Trials of a proposed change: it must allow the request that was refused, and no stranger's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from swtui.access.diagnosis.caller_policies import CallerPolicies
from swtui.access.diagnosis.refused_call import RefusedCall, build_request, needed_actions
from swtui.access.evaluator.evaluator import (
    Evaluation,
    Principal,
    check_identity,
    check_trust,
    evaluate_identity,
    evaluate_trust,
    read_policy,
)
from swtui.access.fixes.caller_side import evaluate_caller
from swtui.access.fixes.fix import Fix
from swtui.access.policies.draft import CALLER, TRUST
from swtui.access.policies.warnings import cautions, size_problem, size_warnings
from swtui.errors import SwtuiError
from swtui.roles.arn import split_arn

_NOBODY: Mapping[str, Any] = {"Version": "2012-10-17", "Statement": []}


def verify_trust_fix(refused: RefusedCall, change: Fix) -> Fix:
    """Return a change of the trust policy with what its trials leave open among the notes.

    `refused` is the call as it would be made then. Raises SwtuiError where a stranger would be
    admitted, or IAM would refuse the document: a bug.
    """
    before, after = change.current, change.proposed
    assert before is not None  # noqa: S101 - a trust policy that was not read gets no proposal
    assert after is not None  # noqa: S101
    old, new = read_policy(before), read_policy(after)
    _refuse_faults((*new.problems, *check_trust(new)), (*old.problems, *check_trust(old)))
    for stranger in _strangers(refused, after):
        for action in needed_actions(refused):
            asked = replace(build_request(refused, action, new), principal=stranger)
            _refuse_opening(stranger.arn, evaluate_trust(old, asked), evaluate_trust(new, asked))
            if evaluate_trust(old, asked).verdict != "not-allowed":
                break  # whatever may already assume the role may get what goes with it
    found = [
        _doubt(a, evaluate_trust(new, build_request(refused, a, new)))
        for a in needed_actions(refused)
    ]
    found += [each.message for each in cautions(new)]
    return _noted(change, TRUST, after, found)


def verify_caller_fix(refused: RefusedCall, change: Fix, held: CallerPolicies) -> Fix:
    """Return a change of the caller's policies with what its trials leave open.

    It raises what `verify_trust_fix` does.
    """
    assert change.proposed is not None  # noqa: S101 - the caller's changes are whole documents
    new = read_policy(change.proposed, name=change.policy.name if change.policy else "")
    old = change.policy.read() if change.policy else read_policy(_NOBODY)
    _refuse_faults((*new.problems, *check_identity(new)), (*old.problems, *check_identity(old)))
    for role in _other_roles(refused):
        for action in needed_actions(refused):
            asked = replace(build_request(refused, action, new), resource=role)
            before, after = evaluate_identity((old,), asked), evaluate_identity((new,), asked)
            _refuse_opening(role, before, after)
    whole = [each.read() for each in held.policies if each is not change.policy] + [new]
    risky = [f"{policy.name}: {each.message}" for policy in whole for each in cautions(policy)]
    found = [
        _doubt(action, evaluate_caller(refused, action, whole))
        for action in needed_actions(refused)
    ]
    if not held.is_whole:
        why = held.problems[0] if held.problems else "the caller's policies were not read"
        found.append(f"{why}: a Deny in an unread policy would still win")
    return _noted(change, CALLER, change.proposed, [*found, *risky])


def _noted(change: Fix, side: str, after: Mapping[str, Any], doubts: list[str]) -> Fix:
    too_long = size_problem(side, after)
    sizes = () if change.policy is not None else tuple(size_warnings(side, after))
    notes = (*change.notes, *filter(None, doubts), *filter(None, (too_long,)), *sizes)
    return replace(change, notes=tuple(dict.fromkeys(notes)))


def _doubt(action: str, evaluation: Evaluation) -> str:
    """Return what keeps us from saying that it will be allowed; empty when nothing does."""
    if evaluation.verdict == "allowed":
        return ""
    allows = [r for r in evaluation.results if r.statement.effect == "Allow"]
    open_ = [r for r in evaluation.deciding if r.matched is None] or allows[-1:]
    why = "; ".join(result.why for result in open_)
    if evaluation.verdict == "unknown":
        return f"whether {action} will then be allowed is not sure: {why}"
    return f"by itself this does not yet allow {action}: {why}"


def _refuse_faults(after: tuple[Any, ...], before: tuple[Any, ...]) -> None:
    """Raise SwtuiError for a new fault; a statement may stand in another place than before."""
    new = Counter(str(fault.message) for fault in after)
    new.subtract(str(fault.message) for fault in before)
    if found := next((message for message, more in new.items() if more > 0), ""):
        raise SwtuiError(f"this change would be wrong: internal error in swtui: {found}")


def _refuse_opening(whom: str, before: Evaluation, after: Evaluation) -> None:
    if after.verdict in ("allowed", "unknown") and before.verdict in ("denied", "not-allowed"):
        raise SwtuiError(f"this change would admit {whom}: internal error in swtui")


def _strangers(refused: RefusedCall, after: Mapping[str, Any]) -> Iterator[Principal]:
    """Yield a user of an unnamed account, and others of the caller's own account."""
    named = repr(after)
    foreign = next(a for a in map(str, count(100_000_000_000)) if a not in named)
    partition = split_arn(refused.caller).partition or "aws"
    for account in (foreign, refused.account):
        if account:
            arn = f"arn:{partition}:iam::{account}:user/someone-else-altogether"
            yield Principal(arn=arn, account=account, kind="user", user_id="AIDASOMEBODYELSE0000")


def _other_roles(refused: RefusedCall) -> Iterator[str]:
    role = refused.role
    if role is not None:
        yield f"{role}-and-another"
        foreign = "100000000000" if role.account_id != "100000000000" else "100000000001"
        yield str(replace(role, account_id=foreign))

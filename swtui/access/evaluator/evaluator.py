"""Would these policies allow this request: statement by statement, and why.

Pure: no network, no files. Rules: IAM User Guide, "Policy evaluation logic", and the pages that
the modules beside this one name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from swtui.access.evaluator.combining import Decision, combine
from swtui.access.evaluator.evaluation import UNREAD, Evaluation, Verdict
from swtui.access.evaluator.policy_document import Policy, Problem, Statement
from swtui.access.evaluator.policy_reader import check_identity, check_trust, read_policy
from swtui.access.evaluator.reasons import Reason, StatementResult
from swtui.access.evaluator.request import Principal, Request
from swtui.access.evaluator.statements import judge_identity, judge_trust

__all__ = (
    "UNREAD",
    "Decision",
    "Evaluation",
    "Policy",
    "Principal",
    "Problem",
    "Reason",
    "Request",
    "StatementResult",
    "Verdict",
    "check_identity",
    "check_trust",
    "combine",
    "evaluate_identity",
    "evaluate_trust",
    "read_policy",
)


def evaluate_trust(policy: Policy, request: Request) -> Evaluation:
    """Judge a role's trust policy; only `request.principal` may be one of its principals."""
    return _evaluate((policy,), request, judge_trust)


def evaluate_identity(policies: Iterable[Policy], request: Request) -> Evaluation:
    """Judge policies without principals: of an identity, a boundary, of a session."""
    return _evaluate(tuple(policies), request, judge_identity)


def _evaluate(
    policies: tuple[Policy, ...],
    request: Request,
    judge: Callable[[Policy, Statement, Request], StatementResult],
) -> Evaluation:
    results = tuple(
        judge(policy, statement, request) for policy in policies for statement in policy.statements
    )
    return Evaluation(results, all(each.statements or not each.problems for each in policies))

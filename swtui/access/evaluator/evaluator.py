"""Evaluate policies for a request, statement by statement, with the reasons.

Pure: no network, no files. Rules: IAM User Guide, "Policy evaluation logic", and the pages that
the modules of this folder name.
"""

from __future__ import annotations

from collections.abc import Iterable

from swtui.access.evaluator.combining import Decision, combine
from swtui.access.evaluator.conditions import judge_condition
from swtui.access.evaluator.matching import fill, fits, fits_action
from swtui.access.evaluator.policy import Policy, PolicyProblem, Statement
from swtui.access.evaluator.policy_reader import check_identity, check_trust, read_policy
from swtui.access.evaluator.principals import UNSURE, judge_principals
from swtui.access.evaluator.request import Principal, Request
from swtui.access.evaluator.results import (
    UNREAD,
    Evaluation,
    Reason,
    StatementResult,
    Truth,
    Verdict,
    opposite,
    quote_list,
    some,
)

__all__ = (
    "UNREAD",
    "Decision",
    "Evaluation",
    "Policy",
    "PolicyProblem",
    "Principal",
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
    return _evaluate((policy,), request, is_trust=True)


def evaluate_identity(policies: Iterable[Policy], request: Request) -> Evaluation:
    """Judge policies without principals: of an identity, a boundary, of a session."""
    return _evaluate(tuple(policies), request, is_trust=False)


def _evaluate(policies: tuple[Policy, ...], request: Request, *, is_trust: bool) -> Evaluation:
    results = tuple(
        _judge(policy, statement, request, is_trust=is_trust)
        for policy in policies
        for statement in policy.statements
    )
    return Evaluation(results, all(each.statements or not each.problems for each in policies))


def _judge(
    policy: Policy, statement: Statement, request: Request, *, is_trust: bool
) -> StatementResult:
    """Judge each element of a statement; one that IAM would not accept is left open."""
    matched_as: frozenset[str] = frozenset()
    reasons: list[Reason]
    fault = statement.broken or (_trust_fault if is_trust else _identity_fault)(statement)
    if fault:
        words = f"IAM would not accept it: {fault.rstrip('.')}"
        reasons = [Reason(element="Statement", met=None, words=words)]
        matched_as = frozenset((UNSURE,))
    else:
        reasons = [_judge_action(statement, request)]
        if is_trust:
            principals, matched_as = judge_principals(statement, request.principal)
            reasons.insert(0, principals)
        else:
            reasons.append(_judge_resource(policy, statement, request))
        variables = policy.has_variables
        reasons += [judge_condition(c, request, variables=variables) for c in statement.conditions]
    return StatementResult(
        statement=statement, reasons=tuple(reasons), matched_as=matched_as, policy=policy.name
    )


def _trust_fault(statement: Statement) -> str:
    """Return why a statement cannot be one of a trust policy, or an empty text."""
    if not statement.principal_element:
        return "A statement of a trust policy has a Principal."
    return "A trust policy has no Resource." if statement.resource_element else ""


def _identity_fault(statement: Statement) -> str:
    """Return why a statement cannot be one of a policy of an identity, or an empty text."""
    if statement.principal_element:
        return "An identity policy cannot have a Principal."
    return "" if statement.resource_element else "A statement has a Resource or a NotResource."


def _judge_action(statement: Statement, request: Request) -> Reason:
    is_listed = any(fits_action(wanted, request.action) for wanted in statement.actions)
    return _judge_list(statement.action_element, statement.actions, request.action, is_listed)


def _judge_resource(policy: Policy, statement: Statement, request: Request) -> Reason:
    """Judge Resource or NotResource; a star may reach over colons.

    IAM User Guide, "IAM JSON policy elements: Resource", Using wildcards in resource ARNs: a
    star at the end of a part of an ARN "can expand to match beyond the colon boundaries".
    """
    element, resource = statement.resource_element, request.resource
    filled = [fill(text, request, variables=policy.has_variables) for text in statement.resources]
    is_listed = some(each.agrees(lambda text: fits(text, resource)) for each in filled)
    absent = [key for each in filled for key in each.absent]
    unknown = [key for each in filled for key in each.unknown]
    note = ""
    if is_listed is None:
        note = f", and the value of {quote_list(unknown, 'and')} is not known"
    elif absent and is_listed is (element == "Resource"):
        # "Any attempt to match it fails and causes the statement to be invalid."
        is_listed = None
        note = f", and the request has no single value for {quote_list(absent, 'and')}"
    return _judge_list(element, statement.resources, resource, is_listed, note)


def _judge_list(
    element: str, wanted: tuple[str, ...], actual: str, is_listed: Truth, note: str = ""
) -> Reason:
    """Return the reason of an element that lists what it covers, or what it leaves out."""
    met = opposite(is_listed) if element.startswith("Not") else is_listed
    verb = {True: "covers", False: "does not cover", None: "may cover"}[met]
    words = f"{element} {quote_list(wanted, 'and')} {verb} {actual}{note}"
    return Reason(element=element, met=met, words=words, wanted=wanted)

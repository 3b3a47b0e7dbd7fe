"""Would these policies allow this request: statement by statement, and why.

Pure: no network, no files. Rules: IAM User Guide, "Policy evaluation logic", and the pages that
the modules of this folder name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

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
    listed,
    opposite,
    some,
)


def judge_trust(policy: Policy, statement: Statement, request: Request) -> StatementResult:
    """Judge a statement of a role's trust policy: it names principals, and no resource."""
    if statement.broken:
        return _unjudged(policy, statement, statement.broken)
    if not statement.principal_element:
        return _unjudged(policy, statement, "A statement of a trust policy has a Principal.")
    if statement.resource_element:
        return _unjudged(policy, statement, "A trust policy has no Resource.")
    who, standings = judge_principals(statement, request.principal)
    reasons = (who, _action(statement, request), *_conditions(policy, statement, request))
    return StatementResult(
        statement=statement, reasons=reasons, standings=standings, policy=policy.name
    )


def judge_identity(policy: Policy, statement: Statement, request: Request) -> StatementResult:
    """Judge a statement of the caller's own policy: it names resources, and no principal."""
    if statement.broken:
        return _unjudged(policy, statement, statement.broken)
    if statement.principal_element:
        return _unjudged(policy, statement, "An identity policy cannot have a Principal.")
    if not statement.resource_element:
        return _unjudged(policy, statement, "A statement has a Resource or a NotResource.")
    what, where = _action(statement, request), _resource(policy, statement, request)
    reasons = (what, where, *_conditions(policy, statement, request))
    return StatementResult(statement=statement, reasons=reasons, policy=policy.name)


def _unjudged(policy: Policy, statement: Statement, message: str) -> StatementResult:
    words = f"IAM would not accept it: {message.rstrip('.')}"
    reason = Reason(element="Statement", met=None, words=words, path=statement.path)
    return StatementResult(
        statement=statement, reasons=(reason,), standings=frozenset((UNSURE,)), policy=policy.name
    )


def _action(statement: Statement, request: Request) -> Reason:
    named = any(fits_action(wanted, request.action) for wanted in statement.actions)
    return _listing(statement, statement.action_element, statement.actions, request.action, named)


def _resource(policy: Policy, statement: Statement, request: Request) -> Reason:
    """Judge Resource or NotResource; a star may reach over colons.

    IAM User Guide, "IAM JSON policy elements: Resource", Using wildcards in resource ARNs: a
    star at the end of a part of an ARN "can expand to match beyond the colon boundaries".
    """
    filled = [fill(text, request, variables=policy.has_variables) for text in statement.resources]
    named = some(
        False if each.absent else None if each.unknown else fits(each.text, request.resource)
        for each in filled
    )
    element = statement.resource_element
    absent = [key for each in filled for key in each.absent]
    unknown = [key for each in filled for key in each.unknown]
    note = ""
    if named is None:
        note = f", and the value of {listed(unknown, 'and')} is not known"
    elif absent and named is (element == "Resource"):
        # "Any attempt to match it fails and causes the statement to be invalid."
        named = None
        note = f", and the request has no single value for {listed(absent, 'and')}"
    return _listing(statement, element, statement.resources, request.resource, named, note)


def _listing(
    statement: Statement,
    element: str,
    wanted: tuple[str, ...],
    actual: str,
    named: Truth,
    note: str = "",
) -> Reason:
    """Return the reason of an element that lists what it covers, or what it leaves out."""
    met = opposite(named) if element.startswith("Not") else named
    says = {True: "covers", False: "does not cover", None: "may cover"}[met]
    words = f"{element} {listed(wanted, 'and')} {says} {actual}{note}"
    return Reason(
        element=element,
        met=met,
        words=words,
        path=f"{statement.path}.{element}",
        operator="",
        key="",
        wanted=wanted,
        actual=(actual,),
    )


def _conditions(policy: Policy, statement: Statement, request: Request) -> Iterable[Reason]:
    for condition in statement.conditions:
        yield judge_condition(condition, request, variables=policy.has_variables)


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

"""One statement against one request: who, what, where, and every condition."""

from __future__ import annotations

from collections.abc import Iterable

from swtui.access.evaluator.conditions import judge_condition
from swtui.access.evaluator.matching import fits, fits_action
from swtui.access.evaluator.policy_document import Policy, Statement
from swtui.access.evaluator.policy_variables import fill
from swtui.access.evaluator.principals import UNSURE, judge_principals
from swtui.access.evaluator.reasons import Reason, StatementResult, listed
from swtui.access.evaluator.request import Request
from swtui.access.evaluator.truth import Truth, opposite, some


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
    return StatementResult(statement, reasons, standings, policy.name)


def judge_identity(policy: Policy, statement: Statement, request: Request) -> StatementResult:
    """Judge a statement of the caller's own policy: it names resources, and no principal."""
    if statement.broken:
        return _unjudged(policy, statement, statement.broken)
    if statement.principal_element:
        return _unjudged(policy, statement, "A policy of an identity names no principal.")
    if not statement.resource_element:
        return _unjudged(policy, statement, "A statement has a Resource or a NotResource.")
    what, where = _action(statement, request), _resource(policy, statement, request)
    reasons = (what, where, *_conditions(policy, statement, request))
    return StatementResult(statement, reasons, policy=policy.name)


def _unjudged(policy: Policy, statement: Statement, message: str) -> StatementResult:
    words = f"IAM would not accept it: {message.rstrip('.')}"
    reason = Reason("Statement", None, words, statement.path)
    return StatementResult(statement, (reason,), frozenset((UNSURE,)), policy.name)


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
    return Reason(element, met, words, f"{statement.path}.{element}", "", "", wanted, (actual,))


def _conditions(policy: Policy, statement: Statement, request: Request) -> Iterable[Reason]:
    for condition in statement.conditions:
        yield judge_condition(condition, request, variables=policy.has_variables)

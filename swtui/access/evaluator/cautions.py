"""Find what IAM accepts in a policy although it has another effect than it seems.

IAM User Guide, "Single-valued vs. multivalued context keys".
"""

from __future__ import annotations

from collections.abc import Iterator

from swtui.access.evaluator.conditions import NULL, OPERATORS, parse_operator
from swtui.access.evaluator.policy import Condition, Policy, PolicyProblem, Statement

_MULTIVALUED = (
    "aws:calledvia",
    "aws:principalorgpaths",
    "aws:principalservicenameslist",
    "aws:resourceorgpaths",
    "aws:sourceorgpaths",
    "aws:tagkeys",
    "aws:vpceorgpaths",
    "sts:transitivetagkeys",
)
"""Keys of all services and of STS that may have several values ("AWS global condition context
keys", "Available keys for AWS STS"); those of other services are not judged here."""


def cautions(policy: Policy) -> tuple[PolicyProblem, ...]:
    """Return each condition that a request without its key meets, though it looks like a guard."""
    return tuple(
        PolicyProblem(condition.path, _words(statement, condition))
        for statement in policy.statements
        for condition in statement.conditions
        if _is_met_by_nothing(condition) and not _asks_for(statement, condition.key)
    )


def _is_met_by_nothing(condition: Condition) -> bool:
    name, key = parse_operator(condition.operator), condition.key.lower()
    if name is None or name.over != "ForAllValues" or name.if_exists:
        return False
    single = key.startswith(("aws:", "sts:")) and key not in _MULTIVALUED
    return single and not OPERATORS[name.plain].negated


def _asks_for(statement: Statement, key: str) -> bool:
    """Return whether the statement asks for the key to be there."""
    return any(key.lower() == each.lower() for each in _keys_that_must_be_there(statement))


def _keys_that_must_be_there(statement: Statement) -> Iterator[str]:
    for condition in statement.conditions:
        if condition.operator == NULL and set(condition.values) == {"false"}:
            yield condition.key


def _words(statement: Statement, condition: Condition) -> str:
    key, plain = condition.key, condition.operator.partition(":")[2]
    met = (
        f"{statement.path}: {condition.operator} is also met by a request without {key}, a key "
        "with a single value"
    )
    if statement.effect == "Deny":
        return f"{met}: the Deny applies to such requests as well."
    return f"{met}, so it does not keep such requests out: {plain} does."

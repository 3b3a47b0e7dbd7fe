"""One condition of a statement against one request: met, not met, or not known, and why.

IAM User Guide, "IAM JSON policy elements: Condition operators", "Conditions with multiple
context keys or values" and "Single-valued vs. multivalued context keys".
"""

from __future__ import annotations

from swtui.access.evaluator.operators import NULL, OPERATORS, Operator, OperatorName, parse_operator
from swtui.access.evaluator.policy_document import Condition
from swtui.access.evaluator.policy_variables import Filled, fill
from swtui.access.evaluator.reasons import Reason, listed
from swtui.access.evaluator.request import Request
from swtui.access.evaluator.truth import Truth, every, opposite, some


def judge_condition(condition: Condition, request: Request, *, variables: bool = True) -> Reason:
    """Return whether one operator and key is met; `variables` as in `policy_variables.fill`."""
    actual = request.values(condition.key)
    met, note = _met(condition, request, variables)
    words = f"{condition.operator} {condition.key} wants {listed(condition.values)}, "
    words += note or ("the request has " + (listed(actual or (), "and") or "no such key"))
    return Reason(
        "Condition",
        met,
        words,
        condition.path,
        condition.operator,
        condition.key,
        condition.values,
        actual,
    )


def _met(condition: Condition, request: Request, variables: bool) -> tuple[Truth, str]:
    """Return whether it is met, and what to say instead of the request's values, if anything."""
    name = parse_operator(condition.operator)
    if name is None:
        return None, "and IAM has no such operator"
    values = request.values(condition.key)
    if name.plain == NULL and (values is not None or request.has(condition.key)):
        return _null(condition.values, values if values is not None else ("?",)), ""
    if values is None:
        return None, "what the request has is not known"
    if not values or (name.over and not any(values)):
        return _without_key(name)
    if len(values) > 1 and not name.over:
        return None, (
            f"the request has {listed(values, 'and')}; for several values AWS wants "
            "ForAnyValue or ForAllValues before the operator"
        )
    return _compared(condition, name, values, request, variables)


def _null(wanted: tuple[str, ...], values: tuple[str, ...]) -> Truth:
    """Null: `true` wants the key absent, `false` wants it there and its value not null."""
    asked = {"true": not any(values), "false": any(values)}
    return some(asked.get(text.lower()) for text in wanted)


def _without_key(name: OperatorName) -> tuple[Truth, str]:
    """Return what an operator says of a key that is absent (or, for a set, holds nothing).

    Met with IfExists, with ForAllValues and with a negated operator; else not met. ForAnyValue
    "returns false" for an empty set, IfExists would have it true: which wins is not said.
    """
    if name.over == "ForAnyValue":
        if name.if_exists:
            return None, (
                "the request has no such key, and AWS's pages do not say whether IfExists helps "
                "with ForAnyValue"
            )
        return False, ""
    return name.if_exists or bool(name.over) or OPERATORS[name.plain].negated, ""


def _compared(
    condition: Condition,
    name: OperatorName,
    values: tuple[str, ...],
    request: Request,
    variables: bool,
) -> tuple[Truth, str]:
    """Compare every value of the request with the policy's: OR over those, NOR if negated."""
    tested = OPERATORS[name.plain]
    wanted = [fill(v, request, variables=variables and tested.variables) for v in condition.values]
    agreed = [_agrees(tested, wanted, value) for value in values]
    met = some(agreed) if name.over == "ForAnyValue" else every(agreed)
    unknown = [key for filled in wanted for key in filled.unknown]
    if met is None and unknown:
        return None, f"and the value of {listed(unknown, 'and')} is not known"
    absent = [key for filled in wanted for key in filled.absent]
    if met is True and absent:
        return None, (
            f"the request has no single value for the variable {listed(absent, 'and')}, and AWS "
            "may take the statement for invalid"
        )
    if met is None:
        return None, f"and AWS's pages do not say what {name.plain} makes of that"
    return met, ""


def _agrees(tested: Operator, wanted: list[Filled], value: str) -> Truth:
    agreed = some(
        False if filled.absent else None if filled.unknown else tested.compare(filled.text, value)
        for filled in wanted
    )
    if tested.negated and not tested.takes(value):
        return None  # that it does not agree may be for its type alone
    return opposite(agreed) if tested.negated else agreed

"""Every condition operator does what its page says, with and without its key."""

from __future__ import annotations

import pytest

from swtui.access.evaluator.evaluator import evaluate_identity
from tests.access.evaluator.documented import Case, allow, asks, policy
from tests.access.evaluator.documented_keys import EXISTENCE, MANY, SET_CASES
from tests.access.evaluator.documented_values import ADDRESSES, ARNS, DATES, NUMBERS, TEXTS, TRUTHS

GROUPS = {
    "string": TEXTS,
    "arn": ARNS,
    "numeric": NUMBERS,
    "date": DATES,
    "bool": TRUTHS,
    "ip": ADDRESSES,
    "exists": EXISTENCE,
    "several": MANY,
    "set": SET_CASES,
}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{group}-{case.name}")
        for group, cases in GROUPS.items()
        for case in cases
    ],
)
def test_a_condition_is_met_as_its_page_says(case: Case) -> None:
    read = policy(allow(Resource="*", Condition=case.condition))
    result = evaluate_identity([read], asks(context=case.context)).results[0]
    assert result.matched is case.met, f"{case.page}: {result.why}"

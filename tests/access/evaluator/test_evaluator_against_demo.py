"""Two evaluators, written apart, say the same where both know everything.

The demo's own one represents AWS there; what one gets wrong, the other shows.
"""

from __future__ import annotations

from hypothesis import event, given, settings

from swtui.access.evaluator.combining import is_same_account
from swtui.access.evaluator.evaluator import (
    Request,
    combine,
    evaluate_identity,
    evaluate_trust,
    read_policy,
)
from swtui.demo import policy as demo
from tests.access.evaluator.generated_policies import Json, documents, requests

MANY = settings(max_examples=100, deadline=None)
SAYS = {"Deny": "denied", "Allow": "allowed", "": "not-allowed"}


def to_demo(request: Request) -> demo.DemoRequest:
    """Return the same request as the demo has it: what is absent is left out."""
    caller = request.principal
    names = {
        caller.arn,
        caller.role_arn or caller.arn,
        caller.unique_id,
        caller.account,
        f"arn:aws:iam::{caller.account}:root",
    }
    context = {
        key: (values,) if isinstance(values, str) else values
        for key, values in request.context.items()
        if values
    }
    return demo.DemoRequest(
        action=request.action,
        resource=request.resource,
        context=context,
        principals={"AWS": frozenset(names)},
    )


@MANY
@given(documents(), requests())
def test_a_trust_policy_says_the_same_to_both(document: Json, request: Request) -> None:
    ours = evaluate_trust(read_policy(document), request)
    event(ours.verdict)
    assert ours.verdict == SAYS[demo.says([document], to_demo(request))]


@MANY
@given(documents(), requests())
def test_the_same_statements_apply_to_both(document: Json, request: Request) -> None:
    ours = evaluate_trust(read_policy(document), request)
    applying = demo.applying(document, to_demo(request))
    listed = document["Statement"]
    assert [listed[i] for i, each in enumerate(ours.results) if each.matched] == applying


@MANY
@given(documents(trust=False), requests())
def test_an_identitys_policy_says_the_same_to_both(document: Json, request: Request) -> None:
    ours = evaluate_identity([read_policy(document)], request)
    event(ours.verdict)
    assert ours.verdict == SAYS[demo.says([document], to_demo(request))]


@MANY
@given(documents(), documents(trust=False), requests())
def test_across_accounts_both_sides_must_allow_it(
    role_side: Json, own_side: Json, request: Request
) -> None:
    asked = to_demo(request)
    theirs, ours = demo.says([role_side], asked), demo.says([own_side], asked)
    decision = combine(
        request,
        evaluate_trust(read_policy(role_side), request),
        evaluate_identity([read_policy(own_side)], request),
    )
    if "Deny" in (theirs, ours):
        assert decision.verdict == "denied"
    elif not is_same_account(request):
        assert (decision.verdict == "allowed") == (theirs == ours == "Allow")
    else:
        assert decision.verdict != "allowed" or theirs == "Allow"

"""What we write does what was meant: every draft's trials, judged by two evaluators."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from swtui.access.policies.checked_draft import read_draft
from swtui.access.policies.draft import PolicyDraft
from swtui.access.policies.self_check import find_mistake
from swtui.access.policies.write import document, problems
from swtui.demo import policy as demo
from tests.access.policies.policy_trials import PolicyTrial, failures, trials

HOME, AWAY = "123456789012", "111122223333"
ADMIN, READ = f"arn:aws:iam::{HOME}:role/Admin", f"arn:aws:iam::{AWAY}:role/team/Read"
JO, AL = f"arn:aws:iam::{HOME}:user/jo", f"arn:aws:iam::{AWAY}:user/staff/al"


def some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=len(values), unique=True).map(tuple)


NETWORKS = some("203.0.113.0/24", "198.51.100.7", "2001:db8::/32", "0.0.0.0/0", "10.0.0.0/8")
SHARED: dict[str, st.SearchStrategy[Any]] = {
    "accounts": some(HOME, AWAY),
    "from_ip": NETWORKS,
    "mfa": st.booleans(),
    "mfa_max_age": st.sampled_from(["", "1", "1h"]),
    "org_id": st.sampled_from(["", "o-abcdefghij"]),
    "tag_session": st.booleans(),
    "source_identity": st.booleans(),
}
CALLERS = st.builds(
    PolicyDraft,
    side=st.just("caller"),
    any=st.sampled_from([False, False, True]),
    role_arns=some(ADMIN, READ),
    via_aws_service=st.booleans(),
    **SHARED,
)
TRUSTS = st.builds(
    PolicyDraft,
    side=st.just("trust"),
    any=st.sampled_from([False, False, False, True]),
    user_arns=some(JO, AL),
    principal_roles=some(ADMIN, READ),
    principal_like=some("user/*_infra", "role/*", f"arn:aws:iam::{HOME}:user/team/*"),
    sso_roles=some("Admin", "Read.Only"),
    services=some("ec2", "ecs"),
    source_account=st.sampled_from(["", HOME]),
    external_id=st.sampled_from(["", "abc/1"]),
    **SHARED,
)


def of_demo(trial: PolicyTrial) -> demo.DemoRequest:
    """Return a trial's request as the demo has it."""
    request, caller = trial.request, trial.request.principal
    keys = {key: request.values(key) or () for key in (*request.context, "aws:principalarn")}
    root = f"{':'.join(caller.arn.split(':')[:2])}:iam::{caller.account}:root"
    kind = "Service" if caller.kind == "service" else "AWS"
    names = frozenset({caller.arn, caller.role_arn or caller.arn, root})
    context = {key: values for key, values in keys.items() if values}
    return demo.DemoRequest(
        action=request.action, resource=request.resource, context=context, principals={kind: names}
    )


@settings(max_examples=150, deadline=None)
@given(st.one_of(CALLERS, TRUSTS))
def test_every_draft_allows_and_refuses_as_meant_to_both_evaluators(draft: PolicyDraft) -> None:
    parts, found = read_draft(draft)
    if found:
        event("problem")
        return
    written = document(draft)  # raises where the check at run time finds it wrong
    assert failures(draft.side, parts, written) == []
    tried = list(trials(draft.side, parts))
    event(f"{draft.side} {'few' if len(tried) < 10 else 'many'}")
    assert {trial.allowed for trial in tried} == {True, False}
    for trial in tried:
        says = demo.says([written], of_demo(trial))
        assert (says == "Allow") == trial.allowed, trial.what


def set_to(*path: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    """Return what puts `value` at a path of a document; None takes the last key away."""

    def change(found: dict[str, Any]) -> None:
        inner: Any = found["Statement"]
        for step in path[:-1]:
            inner = inner[step]
        if value is None:
            del inner[path[-1]]
        else:
            inner[path[-1]] = value

    return change


CALLER = PolicyDraft(
    side="caller", role_arns=(ADMIN,), from_ip=("203.0.113.0/24",), mfa_max_age="1h"
)
TRUST = PolicyDraft(
    side="trust",
    accounts=(HOME,),
    principal_like=("user/*_infra",),
    external_id="abc",
    services=("ecs",),
    source_account=HOME,
)


@pytest.mark.parametrize(
    ("draft", "change"),
    [
        (CALLER, set_to(0, "Resource", value="*")),
        (CALLER, set_to(0, "Resource", value=ADMIN + "*")),
        (CALLER, set_to(0, "Action", value="*")),
        (CALLER, set_to(0, "Condition", "Bool", value=None)),
        (CALLER, set_to(0, "Condition", "NumericLessThan", value=None)),
        (CALLER, set_to(1, "Effect", value="Allow")),
        (CALLER, set_to(1, "Condition", "NotIpAddress", "aws:SourceIp", value="192.0.2.0/24")),
        (TRUST, set_to(0, "Principal", value={"AWS": "*"})),
        (TRUST, set_to(0, "Principal", value={"AWS": JO})),
        (TRUST, set_to(0, "Condition", "ArnLike", value=None)),
        (TRUST, set_to(0, "Condition", "StringEquals", value=None)),
        (TRUST, set_to(1, "Condition", value=None)),
        (TRUST, set_to(1, "Principal", value={"Service": "lambda.amazonaws.com"})),
        (TRUST, set_to(0, "Resource", value="*")),
        (TRUST, set_to(0, "Effect", value="allow")),
    ],
)
def test_a_document_that_went_wrong_does_not_pass(
    draft: PolicyDraft, change: Callable[[dict[str, Any]], None]
) -> None:
    assert problems(draft) == ()
    parts, _ = read_draft(draft)
    written = document(draft)
    assert failures(draft.side, parts, written) == []
    bent = copy.deepcopy(written)
    change(bent)
    assert failures(draft.side, parts, bent)
    is_equal = bent["Statement"][0].get("Principal") == {"AWS": "*"}  # the pattern still counts
    assert bool(find_mistake(draft.side, parts, bent)) != is_equal

"""Whatever a trust policy says: a change lets no one else in, and loosens nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import event, find, given, settings
from hypothesis import strategies as st

from swtui.access.diagnosis.caller_policies import AttachedPolicy, CallerPolicies
from swtui.access.diagnosis.policy_lookup import PolicyLookup
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.access.evaluator.evaluator import Principal, Request, evaluate_trust, read_policy
from swtui.access.fixes.document_edits import without_principals
from swtui.access.fixes.fix import CALLER, TRUST, Fix
from swtui.access.fixes.propose import propose_fixes
from swtui.demo import policy as demo
from swtui.errors import RefusedError
from swtui.roles.arn import RoleArn, parse_role_arn
from swtui.roles.chain import Chain, Hop, Start
from tests.access.evaluator.documented import ROLE, Context
from tests.access.evaluator.generated_policies import CALLERS, Json, callers, contexts, documents
from tests.access.evaluator.test_evaluator_against_demo import to_demo

MANY = settings(max_examples=100, deadline=None)
ANYBODY: Json = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}
ADDRESS: Json = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
SENT: tuple[dict[str, Any], ...] = (
    {},
    {"ExternalId": "jo"},
    {"Tags": [{"Key": "team", "Value": "x"}]},
    {"SourceIdentity": "jo", "SerialNumber": "arn:aws:iam::111122223333:mfa/jo"},
)


def refused(caller: Principal, sent: dict[str, Any]) -> RefusedCall:
    role = parse_role_arn(ROLE)
    assert isinstance(role, RoleArn)
    words = f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
    error = RefusedError(words, code="AccessDenied", aws_message=words)
    chain = Chain(
        profile="it", start=Start(kind="keys", profile="base"), hops=(Hop(profile="it", role=role),)
    )
    return RefusedCall(
        error=error,
        chain=chain,
        hop=1,
        caller=caller.arn,
        user_id=caller.user_id,
        caller_role=caller.role_arn,
        sent=sent,
    )


def proposed(document: Json, caller: Principal, sent: dict[str, Any]) -> list[Fix]:
    evidence = refused(caller, sent)
    lookup = PolicyLookup(reader="reader", found_arn=ROLE, trust=document)
    found = propose_fixes(evidence, (), lookup)
    return [change for change in found if change.side == TRUST and change.proposed is not None]


def as_known(caller: Principal, context: Context) -> Context:
    """Return a context that is true of the call that `refused` tells of: it had no MFA."""
    present: str | tuple[str, ...] = "false" if caller.kind == "assumed-role" else ()
    return {**context, "aws:multifactorauthpresent": present, "aws:multifactorauthage": ()}


def allows(document: Json, caller: Principal, context: Any) -> bool:
    request = Request(
        action="sts:AssumeRole", resource=ROLE, principal=caller, context=context, complete=True
    )
    return demo.says([document], to_demo(request)) == "Allow"


def deleted(document: Json, caller: Principal) -> set[str]:
    """Return the unique IDs that stand in a policy; those of the living are shown as ARNs."""
    return set(re.findall(r"A(?:IDA|ROA)\w{12,}", json.dumps(document))) - {caller.unique_id}


@pytest.mark.parametrize("sent", SENT, ids=str)
def test_there_are_documents_for_which_something_is_proposed(sent: dict[str, Any]) -> None:
    """Without them the properties below would hold of nothing."""
    both = st.tuples(documents(), callers)
    document, caller = find(both, lambda made: bool(proposed(made[0], made[1], sent)))
    assert proposed(document, caller, sent)


@MANY
@given(documents(), callers, st.sampled_from(SENT), st.data())
def test_nobody_else_is_let_in(
    document: Json, caller: Principal, sent: dict[str, Any], data: st.DataObject
) -> None:
    """The demo's evaluator, which is written apart, is asked about everybody else."""
    for change in proposed(document, caller, sent):
        event("proposed")
        after = json.loads(json.dumps(change.proposed))
        for other in CALLERS:
            if other.arn == caller.arn or other.unique_id in deleted(document, caller):
                continue  # an ID is there only for one that was deleted
            context = data.draw(contexts(other))
            assert not allows(after, other, context) or allows(document, other, context)


@MANY
@given(documents(), callers, st.sampled_from(SENT))
def test_statements_only_get_a_principal_more(
    document: Json, caller: Principal, sent: dict[str, Any]
) -> None:
    """But for the IDs of deleted principals, which IAM takes in no policy."""
    for number, each in enumerate(document["Statement"]):
        each["Sid"] = str(number)
    gone = deleted(document, caller)
    for change in proposed(document, caller, sent):
        assert change.proposed is not None
        after = {each.get("Sid"): each for each in change.proposed["Statement"]}
        for before in without_principals(document, gone)["Statement"]:
            now = after[before["Sid"]]
            assert now == before or before["Effect"] == "Allow"
            assert now == {**before, "Principal": now["Principal"]} or now == before
        new = [each for each in change.proposed["Statement"] if "Sid" not in each]
        assert len(new) <= 2
        assert '"*"' not in json.dumps(new)


@MANY
@given(documents(), callers)
def test_what_is_sure_to_be_allowed_gets_no_change(document: Json, caller: Principal) -> None:
    changes = proposed(document, caller, {})
    request = Request(
        action="sts:AssumeRole",
        resource=ROLE,
        principal=caller,
        context={"aws:principalarn": caller.role_arn or caller.arn},
    )
    if evaluate_trust(read_policy(document), request).verdict == "allowed":
        assert changes == []


@MANY
@given(documents(), callers, st.data())
def test_a_change_without_a_doubt_lets_the_caller_in(
    document: Json, caller: Principal, data: st.DataObject
) -> None:
    evidence = refused(caller, {})
    found = propose_fixes(
        evidence, (), PolicyLookup(reader="reader", found_arn=ROLE, trust=document)
    )
    theirs = [change for change in found if change.side == TRUST and change.proposed is not None]
    asker = [change for change in found if change.side not in (TRUST, "caller")]
    if not theirs or asker or any("sure" in n or "not yet" in n for n in theirs[0].notes):
        return
    event("without a doubt")
    context = as_known(caller, data.draw(contexts(caller)))
    assert allows(json.loads(json.dumps(theirs[0].proposed)), caller, context)


def callers_change(documents_held: list[Json], caller: Principal) -> Fix | None:
    evidence = refused(caller, {})
    held = CallerPolicies(
        tuple(
            AttachedPolicy(
                kind="inline", holder="user", holder_name="jo", name=f"P{number}", document=document
            )
            for number, document in enumerate(documents_held)
        ),
        is_whole=True,
    )
    lookup = PolicyLookup(reader="reader", found_arn=ROLE, trust=ANYBODY, held=held)
    found = [change for change in propose_fixes(evidence, (), lookup) if change.side == CALLER]
    return next((change for change in found if change.proposed is not None), None)


NEAR = st.builds(
    lambda effect, verb, element, resources, actions: {
        "Version": "2012-10-17",
        "Statement": {"Effect": effect, verb: actions, element: resources},
    },
    st.sampled_from(("Allow", "Allow", "Allow", "Deny")),
    st.sampled_from(("Action", "Action", "NotAction")),
    st.sampled_from(("Resource", "Resource", "NotResource")),
    st.lists(
        st.sampled_from((ROLE, f"{ROLE}x", "arn:aws:iam::1:role/y", "arn:aws:iam::*:role/B*")),
        min_size=1,
        unique=True,
    ),
    st.lists(
        st.sampled_from(("sts:AssumeRole", "sts:TagSession", "sts:Tag*", "*", "iam:*")),
        min_size=1,
        unique=True,
    ),
)
"""Policies that a small change might do for, and those that look like it."""


@MANY
@given(st.lists(documents(trust=False) | NEAR, max_size=2), callers, st.data())
def test_the_caller_gets_that_role_and_no_other(
    documents_held: list[Json], caller: Principal, data: st.DataObject
) -> None:
    change = callers_change(documents_held, caller)
    if change is None or change.proposed is None:
        return
    event("extended" if change.policy else "new")
    before = [change.current] if change.current is not None else []
    context = as_known(caller, data.draw(contexts(caller)))
    for resource in (f"{ROLE}x", ROLE.replace("role/", "role/team/"), "arn:aws:iam::1:role/y"):
        for action in ("sts:AssumeRole", "sts:TagSession", "iam:CreateUser"):
            asked = to_demo(
                Request(
                    action=action,
                    resource=resource,
                    principal=caller,
                    context=context,
                    complete=True,
                )
            )
            if demo.says([change.proposed], asked) == "Allow":
                assert demo.says(before, asked) == "Allow"
    more = to_demo(
        Request(
            action="iam:DeleteRole", resource=ROLE, principal=caller, context=context, complete=True
        )
    )
    if demo.says([change.proposed], more) == "Allow":
        assert demo.says(before, more) == "Allow"
    asked = to_demo(
        Request(
            action="sts:AssumeRole", resource=ROLE, principal=caller, context=context, complete=True
        )
    )
    doubted = any("sure" in note or "not yet" in note for note in change.notes)
    others = [each for each in documents_held if each is not change.current]
    if not doubted:
        assert demo.says([*others, change.proposed], asked) == "Allow"


@pytest.mark.parametrize(
    "statement",
    [
        {"Action": ["sts:TagSession"], "NotResource": "arn:aws:iam::1:role/x"},
        {"NotAction": ["sts:Tag*"], "Resource": ["arn:aws:iam::1:role/y"]},
        {"Action": "*", "Resource": ["arn:aws:iam::1:role/y"]},
        {"Action": ["sts:TagSession"], "Resource": [ROLE, "arn:aws:iam::1:role/y"]},
        {"Action": ["sts:AssumeRole"], "Resource": ["arn:aws:iam::1:role/y"]},
    ],
)
def test_no_statement_of_the_caller_grows(statement: Json) -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
    change = callers_change([document], CALLERS[2])  # across accounts its policies are needed
    assert change is not None
    assert change.proposed is not None
    *before, added = change.proposed["Statement"]
    assert before == (document["Statement"] if change.current else [])
    assert added == {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ROLE}


def test_the_callers_new_statement_has_the_conditions_of_the_nearest_one() -> None:
    """Of the same account, then with the most conditions: it is no way round them."""
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    account = ROLE.split(":")[4]
    rows: tuple[tuple[str, Json], ...] = (
        (f"arn:aws:iam::{account}:role/Other", {}),
        (f"arn:aws:iam::{account}:role/Another", mfa),
        ("arn:aws:iam::100000000009:role/Else", {**mfa, **ADDRESS}),
    )
    listed = [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": arn}
        | ({"Condition": condition} if condition else {})
        for arn, condition in rows
    ]
    document = {"Version": "2012-10-17", "Statement": listed}
    change = callers_change([document], CALLERS[2])
    assert change is not None
    assert change.proposed is not None
    assert change.proposed["Statement"] == [
        *listed,
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ROLE, "Condition": mfa},
    ]


def test_tags_are_allowed_to_those_who_may_assume_the_role_and_to_nobody_else() -> None:
    """An action added to a statement of others would have let these set a source identity."""
    mine = {"ArnEquals": {"aws:PrincipalArn": CALLERS[0].arn}}
    document: Json = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": ["sts:Tag*"]},
            {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Condition": mine},
        ],
    }
    (change,) = proposed(document, CALLERS[0], {"SourceIdentity": "jo"})
    assert change.proposed is not None
    assert change.proposed["Statement"][:2] == document["Statement"]
    (added,) = change.proposed["Statement"][2:]
    assert (added["Principal"], added["Action"]) == (
        {"AWS": CALLERS[0].arn},
        "sts:SetSourceIdentity",
    )

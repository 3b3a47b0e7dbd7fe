"""Cause, ticket, form and fix speak of one statement, and none of them is a way round a condition.

Trust policies are generated. What each of the four proposes is applied to the policy, and the
evaluator is asked about requests of the caller with and without each condition.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from swtui.access.diagnosis.policy_lookup import PolicyLookup
from swtui.access.diagnosis.refused_call import RefusedCall, build_request, needed_actions
from swtui.access.evaluator.evaluator import Policy, Principal, Request, evaluate_trust, read_policy
from swtui.access.fixes.fix import CALLER, PROFILE, TRUST
from swtui.access.form.fields import build_draft, find_starting_point, read_values
from swtui.access.policies.formats import write
from swtui.access.refusal import Refusal
from swtui.errors import RefusedError
from swtui.roles.arn import RoleArn, parse_role_arn
from swtui.roles.chain import Chain, Hop, Start
from swtui.roles.role import Account, Role

Json = dict[str, Any]
HOME, AWAY, OTHER = "123456789012", "900000000001", "999999999999"
JO = Principal(
    arn=f"arn:aws:iam::{HOME}:user/jo", account=HOME, kind="user", user_id="AIDAJOJOJOJOJOJOJOJO1"
)
OPS = Principal(
    arn=f"arn:aws:sts::{HOME}:assumed-role/Ops/jo",
    account=HOME,
    kind="assumed-role",
    user_id="AROAOPSOPSOPSOPSOPS01:jo",
    role_arn=f"arn:aws:iam::{HOME}:role/team/Ops",
)
SSO_NAME = "AWSReservedSSO_Admin_0123456789abcdef"
SSO_ARN = f"arn:aws:iam::{HOME}:role/aws-reserved/sso.amazonaws.com/eu-west-1/{SSO_NAME}"
SSO = Principal(
    arn=f"arn:aws:sts::{HOME}:assumed-role/{SSO_NAME}/jo",
    account=HOME,
    kind="assumed-role",
    user_id="AROASSOSSOSSOSSOSSO01:jo",
    role_arn=SSO_ARN,
)
CALLERS = (JO, JO, OPS, SSO)
ROLES = (f"arn:aws:iam::{AWAY}:role/Admin", f"arn:aws:iam::{HOME}:role/Admin")

ID, ADDRESS, ORG, NAME = "right", "203.0.113.0/24", "o-a1b2c3d4e5", "jo"
CONDITIONS: tuple[Json, ...] = (
    {"StringEquals": {"sts:ExternalId": ID}},
    {"StringLike": {"sts:ExternalId": ID}},
    {"StringEqualsIfExists": {"sts:ExternalId": ID}},
    {"ForAnyValue:StringEquals": {"sts:ExternalId": [ID]}},
    {"ForAllValues:StringEquals": {"sts:ExternalId": [ID]}},
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"BoolIfExists": {"aws:MultiFactorAuthPresent": True}},
    {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}},
    {"Null": {"aws:MultiFactorAuthAge": "false"}},
    {"IpAddress": {"aws:SourceIp": [ADDRESS]}},
    {"IpAddressIfExists": {"aws:SourceIp": ADDRESS}},
    {"StringEquals": {"aws:PrincipalOrgID": ORG}},
    {"StringEquals": {"sts:RoleSessionName": NAME}},
    {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{HOME}:role/infra-*"}},
)
MANY = settings(max_examples=300, deadline=None)

PEOPLE: tuple[Any, ...] = (
    {"AWS": f"arn:aws:iam::{HOME}:root"},
    {"AWS": HOME},
    {"AWS": f"arn:aws:iam::{HOME}:user/sam"},
    {"AWS": JO.arn},
    {"AWS": OPS.role_arn},
    {"AWS": f"arn:aws:iam::{OTHER}:root"},
    {"AWS": [f"arn:aws:iam::{OTHER}:user/tim", f"arn:aws:iam::{HOME}:user/sam"]},
    {"AWS": ["AIDADELETEDDELETED000", f"arn:aws:iam::{HOME}:user/sam"]},
    {"AWS": "AROADELETEDDELETED000"},
    "*",
)
ACTS: tuple[Any, ...] = (
    {"Action": "sts:AssumeRole"},
    {"Action": "sts:AssumeRole"},
    {"Action": "sts:TagSession"},
    {"Action": ["sts:AssumeRole", "sts:TagSession"]},
    {"Action": "sts:*"},
    {"NotAction": "sts:TagSession"},
)
MACHINES: tuple[Json, ...] = (
    {
        "Principal": {"Federated": f"arn:aws:iam::{AWAY}:saml-provider/Okta"},
        "Action": "sts:AssumeRoleWithSAML",
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
    },
    {
        "Principal": {"Federated": f"arn:aws:iam::{AWAY}:oidc-provider/ci.example.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {"ci.example.com:aud": "sts.amazonaws.com"},
            "IpAddress": {"aws:SourceIp": [ADDRESS]},
        },
    },
    {"Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
)


@st.composite
def people(draw: st.DrawFn, element: str = "Principal") -> Json:
    chosen = draw(st.lists(st.sampled_from(CONDITIONS), max_size=3, unique_by=id))
    merged: Json = {}
    for each in chosen:
        for operator, keys in each.items():
            merged.setdefault(operator, {}).update(keys)
    statement: Json = {"Effect": "Allow", element: draw(st.sampled_from(PEOPLE))}
    statement |= draw(st.sampled_from(ACTS))
    return statement | ({"Condition": merged} if merged else {})


DENIES: tuple[Json, ...] = (
    {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
    {"NotIpAddress": {"aws:SourceIp": [ADDRESS]}},
    {"StringNotEquals": {"aws:PrincipalOrgID": ORG}},
)
deny = st.sampled_from(DENIES).map(
    lambda when: {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "sts:AssumeRole",
        "Condition": when,
    }
)
statement = st.one_of(
    people(),
    people(),
    people(),
    st.sampled_from(MACHINES).map(lambda each: {"Effect": "Allow", **each}),
    people("NotPrincipal"),
    deny,
)
documents = st.lists(statement, min_size=1, max_size=4).map(
    lambda listed: {"Version": "2012-10-17", "Statement": listed}
)
SENT: tuple[Json, ...] = (
    {},
    {},
    {"ExternalId": "wrong"},
    {"Tags": [{"Key": "team", "Value": "x"}]},
    {"SerialNumber": f"arn:aws:iam::{HOME}:mfa/jo"},
)


def refusal(document: Json, caller: Principal, sent: Json, role_arn: str) -> Refusal:
    """Return a refusal that names the first action the policy does not allow, as STS does."""
    role = parse_role_arn(role_arn)
    assert isinstance(role, RoleArn)
    error = RefusedError("", code="AccessDenied", operation="AssumeRole")
    chain = Chain(
        profile="it", start=Start(kind="keys", profile="base"), hops=(Hop(profile="it", role=role),)
    )
    evidence = RefusedCall(
        error=error,
        chain=chain,
        hop=1,
        caller=caller.arn,
        user_id=caller.user_id,
        caller_role=caller.role_arn,
        sent=sent,
    )
    policy = read_policy(document)
    evaluations = {
        action: evaluate_trust(policy, build_request(evidence, action, policy))
        for action in needed_actions(evidence)
    }
    lacking = (action for action, each in evaluations.items() if each.verdict != "allowed")
    action = next(lacking, "sts:AssumeRole")
    words = f"User: {caller.arn} is not authorized to perform: {action} on resource: {role}"
    error = RefusedError(words, code="AccessDenied", aws_message=words, operation="AssumeRole")
    evidence = replace(evidence, error=error)
    found = Refusal(
        evidence,
        Role(
            name="it",
            kind="role",
            origin="config",
            account=Account(id=AWAY),
            role_name="Admin",
            arn=role_arn,
        ),
    )
    found.take(
        PolicyLookup(reader="reader", found_arn=role_arn, trust=document, evaluations=evaluations)
    )
    return found


def objects_in(text: str) -> Iterator[Json]:
    """Yield every JSON object that begins a line."""
    decoder = json.JSONDecoder()
    for match in re.finditer(r"^\{", text, re.MULTILINE):
        yield decoder.raw_decode(text, match.start())[0]


def with_statements(document: Json, *more: Json) -> Json:
    return {**document, "Statement": [*document["Statement"], *more]}


def advised(found: Refusal, document: Json) -> Iterator[tuple[str, Json]]:
    """Yield the trust policy as each piece of advice would make it."""
    for cause in found.causes:
        for each in objects_in(cause.snippet):
            if "Principal" in each:
                yield "cause", with_statements(document, each)
    for each in objects_in(found.ticket(0.0)):
        if "Principal" in each:
            yield "ticket", with_statements(document, each)
    for change in found.changes:
        if change.side == TRUST and change.proposed is not None:
            yield "fix", json.loads(json.dumps(change.proposed))
    prefill = found.prefill()
    difference = prefill.differences.get(TRUST)
    if difference is not None:
        yield "form", json.loads(difference.forms["json"].text)
    draft = build_draft(find_starting_point(prefill.trust), read_values(prefill.trust))
    if draft.user_arns or draft.principal_roles or draft.sso_roles:
        yield (
            "fields",
            with_statements(document, *json.loads(write(draft, "json").text)["Statement"]),
        )


VALUES: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("sts:externalid", ((), (ID,), ("wrong",))),
    ("aws:multifactorauthpresent", ((), ("true",))),
    ("aws:sourceip", (("203.0.113.7",), ("198.51.100.1",))),
    ("aws:principalorgid", ((), (ORG,))),
    ("sts:rolesessionname", ((NAME,), ("other",))),
)
CONTEXTS: tuple[Json, ...] = tuple(
    dict(zip((key for key, _ in VALUES), chosen, strict=True))
    for chosen in itertools.product(*(values for _, values in VALUES))
)


def asked(caller: Principal, role_arn: str, action: str, context: Json) -> Request:
    age = ("10",) if context["aws:multifactorauthpresent"] else ()
    return Request(
        action=action,
        resource=role_arn,
        principal=caller,
        context={**context, "aws:multifactorauthage": age},
        complete=True,
    )


def admitted(policy: Policy, request: Request) -> bool:
    return evaluate_trust(policy, request).verdict == "allowed"


def in_force(document: Json, action: str) -> list[Policy]:
    """Return the conditions of each Allow that lets users or roles do an action, for anyone.

    A list of ARNs says who is meant, as a Principal does.
    """
    found = []
    for each in document["Statement"]:
        named = each.get("Principal", each.get("NotPrincipal"))
        if each["Effect"] != "Allow" or (isinstance(named, dict) and "AWS" not in named):
            continue
        when = {o: keys for o, keys in each.get("Condition", {}).items() if o != "ArnLike"}
        anyone = {k: each[k] for k in ("Effect", "Action", "NotAction") if k in each}
        anyone["Principal"] = "*"
        request = asked(JO, ROLES[0], action, CONTEXTS[0])
        if when and admitted(read_policy({**document, "Statement": [anyone]}), request):
            guarded = {**anyone, "Condition": when}
            found.append(read_policy({**document, "Statement": [guarded]}, name=str(when)))
    return found


def plain(document: Json) -> Policy:
    """Return it without Allows for NotPrincipal, which IAM accepts in no trust policy."""
    kept = [s for s in document["Statement"] if "NotPrincipal" not in s]
    return read_policy({**document, "Statement": kept})


def ways_round(document: Json, after: Json, caller: Principal, role_arn: str) -> list[str]:
    """Return the requests that are newly let in without a condition that was in force."""
    before, new = plain(document), plain(after)
    found = []
    for action in ("sts:AssumeRole", "sts:TagSession"):
        conditions = in_force(document, action)
        for context in CONTEXTS if conditions else ():
            request = asked(caller, role_arn, action, context)
            if not admitted(new, request) or admitted(before, request):
                continue
            found += [
                f"{action} with {context} without {each.name}"
                for each in conditions
                if not admitted(each, request)
            ]
    return found


@MANY
@given(documents, st.sampled_from(CALLERS), st.sampled_from(SENT), st.sampled_from(ROLES))
def test_no_advice_is_a_way_round_a_condition(
    document: Json, caller: Principal, sent: Json, role_arn: str
) -> None:
    found = refusal(document, caller, sent, role_arn)
    for kind, after in advised(found, document):
        event(kind)
        assert (kind, ways_round(document, after, caller, role_arn)[:1]) == (kind, [])
    for cause in found.causes:
        assert not re.search(r"condition (changed|moved|removed)", cause.next_step)


@MANY
@given(documents, st.sampled_from(CALLERS), st.sampled_from(SENT), st.sampled_from(ROLES))
def test_cause_ticket_form_and_fix_speak_of_the_same_statement(
    document: Json, caller: Principal, sent: Json, role_arn: str
) -> None:
    found = refusal(document, caller, sent, role_arn)
    causes = [cause for cause in found.causes if cause.statement]
    changes = [change for change in found.changes if change.side in (TRUST, PROFILE)]
    event(f"cause {causes[0].kind if causes else None}")
    if not changes:
        return
    assert [changes[0].statement] == [cause.statement for cause in causes[:1]] or not causes
    label = changes[0].statement
    assert label in found.ticket(0.0)
    proposed = [change for change in changes if change.proposed is not None]
    differences = found.prefill().differences
    assert (TRUST in differences) == bool(proposed)
    assert not any("DELETED" in json.dumps(change.proposed) for change in proposed)
    if proposed:
        assert json.loads(differences[TRUST].forms["json"].text) == proposed[0].proposed


def test_the_statement_that_asks_for_more_is_the_one_that_is_meant() -> None:
    when = CONDITIONS[0] | CONDITIONS[5]
    root = {"AWS": f"arn:aws:iam::{HOME}:root"}
    document: Json = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": root, "Action": "sts:TagSession"},
            {"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole", "Condition": when},
        ],
    }
    found = refusal(document, JO, {}, ROLES[0])
    assert [cause.kind for cause in found.causes if cause.statement] == [
        "external-id-missing",
        "mfa-not-given",
    ]
    assert {cause.statement for cause in found.causes if cause.statement} == {"Statement[1]"}
    assert [change.side for change in found.changes if change.side != CALLER] == [PROFILE, PROFILE]
    assert '"Principal"' not in found.ticket(0.0)
    assert "external_id = right" in found.ticket(0.0)


def test_a_missing_action_comes_before_a_deny_that_may_apply() -> None:
    root = {"AWS": f"arn:aws:iam::{HOME}:root"}
    document: Json = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sts:AssumeRole",
                "Condition": DENIES[1],
            },
            {"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"},
        ],
    }
    found = refusal(document, JO, SENT[3], ROLES[0])
    kinds = [(cause.kind, cause.statement) for cause in found.causes if cause.statement]
    assert kinds == [
        ("tag-session", "Statement[1]"),
        ("denied-by-resource-based-policy", "Statement[0]"),
    ]
    of_trust = [change for change in found.changes if change.side == TRUST]
    assert [change.statement for change in of_trust] == ["Statement[1]", "Statement[0]"]


@pytest.mark.parametrize("actions", ["sts:TagSession", ["sts:AssumeRole", "sts:TagSession"]])
def test_tags_that_a_statement_allows_under_a_condition_are_not_to_be_allowed_without(
    actions: str | list[str],
) -> None:
    """Adding them to the statement without conditions would bypass the external ID."""
    root = {"AWS": f"arn:aws:iam::{HOME}:root"}
    asks = {"StringEquals": {"sts:ExternalId": ID}}
    document: Json = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"},
            {"Effect": "Allow", "Principal": root, "Action": actions, "Condition": asks},
        ],
    }
    sent = {"Tags": [{"Key": "team", "Value": "x"}]}
    found = refusal(document, JO, sent, ROLES[0])
    first, second = found.causes
    assert (first.kind, first.snippet) == ("tag-session", "")
    assert first.next_step.endswith("meet what the statement that allows it asks for.")
    assert (second.kind, second.statement) == ("external-id-missing", "Statement[1]")
    first_change, *others = found.changes
    assert (first_change.side, first_change.settings) == (PROFILE, (("external_id", ID),))
    assert TRUST not in {change.side for change in others}


ASSUMES = {"Effect": "Allow", "Action": "sts:AssumeRole"}
SAM = {"AWS": f"arn:aws:iam::{HOME}:user/sam"}
GUARDED = ASSUMES | {"Principal": SAM, "Condition": CONDITIONS[0] | CONDITIONS[5]}


@pytest.mark.parametrize(
    "first",
    [
        *({"Effect": "Allow", **each} for each in MACHINES),
        ASSUMES | {"Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}},
        ASSUMES | {"NotPrincipal": SAM},
        {"Effect": "Allow", "Principal": {"AWS": HOME}, "Action": "sts:TagSession"},
    ],
    ids=["saml", "oidc", "service", "other account", "not principal", "another action"],
)
def test_a_statement_that_stands_first_does_not_hide_the_guarded_one(first: Json) -> None:
    document: Json = {"Version": "2012-10-17", "Statement": [first, GUARDED]}
    found = refusal(document, JO, {}, ROLES[0])
    cause = found.causes[0]
    assert (cause.kind, cause.statement) == ("not-trusted", "Statement[1]")
    assert json.loads(cause.snippet)["Condition"] == GUARDED["Condition"]
    (trust,) = [change for change in found.changes if change.side == TRUST]
    assert trust.proposed is not None
    assert trust.proposed["Statement"][1]["Principal"]["AWS"][1] == JO.arn
    assert [change.side for change in found.changes].count(PROFILE) == 2
    assert list(advised(found, document))


def test_what_was_not_read_is_answered_with_no_statement() -> None:
    found = refusal({"Version": "2012-10-17", "Statement": [GUARDED]}, JO, {}, ROLES[0])
    unread = Refusal(found.evidence, found.role)
    assert '"Principal"' not in unread.ticket(0.0)
    assert not [change for change in unread.changes if change.side == TRUST and change.proposed]
    assert unread.prefill().trust.user_arns == ()
    assert unread.prefill().differences == {}
    assert [cause.snippet for cause in unread.causes if '"Principal"' in cause.snippet] == []

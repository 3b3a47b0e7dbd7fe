"""Hypothesis strategies: policies and requests that are sound, small and often meet."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from swtui.access.evaluator.evaluator import Principal, Request
from tests.access.evaluator.documented import AWAY, HOME, ROLE, Context

Json = dict[str, Any]

ACCOUNTS = (HOME, AWAY)
ACTIONS = ("sts:AssumeRole", "sts:TagSession", "STS:assumerole")
TEXTS = ("jo", "Jo", "sam", "team*", "a?", "")
ADDRESSES = ("203.0.113.7", "198.51.100.1", "2001:db8::1")
MOMENTS = ("2026-01-15T12:00:00Z", "2026-01-15T12:00:01Z", "1768478400")
NUMBERS = ("0", "120", "3600", "3600.5")


def user(account: str, name: str) -> Principal:
    return Principal(
        arn=f"arn:aws:iam::{account}:user/{name}",
        account=account,
        kind="user",
        user_id=f"AIDA{account}{name.upper()}",
    )


def session(account: str, name: str) -> Principal:
    role = f"arn:aws:iam::{account}:role/{name}"
    arn = f"arn:aws:sts::{account}:assumed-role/{name}/s"
    return Principal(
        arn=arn,
        account=account,
        kind="assumed-role",
        user_id=f"AROA{account}{name.upper()}:s",
        role_arn=role,
    )


CALLERS = tuple(
    make(account, name)
    for make in (user, session)
    for account in ACCOUNTS
    for name in ("jo", "sam")
)
callers = st.sampled_from(CALLERS)


def some_of(*texts: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(texts), min_size=1, max_size=2, unique=True)


def _conditions(name: str, key: str, values: tuple[str, ...]) -> st.SearchStrategy[Json]:
    """Return conditions of one operator, with and without IfExists."""
    names = st.sampled_from((name, f"{name}IfExists"))
    return st.builds(lambda n, v: {n: {key: v}}, names, some_of(*values))


ARNS = (*(caller.arn for caller in CALLERS), f"arn:aws:iam::{AWAY}:user/*", "arn:*:iam::*:*/jo")
ORDERS = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
SIMPLE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *((f"String{n}", "k:text", TEXTS) for n in ("Equals", "NotEquals", "Like", "NotLike")),
    *((f"String{n}IgnoreCase", "k:text", TEXTS) for n in ("Equals", "NotEquals")),
    *((f"Arn{n}", "aws:PrincipalArn", ARNS) for n in ("Equals", "Like", "NotEquals", "NotLike")),
    *((f"{n}IpAddress", "aws:SourceIp", ("203.0.113.0/24", "2001:db8::/32")) for n in ("", "Not")),
    ("Bool", "aws:MultiFactorAuthPresent", ("true", "false")),
    *((f"Numeric{n}", "aws:MultiFactorAuthAge", NUMBERS) for n in ORDERS),
    *((f"Date{n}", "aws:CurrentTime", MOMENTS) for n in ORDERS),
)
NULLS = st.builds(
    lambda key, value: {"Null": {key: value}},
    st.sampled_from(("k:text", "k:many", "aws:SourceIp")),
    st.sampled_from(("true", "false")),
)
SETS = st.builds(
    lambda over, name, values: {f"{over}:{name}": {"k:many": values}},
    st.sampled_from(("ForAllValues", "ForAnyValue")),
    st.sampled_from(("StringEquals", "StringLike", "StringNotEquals", "StringNotLike")),
    some_of(*TEXTS[:-1]),
)
VARIABLES = st.builds(
    lambda name, value: {name: {"k:text": value}},
    st.sampled_from(("StringEquals", "StringLike", "StringNotEquals")),
    st.sampled_from(("${aws:PrincipalAccount}", "${k:owner, 'jo'}", "${k:owner, 'sam'}x")),
)
conditions = st.one_of(*(_conditions(*each) for each in SIMPLE), NULLS, SETS, VARIABLES)
"""One Condition element of one operator and one key."""

PRINCIPALS: tuple[Any, ...] = (
    *("*",) * 12,
    {"AWS": "*"},
    *({"AWS": account} for account in ACCOUNTS),
    *({"AWS": list(pair)} for pair in (ACCOUNTS, ACCOUNTS[::-1])),
    *({"AWS": f"arn:aws:iam::{account}:root"} for account in ACCOUNTS),
    *({"AWS": caller.arn} for caller in CALLERS),
    *({"AWS": caller.role_arn} for caller in CALLERS if caller.role_arn),
    *({"AWS": [caller.unique_id, "AIDADELETEDDELETED00"]} for caller in CALLERS),
    {"Service": "ec2.amazonaws.com"},
)


@st.composite
def statements(draw: st.DrawFn, effect: str = "", trust: bool = True) -> Json:
    """Draw a sound statement of a trust policy, or of an identity's."""
    statement: Json = {"Effect": effect or draw(st.sampled_from(("Allow", "Allow", "Deny")))}
    element = draw(st.sampled_from(("Action", "Action", "Action", "NotAction")))
    named = ("sts:AssumeRole", "sts:*", "*", ["sts:Tag*"])
    statement[element] = draw(st.sampled_from(named if element == "Action" else named[:1]))
    if trust:
        statement["Principal"] = draw(st.sampled_from(PRINCIPALS))
    else:
        element = draw(st.sampled_from(("Resource", "Resource", "NotResource")))
        statement[element] = draw(
            st.sampled_from(("*", ROLE, "arn:aws:iam::*:role/A*", "arn:aws:iam::1:role/x"))
        )
    blocks = draw(st.lists(conditions, max_size=draw(st.sampled_from((0, 1, 1, 2)))))
    if blocks:
        statement["Condition"] = {name: keys for block in blocks for name, keys in block.items()}
    return statement


def documents(trust: bool = True) -> st.SearchStrategy[Json]:
    """Draw sound policies of one to four statements."""
    return st.builds(
        lambda listed: {"Version": "2012-10-17", "Statement": listed},
        st.lists(statements(trust=trust), min_size=1, max_size=4),
    )


def _maybe(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(((), *values))


@st.composite
def contexts(draw: st.DrawFn, caller: Principal) -> Context:
    """Draw the keys of a request; an empty tuple is a key that is missing."""
    many = st.lists(st.sampled_from(("jo", "sam", "team1")), max_size=2, unique=True)
    return {
        "k:text": draw(_maybe("jo", "JO", "sam", "team7", "ab", HOME)),
        "k:owner": draw(_maybe("jo", "sam")),
        "k:many": tuple(draw(many)),
        "aws:sourceip": draw(_maybe(*ADDRESSES)),
        "aws:multifactorauthpresent": draw(_maybe("true", "false")),
        "aws:multifactorauthage": draw(_maybe(*NUMBERS)),
        "aws:currenttime": draw(st.sampled_from(MOMENTS)),
        "aws:principalarn": caller.role_arn or caller.arn,
        "aws:principalaccount": caller.account,
    }


@st.composite
def requests(draw: st.DrawFn, known: bool = True) -> Request:
    """Draw a request of which everything is known, or of which some keys are not."""
    caller = draw(callers)
    context = dict(draw(contexts(caller)))
    if not known:
        lost = draw(st.sets(st.sampled_from(sorted(context))))
        context = {key: values for key, values in context.items() if key not in lost}
    return Request(
        action=draw(st.sampled_from(ACTIONS)),
        resource=ROLE,
        principal=caller,
        context=context,
        complete=known,
    )

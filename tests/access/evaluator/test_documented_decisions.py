"""What the role's side and the caller's side decide together, as AWS's pages say."""

from __future__ import annotations

import pytest

from swtui.access.evaluator.combining import is_same_account
from swtui.access.evaluator.evaluator import (
    UNREAD,
    Decision,
    Evaluation,
    Principal,
    combine,
    evaluate_identity,
    evaluate_trust,
)
from tests.access.evaluator.documented import (
    AWAY,
    BOB,
    BOUNDARIES,
    CROSS_ACCOUNT,
    HOME,
    LOGIC,
    NEIGHBOUR,
    PRINCIPAL,
    SESSION,
    allow,
    asks,
    deny,
    policy,
)

LOCAL_SESSION = Principal(
    arn=f"arn:aws:sts::{HOME}:assumed-role/examplerole/examplerolesessionname",
    account=HOME,
    kind="assumed-role",
    role_arn=f"arn:aws:iam::{HOME}:role/examplerole",
)
OWN_ROLE = {"AWS": LOCAL_SESSION.role_arn}
SERVICE = Principal(arn="ec2.amazonaws.com", account="", kind="service")
YES, NO, DENY = "yes", "no", "deny"
"""What a side says: an Allow that applies, nothing, or an Allow with a Deny that applies."""


def side(says: str) -> Evaluation:
    """Return what policies of an identity say of an AssumeRole."""
    statements = [allow("s3:*", Resource="*")]
    if says != NO:
        statements.append(allow(Resource="*"))
    if says == DENY:
        statements.append(deny(Resource="*"))
    return evaluate_identity([policy(*statements)], asks())


def decide(
    caller: Principal,
    trusted: object,
    identity: str,
    boundary: str = "",
    session: str = "",
) -> Decision:
    request = asks(principal=caller)
    trust = evaluate_trust(policy(allow(Principal=trusted)), request)
    return combine(
        request,
        trust,
        side(identity),
        boundary=side(boundary) if boundary else None,
        session=side(session) if session else None,
    )


def aws(name: str) -> dict[str, str]:
    return {"AWS": name}


ROWS: list[tuple[str, str, Principal, object, tuple[str, ...], str]] = [
    ("cross-both", CROSS_ACCOUNT, BOB, aws(BOB.arn), (YES,), "allowed"),
    ("cross-account-root", CROSS_ACCOUNT, BOB, aws(AWAY), (YES,), "allowed"),
    ("cross-caller-missing", CROSS_ACCOUNT, BOB, aws(BOB.arn), (NO,), "not-allowed"),
    ("cross-everyone", PRINCIPAL, BOB, "*", (NO,), "not-allowed"),
    ("cross-everyone-both", PRINCIPAL, BOB, "*", (YES,), "allowed"),
    ("cross-trust-missing", CROSS_ACCOUNT, BOB, aws(HOME), (YES,), "not-allowed"),
    ("cross-caller-denies", CROSS_ACCOUNT, BOB, aws(BOB.arn), (DENY,), "denied"),
    ("cross-boundary", BOUNDARIES, BOB, aws(BOB.arn), (YES, NO), "not-allowed"),
    ("cross-boundary-too", BOUNDARIES, BOB, aws(BOB.arn), (YES, YES), "allowed"),
    ("cross-boundary-alone", BOUNDARIES, BOB, aws(BOB.arn), (NO, YES), "not-allowed"),
    ("cross-boundary-denies", BOUNDARIES, BOB, aws(BOB.arn), (YES, DENY), "denied"),
    ("cross-session-policy", LOGIC, SESSION, aws(SESSION.arn), (YES, "", NO), "not-allowed"),
    ("cross-three", BOUNDARIES, SESSION, aws(AWAY), (YES, YES, YES), "allowed"),
    ("own-user-named", LOGIC, NEIGHBOUR, aws(NEIGHBOUR.arn), (NO,), "allowed"),
    ("own-user-named-boundary", LOGIC, NEIGHBOUR, aws(NEIGHBOUR.arn), (NO, NO), "allowed"),
    ("own-user-denied", LOGIC, NEIGHBOUR, aws(NEIGHBOUR.arn), (DENY,), "denied"),
    ("own-boundary-denies", LOGIC, NEIGHBOUR, aws(NEIGHBOUR.arn), (NO, DENY), "denied"),
    ("own-root-delegates", PRINCIPAL, NEIGHBOUR, aws(HOME), (YES,), "allowed"),
    ("own-root-not-delegated", PRINCIPAL, NEIGHBOUR, aws(HOME), (NO,), "not-allowed"),
    ("own-root-boundary", BOUNDARIES, NEIGHBOUR, aws(HOME), (YES, NO), "not-allowed"),
    ("own-not-trusted", LOGIC, NEIGHBOUR, aws(AWAY), (YES,), "not-allowed"),
    ("own-everyone", PRINCIPAL, NEIGHBOUR, "*", (NO, NO), "allowed"),
    ("own-session", LOGIC, LOCAL_SESSION, aws(LOCAL_SESSION.arn), (NO, NO, NO), "allowed"),
    ("own-role", LOGIC, LOCAL_SESSION, OWN_ROLE, (NO,), "allowed"),
    ("own-role-boundary", LOGIC, LOCAL_SESSION, OWN_ROLE, (NO, NO), "not-allowed"),
    ("own-role-session-policy", LOGIC, LOCAL_SESSION, OWN_ROLE, (NO, "", NO), "not-allowed"),
    ("own-role-limits-allow", LOGIC, LOCAL_SESSION, OWN_ROLE, (NO, YES, YES), "allowed"),
    ("service", PRINCIPAL, SERVICE, {"Service": SERVICE.arn}, (NO,), "allowed"),
]


@pytest.mark.parametrize(
    ("_name", "page", "caller", "trusted", "sides", "verdict"), ROWS, ids=[row[0] for row in ROWS]
)
def test_both_sides_decide_as_the_page_says(
    _name: str, page: str, caller: Principal, trusted: object, sides: tuple[str, ...], verdict: str
) -> None:
    decision = decide(caller, trusted, *sides)
    assert decision.verdict == verdict, f"{page}: {decision.kinds}"


class TestKinds:
    def test_a_denial_names_every_kind_of_policy_that_denies(self) -> None:
        decision = decide(BOB, aws(BOB.arn), DENY, DENY)
        assert decision.kinds == ("identity-based policy", "permissions boundary")

    def test_what_is_missing_is_named_by_the_nearest_way_in(self) -> None:
        assert decide(BOB, aws(AWAY), NO).kinds == ("identity-based policy",)
        assert decide(BOB, aws(HOME), YES).kinds == ("trust policy",)

    def test_accounts_are_compared(self) -> None:
        assert is_same_account(asks(principal=NEIGHBOUR))
        assert not is_same_account(asks(principal=BOB))


class TestUnread:
    def test_policies_nobody_read_leave_it_open(self) -> None:
        request = asks()
        trust = evaluate_trust(policy(allow(Principal=aws(AWAY))), request)
        decision = combine(request, trust)
        assert decision == ("unknown", ("identity-based policy",))

    def test_a_trust_policy_that_does_not_admit_decides_alone(self) -> None:
        request = asks()
        trust = evaluate_trust(policy(allow(Principal=aws(HOME))), request)
        assert combine(request, trust, UNREAD).verdict == "not-allowed"

    def test_an_unread_trust_policy_cannot_lift_what_is_missing_for_the_caller(self) -> None:
        assert combine(asks(), UNREAD, side(DENY)).verdict == "denied"

    def test_a_missing_boundary_limits_nothing_and_an_unread_one_leaves_it_open(self) -> None:
        request = asks()
        trust = evaluate_trust(policy(allow(Principal=aws(AWAY))), request)
        assert combine(request, trust, side(YES)).verdict == "allowed"
        assert combine(request, trust, side(YES), boundary=UNREAD).verdict == "unknown"

    def test_a_principal_that_may_be_the_caller_itself_leaves_the_own_side_open(self) -> None:
        caller = Principal(arn=f"arn:aws:iam::{HOME}:role/x", account=HOME, kind="role")
        trusted = aws(f"arn:aws:sts::{HOME}:assumed-role/x/jo")
        assert decide(caller, trusted, NO).verdict == "unknown"


def test_the_root_user_may_assume_no_role() -> None:
    root = Principal(arn=f"arn:aws:iam::{HOME}:root", account=HOME, kind="root")
    assert decide(root, "*", YES).verdict == "denied", "STS API Reference, AssumeRole"

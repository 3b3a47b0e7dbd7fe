"""Decide an AssumeRole from the role's side and the caller's side together.

IAM User Guide, "Policy evaluation logic" ("How AWS enforcement code logic evaluates requests to
allow or deny access") and "Cross-account policy evaluation logic".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from swtui.access.evaluator.principals import ANYONE, ITSELF, ROLE, UNSURE
from swtui.access.evaluator.request import Request
from swtui.access.evaluator.results import (
    UNREAD,
    Evaluation,
    Truth,
    Verdict,
    decide_verdict,
    every,
    some,
)
from swtui.roles.arn import split_arn

TRUST, IDENTITY, BOUNDARY, SESSION = (
    "trust policy",
    "identity-based policy",
    "permissions boundary",
    "session policy",
)
"""The kinds of policy, as AWS's messages name them ("Troubleshoot access denied error messages");
there it is a "role trust policy"."""


class Decision(NamedTuple):
    """The decision of all sides together, without service and resource control policies."""

    verdict: Verdict
    kinds: tuple[str, ...] = ()
    """The kinds of policy that deny it, that would have to allow it and do not, or that leave it
    open; empty where it is allowed."""


def combine(
    request: Request,
    trust: Evaluation | None = UNREAD,
    identity: Evaluation | None = UNREAD,
    *,
    boundary: Evaluation | None = None,
    session: Evaluation | None = None,
) -> Decision:
    """Return what the sides decide together; None is "there is no such policy".

    An explicit Deny on any side wins. The trust policy must allow it always: role trust policies
    "must explicitly allow access for principals". Across accounts the caller's own policies must
    allow it too, within the boundary and the session policy. In one account it depends on the
    principal that the trust policy names: the account (its root) leaves it to the caller's own
    policies; the caller itself (a user, a session, or everyone) is enough; a role's ARN is enough,
    but for the implicit denies of its boundary and of the session policy. Root may assume no role
    (STS API reference, AssumeRole).
    """
    if request.principal.kind == "root" and request.action.lower() == "sts:assumerole":
        return Decision("denied")
    sides = {TRUST: trust or Evaluation(()), IDENTITY: identity or Evaluation(())}
    limits = {BOUNDARY: boundary, SESSION: session}
    sides |= {kind: limit for kind, limit in limits.items() if limit is not None}
    denials = {kind: side.denies for kind, side in sides.items()}
    if any(denials.values()):
        return Decision("denied", tuple(kind for kind, denies in denials.items() if denies))
    alternatives = _alternatives(request, sides)
    allows = some(every(alternative.values()) for alternative in alternatives)
    verdict = decide_verdict(allows, some(denials.values()))
    nearest = min(alternatives, key=_distance)
    if verdict == "not-allowed":
        return Decision(verdict, tuple(kind for kind, met in nearest.items() if met is False))
    unknown = (kind for kind in sides if None in (denials[kind], nearest.get(kind, True)))
    return Decision(verdict, tuple(unknown) if verdict == "unknown" else ())


def is_same_account(request: Request) -> bool:
    """Return whether the role is in the caller's account."""
    account = split_arn(request.resource).account
    return bool(account) and account == request.principal.account


def exempt(request: Request, matched_as: frozenset[str]) -> tuple[str, ...]:
    """Return whose implicit deny does not count, by the principals of the trust policy.

    The page's table "Resource-based policies and implicit denies in other policy types (same
    account)". Services and federated identities have no policies of their own here.
    """
    same = is_same_account(request)
    if not request.principal.account or (same and matched_as & {ITSELF, ANYONE}):
        return (IDENTITY, BOUNDARY, SESSION)
    return (IDENTITY,) if same and ROLE in matched_as else ()


def _alternatives(request: Request, sides: Mapping[str, Evaluation]) -> list[dict[str, Truth]]:
    """Return, for each Allow of the trust policy, what else must allow it and whether it does."""
    trust = sides[TRUST]
    alternatives: list[dict[str, Truth]] = [] if trust.is_read else [{TRUST: None}]
    for result in trust.results:
        if result.statement.effect != "Deny":
            needless = (TRUST, *exempt(request, result.matched_as))
            own = {kind: side.allows for kind, side in sides.items() if kind not in needless}
            if UNSURE in result.matched_as and is_same_account(request):
                own = {kind: met or None for kind, met in own.items()}
            alternatives.append({TRUST: result.matched, **own})
    return alternatives or [{TRUST: False}]


def _distance(alternative: Mapping[str, Truth]) -> tuple[int, int]:
    met = list(alternative.values())
    return met.count(False), met.count(None)

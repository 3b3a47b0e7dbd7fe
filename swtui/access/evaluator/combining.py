"""Decide an AssumeRole from the role's side and the caller's side together.

IAM User Guide, "Policy evaluation logic" ("How AWS enforcement code logic evaluates requests to
allow or deny access") and "Cross-account policy evaluation logic".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from swtui.access.evaluator.principals import ANYONE, ITSELF, ROLE, UNSURE
from swtui.access.evaluator.request import Request
from swtui.access.evaluator.results import (
    UNREAD,
    Evaluation,
    Truth,
    Verdict,
    every,
    some,
    verdict_of,
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


Way = dict[str, Truth]
"""The kinds of policy that one way in takes, and whether each allows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The decision of all sides together, without service and resource control policies."""

    verdict: Verdict
    words: str
    """One sentence: which policy denies it, what is missing, or what is not known."""
    same_account: bool
    """Whether the role is in the caller's account."""
    denied_by: tuple[str, ...] = ()
    """The kinds of policy with a Deny that applies."""
    missing: tuple[str, ...] = ()
    """The kinds of policy that would have to allow it, and do not."""
    unknown: tuple[str, ...] = ()
    """The kinds of policy that leave the verdict open."""


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
    sides = {TRUST: trust or Evaluation(()), IDENTITY: identity or Evaluation(())}
    limits = {BOUNDARY: boundary, SESSION: session}
    sides |= {kind: limit for kind, limit in limits.items() if limit is not None}
    same = _is_same_account(request)
    if request.principal.kind == "root" and request.action.lower() == "sts:assumerole":
        return Decision(
            verdict="denied", words="Roles may not be assumed by the root user.", same_account=same
        )
    denied_by = tuple(kind for kind, side in sides.items() if side.denies)
    if denied_by:
        return Decision(
            verdict="denied",
            words=f"Denied by {_and(denied_by)}.",
            same_account=same,
            denied_by=denied_by,
        )
    ways = _ways(request, sides, same)
    allows = some(every(way.values()) for way in ways)
    verdict = verdict_of(allows, some(side.denies for side in sides.values()))
    return _decision(verdict, same, sides, ways)


def _is_same_account(request: Request) -> bool:
    account = split_arn(request.resource).account
    return bool(account) and account == request.principal.account


def _ways(request: Request, sides: Mapping[str, Evaluation], same: bool) -> list[Way]:
    """Return every way in: one for each Allow of the trust policy."""
    trust = sides[TRUST]
    ways: list[Way] = [] if trust.is_read else [{TRUST: None}]
    for result in trust.results:
        if result.statement.effect != "Deny":
            without = (TRUST, *spared(request, result.standings))
            own = {kind: sides[kind].allows for kind in sides if kind not in without}
            if same and UNSURE in result.standings:
                own = {kind: met or None for kind, met in own.items()}
            ways.append({TRUST: result.matched, **own})
    return ways or [{TRUST: False}]


def spared(request: Request, standings: frozenset[str]) -> tuple[str, ...]:
    """Return whose implicit deny does not count, by the principals of the trust policy.

    The page's table "Resource-based policies and implicit denies in other policy types (same
    account)". Services and federated identities have no policies of their own here.
    """
    same = _is_same_account(request)
    if not request.principal.account or (same and standings & {ITSELF, ANYONE}):
        return (IDENTITY, BOUNDARY, SESSION)
    return (IDENTITY,) if same and ROLE in standings else ()


def _decision(
    verdict: Verdict, same: bool, sides: Mapping[str, Evaluation], ways: list[Way]
) -> Decision:
    """Word the verdict, by the way in that comes nearest."""
    best = min(ways, key=_distance)
    if verdict == "allowed":
        return Decision(
            verdict=verdict, words=f"Allowed by {_and(tuple(best))}.", same_account=same
        )
    missing = tuple(kind for kind, met in best.items() if met is False)
    if verdict == "not-allowed":
        return Decision(
            verdict=verdict,
            words=f"Not allowed by {_and(missing)}.",
            same_account=same,
            missing=missing,
        )
    unsure = tuple(
        kind for kind, side in sides.items() if side.denies is None or best.get(kind, True) is None
    )
    return Decision(
        verdict=verdict, words=f"It depends on {_and(unsure)}.", same_account=same, unknown=unsure
    )


def _distance(way: Way) -> tuple[int, int]:
    met = list(way.values())
    return met.count(False), met.count(None)


def _and(kinds: tuple[str, ...]) -> str:
    return " and ".join(f"the {kind}" for kind in kinds)

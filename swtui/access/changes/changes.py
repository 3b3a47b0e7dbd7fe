"""From a refused call and what was read of it to the smallest changes that would allow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from swtui.access.changes.asker_changes import likeliest_change, where_of
from swtui.access.changes.caller_changes import caller_changes, evaluated, is_read
from swtui.access.changes.change import ASKER, CALLER, LIKELY, POSSIBLE, SURE, TRUST, Change
from swtui.access.changes.change_trials import tried_caller, tried_trust
from swtui.access.changes.instance_change import instance_change
from swtui.access.changes.trust_changes import TrustWork
from swtui.access.explanation.asked_request import actions_of
from swtui.access.explanation.cause import Cause
from swtui.access.explanation.evidence import Evidence
from swtui.access.explanation.held_policies import Held
from swtui.access.explanation.named_policy import GRANTING, TRUST_POLICY, named_policy
from swtui.access.explanation.reading import Reading
from swtui.access.explanation.special_roles import RESERVED, is_reserved
from swtui.access.explanation.trust_naming import caller_principal, role_arn_of, trust_words
from swtui.access.explanation.way_in import needs_own_policy
from swtui.errors import RefusedError

_NOT_READ = Reading()
_ACTIONS = ("tag-session", "source-identity")


def changes_of(
    evidence: Evidence, causes: tuple[Cause, ...], reading: Reading | None = None
) -> tuple[Change, ...]:
    """Return the changes, those that are sure first; makes no call.

    `causes` are those of `evidence`, ranked; `reading` is what IAM let us read, with the caller's
    own policies in `Reading.held` if those were asked for. No condition is loosened, nothing is
    proposed against an explicit deny, and every proposal has been through our evaluator. Empty
    where no policy and no setting of the asker's lifts the refusal: the causes say why.
    """
    instance = instance_change(evidence, causes)
    if instance is not None:
        return (instance,)
    error, role = evidence.error, evidence.role
    denied = isinstance(error, RefusedError) and error.code.startswith("AccessDenied")
    is_root = evidence.caller.endswith(":root")  # it may assume no role, whatever policies say
    if role is None or not denied or is_root or "MultiFactorAuthentication" in evidence.words:
        return ()
    if is_reserved(role):
        return (_reserved(evidence, causes),)
    reading = reading or _NOT_READ
    forbidden = tuple(_forbidden(evidence, causes, reading))
    if forbidden:
        return forbidden
    if reading.is_missing or (reading.found_arn and reading.found_arn != str(role)):
        return tuple(_another_role(evidence, reading))
    if reading.trust is None:
        found = [*_unread_trust(evidence, causes), *_callers(evidence, reading)]
        return tuple(sorted(found, key=_order))
    work = TrustWork(evidence, reading.trust)
    found = [
        tried_trust(work.evidence, change) if change.proposed else change
        for change in work.changes()
    ]
    if needs_own_policy(work.evidence, work.evaluations):
        found += _callers(evidence, reading)
    return tuple(sorted(_ranked(found, evidence, reading), key=_order))


def _reserved(evidence: Evidence, causes: tuple[Cause, ...]) -> Change:
    """Return what to do about a role whose trust policy only AWS may change: nothing in IAM."""
    first = causes[0] if causes else None
    why = f"{first.sentence} {first.next_step}" if first else "Only AWS may change this role."
    return Change(ASKER, RESERVED, why, where_of(evidence))


def _order(change: Change) -> int:
    return (SURE, LIKELY, POSSIBLE).index(change.certainty)


def _forbidden(evidence: Evidence, causes: tuple[Cause, ...], reading: Reading) -> Iterator[Change]:
    """Yield what no Allow of ours lifts: an explicit deny, or a policy that only limits."""
    named = named_policy(evidence.words)
    kind = named.kind if named else ""
    decoded = reading.decoded is not None and reading.decoded.explicit
    said = bool(named and named.explicit) or "explicit deny" in evidence.words.lower()
    is_deny = decoded or said
    limits = bool(named) and kind not in GRANTING
    if is_deny or limits:
        side = TRUST if kind == TRUST_POLICY else CALLER
        labels = _denying(evidence, reading, side) if is_deny else ()
        sentence = causes[0].sentence if causes else "A policy forbids it."
        why = " ".join((sentence, causes[0].next_step if causes else "", *labels)).strip()
        own = f"policies of {evidence.who}"
        where = trust_words(evidence) if side == TRUST else kind if limits else own
        yield Change(side, causes[0].kind if causes else "denied", why, where)
    elif "explicitDeny" in reading.sure_decisions.values():
        labels = _denying(evidence, reading, CALLER)
        why = f"A policy of {evidence.who} denies it, and no Allow lifts a Deny."
        where = f"policies of {evidence.who}"
        yield Change(CALLER, "caller-denied", " ".join((why, *labels)), where)


def _denying(evidence: Evidence, reading: Reading, side: str) -> tuple[str, ...]:
    """Return which statements deny it, where they were read."""
    if side == TRUST:
        found = reading.evaluations.get(evidence.action)
    elif reading.held is not None:
        policies = [each.read() for each in reading.held.policies]
        found = evaluated(evidence, evidence.action, policies)
    else:
        found = None
    if found is None:
        return ()
    if found.verdict == "denied":
        return tuple(f"It is this one: {result.why}" for result in found.deciding)
    open_ = (r for r in found.results if r.statement.effect != "Allow" and r.matched is None)
    return tuple(f"It may be this one: {result.why}" for result in open_)


def _another_role(evidence: Evidence, reading: Reading) -> Iterator[Change]:
    if not reading.found_arn:
        return
    yield Change(
        ASKER,
        "no-such-role",
        f"There is no role {evidence.role}; the one of that name is {reading.found_arn}.",
        where_of(evidence),
        settings=(("role_arn", reading.found_arn),),
    )


def _unread_trust(evidence: Evidence, causes: tuple[Cause, ...]) -> Iterator[Change]:
    """Yield what may be missing from a trust policy that was not read, the likeliest first."""
    named = named_policy(evidence.words)
    told = named is not None and named.kind == TRUST_POLICY
    members = [cause for cause in causes if cause.group]
    action_lacks = named is None and bool(causes) and causes[0].kind in _ACTIONS
    if not (told or members or action_lacks):
        return
    first = members[0].kind if members else "not-trusted"
    of_trust = first in ("not-trusted", "deleted-principal")
    if not of_trust and first not in ("caller-policy", "conditions", "source-address"):
        yield likeliest_change(evidence, members[0])
    if caller_principal(evidence):
        certainty = SURE if told and not members else LIKELY if of_trust else POSSIBLE
        yield _unread(evidence, certainty)


def _unread(evidence: Evidence, certainty: str) -> Change:
    """Return what the owner may have to do; a statement would be a way round what is not known."""
    who = role_arn_of(caller_principal(evidence))
    wanted = " and ".join(actions_of(evidence))
    return Change(
        TRUST,
        "not-trusted",
        f"It was not read. If it does not let {who} in, its owner adds that ARN to the principals "
        f"of the statement that allows {wanted}, and leaves its conditions as they are.",
        trust_words(evidence),
        certainty=certainty,
    )


def _callers(evidence: Evidence, reading: Reading) -> Iterator[Change]:
    held = reading.held or Held()
    for change in caller_changes(evidence, reading):
        yield tried_caller(evidence, change, held) if change.proposed is not None else change


def _ranked(found: list[Change], evidence: Evidence, reading: Reading) -> list[Change]:
    """Return the changes; where the trust policy admits the caller, what is left is likely.

    What the caller's policies say, unread, stays a possibility.
    """
    of_role = any(change.side != CALLER for change in found)
    if of_role or not is_read(reading, actions_of(evidence)):
        return found
    return [
        replace(change, certainty=LIKELY) if change.certainty == POSSIBLE else change
        for change in found
    ]

"""What was read takes the place of what was guessed: the causes, ranked again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from swtui.access.evaluator.evaluation import Evaluation
from swtui.access.evaluator.reasons import StatementResult
from swtui.access.explanation.asked_request import simulated_arn
from swtui.access.explanation.bare_denial import GROUP
from swtui.access.explanation.cause import Cause
from swtui.access.explanation.causes import plain_causes
from swtui.access.explanation.condition_causes import cause_of
from swtui.access.explanation.encoded_denial import with_decoded
from swtui.access.explanation.evidence import Evidence
from swtui.access.explanation.permission_causes import allowing
from swtui.access.explanation.reading import Reading
from swtui.access.explanation.special_roles import leading
from swtui.access.policies.trust_policy import trust_statement_for


def decided(evidence: Evidence, causes: tuple[Cause, ...], reading: Reading) -> tuple[Cause, ...]:
    """Return the causes with what was read among them; it comes first where it decides.

    A group that AWS left open is replaced by what the policies say. What could not be read
    changes nothing.
    """
    if reading.decoded is None:
        return leading(evidence, _by_policies(evidence, causes, reading))
    found = _by_policies(evidence, plain_causes(evidence), reading)
    return leading(evidence, with_decoded(found, reading.decoded))


def _by_policies(
    evidence: Evidence, causes: tuple[Cause, ...], reading: Reading
) -> tuple[Cause, ...]:
    """Return the causes with what the policies of either side say."""
    of_role, of_caller = tuple(_of_role(evidence, reading)), tuple(_of_caller(evidence, reading))
    read = (*of_role, *of_caller)
    if not of_role and not reading.admits and not any(cause.told for cause in of_caller):
        return _narrowed(causes, reading, of_caller)
    kinds = {cause.kind for cause in read}
    open_groups = {c.group for c in causes if c.group}
    causes = tuple(c for c in causes if not {c.kind, c.group} & open_groups)
    rest = [c for c in causes if c.kind not in kinds]
    told = [c for c in causes if c.told]
    if told:  # AWS has named it; what was read says more about it
        same = {_AS_AWS_SAYS.get(c.kind, c.kind): c for c in read}
        more = [c for c in read if _AS_AWS_SAYS.get(c.kind, c.kind) not in {t.kind for t in told}]
        return (*(_with_evidence(t, same.get(t.kind)) for t in told), *more)
    return (*read, *rest)


def _on_the_other_side(cause: Cause, reading: Reading) -> Cause:
    """Say so where the caller's policies allow what AWS says that one side lacks."""
    if cause.kind not in ("tag-session", "source-identity") or not reading.allows:
        return cause
    fact = "IAM's simulator allows it for the caller: the role's trust policy is what lacks it"
    return replace(cause, evidence=(*cause.evidence, fact))


_AS_AWS_SAYS = {
    "caller-policy": "no-identity-based-policy",
    "caller-denied": "denied-by-identity-based-policy",
}
"""What the simulator finds → the same thing as AWS's message names it."""


def _with_evidence(told: Cause, read: Cause | None) -> Cause:
    """Return what AWS told, with what was read to the same effect."""
    return told if read is None else replace(told, evidence=(*told.evidence, *read.evidence))


def _narrowed(
    causes: tuple[Cause, ...], reading: Reading, of_caller: tuple[Cause, ...]
) -> tuple[Cause, ...]:
    """Return the causes where nothing was decided; the simulation has its say of the caller's."""
    if not reading.simulated or (any(reading.unsure.values()) and not of_caller):
        return causes
    rest = [cause for cause in causes if cause.kind != "caller-policy"]
    head = next((cause for cause in rest if cause.kind == GROUP), None)
    if head is None:
        return (*(_on_the_other_side(cause, reading) for cause in rest), *of_caller)
    found = [replace(cause, group=GROUP) for cause in of_caller]
    return (head, *found, *(cause for cause in rest if cause is not head))


def _of_role(evidence: Evidence, reading: Reading) -> Iterator[Cause]:
    role = evidence.role
    if role is None:
        return
    if reading.is_missing:
        yield _no_role(evidence, f"IAM says so: there is no role {role.name} in its account", "")
        return
    if reading.found_arn and reading.found_arn != str(role):
        said = f"the role {role.name} of that account is {reading.found_arn}"
        yield _no_role(evidence, said, f"role_arn = {reading.found_arn}")
        return
    for action, evaluation in reading.evaluations.items():
        found = tuple(_of_trust(evidence, evaluation))
        yield from (_as_permission(cause, action) for cause in found)
        if found:
            return


def _no_role(evidence: Evidence, said: str, ready: str) -> Cause:
    return Cause(
        "no-such-role",
        f"There is no role {evidence.role}.",
        (said,),
        "Put the right ARN into the profile." if ready else "Have the role made, or name another.",
        told=True,
        ready=ready,
    )


def _as_permission(cause: Cause, action: str) -> Cause:
    """Name a missing sts:TagSession or sts:SetSourceIdentity as what it is."""
    kinds = {"sts:TagSession": "tag-session", "sts:SetSourceIdentity": "source-identity"}
    if cause.kind != "trust-action" or action not in kinds:
        return cause
    return replace(cause, kind=kinds[action], sentence=f"The trust policy does not allow {action}.")


def _of_trust(evidence: Evidence, evaluation: Evaluation) -> Iterator[Cause]:
    verdict = evaluation.verdict
    if verdict == "denied":
        yield Cause(
            "denied-by-resource-based-policy",
            "A statement with Effect Deny in the role's trust policy applies.",
            tuple(result.why for result in evaluation.deciding),
            "No Allow lifts a Deny: that statement, or what its condition asks for, has to change.",
            told=True,
        )
    elif verdict != "allowed":
        yield from _lacking(evidence, evaluation)


def _lacking(evidence: Evidence, evaluation: Evaluation) -> Iterator[Cause]:
    """Yield what keeps the nearest Allow from applying, what is plainly lacking first."""
    allows = [r for r in evaluation.results if r.statement.effect == "Allow" and not r.matched]
    if not allows:
        yield Cause(
            "not-trusted",
            "The role's trust policy allows nobody in.",
            ("it has no statement with Effect Allow that could apply",),
            "Have the caller named in it.",
            told=evaluation.is_read,
            ready=_trusting(evidence),
        )
        return
    nearest = min(allows, key=_distance)
    for reason in nearest.deciding:
        cause = cause_of(evidence, nearest, reason)
        named = cause.kind in ("not-trusted", "deleted-principal")
        yield replace(cause, ready=_trusting(evidence)) if named else cause


def _distance(result: StatementResult) -> tuple[bool, int]:
    """Return how far a statement is from applying: whom it names counts most."""
    failed = [reason for reason in result.reasons if reason.met is False]
    return any("Principal" in reason.element for reason in failed), len(failed)


def _trusting(evidence: Evidence) -> str:
    """Return the statement that would let the caller in, ready for the trust policy."""
    who = evidence.caller_role or evidence.caller
    return json.dumps(trust_statement_for(who), indent=2) if who else ""


def _of_caller(evidence: Evidence, reading: Reading) -> Iterator[Cause]:
    """Yield what the caller's own policies say, and what is left where both sides allow it."""
    denied = {a: word for a, word in reading.simulated.items() if word != "allowed"}
    for action, word in denied.items():
        yield _simulated(evidence, reading, action, word)
    if reading.admits and not denied:
        yield _elsewhere(reading)


def _simulated(evidence: Evidence, reading: Reading, action: str, word: str) -> Cause:
    """Return what the simulation denied; not told where it could not know a key it asked for."""
    explicit, unsure = word == "explicitDeny", reading.unsure.get(action, ())
    facts = [f"IAM's simulator says so of {simulated_arn(evidence)}: {word} for {action}"]
    if unsure:
        facts.append(
            f"it could not know {', '.join(unsure)}, which a policy of the caller asks for"
        )
    role = str(evidence.role)
    return Cause(
        "caller-denied" if explicit else "caller-policy",
        f"A policy of {evidence.who} denies {action} on this role."
        if explicit
        else f"No policy of {evidence.who} allows {action} on this role.",
        tuple(facts),
        "That statement has to change: no Allow lifts a Deny." if explicit else evidence.allow_step,
        told=not unsure,
        ready="" if explicit or unsure else allowing(tuple(reading.simulated), role),
    )


def _elsewhere(reading: Reading) -> Cause:
    return Cause(
        "elsewhere",
        "Both sides allow it by what was read; what refuses stands elsewhere: a policy of the "
        "organization, or of a VPC endpoint."
        if reading.allows
        else "The trust policy admits the caller; what refuses stands elsewhere: the caller's own "
        "policies, or a policy of the organization.",
        (f"the trust policy was read as {reading.reader}",),
        "Show this refusal to whoever keeps the organization's policies.",
    )

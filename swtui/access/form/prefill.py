"""Fill in the policy form from roles of the list, or from a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from swtui.access.diagnosis.refused_call import needed_actions
from swtui.access.diagnosis.statements import is_permission_set
from swtui.access.fixes.fix import SURE
from swtui.access.fixes.formats import changed_conditions, write_changes
from swtui.access.policies.draft import CALLER, SIDES, TRUST, PolicyDraft
from swtui.access.policies.fields import FieldError, permission_set
from swtui.access.policies.formats import Names, check_names
from swtui.access.policies.render import RENDERED, Written
from swtui.errors import UsageError
from swtui.roles.arn import RoleArn, SessionArn, parse_role_arn, parse_session_arn

if TYPE_CHECKING:
    from swtui.access.diagnosis.cause import Cause
    from swtui.access.diagnosis.refused_call import RefusedCall
    from swtui.access.evaluator.policy import Condition
    from swtui.access.fixes.fix import Fix
    from swtui.roles.chain import Chain
    from swtui.roles.role import Role

_OF_CALLER = ("no-identity-based-policy", "caller-policy")
"""The kinds of causes that a policy of the caller would fix."""
_USER = re.compile(r"arn:[\w-]+:iam::\d{12}:user/[\x21-\x7e]+", re.ASCII)
_ROOT = re.compile(r"arn:[\w-]+:iam::(\d{12}):root", re.ASCII)


@dataclass(frozen=True, slots=True)
class Difference:
    """The smallest change to a policy that was read, as a diff."""

    text: str
    notes: tuple[str, ...] = ()
    """Why it is needed and what to know: sentences, raw."""
    forms: Mapping[str, Written] = field(default_factory=dict)
    """The policy with its change, whole, in the formats that deploy it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefill:
    """Both sides of one switch, as drafts."""

    caller: PolicyDraft = field(default_factory=lambda: PolicyDraft(side=CALLER))
    trust: PolicyDraft = field(default_factory=lambda: PolicyDraft(side=TRUST))
    side: str = CALLER
    """The one to show first."""
    names: Names = field(default_factory=Names)
    """For the forms that are more than JSON."""
    about: str = ""
    """The name of the role that it was filled in from, raw; empty for an empty form."""
    differences: Mapping[str, Difference] = field(default_factory=dict)
    """By side, where the present policy was read."""
    doubts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By side, why what it was filled in with may not be what is missing: sentences, raw."""

    def draft(self, side: str) -> PolicyDraft:
        """Return the draft of a side."""
        return self.caller if side == CALLER else self.trust


def prefill_for_roles(
    roles: Sequence[Role],
    chain: Chain | None = None,
    caller: str = "",
    known_arns: Iterable[str] = (),
) -> Prefill:
    """Return the caller's policy that names these roles, and a role's trust in who becomes it.

    `chain` is that of a single role: who makes its last hop is let in, with what goes along
    (MFA, external ID). Of a chain of one hop that is `caller`, an ARN. `known_arns` are roles'
    ARNs, which tell the path of a session's role.
    """
    arns = [role.arn for role in roles if not isinstance(parse_role_arn(role.arn), str)]
    about = roles[0].name if len(roles) == 1 else f"{len(roles)} roles"
    mine = PolicyDraft(side=CALLER, role_arns=tuple(dict.fromkeys(arns)))
    if len(roles) != 1 or len(arns) != 1:
        trust = PolicyDraft(side=TRUST, **build_principals(caller, known_arns))
        return Prefill(caller=mine, trust=trust, about=about)
    hops = chain.hops if chain else ()
    who = str(hops[-2].role) if len(hops) > 1 else caller
    trust = PolicyDraft(
        side=TRUST,
        **build_principals(who, known_arns),
        mfa=bool(hops and hops[-1].mfa_serial) and ":user/" in who,
        external_id=hops[-1].external_id if hops else "",
        for_role=arns[0],
    )
    return Prefill(caller=mine, trust=trust, names=_names(roles[0], chain), about=about)


def prefill_for_refusal(
    refused: RefusedCall,
    causes: Iterable[Cause] = (),
    known_arns: Iterable[str] = (),
    *,
    role_is_missing: bool = False,
    changes: Sequence[Fix] = (),
) -> Prefill:
    """Return what would let a refused call through, the side that is missing it first.

    `changes` are the smallest ones (`propose_fixes`), the likeliest first. A side that none of them
    changes stays empty, and so does the trust policy of a role that was not read: what the fields
    describe could be a way round its conditions. What was read is shown as a diff, and the
    conditions in force stand in the fields. A role that is missing is to be made: both sides are
    filled in.
    """
    names = _usable(
        existing_role=not role_is_missing,
        source_profile=_source(refused.chain, refused.hop),
        mfa_serial=refused.step.mfa_serial if refused.step else "",
    )
    proposed = [change for change in changes if change.is_proposal and change.side in SIDES]
    sides = [change.side for change in proposed]
    caller, trust = PolicyDraft(side=CALLER), PolicyDraft(side=TRUST)
    if role_is_missing or CALLER in sides:
        arns = (str(refused.role),) if refused.role else ()
        caller = PolicyDraft(side=CALLER, role_arns=arns, **_more_actions(refused))
    wanted: list[dict[str, Any] | None] = [_sent_along(refused)] if role_is_missing else []
    wanted += [_read_fields(change, refused) for change in proposed if change.side == TRUST]
    for fields in wanted:
        trust = trust if fields is None else _trust(refused, known_arns, fields)
    return Prefill(
        caller=caller,
        trust=trust,
        side=sides[0] if sides else _lacking_side(refused, causes),
        names=names,
        about=refused.chain.profile,
        differences=_differences(changes, refused, names),
        doubts=_doubts(proposed),
    )


def _doubts(proposed: Sequence[Fix]) -> dict[str, tuple[str, ...]]:
    """Return what is to be known of the likeliest change of each side, where it is not sure."""
    return {each.side: each.notes for each in reversed(proposed) if each.certainty != SURE}


def _sent_along(refused: RefusedCall) -> dict[str, Any]:
    """Return what went with the call, as conditions of a new role."""
    sent = refused.sent
    return {
        "mfa": bool(sent.get("SerialNumber")),
        "external_id": str(sent.get("ExternalId") or ""),
    }


def _read_fields(change: Fix, refused: RefusedCall) -> dict[str, Any] | None:
    """Return the conditions of the statements that a change touches, as fields of a draft.

    None where a field cannot say one of them: then the diff alone does.
    """
    found: dict[str, Any] = {}
    for condition in changed_conditions(change):
        of_patterns = condition.key.lower() == "aws:principalarn" and is_permission_set(refused)
        fields = {} if of_patterns else _read_field(condition)
        if fields is None:
            return None
        found |= fields
    return found


def _read_field(condition: Condition) -> dict[str, Any] | None:
    asked, values = (condition.operator, condition.key.lower()), condition.values
    if asked == ("Bool", "aws:multifactorauthpresent") and values == ("true",):
        return {"mfa": True}
    if asked == ("IpAddress", "aws:sourceip"):
        return {"from_ip": values}
    name = _FIELDS.get(asked)
    return {name: values[0]} if name is not None and len(values) == 1 else None


_FIELDS = {
    ("NumericLessThan", "aws:multifactorauthage"): "mfa_max_age",
    ("StringEquals", "sts:externalid"): "external_id",
    ("StringEquals", "aws:principalorgid"): "org_id",
}
"""Operator and key of a condition with one value → the field that says the same."""


def _more_actions(refused: RefusedCall) -> dict[str, Any]:
    actions = needed_actions(refused)
    return {
        "tag_session": "sts:TagSession" in actions,
        "source_identity": "sts:SetSourceIdentity" in actions,
    }


def _trust(refused: RefusedCall, known_arns: Iterable[str], fields: dict[str, Any]) -> PolicyDraft:
    return PolicyDraft(
        side=TRUST,
        **build_principals(refused.caller_role or refused.caller, known_arns),
        for_role=str(refused.role or ""),
        **fields,
        **_more_actions(refused),
    )


def _differences(
    changes: Sequence[Fix], refused: RefusedCall, names: Names
) -> dict[str, Difference]:
    """Return the diffs of the policies that were read, the likeliest change of each side."""
    found: dict[str, Difference] = {}
    for change in changes:
        is_known = change.current is not None and change.proposed is not None
        if is_known and change.side in SIDES and change.side not in found:
            text = write_changes((change,), "diff", refused, names).text
            notes = (change.why, *change.notes)
            found[change.side] = Difference(text, notes, _deployed(change, refused, names))
    return found


def _deployed(change: Fix, refused: RefusedCall, names: Names) -> dict[str, Written]:
    """Return a change in every format that can say it; what a shell cannot bear, in none."""
    found: dict[str, Written] = {}
    for form in ("json", *RENDERED):
        try:
            written = write_changes((change,), form, refused, names, change.side)
        except UsageError:
            continue
        found |= {form: written} if written.text else {}
    return found


def build_principals(arn: str, known_arns: Iterable[str] = ()) -> dict[str, Any]:
    """Return the fields of PolicyDraft that let a caller in; none for who cannot be named.

    A session is let in through its role, whose path only the configuration may tell; a session
    of Identity Center by the permission set, which outlives the role.
    """
    session = parse_session_arn(arn)
    role = _find_role(session, known_arns) if session else parse_role_arn(arn)
    if isinstance(role, RoleArn):
        if role.name.startswith("AWSReservedSSO_"):
            return _permission_set(role)
        return {"principal_roles": (str(role),)}
    root = _ROOT.fullmatch(arn)
    if root:
        return {"accounts": (root[1],)}
    return {"user_arns": (arn,)} if _USER.fullmatch(arn) else {}


def _find_role(session: SessionArn, known_arns: Iterable[str]) -> RoleArn:
    partition, account, name = session.partition, session.account, session.role_name
    for text in known_arns:
        known = parse_role_arn(text) if text.endswith(f"/{name}") else ""
        if isinstance(known, RoleArn) and (known.account_id, known.name) == (account, name):
            return known
    return RoleArn(partition, account, "", name)


def _permission_set(role: RoleArn) -> dict[str, Any]:
    try:
        return {"accounts": (role.account_id,), "sso_roles": (permission_set(role.name),)}
    except FieldError:
        return {"principal_roles": (str(role),)}


def _lacking_side(refused: RefusedCall, causes: Iterable[Cause]) -> str:
    if "no identity-based" in refused.words:
        return CALLER
    if "no resource-based" in refused.words:
        return TRUST
    kinds = [cause.kind for cause in causes if cause.kind != "unsaid"]
    return CALLER if kinds and kinds[0] in _OF_CALLER else TRUST


def _names(role: Role, chain: Chain | None) -> Names:
    hops = chain.hops if chain else ()
    return _usable(
        existing_role=True,
        profile_name="" if role.origin == "typed" else role.name,
        source_profile=_source(chain, len(hops)),
        mfa_serial=hops[-1].mfa_serial if hops else "",
    )


def _source(chain: Chain | None, hop: int) -> str:
    """Return the profile that a hop (from 1) starts from; empty when no file says it."""
    if chain is None or hop < 1:
        return ""
    if hop > 1:
        return chain.hops[hop - 2].profile
    return (chain.start.profile or "") if chain.start else ""


def _usable(*, existing_role: bool, **texts: str) -> Names:
    """Return the names without those that could not be written into a file."""
    found: dict[str, Any] = {}
    for name, text in texts.items():
        try:
            check_names(Names(**{name: text}))  # type: ignore[arg-type]
        except UsageError:
            continue
        if text:
            found[name] = text
    return Names(existing_role=existing_role, **found)

"""Match a Principal or NotPrincipal element with the caller.

IAM User Guide, "AWS JSON policy elements: Principal" and "AWS JSON policy elements: NotPrincipal".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from swtui.access.evaluator.policy import NamedPrincipal, Statement
from swtui.access.evaluator.request import Principal
from swtui.access.evaluator.results import Reason, Truth, quote_list, some
from swtui.roles.arn import is_account_id

ANYONE, ACCOUNT, ROLE, ITSELF, UNSURE = "anyone", "account", "role", "itself", "unsure"
"""The ways to name a caller: by `*`, by the account, by a session's role, itself (a user, a
session, a service, a federated identity), or perhaps in a way that is not known to us."""

UNIQUE_ID = re.compile(r"A(?:IDA|ROA)[A-Z0-9]{12,124}", re.ASCII)
"""IAM User Guide, "IAM identifiers", Understanding unique ID prefixes."""
_ARN = re.compile(
    r"arn:(?P<partition>[^:]+):(?P<service>iam|sts)::(?P<account>\d{12}):(?P<rest>.+)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class PrincipalMatch:
    """The meaning of one principal for the caller."""

    met: Truth
    matched_as: str = UNSURE
    """`account`, `role`, …, where it means the caller."""
    note: str = ""
    """A note about the entry, as a clause."""


_OTHER = PrincipalMatch(False)


def match_principal(principal: NamedPrincipal, caller: Principal) -> PrincipalMatch:
    """Return whether one entry of a Principal element means the caller.

    `"*"` alone is everyone; a wildcard as a part of an ARN is not one. An account ID and the
    account's root ARN both mean the whole account. A role's ARN means its sessions.
    """
    kind, name = principal.kind, principal.name
    if kind == "*":
        return PrincipalMatch(True, ANYONE)
    if kind in ("Service", "Federated"):
        is_caller = caller.kind == kind.lower() and caller.arn == name
        return PrincipalMatch(True, ITSELF) if is_caller else _OTHER
    if kind != "AWS":
        return PrincipalMatch(None, note=f"which account {kind} {name} is, is not known")
    if not caller.account:
        unknown = PrincipalMatch(None, note="which principals * matches here is not known")
        return unknown if name == "*" else _OTHER
    return _match_aws(name, caller)


def _match_aws(name: str, caller: Principal) -> PrincipalMatch:
    if name == "*":
        return PrincipalMatch(True, ANYONE)
    if is_account_id(name):
        return PrincipalMatch(True, ACCOUNT) if name == caller.account else _OTHER
    if name == caller.unique_id:
        return PrincipalMatch(True, ITSELF if caller.kind == "user" else ROLE)
    if UNIQUE_ID.fullmatch(name):
        # AWS shows an ID for an ARN only when it "can no longer map it back to a valid ARN".
        kind = "user" if name.startswith("AIDA") else "role"
        return PrincipalMatch(False, note=f"{name} is the ID of a deleted {kind}")
    if "*" in name or "?" in name:
        note = f"{name} matches no one: a principal's ARN cannot have a wildcard"
        return PrincipalMatch(False, note=note)
    arn, own = _ARN.fullmatch(name), _ARN.fullmatch(caller.arn)
    if not arn or not own or arn["partition"] != own["partition"]:
        return _OTHER
    if arn["account"] != caller.account:
        return _OTHER
    if arn["rest"] == "root":
        return PrincipalMatch(True, ACCOUNT)
    if arn["rest"].startswith("role/") and caller.kind in ("role", "assumed-role"):
        return PrincipalMatch(True, ROLE) if _is_role(name, caller) else _OTHER
    if caller.kind == "role" and arn["rest"].startswith(f"assumed-role/{caller.name}/"):
        return PrincipalMatch(None, note=f"whether the session is {name} is not known")
    return PrincipalMatch(True, ITSELF) if name == caller.arn else _OTHER


def _is_role(arn: str, caller: Principal) -> bool:
    """Return whether a role's ARN is the caller's; without a path its name is compared.

    IAM User Guide, "IAM and AWS STS quotas": names of roles "must be unique within the account".
    """
    known = caller.role_arn or (caller.arn if caller.kind == "role" else "")
    return arn == known if known else arn.rpartition("/")[2] == caller.name


def judge_principals(statement: Statement, caller: Principal) -> tuple[Reason, frozenset[str]]:
    """Return whether the element matches the caller, and by which form."""
    element = statement.principal_element
    matches = [match_principal(principal, caller) for principal in statement.principals]
    matched_as = frozenset(each.matched_as for each in matches if each.met is not False)
    met = some(each.met for each in matches)
    clauses = [f"{element} {_describe_names(statement, caller, met, matched_as)}"]
    clauses += [each.note for each in matches if each.note and each.met is not True]
    if element == "NotPrincipal":
        met, note = _judge_not_principal(statement, caller, met, matched_as)
        clauses += [note] if note else []
        matched_as = frozenset((UNSURE,))
    reason = Reason(
        element=element,
        met=met,
        words="; ".join(clauses),
        wanted=tuple(principal.name for principal in statement.principals),
    )
    return reason, matched_as


def _describe_names(
    statement: Statement, caller: Principal, met: Truth, matched_as: frozenset[str]
) -> str:
    forms = {
        ITSELF: f"names {caller.arn}",
        ROLE: f"names the role of {caller.arn}",
        ACCOUNT: f"names the account {caller.account}",
        ANYONE: "names everyone",
    }
    names = quote_list((principal.name for principal in statement.principals), "and")
    other = f"names {names}, not {caller.arn}" if met is False else f"names {names}"
    return next((words for form, words in forms.items() if form in matched_as), other)


def _judge_not_principal(
    statement: Statement, caller: Principal, is_named: Truth, matched_as: frozenset[str]
) -> tuple[Truth, str]:
    """Return whether NotPrincipal covers the caller: all but those it names.

    Who is exempt must be named together with the account, a session with its role too: else "the
    policy might deny access to the entire account". With Allow it "is not supported".
    """
    if statement.effect != "Deny":
        return None, "AWS does not support NotPrincipal with Allow"
    if not is_named:
        return (None if is_named is None else True), ""
    own = ROLE if caller.kind in ("role", "assumed-role") else ITSELF
    whole = {own, ACCOUNT} <= matched_as or not caller.account or caller.kind == "root"
    if whole or ANYONE in matched_as:
        return False, ""
    return None, "NotPrincipal spares for certain only who is named together with the account"

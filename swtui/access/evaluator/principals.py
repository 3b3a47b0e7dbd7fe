"""Match a Principal or NotPrincipal element with the caller.

IAM User Guide, "AWS JSON policy elements: Principal" and "AWS JSON policy elements: NotPrincipal".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from swtui.access.evaluator.policy import NamedPrincipal, Statement
from swtui.access.evaluator.request import Principal
from swtui.access.evaluator.results import Reason, Truth, listed, some
from swtui.roles.arn import is_account_id

ANYONE, ACCOUNT, ROLE, ITSELF, UNSURE = "anyone", "account", "role", "itself", "unsure"
STANDINGS = (ANYONE, ACCOUNT, ROLE, ITSELF, UNSURE)
"""How a caller may be named: by `*`, by the account, by a session's role, itself (a user, a
session, a service, a federated identity), or perhaps in a way that is not known to us."""

UNIQUE_ID = re.compile(r"A(?:IDA|ROA)[A-Z0-9]{12,124}", re.ASCII)
"""IAM User Guide, "IAM identifiers", Understanding unique ID prefixes."""
_ARN = re.compile(
    r"arn:(?P<partition>[^:]+):(?P<service>iam|sts)::(?P<account>\d{12}):(?P<rest>.+)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Naming:
    """The meaning of one principal for the caller."""

    met: Truth
    standing: str = ""
    """Of `STANDINGS`, where it means the caller."""
    note: str = ""
    """What to know of the entry, as a clause."""


_OTHER = Naming(False)


def naming(named: NamedPrincipal, caller: Principal) -> Naming:
    """Return whether one entry of a Principal element means the caller.

    `"*"` alone is everyone; a wildcard as a part of an ARN is not one. An account ID and the
    account's root ARN both mean the whole account. A role's ARN means its sessions.
    """
    if named.kind == "*":
        return Naming(True, ANYONE)
    if named.kind in ("Service", "Federated"):
        itself = caller.kind == named.kind.lower() and caller.arn == named.name
        return Naming(True, ITSELF) if itself else _OTHER
    if named.kind != "AWS":
        return Naming(None, note=f"which account {named.kind} {named.name} is, is not known")
    if not caller.account:
        return (
            Naming(None, note="which principals * matches here is not known")
            if named.name == "*"
            else _OTHER
        )
    return _naming_aws(named.name, caller)


def _naming_aws(name: str, caller: Principal) -> Naming:
    if name == "*":
        return Naming(True, ANYONE)
    if is_account_id(name):
        return Naming(True, ACCOUNT) if name == caller.account else _OTHER
    if name == caller.unique_id:
        return Naming(True, ITSELF if caller.kind == "user" else ROLE)
    if UNIQUE_ID.fullmatch(name):
        return _naming_deleted(name)
    if "*" in name or "?" in name:
        return Naming(
            False, note=f"{name} matches no one: a principal's ARN cannot have a wildcard"
        )
    named, own = _ARN.fullmatch(name), _ARN.fullmatch(caller.arn)
    if not named or not own or named["partition"] != own["partition"]:
        return _OTHER
    if named["account"] != caller.account:
        return _OTHER
    if named["rest"] == "root":
        return Naming(True, ACCOUNT)
    if named["rest"].startswith("role/") and caller.kind in ("role", "assumed-role"):
        return Naming(True, ROLE) if _is_role(name, caller) else _OTHER
    if caller.kind == "role" and named["rest"].startswith(f"assumed-role/{caller.name}/"):
        return Naming(None, note=f"whether the session is {name} is not known")
    return Naming(True, ITSELF) if name == caller.arn else _OTHER


def _is_role(arn: str, caller: Principal) -> bool:
    """Whether a role's ARN is the caller's; a name is used once in an account, whatever its path.

    IAM User Guide, "IAM and AWS STS quotas": names of roles "must be unique within the account".
    """
    known = caller.role_arn or (caller.arn if caller.kind == "role" else "")
    return arn == known if known else arn.rpartition("/")[2] == caller.name


def _naming_deleted(name: str) -> Naming:
    """AWS shows an id for an ARN only when it "can no longer map it back to a valid ARN"."""
    kind = "user" if name.startswith("AIDA") else "role"
    return Naming(False, note=f"{name} is the ID of a deleted {kind}")


def judge_principals(statement: Statement, caller: Principal) -> tuple[Reason, frozenset[str]]:
    """Return whether the element matches the caller, and by which form."""
    element = statement.principal_element
    namings = [naming(named, caller) for named in statement.principals]
    standings = frozenset(
        each.standing if each.met else UNSURE for each in namings if each.met is not False
    )
    met = some(each.met for each in namings)
    notes = [each.note for each in namings if each.note and each.met is not True]
    words = f"{element} {_words(statement, caller, met, standings)}"
    if element == "NotPrincipal":
        met, note = _beside(statement, caller, met, standings)
        notes += [note] if note else []
    return (
        Reason(
            element=element,
            met=met,
            words="; ".join([words, *notes]),
            path=f"{statement.path}.{element}",
            wanted=tuple(named.name for named in statement.principals),
            actual=(caller.arn,),
        ),
        standings if element == "Principal" else frozenset((UNSURE,)),
    )


def _words(statement: Statement, caller: Principal, met: Truth, standings: frozenset[str]) -> str:
    names = listed((named.name for named in statement.principals), "and")
    if ITSELF in standings:
        return f"names {caller.arn}"
    if ROLE in standings:
        return f"names the role of {caller.arn}"
    if ACCOUNT in standings:
        return f"names the account {caller.account}"
    if ANYONE in standings:
        return "names everyone"
    return f"names {names}, not {caller.arn}" if met is False else f"names {names}"


def _beside(
    statement: Statement, caller: Principal, named: Truth, standings: frozenset[str]
) -> tuple[Truth, str]:
    """Return whether NotPrincipal covers the caller: all but those it names.

    Who is spared must be named together with the account, a session with its role too: else "the
    policy might deny access to the entire account". With Allow it "is not supported".
    """
    if statement.effect != "Deny":
        return None, "AWS does not support NotPrincipal with Allow"
    if not named:
        return (None if named is None else True), ""
    own = ROLE if caller.kind in ("role", "assumed-role") else ITSELF
    whole = {own, ACCOUNT} <= standings or not caller.account or caller.kind == "root"
    if whole or ANYONE in standings:
        return False, ""
    return None, "NotPrincipal spares for certain only who is named together with the account"

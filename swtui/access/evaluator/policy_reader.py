"""From the JSON of a policy to frozen values, with every fault of IAM's grammar at its path.

IAM User Guide, "Grammar of the IAM JSON policy language" and its "Policy grammar notes".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from swtui.access.evaluator.faults import Faults
from swtui.access.evaluator.policy_document import VERSIONS, Policy, Problem, Statement
from swtui.access.evaluator.statement_reader import read_statement

_ELEMENTS = ("Version", "Id", "Statement")


class _TwiceError(ValueError):
    """A key that stands twice in one object."""


def read_policy(document: str | Mapping[str, Any], *, name: str = "") -> Policy:
    """Return the policy that a JSON text or a mapping holds; never raises for what it says.

    A text may be URL-encoded, as IAM's own API sends it. What can be read is read, however much
    is wrong beside it: a statement that cannot be judged says so in `broken`, and a document
    that is none has no statements. IAM would accept the policy only when `problems` is empty.
    """
    faults = Faults()
    value = _loaded(document, faults) if isinstance(document, str) else document
    if not isinstance(value, Mapping):
        if not faults.problems:
            faults.add("", "A policy is a JSON object.")
        return Policy("", "", (), tuple(faults.problems), name)
    faults.unknown("", value, _ELEMENTS)
    version = _text(value, "Version", faults)
    if "Version" in value and version not in VERSIONS:
        faults.add("Version", f"Version is {' or '.join(VERSIONS)}.")
    statements = tuple(_statements(value, faults))
    return Policy(version, _text(value, "Id", faults), statements, tuple(faults.problems), name)


def _loaded(text: str, faults: Faults) -> Any:
    text = text.removeprefix("\ufeff").strip()
    if text[:3].upper() == "%7B":
        text = unquote(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_once,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_no_number,
        )
    except json.JSONDecodeError as error:
        faults.add("", f"Not JSON: {error.msg} (line {error.lineno}, column {error.colno}).")
    except _TwiceError as error:
        faults.add("", str(error))
    except (ValueError, RecursionError):
        faults.add("", "Not JSON that a policy could be.")
    return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object: its elements "must not contain multiple instances of the same key"."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(f'"{key}" stands twice in one object.')
        found[key] = value
    return found


def _no_number(constant: str) -> None:
    raise ValueError(constant)


def _text(value: Mapping[str, Any], key: str, faults: Faults) -> str:
    found = value.get(key, "")
    if isinstance(found, str):
        return found
    faults.add(key, f"{key} is a text.")
    return ""


def _statements(value: Mapping[str, Any], faults: Faults) -> Iterable[Statement]:
    listed = value.get("Statement")
    if isinstance(listed, Mapping):
        yield read_statement(listed, "Statement", faults)
    elif isinstance(listed, list | tuple) and listed:
        for index, each in enumerate(listed):
            yield read_statement(each, f"Statement[{index}]", faults)
    else:
        faults.add("Statement", "A policy has a Statement: one, or a list of at least one.")


def check_trust(policy: Policy) -> tuple[Problem, ...]:
    """Return what IAM refuses in a role's trust policy beside the grammar.

    It names principals, and no resource (it stands on its role); NotPrincipal "cannot" be used
    (IAM User Guide, "AWS JSON policy elements: NotPrincipal").
    """
    faults = Faults()
    for statement in policy.statements:
        if statement.principal_element != "Principal":
            faults.add(statement.path, "A statement of a trust policy has a Principal.")
        if statement.resource_element:
            faults.add(statement.path, "A trust policy has no Resource: it stands on its role.")
    return tuple(faults.problems)


def check_identity(policy: Policy) -> tuple[Problem, ...]:
    """Return what IAM refuses in an identity-based policy beside the grammar.

    No `Id` and no principal, but a resource ("Policy grammar notes"; IAM User Guide, "IAM JSON
    policy elements: Resource"); a `Sid` of ASCII letters and digits, each once.
    """
    faults = Faults()
    if policy.id:
        faults.add("Id", "An identity-based policy has no Id.")
    seen: set[str] = set()
    for statement in policy.statements:
        if statement.principal_element:
            faults.add(statement.path, "Who has an identity-based policy is its principal.")
        if not statement.resource_element:
            faults.add(statement.path, "A statement has a Resource or a NotResource.")
        for resource in statement.resources:
            if resource != "*" and not resource.startswith(("arn:", "${")):
                faults.add(f"{statement.path}.{statement.resource_element}", "An ARN is wanted.")
        if not re.fullmatch(r"[A-Za-z0-9]*", statement.sid):
            faults.add(f"{statement.path}.Sid", "A Sid has ASCII letters and digits alone.")
        if statement.sid and statement.sid in seen:
            faults.add(f"{statement.path}.Sid", f"Two statements have the Sid {statement.sid}.")
        seen.add(statement.sid)
    return tuple(faults.problems)

"""The encoded authorization message that AWS adds to some denials, and what it holds once decoded.

STS API reference, DecodeAuthorizationMessage: whether an explicit Deny applies, the principal, the
action, the resource, the condition keys of the request, and the statements that matched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from swtui.access.diagnosis.cause import Cause, build_cause

ENCODED = "denied-encoded"
"""The kind of a denial whose reason is in the encoded message alone."""
_MOST = 20
"""Statements and keys of a decoded message that are shown."""
_LONGEST = 300
"""Characters of one of its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedDenial:
    """A decoded authorization message; texts are raw."""

    document: Mapping[str, Any]
    """All of it, as JSON has it."""
    reader: str = ""
    """The ARN of who decoded it."""
    explicit: bool = False
    """Whether a Deny statement applies; else no Allow does."""
    principal: str = ""
    action: str = ""
    resource: str = ""
    statements: tuple[str, ...] = ()
    """The matched statements in words: Sid, effect, actions."""
    conditions: tuple[tuple[str, str], ...] = field(default=())
    """Condition key → value of the request."""

    @property
    def sentence(self) -> str:
        """The decision, in a sentence."""
        what = f"{self.action or 'the call'} on {self.resource or 'the resource'}"
        who = self.principal or "the caller"
        if not self.explicit:
            return f"No policy allows {who} {what}; no statement with Effect Deny applies."
        which = f" ({'; '.join(self.statements)})" if self.statements else ""
        return f"A statement with Effect Deny{which} forbids {who} {what}."

    def facts(self) -> tuple[str, ...]:
        """Return what the request had that policies could ask for."""
        return tuple(f"{key} was {value or '(empty)'}" for key, value in self.conditions)


def with_decoded(causes: tuple[Cause, ...], decoded: DecodedDenial) -> tuple[Cause, ...]:
    """Return the causes with what the decoded message says.

    It speaks for a cause that AWS's words name, and takes the place of what they leave open.
    """
    facts = (decoded.sentence, *decoded.facts())
    first = causes[0]
    if first.certain and first.kind != ENCODED:
        return (replace(first, evidence=(*first.evidence, *facts)), *causes[1:])
    rest = [cause for cause in causes if cause.kind != ENCODED]
    if decoded.explicit:
        rest = [cause for cause in rest if not cause.group and cause.certain]
    by = f"AWS's encoded message says so; it was decoded as {decoded.reader}"
    row = "denied/decoded" if decoded.explicit else "not-allowed/decoded"
    head = build_cause(row, evidence=(by, *decoded.facts()), decision=decoded.sentence)
    return (head, *rest)


def decode_command(encoded: str) -> str:
    """Return the command that decodes a message; it needs sts:DecodeAuthorizationMessage."""
    joint = "=" if encoded.startswith("-") else " "  # else it would be taken for an option
    return (
        f"aws sts decode-authorization-message --encoded-message{joint}{encoded} "
        "--query DecodedMessage --output text"
    )


def read_denial(text: str, reader: str) -> DecodedDenial | None:
    """Return what a decoded message says, or None where it is not of AWS's form."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    context = _object(found.get("context"))
    return DecodedDenial(
        document=found,
        reader=reader,
        explicit=found.get("explicitDeny") is True,
        principal=_text(_object(context.get("principal")).get("arn")),
        action=_text(context.get("action")),
        resource=_text(context.get("resource")),
        statements=tuple(map(_statement, _items(found.get("matchedStatements")))),
        conditions=tuple(_conditions(context.get("conditions"))),
    )


def _statement(found: Mapping[str, Any]) -> str:
    name = _text(found.get("statementId")) or "a statement without a Sid"
    effect = _text(found.get("effect"))
    actions = ", ".join(_values(found.get("actions")))
    words = " ".join(filter(None, (effect.capitalize(), actions)))
    return f"{name}: {words}" if words else name


def _conditions(found: object) -> Iterator[tuple[str, str]]:
    for item in _items(found):
        key = _text(item.get("key"))
        if key:
            yield key, ", ".join(_values(item.get("values")))


def _values(found: object) -> list[str]:
    return [_text(item.get("value")) for item in _items(found)]


def _items(found: object) -> list[dict[str, Any]]:
    items = _object(found).get("items")
    listed = items if isinstance(items, list) else []
    return [item for item in listed[:_MOST] if isinstance(item, dict)]


def _object(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _text(found: object) -> str:
    return found[:_LONGEST] if isinstance(found, str) else ""

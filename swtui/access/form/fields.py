"""The form that a policy is filled in with: starting points in plain words, fields, the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from swtui.access.policies.draft import (
    CALLER,
    SERVICES,
    SIDES,
    TRUST,
    PolicyDraft,
    Sentence,
    in_words,
)

Value = str | bool
"""Of a field: what was typed, or whether it is ticked."""
Values = Mapping[str, Value]
"""By field; a missing field is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartingPoint:
    """One of the policies that people start from."""

    id: str
    side: str
    """`caller` or `trust`."""
    sentence: str
    """Completes "it may assume …" or "it admits …"."""
    needs: tuple[str, ...]
    """The fields it cannot do without, in the order to fill them in."""


STARTING_POINTS: tuple[StartingPoint, ...] = (
    StartingPoint(
        id="roles", side=CALLER, sentence="named roles (recommended)", needs=("role_arns",)
    ),
    StartingPoint(
        id="roles-from",
        side=CALLER,
        sentence="named roles, from our network only",
        needs=("role_arns", "from_ip"),
    ),
    StartingPoint(
        id="account-roles", side=CALLER, sentence="all roles of an account", needs=("accounts",)
    ),
    StartingPoint(id="any-role", side=CALLER, sentence="every role there is", needs=()),
    StartingPoint(
        id="people", side=TRUST, sentence="named users or roles (recommended)", needs=("user_arns",)
    ),
    StartingPoint(
        id="people-from",
        side=TRUST,
        sentence="named ones, from our network only",
        needs=("user_arns", "from_ip"),
    ),
    StartingPoint(
        id="some",
        side=TRUST,
        sentence="users or roles that fit a pattern",
        needs=("accounts", "principal_like", "sso_roles"),
    ),
    StartingPoint(id="account", side=TRUST, sentence="a whole account", needs=("accounts",)),
)
POINTS: Mapping[str, StartingPoint] = {point.id: point for point in STARTING_POINTS}
OPENINGS = {
    CALLER: "the caller's policy: it may assume",
    TRUST: "the role's trust policy: it lets in",
}
"""The beginning of the sentences of a side."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One line of the form, named as the field of PolicyDraft that it sets."""

    name: str
    label: str
    sides: tuple[str, ...] = SIDES
    example: str = ""
    """An example value, shown while it is empty."""
    is_tick: bool = False
    many: bool = False
    """Whether it takes several values, with blanks or commas between them."""
    is_long: bool = False
    """Whether its values are ARNs, which want a whole line each."""


FIELDS: tuple[FormField, ...] = (
    FormField(
        *("role_arns", "which roles, by ARN", (CALLER,)),
        example="arn:aws:iam::111122223333:role/Admin",
        many=True,
        is_long=True,
    ),
    FormField(
        *("user_arns", "which users or roles, by ARN", (TRUST,)),
        example="arn:aws:iam::111122223333:user/jo",
        many=True,
        is_long=True,
    ),
    FormField("accounts", "account ID", example="111122223333", many=True),
    FormField("principal_like", "who fits", (TRUST,), "user/*_infra role/ops-*", many=True),
    FormField("sso_roles", "permission set", (TRUST,), "such as Admin (SSO)", many=True),
    FormField("from_ip", "network", example="203.0.113.0/24", many=True),
    FormField("mfa", "MFA must have been used", is_tick=True),
    FormField("mfa_max_age", "MFA within", example="1h; empty: any time"),
    FormField("external_id", "external ID", (TRUST,), "ctrl+g makes one up"),
    FormField("org_id", "organization", example="o-a1b2c3d4e5"),
    FormField("via_aws_service", "except calls made by AWS services", (CALLER,), is_tick=True),
    FormField("ec2", "EC2 instances may use it as well", (TRUST,), is_tick=True),
    FormField("ecs", "ECS tasks may use it as well", (TRUST,), is_tick=True),
    FormField("source_account", "tasks of", (TRUST,), "account ID"),
    FormField("tag_session", "session tags may be set", is_tick=True),
    FormField("source_identity", "a source identity may be set", is_tick=True),
    FormField(
        *("for_role", "the role that it is for, by ARN", (TRUST,)),
        example="arn:aws:iam::444455556666:role/Ops",
        is_long=True,
    ),
    FormField("existing_role", "the role already exists", (TRUST,), is_tick=True),
)
"""In the order that they are shown in, after those that a starting point needs."""
LABELS: Mapping[str, str] = {
    **{field.name: field.label for field in FIELDS},
    "role_arns": "roles",
    "user_arns": "users or roles",
    "principal_roles": "users or roles",
    "for_role": "the role it is for",
    "mfa": "MFA",
    "via_aws_service": "except calls made by AWS services",
    "any": "every role",
    "services": "EC2, ECS",
    "side": "the policy",
    "generate_external_id": "ctrl+g",
}
"""The name of a field in a sentence about it."""

_CHOSEN = ("role_arns", "user_arns", "accounts", "principal_like", "sso_roles")
"""Fields that are there only where the starting point needs them."""


def fields_for(point: StartingPoint) -> tuple[tuple[FormField, ...], tuple[FormField, ...]]:
    """Return the fields that matter for a starting point, and the others that it can have."""
    named = {field.name: field for field in FIELDS}
    main = tuple(named[name] for name in point.needs)
    rest = (
        field
        for field in FIELDS
        if point.side in field.sides and field.name not in (*point.needs, *_CHOSEN)
    )
    return main, tuple(rest)


def gaps(point: StartingPoint, values: Values) -> tuple[str, ...]:
    """Return the names of the needed fields that are empty: there is no policy without them."""
    if point.side == TRUST and (values.get("ec2") or values.get("ecs")):
        return ()
    empty = tuple(name for name in point.needs if not str(values.get(name, "")).strip())
    either = ("principal_like", "sso_roles")
    filled = [name for name in either if name in point.needs and name not in empty]
    return tuple(name for name in empty if name not in either) if filled else empty


def build_draft(point: StartingPoint, values: Values) -> PolicyDraft:
    """Return the draft that a filled-in form describes; what the form does not show is left out."""
    shown = {field.name: field for part in fields_for(point) for field in part}
    said: dict[str, Any] = {"side": point.side, "any": point.id == "any-role"}
    for name, field in shown.items():
        value = values.get(name, "")
        if field.is_tick:
            said[name] = bool(value)
        else:
            text = str(value).strip()
            said[name] = tuple(text.replace(",", " ").split()) if field.many else text
    said.pop("existing_role", None)
    said["services"] = tuple(name for name in SERVICES if said.pop(name, False))
    people = said.pop("user_arns", ())
    said["user_arns"] = tuple(arn for arn in people if not _is_role(arn))
    said["principal_roles"] = tuple(arn for arn in people if _is_role(arn))
    return PolicyDraft(**said)


def read_values(draft: PolicyDraft) -> dict[str, Value]:
    """Return the values of the form for a draft."""
    found: dict[str, Value] = {name: name in draft.services for name in SERVICES}
    for field in FIELDS:
        if field.name in (*SERVICES, "existing_role"):
            continue
        value = getattr(draft, field.name)
        if field.name == "user_arns":
            value = (*value, *draft.principal_roles)
        found[field.name] = " ".join(value) if field.many else value
    return found


def find_starting_point(draft: PolicyDraft) -> StartingPoint:
    """Return the starting point that a draft fits."""
    if draft.side == CALLER:
        named = "roles-from" if draft.from_ip else "roles"
        return POINTS["any-role" if draft.any else "account-roles" if draft.accounts else named]
    if draft.principal_like or draft.sso_roles:
        return POINTS["some"]
    named = "people-from" if draft.from_ip else "people"
    return POINTS["account" if draft.accounts else named]


def in_form_words(sentence: Sentence) -> str:
    """Return a sentence that names fields by their labels."""
    return in_words(sentence, lambda name: f"“{LABELS[name.field]}”")


def _is_role(arn: str) -> bool:
    return ":role/" in arn

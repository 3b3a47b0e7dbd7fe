"""Proposed changes as text: a diff, the documents, what to deploy them with, or the profile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import unified_diff
from typing import Any

from swtui.access.diagnosis.caller_policies import INLINE, find_holder
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.access.evaluator.policy import LATEST_VERSION, Condition
from swtui.access.evaluator.policy_reader import read_policy
from swtui.access.fixes.fix import PROFILE, TRUST, Fix
from swtui.access.fixes.profile_side import (
    SHOWN,
    describe_profile,
    file_words,
    section_now,
    section_then,
)
from swtui.access.policies.formats import FORMATS, Names, check_names
from swtui.access.policies.render import (
    InlinePolicy,
    ManagedPolicy,
    RoleTrust,
    Target,
    Written,
    join,
    json_text,
    quoted,
    render,
)
from swtui.errors import UsageError
from swtui.roles.arn import split_arn

_PERMISSION_SET = (
    "the caller's role belongs to a permission set of Identity Center, and IAM cannot change it: "
    "the policy goes into the permission set"
)
DIFF = "diff"
CHANGE_FORMATS = (DIFF, *FORMATS)
"""The formats of `write_changes`; the first is the usual one."""


def write_changes(
    changes: tuple[Fix, ...], form: str, refused: RefusedCall, names: Names, side: str = ""
) -> Written:
    """Return changes in one of `CHANGE_FORMATS`; the text is empty where the form cannot say them.

    `side` says that one side alone was asked for: then JSON is its document itself, else an object
    of documents by side. Raises UsageError for a name that cannot be used, and for a value that no
    shell bears.
    """
    check_names(names)
    if form == "profile":
        return _profile(changes, refused, names)
    if form == DIFF:
        return Written("\n".join(_shown(change, refused, names) for change in changes))
    whole = [change for change in changes if change.proposed is not None]
    if form == "json":
        return _json(whole, side)
    apart = _is_of_two_accounts(whole, refused)
    if form != "cloudformation":
        notes = (_TWO_PROVIDERS,) if apart and form == "terraform" else ()
        written = (_write_policy(change, form, refused, names) for change in changes)
        return join([Written("", notes), *written])
    if apart:
        raise UsageError(
            "both sides change, and they are in different accounts: no one template does for both",
            hint="policy caller --from-refusal …, and policy trust --from-refusal …",
        )
    found = [(_target(change, refused, names), change.proposed or {}) for change in whole]
    template = render([(target, policy) for target, policy in found if target is not None], form)
    hint = () if all(target for target, _ in found) else (_PERMISSION_SET,)
    return join([template, Written("", hint)])


def _write_policy(change: Fix, form: str, refused: RefusedCall, names: Names) -> Written:
    """Return one change as commands or Terraform; empty where the format cannot say it."""
    if change.side == PROFILE and form == "cli":
        return _configure(change, refused)
    if change.proposed is None:
        return Written("")
    target = _target(change, refused, names)
    if target is None:
        return Written("", (_PERMISSION_SET,))
    return render([(target, change.proposed)], form)


def _target(change: Fix, refused: RefusedCall, names: Names) -> Target | None:
    """Return where in IAM the changed policy is; None where Identity Center alone may change it."""
    role, policy = refused.role, change.policy
    if change.side == TRUST and role is not None:
        path = f"/{role.path}"
        return RoleTrust(name=role.name, path=path, exists=True, account=role.account_id)
    holder, name = find_holder(refused)
    if name.startswith("AWSReservedSSO_"):
        return None
    if policy is None:
        partition = split_arn(refused.caller).partition
        return ManagedPolicy(
            name=names.policy_name,
            arn=f"arn:{partition}:iam::{refused.account}:policy/{names.policy_name}",
            holder=holder,
            holder_name=name,
            account=refused.account,
        )
    if policy.kind == INLINE:
        return InlinePolicy(
            name=policy.name,
            holder=policy.holder,
            holder_name=policy.holder_name,
            account=refused.account,
        )
    return ManagedPolicy(name=policy.name, arn=policy.arn, exists=True, account=refused.account)


_TWO_PROVIDERS = "the two are in different accounts: each needs its own provider"


def _is_of_two_accounts(whole: list[Fix], refused: RefusedCall) -> bool:
    role = refused.role
    both = len({change.side for change in whole}) > 1
    return both and role is not None and role.account_id != refused.account


def _configure(change: Fix, refused: RefusedCall) -> Written:
    """Return the AWS CLI commands that change the profile."""
    profile = refused.profile
    if profile is None:
        return Written("")
    lines = [
        f"aws configure set {key} {quoted(value)} --profile {quoted(profile.name)}\n"
        for key, value in change.settings
    ]
    notes = [f"it changes {describe_profile(refused)}"] if lines else []
    notes += [f"remove its line {key} by hand: aws configure cannot" for key in change.removed]
    return Written("".join(lines), tuple(notes))


def _json(whole: list[Fix], side: str) -> Written:
    documents = {change.side: change.proposed for change in whole}
    if not documents:
        return Written("")
    return Written(json_text(documents.get(side) if side else documents))


def _shown(change: Fix, refused: RefusedCall, names: Names) -> str:
    """Return one change as a diff; what was not read, or is new, as it is."""
    if change.side == PROFILE:
        if not change.settings:
            return ""
        now, then = section_now(refused), section_then(refused, (change,), names.profile_name)
        if not now:
            return "\n".join(then) + "\n"
        return _diff(now, then, file_words(refused), around=len(SHOWN) + 1)
    if change.current is None:
        return json_text(change.proposed)
    now, then = (
        json.dumps(each, indent=2).splitlines() for each in (change.current, change.proposed)
    )
    return _diff(now, then, change.where)


def essence(change: Fix) -> str:
    """Return what a change adds, as text: statements whole, lines of a profile, options."""
    if change.side == PROFILE:
        lines = [f"{key} = {value}" for key, value in change.settings]
        return "\n".join(lines or [" ".join(change.options)])
    if change.proposed is None or change.current is None:
        return json.dumps(change.proposed, indent=2) if change.proposed is not None else ""
    before = _statements(change.current)
    new = (each for each in _statements(change.proposed) if each not in before)
    return "\n".join(json.dumps(each, indent=2) for each in new)


def changed_conditions(change: Fix) -> tuple[Condition, ...]:
    """Return the conditions of the statements that a change adds, or adds something to."""
    if change.current is None or change.proposed is None:
        return ()
    before = _statements(change.current)
    new = [each for each in _statements(change.proposed) if each not in before]
    read = read_policy({"Version": LATEST_VERSION, "Statement": new})
    return tuple(condition for each in read.statements for condition in each.conditions)


def _statements(document: Mapping[str, Any]) -> list[Any]:
    listed = document.get("Statement")
    return list(listed) if isinstance(listed, list | tuple) else [listed]


def _diff(now: list[str], then: list[str], where: str, around: int = 3) -> str:
    labels = (f"{where}, as it is", f"{where}, as it would be")
    return "\n".join(unified_diff(now, then, *labels, n=around, lineterm="")) + "\n"


def _profile(changes: tuple[Fix, ...], refused: RefusedCall, names: Names) -> Written:
    lines = section_then(refused, changes, names.profile_name)
    place = f"it goes into {file_words(refused)}"
    if refused.profile is not None:
        place = f"it is in {file_words(refused)}"
        if not any(change.settings for change in changes):
            place += ", and no line of it has to change"
    return Written("\n".join(lines) + "\n", (place,)) if lines else Written("")

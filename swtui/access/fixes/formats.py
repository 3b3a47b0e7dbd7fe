"""Proposed changes as text: a diff, the documents, what to deploy them with, or the profile."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import unified_diff
from typing import Any

from swtui.access.diagnosis.caller_policies import INLINE, AttachedPolicy, holder_of
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.access.evaluator.policy import LATEST_VERSION, Condition
from swtui.access.evaluator.policy_reader import read_policy
from swtui.access.fixes.fix import PROFILE, TRUST, Fix
from swtui.access.fixes.profile_side import SHOWN, file_words, section_now, section_then, where_of
from swtui.access.policies.formats import (
    FORMATS,
    NAMED_IAM,
    Names,
    Written,
    check_names,
    hcl,
    iam_command,
    in_turn,
    quoted,
    template,
    terraform_label,
    terraform_resource,
)
from swtui.access.policies.limits import MANAGED_VERSIONS, compact
from swtui.errors import UsageError
from swtui.roles.arn import split_arn

_REPLACES = (
    "this replaces all of the role's trust policy by what was read of it and the change; look "
    "first whether it was changed meanwhile"
)
_THERE_ALREADY = (
    "the resource already exists: change the policy in the code that makes it, and leave the "
    "rest of that as it is"
)
_PERMISSION_SET = (
    "the caller's role belongs to a permission set of Identity Center, and IAM cannot change it: "
    "the policy goes into the permission set"
)


def commands_for(change: Fix, refused: RefusedCall, names: Names) -> Written:
    """Return the AWS CLI commands that make a change; empty where AWS CLI has none."""
    if change.side == PROFILE:
        return _configure(change, refused)
    if change.proposed is None or refused.role is None:
        return Written("")
    document = ("--policy-document", compact(change.proposed))
    if change.side == TRUST:
        named = ("--role-name", refused.role.name, *document)
        text = iam_command("update-assume-role-policy", *named)
        return Written(text, (_by(refused.role.account_id), _REPLACES))
    if is_permission_set(refused):
        return Written("", (_PERMISSION_SET,))
    held = change.policy
    if held is None:
        return _new_policy(refused, names, document)
    if held.kind == INLINE:
        named = (f"--{held.holder}-name", held.holder_name, "--policy-name", held.name)
        text = iam_command(f"put-{held.holder}-policy", *named, *document)
        return Written(text, (_by(refused.account),))
    named = ("--policy-arn", held.arn, *document)
    note = (
        f"IAM keeps {MANAGED_VERSIONS} versions of a policy: if there are as many, delete one "
        "first (aws iam delete-policy-version)"
    )
    text = iam_command("create-policy-version", *named, flags=("--set-as-default",))
    return Written(text, (_by(refused.account), note))


def _by(account: str) -> str:
    return f"run as an IAM administrator of account {account}"


def _configure(change: Fix, refused: RefusedCall) -> Written:
    profile = refused.profile
    if profile is None:
        return Written("")
    lines = [
        f"aws configure set {key} {quoted(value)} --profile {quoted(profile.name)}\n"
        for key, value in change.settings
    ]
    notes = [f"it changes {where_of(refused)}"] if lines else []
    notes += [f"remove its line {key} by hand: aws configure cannot" for key in change.removed]
    return Written("".join(lines), tuple(notes))


def _new_policy(refused: RefusedCall, names: Names, document: tuple[str, str]) -> Written:
    """Make a managed policy: where one of that name exists, IAM says so and changes nothing."""
    holder, name = holder_of(refused)
    made = iam_command("create-policy", "--policy-name", names.policy_name, *document)
    if not holder:
        return Written(made, ("then attach it to the caller",))
    attached = (f"--{holder}-name", name, "--policy-arn", _arn(refused, names))
    text = in_turn(made, iam_command(f"attach-{holder}-policy", *attached))
    return Written(text, (_by(refused.account),))


def _arn(refused: RefusedCall, names: Names) -> str:
    partition = split_arn(refused.caller).partition
    return f"arn:{partition}:iam::{refused.account}:policy/{names.policy_name}"


def is_permission_set(refused: RefusedCall) -> bool:
    """Return whether the caller's role was made by Identity Center, which alone may change it."""
    return holder_of(refused)[1].startswith("AWSReservedSSO_")


def terraform_for(change: Fix, refused: RefusedCall, names: Names) -> Written:
    """Return the Terraform resource that holds the changed policy."""
    document: Any = change.proposed
    if document is None or refused.role is None:
        return Written("")
    if change.side == TRUST:
        role = refused.role
        named = {"name": role.name} | ({"path": f"/{role.path}"} if role.path else {})
        label = terraform_label(role.name)
        text = terraform_resource("aws_iam_role", label, named, "assume_role_policy", document)
        return Written(text, (_THERE_ALREADY,))
    if is_permission_set(refused):
        return Written("", (_PERMISSION_SET,))
    held = change.policy
    if held is not None and held.kind == INLINE:
        kind, label = f"aws_iam_{held.holder}_policy", terraform_label(held.name)
        named = {"name": held.name, held.holder: held.holder_name}
        return Written(
            terraform_resource(kind, label, named, "policy", document), (_THERE_ALREADY,)
        )
    name = held.name if held is not None else names.policy_name
    label = terraform_label(name)
    named = {"name": name} | ({"path": _path(held)} if held is not None else {})
    text = terraform_resource("aws_iam_policy", label, named, "policy", document)
    if held is not None:
        return Written(text, (_THERE_ALREADY,))
    return Written(text + _terraform_attachment(refused, label))


def _terraform_attachment(refused: RefusedCall, label: str) -> str:
    holder, name = holder_of(refused)
    if not holder:
        return ""
    return (
        f'\nresource "aws_iam_{holder}_policy_attachment" "{label}" {{\n'
        f"  {holder} = {hcl(name)}\n  policy_arn = aws_iam_policy.{label}.arn\n}}\n"
    )


def _path(held: AttachedPolicy) -> str:
    """Return a managed policy's path, as its ARN has it: `/`, `/team/`."""
    return f"/{held.arn.partition(':policy/')[2].rpartition('/')[0]}/".replace("//", "/")


def resources_for(
    change: Fix, refused: RefusedCall, names: Names
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return CloudFormation's resources for the changed policy, and what to know of them."""
    role, document = refused.role, change.proposed
    if document is None or role is None:
        return {}, ()
    if change.side == TRUST:
        made = {"RoleName": role.name, "Path": f"/{role.path}"}
        properties = {**made, "AssumeRolePolicyDocument": document}
        return {"Role": _typed("AWS::IAM::Role", properties)}, (_THERE_ALREADY,)
    if is_permission_set(refused):
        return {}, (_PERMISSION_SET,)
    held, (holder, name) = change.policy, holder_of(refused)
    if held is not None and held.kind == INLINE:
        whose = held.holder.capitalize()
        named = {"PolicyName": held.name, f"{whose}Name": held.holder_name}
        properties = {**named, "PolicyDocument": document}
        return {"CallerPolicy": _typed(f"AWS::IAM::{whose}Policy", properties)}, (_THERE_ALREADY,)
    if held is not None:
        named = {"ManagedPolicyName": held.name, "Path": _path(held)}
        properties = {**named, "PolicyDocument": document}
        return {"CallerPolicy": _typed("AWS::IAM::ManagedPolicy", properties)}, (_THERE_ALREADY,)
    attached = {f"{holder.capitalize()}s": [name]} if holder else {}
    properties = {"ManagedPolicyName": names.policy_name, "PolicyDocument": document, **attached}
    return {"CallerPolicy": _typed("AWS::IAM::ManagedPolicy", properties)}, ()


def _typed(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


DIFF = "diff"
CHANGE_FORMATS = (DIFF, *FORMATS)
"""What `write_changes` knows; the first is the usual one."""


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
    policies = tuple(change for change in changes if change.side != PROFILE)
    if form == DIFF:
        return Written("\n".join(_shown(change, refused, names) for change in changes))
    if form == "json":
        return _json(policies, side)
    whole = [change for change in policies if change.proposed is not None]
    if form == "cli":
        return _joined((commands_for(change, refused, names) for change in changes), ())
    if form == "terraform":
        notes = (_TWO_PROVIDERS,) if _is_of_two_accounts(whole, refused) else ()
        return _joined([terraform_for(change, refused, names) for change in whole], notes)
    _refuse_two_accounts(whole, refused)
    made = [resources_for(change, refused, names) for change in whole]
    merged = {name: each for resources, _ in made for name, each in resources.items()}
    said = tuple(note for _, each in made for note in each)
    text = template(merged) if merged else ""
    return Written(text, (NAMED_IAM, *said) if merged else said)


_TWO_PROVIDERS = "the two are in different accounts: each needs its own provider"


def _refuse_two_accounts(whole: list[Fix], refused: RefusedCall) -> None:
    """Raise UsageError where one template would have to stand in two accounts."""
    if _is_of_two_accounts(whole, refused):
        raise UsageError(
            "both sides change, and they are in different accounts: no one template does for both",
            hint="policy caller --from-refusal …, and policy trust --from-refusal …",
        )


def _is_of_two_accounts(whole: list[Fix], refused: RefusedCall) -> bool:
    role = refused.role
    both = len({change.side for change in whole}) > 1
    return both and role is not None and role.account_id != refused.account


def _joined(parts: Iterable[Written], notes: tuple[str, ...]) -> Written:
    parts = list(parts)
    text = "\n".join(part.text for part in parts if part.text)
    return Written(text, (*notes, *(note for part in parts for note in part.notes)))


def _json(policies: tuple[Fix, ...], side: str) -> Written:
    documents = {change.side: change.proposed for change in policies if change.proposed is not None}
    if not documents:
        return Written("")
    shown = documents.get(side) if side else documents
    return Written(json.dumps(shown, indent=2) + "\n")


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
        return json.dumps(change.proposed, indent=2) + "\n"
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

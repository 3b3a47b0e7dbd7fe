"""One proposed change as AWS CLI commands, as Terraform, and as CloudFormation's resources."""

from __future__ import annotations

from typing import Any

from swtui.access.changes.asker_changes import where_of
from swtui.access.changes.change import ASKER, TRUST, Change
from swtui.access.explanation.evidence import Evidence
from swtui.access.explanation.held_policies import INLINE, HeldPolicy, holder_of
from swtui.access.policies.policy_formats import (
    Written,
    hcl,
    iam_command,
    in_turn,
    quoted,
    terraform_label,
    terraform_resource,
)
from swtui.access.policies.policy_names import Names
from swtui.access.policies.policy_size import MANAGED_VERSIONS, compact

_REPLACES = (
    "this replaces all of the role's trust policy by what was read of it and the change; look "
    "first whether somebody changed it meanwhile"
)
_THERE_ALREADY = (
    "the resource is there already: change the policy in the code that makes it, and leave the "
    "rest of that as it is"
)
_PERMISSION_SET = (
    "the caller's role belongs to a permission set of Identity Center, and IAM cannot change it: "
    "the policy goes into the permission set"
)


def commands_for(change: Change, evidence: Evidence, names: Names) -> Written:
    """Return the AWS CLI commands that make a change; empty where there are none."""
    if change.side == ASKER:
        return _configure(change, evidence)
    if change.proposed is None or evidence.role is None:
        return Written("")
    document = ("--policy-document", compact(change.proposed))
    if change.side == TRUST:
        named = ("--role-name", evidence.role.name, *document)
        text = iam_command("update-assume-role-policy", *named)
        return Written(text, (_by(evidence.role.account_id), _REPLACES))
    if is_permission_set(evidence):
        return Written("", (_PERMISSION_SET,))
    held = change.policy
    if held is None:
        return _new_policy(evidence, names, document)
    if held.kind == INLINE:
        named = (f"--{held.holder}-name", held.holder_name, "--policy-name", held.name)
        text = iam_command(f"put-{held.holder}-policy", *named, *document)
        return Written(text, (_by(evidence.account),))
    named = ("--policy-arn", held.arn, *document)
    note = (
        f"IAM keeps {MANAGED_VERSIONS} versions of a policy: if there are as many, delete one "
        "first (aws iam delete-policy-version)"
    )
    text = iam_command("create-policy-version", *named, flags=("--set-as-default",))
    return Written(text, (_by(evidence.account), note))


def _by(account: str) -> str:
    return f"for whoever may change IAM in account {account}"


def _configure(change: Change, evidence: Evidence) -> Written:
    profile = evidence.profile
    if profile is None:
        return Written("")
    lines = [
        f"aws configure set {key} {quoted(value)} --profile {quoted(profile.name)}\n"
        for key, value in change.settings
    ]
    notes = [f"it changes {where_of(evidence)}"] if lines else []
    notes += [f"remove its line {key} by hand: aws configure cannot" for key in change.removed]
    return Written("".join(lines), tuple(notes))


def _new_policy(evidence: Evidence, names: Names, document: tuple[str, str]) -> Written:
    """Make a managed policy: where one of that name exists, IAM says so and changes nothing."""
    holder, name = holder_of(evidence)
    made = iam_command("create-policy", "--policy-name", names.policy_name, *document)
    if not holder:
        return Written(made, ("then attach it to the caller",))
    attached = (f"--{holder}-name", name, "--policy-arn", _arn(evidence, names))
    text = in_turn(made, iam_command(f"attach-{holder}-policy", *attached))
    return Written(text, (_by(evidence.account),))


def _arn(evidence: Evidence, names: Names) -> str:
    partition = evidence.caller.split(":")[1]
    return f"arn:{partition}:iam::{evidence.account}:policy/{names.policy_name}"


def is_permission_set(evidence: Evidence) -> bool:
    """Whether the caller's role was made by Identity Center, which alone may change it."""
    return holder_of(evidence)[1].startswith("AWSReservedSSO_")


def terraform_for(change: Change, evidence: Evidence, names: Names) -> Written:
    """Return the Terraform resource that holds the changed policy."""
    document: Any = change.proposed
    if document is None or evidence.role is None:
        return Written("")
    if change.side == TRUST:
        role = evidence.role
        named = {"name": role.name} | ({"path": f"/{role.path}"} if role.path else {})
        label = terraform_label(role.name)
        text = terraform_resource("aws_iam_role", label, named, "assume_role_policy", document)
        return Written(text, (_THERE_ALREADY,))
    if is_permission_set(evidence):
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
    return Written(text + _terraform_attachment(evidence, label))


def _terraform_attachment(evidence: Evidence, label: str) -> str:
    holder, name = holder_of(evidence)
    if not holder:
        return ""
    return (
        f'\nresource "aws_iam_{holder}_policy_attachment" "{label}" {{\n'
        f"  {holder} = {hcl(name)}\n  policy_arn = aws_iam_policy.{label}.arn\n}}\n"
    )


def _path(held: HeldPolicy) -> str:
    """Return a managed policy's path, as its ARN has it: `/`, `/team/`."""
    return f"/{held.arn.partition(':policy/')[2].rpartition('/')[0]}/".replace("//", "/")


def resources_for(
    change: Change, evidence: Evidence, names: Names
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return CloudFormation's resources for the changed policy, and what to know of them."""
    role, document = evidence.role, change.proposed
    if document is None or role is None:
        return {}, ()
    if change.side == TRUST:
        made = {"RoleName": role.name, "Path": f"/{role.path}"}
        properties = {**made, "AssumeRolePolicyDocument": document}
        return {"Role": _typed("AWS::IAM::Role", properties)}, (_THERE_ALREADY,)
    if is_permission_set(evidence):
        return {}, (_PERMISSION_SET,)
    held, (holder, name) = change.policy, holder_of(evidence)
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

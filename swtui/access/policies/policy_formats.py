"""A written policy as text: JSON, AWS CLI commands, Terraform, CloudFormation, or a profile."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from swtui.access.policies.policies import Document, document
from swtui.access.policies.policy_draft import CALLER, PolicyDraft
from swtui.access.policies.policy_names import Names, check_names, role_to_make
from swtui.access.policies.policy_profile import lacks_serial, profile_text
from swtui.access.policies.policy_size import compact
from swtui.errors import UsageError


@dataclass(frozen=True, slots=True)
class Written:
    """A text to hand over, and what is to be done with it."""

    text: str
    """With its closing line feed; ASCII, as every value of a policy is."""
    notes: tuple[str, ...] = ()
    """What to do next, a sentence each, in raw text."""


def write(
    draft: PolicyDraft, form: str = "json", names: Names | None = None, *, tried: bool = True
) -> Written:
    """Return the draft's policy in one of `FORMATS`; `tried` is that of `document`.

    Raises UsageError for a draft with problems, a name that cannot be used, or a name that the
    form needs and nobody gave.
    """
    names = names or Names()
    built = document(draft, tried=tried)
    check_names(names)
    if form not in FORMATS:
        raise UsageError(f"{form[:40]!r} is none of {', '.join(FORMATS)}")
    if names.existing_role and (draft.side == CALLER or form != "cli"):
        raise UsageError("--existing-role changes a role's trust: policy trust … --format cli")
    return _WRITERS[form](draft, built, names)


def _json(draft: PolicyDraft, built: Document, names: Names) -> Written:  # noqa: ARG001 - one face
    return Written(json.dumps(built, indent=2) + "\n")


def _profile(draft: PolicyDraft, built: Document, names: Names) -> Written:  # noqa: ARG001 - one face
    place = "it goes into ~/.aws/config"
    device = "the MFA device is not known: fill in mfa_serial, or add --mfa-serial ARN"
    notes = (place, device) if lacks_serial(draft, names) else (place,)
    return Written(profile_text(draft, names), notes)


def _cli(draft: PolicyDraft, built: Document, names: Names) -> Written:
    if draft.side == CALLER:
        named = ("--policy-name", names.policy_name, "--policy-document", compact(built))
        return Written(iam_command("create-policy", *named), (_attach(names),))
    role, path = role_to_make(names, draft.for_role)
    if names.existing_role:
        named = ("--role-name", role, "--policy-document", compact(built))
        return Written(iam_command("update-assume-role-policy", *named), (_REPLACES,))
    more = () if path == "/" else ("--path", path)
    made = ("--role-name", role, *more, "--assume-role-policy-document", compact(built))
    commands = [iam_command("create-role", *made)]
    if "ec2" in draft.services:
        commands.append(iam_command("create-instance-profile", "--instance-profile-name", role))
        joined = ("--instance-profile-name", role, "--role-name", role)
        commands.append(iam_command("add-role-to-instance-profile", *joined))
    return Written(in_turn(*commands), (_NO_PERMISSIONS,))


_REPLACES = "this replaces all of the role's trust policy; look at the one it has first"
_NO_PERMISSIONS = "the new role has no permissions yet: attach a policy to it"
NAMED_IAM = "CloudFormation wants --capabilities CAPABILITY_NAMED_IAM for it"


def _attach(names: Names) -> str:
    return (
        f"then attach {names.policy_name} to the caller: aws iam attach-user-policy, "
        "attach-group-policy or attach-role-policy, with the ARN that this prints"
    )


def iam_command(verb: str, *words: str, flags: tuple[str, ...] = ()) -> str:
    """Return `aws iam VERB` with its options, a line each, for bash, zsh, sh and fish.

    Every value stands in single quotes; none of them can hold a quote or a backslash.
    """
    pairs = [f"{option} {quoted(value)}" for option, value in zip(*[iter(words)] * 2, strict=True)]
    return " \\\n  ".join([f"aws iam {verb}", *pairs, *flags]) + "\n"


def in_turn(*commands: str) -> str:
    """Return commands of which each runs only if those before it did.

    Where something of the name exists, the first fails; the rest would go on with a stranger's.
    """
    return " &&\n".join(command.rstrip("\n") for command in commands) + "\n"


def quoted(text: str) -> str:
    """Return a value for a shell; raises UsageError for what single quotes do not hold."""
    if "'" in text or "\\" in text:
        raise UsageError(f"{text[:80]!r} holds a quote or a backslash: use another --format")
    return f"'{text}'"


def _terraform(draft: PolicyDraft, built: Document, names: Names) -> Written:
    if draft.side == CALLER:
        label = terraform_label(names.policy_name)
        text = terraform_resource(
            "aws_iam_policy", label, {"name": names.policy_name}, "policy", built
        )
        note = f"then attach aws_iam_policy.{label}.arn to the caller"
        return Written(text, (note,))
    role, path = role_to_make(names, draft.for_role)
    label = terraform_label(role)
    named = {"name": role} if path == "/" else {"name": role, "path": path}
    text = terraform_resource("aws_iam_role", label, named, "assume_role_policy", built)
    if "ec2" in draft.services:
        text += (
            f'\nresource "aws_iam_instance_profile" "{label}" {{\n'
            f"  name = {hcl(role)}\n  role = aws_iam_role.{label}.name\n}}\n"
        )
    return Written(text, (_NO_PERMISSIONS,))


def terraform_resource(
    kind: str, label: str, named: dict[str, str], key: str, built: Document
) -> str:
    """Return one resource: its names, then the policy under `key`."""
    lines = [f"  {name} = {hcl(value)}" for name, value in named.items()]
    body = _escaped(json.dumps(built, indent=2)).replace("\n", "\n  ")
    lines.append(f"  {key} = jsonencode({body})")
    return f'resource "{kind}" "{label}" {{\n' + "\n".join(lines) + "\n}\n"


def terraform_label(name: str) -> str:
    """Return a Terraform identifier (Terraform language, "Syntax": Identifiers)."""
    label = re.sub(r"[^A-Za-z0-9_-]", "_", name)
    return label if label[0].isalpha() or label[0] == "_" else f"_{label}"


def hcl(text: str) -> str:
    """Return a text as Terraform writes it."""
    return _escaped(json.dumps(text))


def _escaped(json_text: str) -> str:
    """Return JSON as Terraform reads it: `${` and `%{` would start a template there."""
    return json_text.replace("${", "$${").replace("%{", "%%{")


def _cloudformation(draft: PolicyDraft, built: Document, names: Names) -> Written:
    if draft.side == CALLER:
        properties = {"ManagedPolicyName": names.policy_name, "PolicyDocument": built}
        policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}
        attach = "then attach it to the caller (Users, Groups or Roles of the resource)"
        return Written(template({"AssumeRolesPolicy": policy}), (NAMED_IAM, attach))
    role, path = role_to_make(names, draft.for_role)
    made = {"RoleName": role, "Path": path, "AssumeRolePolicyDocument": built}
    resources: Document = {"Role": {"Type": "AWS::IAM::Role", "Properties": made}}
    if "ec2" in draft.services:
        joined = {"InstanceProfileName": role, "Roles": [{"Ref": "Role"}]}
        resources["InstanceProfile"] = {"Type": "AWS::IAM::InstanceProfile", "Properties": joined}
    return Written(template(resources), (NAMED_IAM, _NO_PERMISSIONS))


def template(resources: Document) -> str:
    """Return CloudFormation's template of these resources, as JSON."""
    whole = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    return json.dumps(whole, indent=2) + "\n"


_WRITERS: dict[str, Callable[[PolicyDraft, Document, Names], Written]] = {
    "json": _json,
    "cli": _cli,
    "terraform": _terraform,
    "cloudformation": _cloudformation,
    "profile": _profile,
}
FORMATS = tuple(_WRITERS)
"""What `write` knows; the first is the usual one."""

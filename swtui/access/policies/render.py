"""Render a policy document for its target: AWS CLI commands, Terraform, CloudFormation, a profile.

The target says where in IAM a document goes: a role's trust, an inline or a managed policy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from swtui.errors import UsageError

Document = Mapping[str, Any]

MANAGED_VERSIONS = 5
"""Versions of a managed policy that IAM keeps (IAM User Guide, "IAM and AWS STS quotas")."""
RENDERED = ("cli", "terraform", "cloudformation")
"""The formats of `render`."""
_REPLACES = "this replaces all of the role's trust policy; look at the one it has first"
_REPLACES_READ = (
    "this replaces all of the role's trust policy by what was read of it and the change; look "
    "first whether it was changed meanwhile"
)
_NO_PERMISSIONS = "the new role has no permissions yet: attach a policy to it"
_EXISTS = (
    "the resource already exists: change the policy in the code that makes it, and leave the "
    "rest of that as it is"
)
_NAMED_IAM = "CloudFormation wants --capabilities CAPABILITY_NAMED_IAM for it"


@dataclass(frozen=True, slots=True)
class Written:
    """A text to hand over, and what is to be done with it."""

    text: str
    """With its closing line feed; ASCII, as every value of a policy is."""
    notes: tuple[str, ...] = ()
    """The next steps, a sentence each, in raw text."""


@dataclass(frozen=True, slots=True)
class Resources:
    """CloudFormation's resources by their logical ID, and what to know of them."""

    resources: Document
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTrust:
    """The trust policy of a role."""

    name: str
    path: str = "/"
    exists: bool = False
    """Whether only the trust policy of an existing role changes."""
    has_instance_profile: bool = False
    """Whether a new role gets an instance profile of its name."""
    account: str = ""
    """The place where a refusal read the policy; empty for a policy written from a draft."""

    def commands(self, document: Document) -> Written:
        """Return the AWS CLI commands that set the policy, or create the role with it."""
        role = ("--role-name", self.name)
        if self.exists:
            named = (*role, "--policy-document", compact(document))
            notes = (_run_as(self.account), _REPLACES_READ) if self.account else (_REPLACES,)
            return Written(_iam_command("update-assume-role-policy", *named), notes)
        path = () if self.path == "/" else ("--path", self.path)
        named = (*role, *path, "--assume-role-policy-document", compact(document))
        commands = [_iam_command("create-role", *named)]
        if self.has_instance_profile:
            profile = ("--instance-profile-name", self.name)
            commands.append(_iam_command("create-instance-profile", *profile))
            commands.append(_iam_command("add-role-to-instance-profile", *profile, *role))
        return Written(_in_turn(*commands), (_NO_PERMISSIONS,))

    def terraform(self, document: Document) -> Written:
        """Return the role as a Terraform resource."""
        label = _terraform_label(self.name)
        named = {"name": self.name} | ({} if self.path == "/" else {"path": self.path})
        text = _terraform_resource("aws_iam_role", label, named, "assume_role_policy", document)
        if self.has_instance_profile:
            text += (
                f'\nresource "aws_iam_instance_profile" "{label}" {{\n'
                f"  name = {_hcl(self.name)}\n  role = aws_iam_role.{label}.name\n}}\n"
            )
        return Written(text, (_EXISTS if self.exists else _NO_PERMISSIONS,))

    def cloudformation(self, document: Document) -> Resources:
        """Return the role as CloudFormation's resources."""
        properties = {
            "RoleName": self.name,
            "Path": self.path,
            "AssumeRolePolicyDocument": document,
        }
        resources: dict[str, Any] = {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}
        if self.has_instance_profile:
            resources["InstanceProfile"] = {
                "Type": "AWS::IAM::InstanceProfile",
                "Properties": {"InstanceProfileName": self.name, "Roles": [{"Ref": "Role"}]},
            }
        return Resources(resources, (_EXISTS if self.exists else _NO_PERMISSIONS,))


@dataclass(frozen=True, slots=True, kw_only=True)
class InlinePolicy:
    """An existing inline policy of a user, group or role."""

    name: str
    holder: str
    """`user`, `group` or `role`."""
    holder_name: str
    account: str
    """The holder's account."""

    def commands(self, document: Document) -> Written:
        """Return the AWS CLI command that replaces the policy."""
        named = (f"--{self.holder}-name", self.holder_name, "--policy-name", self.name)
        text = _iam_command(
            f"put-{self.holder}-policy", *named, "--policy-document", compact(document)
        )
        return Written(text, (_run_as(self.account),))

    def terraform(self, document: Document) -> Written:
        """Return the policy as a Terraform resource."""
        named = {"name": self.name, self.holder: self.holder_name}
        kind, label = f"aws_iam_{self.holder}_policy", _terraform_label(self.name)
        return Written(_terraform_resource(kind, label, named, "policy", document), (_EXISTS,))

    def cloudformation(self, document: Document) -> Resources:
        """Return the policy as CloudFormation's resource."""
        holder = self.holder.capitalize()
        named = {"PolicyName": self.name, f"{holder}Name": self.holder_name}
        resource = {
            "Type": f"AWS::IAM::{holder}Policy",
            "Properties": {**named, "PolicyDocument": document},
        }
        return Resources({"CallerPolicy": resource}, (_EXISTS,))


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedPolicy:
    """A managed policy of the account: an existing one, or a new one and what it is attached to."""

    name: str
    arn: str = ""
    """Of an existing policy, or of a new one that is attached; empty where it is not known."""
    exists: bool = False
    holder: str = ""
    """`user` or `role` that a new one is attached to; empty where that is not known."""
    holder_name: str = ""
    account: str = ""
    """The holder's account."""
    logical_id: str = "CallerPolicy"
    """The name of its CloudFormation resource."""

    def commands(self, document: Document) -> Written:
        """Return the AWS CLI commands that set a new default version, or create the policy."""
        body = ("--policy-document", compact(document))
        if self.exists:
            note = (
                f"IAM keeps {MANAGED_VERSIONS} versions of a policy: if there are as many, delete "
                "one first (aws iam delete-policy-version)"
            )
            named = ("--policy-arn", self.arn, *body)
            text = _iam_command("create-policy-version", *named, flags=("--set-as-default",))
            return Written(text, (_run_as(self.account), note))
        create = _iam_command("create-policy", "--policy-name", self.name, *body)
        if not self.holder:
            note = (
                f"then attach {self.name} to the caller: aws iam attach-user-policy, "
                "attach-group-policy or attach-role-policy, with the ARN that this prints"
            )
            return Written(create, (note,))
        named = (f"--{self.holder}-name", self.holder_name, "--policy-arn", self.arn)
        attach = _iam_command(f"attach-{self.holder}-policy", *named)
        return Written(_in_turn(create, attach), (_run_as(self.account),))

    def terraform(self, document: Document) -> Written:
        """Return the policy, and its attachment, as Terraform resources."""
        label = _terraform_label(self.name)
        named = {"name": self.name} | ({"path": self._path} if self.exists else {})
        text = _terraform_resource("aws_iam_policy", label, named, "policy", document)
        if self.exists:
            return Written(text, (_EXISTS,))
        if not self.holder:
            return Written(text, (f"then attach aws_iam_policy.{label}.arn to the caller",))
        text += (
            f'\nresource "aws_iam_{self.holder}_policy_attachment" "{label}" {{\n'
            f"  {self.holder} = {_hcl(self.holder_name)}\n"
            f"  policy_arn = aws_iam_policy.{label}.arn\n}}\n"
        )
        return Written(text)

    def cloudformation(self, document: Document) -> Resources:
        """Return the policy as CloudFormation's resource."""
        properties = {
            "ManagedPolicyName": self.name,
            **({"Path": self._path} if self.exists else {}),
            "PolicyDocument": document,
            **({f"{self.holder.capitalize()}s": [self.holder_name]} if self.holder else {}),
        }
        attach = "then attach it to the caller (Users, Groups or Roles of the resource)"
        notes = (_EXISTS,) if self.exists else () if self.holder else (attach,)
        resource = {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}
        return Resources({self.logical_id: resource}, notes)

    @property
    def _path(self) -> str:
        """The path, as the ARN has it: `/`, `/team/`."""
        return f"/{self.arn.partition(':policy/')[2].rpartition('/')[0]}/".replace("//", "/")


Target = RoleTrust | InlinePolicy | ManagedPolicy


def render(policies: Sequence[tuple[Target, Document]], form: str) -> Written:
    """Return each document for its target, in one of `RENDERED`.

    Raises UsageError for a value that no shell bears.
    """
    if form == "cli":
        return join(target.commands(document) for target, document in policies)
    if form == "terraform":
        return join(target.terraform(document) for target, document in policies)
    parts = [target.cloudformation(document) for target, document in policies]
    resources = {name: each for part in parts for name, each in part.resources.items()}
    if not resources:
        return Written("")
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    notes = (note for part in parts for note in part.notes)
    return Written(json_text(template), (_NAMED_IAM, *notes))


def join(parts: Iterable[Written]) -> Written:
    """Return several texts as one, with an empty line in between."""
    listed = list(parts)
    text = "\n".join(part.text for part in listed if part.text)
    return Written(text, tuple(note for part in listed for note in part.notes))


def json_text(value: Any) -> str:
    """Return JSON as people read it, with its closing line feed."""
    return json.dumps(value, indent=2) + "\n"


def compact(document: Document) -> str:
    """Return the document as JSON without white space between its parts."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def profile_section(name: str, values: Mapping[str, str]) -> list[str]:
    """Return the lines of a profile's section in `~/.aws/config`; empty values are left out."""
    header = "[default]" if name == "default" else f"[profile {name}]"
    return [header, *(f"{key} = {value}" for key, value in values.items() if value)]


def quoted(text: str) -> str:
    """Return a value for a shell; raises UsageError for what single quotes do not hold."""
    if "'" in text or "\\" in text:
        raise UsageError(f"{text[:80]!r} holds a quote or a backslash: use another --format")
    return f"'{text}'"


def _iam_command(verb: str, *words: str, flags: tuple[str, ...] = ()) -> str:
    """Return `aws iam VERB` with its options, a line each, for bash, zsh, sh and fish."""
    pairs = [f"{option} {quoted(value)}" for option, value in zip(*[iter(words)] * 2, strict=True)]
    return " \\\n  ".join([f"aws iam {verb}", *pairs, *flags]) + "\n"


def _in_turn(*commands: str) -> str:
    """Return commands of which each runs only if those before it did.

    Where something of the name exists, the first fails; the rest would go on with a stranger's.
    """
    return " &&\n".join(command.rstrip("\n") for command in commands) + "\n"


def _run_as(account: str) -> str:
    return f"run as an IAM administrator of account {account}"


def _terraform_resource(
    kind: str, label: str, named: dict[str, str], key: str, document: Document
) -> str:
    """Return one resource: its names, then the policy under `key`."""
    lines = [f"  {name} = {_hcl(value)}" for name, value in named.items()]
    body = _escaped(json.dumps(document, indent=2)).replace("\n", "\n  ")
    lines.append(f"  {key} = jsonencode({body})")
    return f'resource "{kind}" "{label}" {{\n' + "\n".join(lines) + "\n}\n"


def _terraform_label(name: str) -> str:
    """Return a Terraform identifier (Terraform language, "Syntax": Identifiers)."""
    label = re.sub(r"[^A-Za-z0-9_-]", "_", name)
    return label if label[0].isalpha() or label[0] == "_" else f"_{label}"


def _hcl(text: str) -> str:
    """Return a text as Terraform writes it."""
    return _escaped(json.dumps(text))


def _escaped(json_text: str) -> str:
    """Return JSON as Terraform reads it: `${` and `%{` would start a template there."""
    return json_text.replace("${", "$${").replace("%{", "%%{")

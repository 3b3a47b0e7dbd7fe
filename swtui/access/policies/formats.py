"""A written policy as text: JSON, AWS CLI commands, Terraform, CloudFormation, or a profile."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from swtui.access.policies import fields as form
from swtui.access.policies.draft import CALLER, PolicyDraft
from swtui.access.policies.limits import compact
from swtui.access.policies.write import Document, document
from swtui.errors import UsageError
from swtui.roles.arn import RoleArn
from swtui.roles.sts_values import CREDENTIAL_SOURCES, MFA_SERIAL, ROLE_NAME

USUAL_POLICY_NAME = "AssumeRoles"

_POLICY = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)
"""IAM API reference, CreatePolicy."""
_PROFILE = re.compile(r"[\w+=,.@:/-]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names in a written policy, as they were typed; empty where none was given."""

    role_name: str = ""
    """Trust: the role to make, unless the draft's `for_role` says it."""
    policy_name: str = USUAL_POLICY_NAME
    """Caller: the managed policy to make."""
    existing_role: bool = False
    """Trust: the role is there already, and only its trust is to change."""
    profile_name: str = ""
    """The profile to write; empty for `ROLE-ACCOUNT`."""
    source_profile: str = "default"
    """The profile that the caller's own credentials stand in."""
    credential_source: str = ""
    """Instead of `source_profile`: one of `CREDENTIAL_SOURCES`."""
    mfa_serial: str = ""
    """The caller's MFA device: an ARN, or the number on a hardware token."""


_FORMS = (
    ("role_name", "--role-name", ROLE_NAME, "1 to 64 of A-Z a-z 0-9 _ + = , . @ -"),
    ("policy_name", "--policy-name", _POLICY, "1 to 128 of A-Z a-z 0-9 _ + = , . @ -"),
    ("profile_name", "--profile-name", _PROFILE, "1 to 200 of A-Z a-z 0-9 _ + = , . @ : / -"),
    ("source_profile", "--source-profile", _PROFILE, "a profile's name without spaces"),
    ("mfa_serial", "--mfa-serial", MFA_SERIAL, "an MFA device's ARN or serial number"),
)


def check_names(names: Names) -> None:
    """Raise UsageError for the first name that cannot be used."""
    for field, option, wanted, said in _FORMS:
        text = getattr(names, field)
        if text and not wanted.fullmatch(text):
            raise UsageError(f"{option}: {text[:80]!r} is not {said}")
    if names.credential_source not in ("", *CREDENTIAL_SOURCES):
        known = ", ".join(CREDENTIAL_SOURCES)
        raise UsageError(
            f"--credential-source: {names.credential_source[:80]!r} is not one of {known}"
        )


def role_to_make(names: Names, for_role: str) -> tuple[str, str]:
    """Return the name and the path (`/`, `/team/`) of the role that a trust policy is for.

    Raises UsageError when it was not given, or when two different names were given.
    """
    arn = form.role_arn(for_role) if for_role else None
    if arn is None and not names.role_name:
        raise UsageError("the role's name is needed", hint="add --role-name NAME or --for-role ARN")
    if isinstance(arn, RoleArn) and names.role_name not in ("", arn.name):
        raise UsageError(f"--role-name {names.role_name} is not the role of --for-role")
    return (arn.name, f"/{arn.path}") if arn else (names.role_name, "/")


def profile_text(draft: PolicyDraft, names: Names) -> str:
    """Return the sections for `~/.aws/config`, one for each role.

    AWS SDKs and Tools Reference Guide, "Assume role credential provider". Raises UsageError when
    no role is named by its ARN, or when the profile would be its own source.
    """
    roles = _roles(draft)
    if names.profile_name and len(roles) > 1:
        raise UsageError("--profile-name names one profile, and there are several roles")
    if names.profile_name == names.source_profile and not names.credential_source:
        raise UsageError("--profile-name and --source-profile are one and the same profile")
    return "\n".join(_section(role, draft, names) for role in roles)


def lacks_serial(draft: PolicyDraft, names: Names) -> bool:
    """Return whether MFA is required and no device was given."""
    return bool(draft.mfa or draft.mfa_max_age) and not names.mfa_serial


def _roles(draft: PolicyDraft) -> list[RoleArn]:
    texts = draft.role_arns if draft.side == CALLER else (draft.for_role,) * bool(draft.for_role)
    if draft.side != CALLER and not _lets_callers_in(draft):
        raise UsageError(
            "a profile is for the caller of sts:AssumeRole; a machine gets its role from its "
            "service, without any profile"
        )
    if not texts:
        option = "--role-arn" if draft.side == CALLER else "--for-role"
        raise UsageError(
            "a profile is of one role", hint=f"name it by its ARN: {option} arn:aws:iam::…:role/…"
        )
    return list(dict.fromkeys(form.role_arn(text) for text in texts))


def _lets_callers_in(draft: PolicyDraft) -> bool:
    people = draft.accounts or draft.user_arns or draft.principal_roles or draft.principal_like
    return bool(draft.any or people)


def _section(role: RoleArn, draft: PolicyDraft, names: Names) -> str:
    name = names.profile_name or f"{role.name}-{role.account_id}"
    header = "[default]" if name == "default" else f"[profile {name}]"
    lines = [header, f"role_arn = {role}"]
    if names.credential_source:
        lines.append(f"credential_source = {names.credential_source}")
    else:
        lines.append(f"source_profile = {names.source_profile}")
    if draft.external_id:
        lines.append(f"external_id = {draft.external_id}")
    if lacks_serial(draft, names):
        lines.append("# mfa_serial = the device's ARN, which `aws iam list-mfa-devices` shows")
    elif names.mfa_serial:
        lines.append(f"mfa_serial = {names.mfa_serial}")
    return "\n".join(lines) + "\n"


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
    form needs and that was not given.
    """
    names = names or Names()
    built = document(draft, tried=tried)
    check_names(names)
    if form not in FORMATS:
        raise UsageError(f"{form[:40]!r} is not one of {', '.join(FORMATS)}")
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

    Every value is in single quotes; none of them can hold a quote or a backslash.
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

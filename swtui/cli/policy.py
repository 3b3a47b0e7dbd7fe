"""`swtui policy`: the IAM policy for either side, or what would fix a refusal, printed.

IAM is never changed.
"""

from __future__ import annotations

import uuid
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from swtui.access.fixes.formats import CHANGE_FORMATS, DIFF
from swtui.access.policies.draft import SIDES
from swtui.access.policies.formats import (
    FORMATS,
    USUAL_POLICY_NAME,
    Names,
    write,
)
from swtui.access.policies.write import OPTIONS, SERVICES, PolicyDraft, warnings
from swtui.cli import output, policy_refusal
from swtui.cli.arguments import Arguments, Parser
from swtui.cli.policy_refusal import AGAIN
from swtui.errors import UsageError
from swtui.roles.sts_values import CREDENTIAL_SOURCES
from swtui.text import clip

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext

_BOTH = (
    ("any", "", "every role (caller), everyone (trust)"),
    ("accounts", "ID", "all roles of an account (caller), all of an account (trust)" + AGAIN),
    ("from_ip", "CIDR", "calls must come from here" + AGAIN),
    ("mfa", "", "MFA must have been used"),
    ("mfa_max_age", "TIME", "that long ago at most: seconds, 45m, 1h; implies --mfa"),
    ("org_id", "ID", "only roles (caller) or callers (trust) of this organization"),
    ("tag_session", "", "session tags may be set, too"),
    ("source_identity", "", "a source identity may be set, too"),
    ("partition", "NAME", "aws, aws-cn, aws-us-gov, …; else that of the ARNs"),
)
_CALLER = (
    ("role_arns", "ARN", "this role" + AGAIN),
    ("via_aws_service", "", "with --from-ip: except calls that AWS services make on one's behalf"),
)
_TRUST = (
    ("user_arns", "ARN", "let this user in" + AGAIN),
    ("principal_roles", "ARN", "let this role's sessions in" + AGAIN),
    (
        "principal_like",
        "PATTERN",
        "with --account: only principals it matches, as in 'user/*_infra'",
    ),
    ("sso_roles", "NAME", "with --account: a permission set of Identity Center"),
    ("services", "NAME", f"let a machine in: {' or '.join(SERVICES)}" + AGAIN),
    ("source_account", "ID", "with --service ecs: whose tasks"),
    ("for_role", "ARN", "the role that the policy is for"),
    ("external_id", "ID", "what the caller must send along; with --from-refusal: sends along"),
)
_LISTS = (
    *("accounts", "role_arns", "user_arns", "principal_roles", "principal_like"),
    *("sso_roles", "services", "from_ip"),
)
"""The fields that take several values."""


def arguments(parser: Parser) -> None:
    """Declare the arguments of `policy`."""
    parser.add_argument(
        "side",
        nargs="?",
        choices=SIDES,
        metavar="SIDE",
        help="caller: may assume roles; trust: lets them in",
    )
    policy_refusal.arguments(parser)
    for title, rows in (("caller", _CALLER), ("trust", _TRUST), ("caller and trust", _BOTH)):
        group = parser.add_argument_group(title)
        for field, metavar, said in rows:
            option = OPTIONS[field]
            if not metavar:
                group.add_argument(option, dest=field, action="store_true", help=said)
            elif field in _LISTS:
                group.add_argument(
                    option, dest=field, metavar=metavar, action="append", default=[], help=said
                )
            else:
                group.add_argument(option, dest=field, metavar=metavar, help=said)
        if rows is _TRUST:
            made = "make one up, and say it"
            group.add_argument("--generate-external-id", action="store_true", help=made)
    _add_output(parser)


def _add_output(parser: Parser) -> None:
    usual = Names()
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format",
        choices=CHANGE_FORMATS,
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)}; {DIFF}: what --from-refusal changes, the usual one there",
    )
    group.add_argument("--policy-name", metavar="NAME", default=USUAL_POLICY_NAME)
    group.add_argument("--role-name", metavar="NAME", help="the role to make; or --for-role")
    group.add_argument(
        "--existing-role", action="store_true", help="cli: change the trust of a role that is there"
    )
    group.add_argument("--profile-name", metavar="NAME", help="profile: else ROLE-ACCOUNT")
    group.add_argument(
        "--source-profile",
        metavar="P",
        help=f"profile: else {usual.source_profile}; with --from-refusal: a typed role's start",
    )
    group.add_argument("--credential-source", metavar="NAME", help=", ".join(CREDENTIAL_SOURCES))
    group.add_argument(
        "--mfa-serial", metavar="ARN", help="profile: the device; with --from-refusal: asked for"
    )


def run(args: Arguments, context: CommandContext) -> int:
    """Write the policy to stdout, and what to know of it to stderr."""
    _refuse_empty(args)
    if args.from_refusal is not None:
        return policy_refusal.run(args, names_of(args), context)
    policy_refusal.refuse_alone(args)
    if args.credential_source and args.source_profile:
        raise UsageError("--credential-source and --source-profile: a profile has one of them")
    draft = _draft(args)
    written = write(draft, args.format or FORMATS[0], names_of(args))
    output.write(written.text)
    if args.generate_external_id:
        output.print_notice(f"the external ID, for the caller's profile: {draft.external_id}")
    for line in (*warnings(draft), *written.notes):
        output.print_notice(clip(line, 1000))
    return 0


def _refuse_empty(args: Arguments) -> None:
    """Raise UsageError for an option that was given an empty value, as an unset variable gives."""
    for name, value in vars(args).items():
        if value == "" or (isinstance(value, list) and "" in value):
            option = OPTIONS.get(name, "--" + name.replace("_", "-"))
            raise UsageError(f"{option}: the value is empty")


def _draft(args: Arguments) -> PolicyDraft:
    said = {field.name: getattr(args, field.name) for field in fields(PolicyDraft)}
    values: dict[str, Any] = {
        name: tuple(value) if name in _LISTS else value
        for name, value in said.items()
        if value is not None
    }
    if args.generate_external_id:
        if args.external_id:
            raise UsageError("--external-id and --generate-external-id: choose one")
        values["external_id"] = str(uuid.uuid4())
    return PolicyDraft(**values)


def names_of(args: Arguments) -> Names:
    """Return what is called how."""
    said = {field.name: getattr(args, field.name) for field in fields(Names)}
    return Names(**{name: value for name, value in said.items() if value is not None})

"""`swtui policy`: the IAM policy for either side, or what would fix a refusal, printed.

IAM is never changed.
"""

from __future__ import annotations

import uuid
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from swtui.access.fixes.formats import CHANGE_FORMATS, DIFF
from swtui.access.policies.draft import (
    OPTIONS,
    SERVICES,
    SIDES,
    PolicyDraft,
    find_option,
    in_option_words,
)
from swtui.access.policies.formats import (
    FORMATS,
    USUAL_POLICY_NAME,
    Names,
    write,
)
from swtui.access.policies.write import warnings
from swtui.cli import output, policy_refusal
from swtui.cli.arguments import Arguments, Parser
from swtui.cli.session_options import AGAIN
from swtui.errors import UsageError
from swtui.roles.sts_values import CREDENTIAL_SOURCES
from swtui.text import clip

if TYPE_CHECKING:
    from swtui.cli.context import CommandContext

_BOTH = (
    ("any", "", "caller: allow every role; trust: allow every principal"),
    ("accounts", "ID", "caller: all roles of this account; trust: all its principals" + AGAIN),
    ("from_ip", "CIDR", "require calls to come from this network" + AGAIN),
    ("mfa", "", "require MFA"),
    ("mfa_max_age", "TIME", "maximum time since MFA: 3600, 45m or 1h; implies --mfa"),
    ("org_id", "ID", "caller: only roles of this organization; trust: only its principals"),
    ("tag_session", "", "also allow session tags"),
    ("source_identity", "", "also allow a source identity"),
    ("partition", "NAME", "aws, aws-cn, aws-us-gov, … (default: that of the ARNs)"),
)
_CALLER = (
    ("role_arns", "ARN", "allow assuming this role" + AGAIN),
    ("via_aws_service", "", "with --from-ip: except calls that AWS services make for the caller"),
)
_TRUST = (
    ("user_arns", "ARN", "trust this user" + AGAIN),
    ("principal_roles", "ARN", "trust the sessions of this role" + AGAIN),
    (
        "principal_like",
        "PATTERN",
        "with --account: only principals that match, such as 'user/*_infra'",
    ),
    ("sso_roles", "NAME", "with --account: trust this permission set of Identity Center"),
    ("services", "NAME", f"trust an AWS service: {' or '.join(SERVICES)}" + AGAIN),
    ("source_account", "ID", "with --service ecs: account of the tasks"),
    ("for_role", "ARN", "role that the policy is for"),
    ("external_id", "ID", "require this external ID; with --from-refusal: send it in the call"),
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
        help="caller: policy that allows assuming roles; trust: trust policy of a role",
    )
    policy_refusal.arguments(parser)
    for title, rows in (("caller", _CALLER), ("trust", _TRUST), ("caller and trust", _BOTH)):
        group = parser.add_argument_group(title)
        for field, metavar, words in rows:
            option = OPTIONS[field]
            if not metavar:
                group.add_argument(option, dest=field, action="store_true", help=words)
            elif field in _LISTS:
                group.add_argument(
                    option, dest=field, metavar=metavar, action="append", default=[], help=words
                )
            else:
                group.add_argument(option, dest=field, metavar=metavar, help=words)
        if rows is _TRUST:
            words = "require a random external ID, and print it"
            group.add_argument("--generate-external-id", action="store_true", help=words)
    _add_output(parser)


_OUTPUT = (
    ("--policy-name", "NAME", f"name of the policy to create (default: {USUAL_POLICY_NAME})"),
    ("--role-name", "NAME", "name of the role to create; or use --for-role"),
    ("--profile-name", "NAME", "profile: its name (default: ROLE-ACCOUNT)"),
    (
        "--source-profile",
        "PROFILE",
        f"profile: its source_profile (default: {Names().source_profile}); "
        "with --from-refusal: source of a role that no profile names",
    ),
    (
        "--credential-source",
        "NAME",
        f"profile: its credential_source: {', '.join(CREDENTIAL_SOURCES)}",
    ),
    (
        "--mfa-serial",
        "ARN",
        "profile: its mfa_serial; with --from-refusal: MFA device of the call",
    ),
)
"""Options of the output: name, metavar, help."""


def _add_output(parser: Parser) -> None:
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format",
        choices=CHANGE_FORMATS,
        metavar="FORMAT",
        help=f"output format: {', '.join(FORMATS)}; with --from-refusal also {DIFF}, the default",
    )
    for option, metavar, words in _OUTPUT:
        group.add_argument(option, metavar=metavar, help=words)
    group.add_argument(
        "--existing-role",
        action="store_true",
        help="cli: update the trust policy of an existing role",
    )


def run(args: Arguments, context: CommandContext) -> int:
    """Write the policy to stdout, and what to know of it to stderr."""
    _refuse_empty(args)
    if args.from_refusal is not None:
        return policy_refusal.run(args, read_names(args), context)
    policy_refusal.refuse_alone(args)
    if args.credential_source and args.source_profile:
        raise UsageError("--credential-source and --source-profile: a profile has one of them")
    draft = _draft(args)
    written = write(draft, args.format or FORMATS[0], read_names(args))
    output.write(written.text)
    if args.generate_external_id:
        output.print_notice(f"the external ID, for the caller's profile: {draft.external_id}")
    for line in (*map(in_option_words, warnings(draft)), *written.notes):
        output.print_notice(clip(line, 1000))
    return 0


def _refuse_empty(args: Arguments) -> None:
    """Raise UsageError for an option that was given an empty value, as an unset variable gives."""
    for name, value in vars(args).items():
        if value == "" or (isinstance(value, list) and "" in value):
            raise UsageError(f"{find_option(name)}: the value is empty")


def _draft(args: Arguments) -> PolicyDraft:
    typed = {field.name: getattr(args, field.name) for field in fields(PolicyDraft)}
    values: dict[str, Any] = {
        name: tuple(value) if name in _LISTS else value
        for name, value in typed.items()
        if value is not None
    }
    if args.generate_external_id:
        if args.external_id:
            raise UsageError("--external-id and --generate-external-id: choose one")
        values["external_id"] = str(uuid.uuid4())
    return PolicyDraft(**values)


def read_names(args: Arguments) -> Names:
    """Return what is called how."""
    typed = {field.name: getattr(args, field.name) for field in fields(Names)}
    return Names(**{name: value for name, value in typed.items() if value is not None})

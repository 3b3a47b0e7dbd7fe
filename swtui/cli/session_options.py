"""The options that shape an AssumeRole: their declaration, and their values checked."""

from __future__ import annotations

import json
import re
from pathlib import Path

from swtui.cli.arguments import Arguments, Parser
from swtui.duration import parse_session_duration
from swtui.errors import ConfigError, UsageError
from swtui.files import read_regular
from swtui.roles.arn import is_region_name
from swtui.roles.mfa_serial import check_mfa_serial
from swtui.roles.sts_values import EXTERNAL_ID, MFA_SERIAL, SESSION_NAME
from swtui.sessions.options import MOST_POLICY_ARNS, POLICY_ARN, AssumeOptions
from swtui.sessions.request import SessionRequest, read_request
from swtui.text import clip

POLICY_LIMIT = 2048
"""Characters of an inline session policy (STS API reference, AssumeRole)."""


def add_role_name(parser: Parser, *, optional: bool = False) -> None:
    """Declare the argument NAME: a role, as the user writes it."""
    parser.add_argument("name", metavar="NAME", nargs="?" if optional else None, help=ROLE)


ROLE = "a profile, a role ARN, ACCOUNT/ROLE or a link to the AWS console"
AGAIN = "; can be repeated"
"""The end of the help of an option that takes several values."""
INSTANCE_ROLE_HELP = "start from the role of this EC2 instance"
CHAIN_HELP = "in a swtui shell, allow a chain to start from its session"
_TEXT_OPTIONS = (
    ("--session-name", "NAME", "role session name, as CloudTrail shows it"),
    ("--external-id", "ID", "external ID that the trust policy requires"),
    ("--source-identity", "NAME", "source identity; later roles cannot change it"),
    ("--region", "REGION", "region of the STS call and of the session"),
    ("--source-profile", "PROFILE", "profile whose credentials assume the role"),
    ("--mfa-serial", "ARN", "ARN or serial number of the MFA device"),
)
_REPEATED_OPTIONS = (
    ("--tag", "KEY=VALUE", "session tag"),
    ("--transitive-tag", "KEY", "key of a session tag that is passed on to later roles"),
    ("--policy-arn", "ARN", "managed policy to use as a session policy"),
)
_FLAG_OPTIONS = (
    ("--instance-role", INSTANCE_ROLE_HELP),
    ("--mfa-stdin", "read the MFA code from standard input, even if mfa_process is set"),
    ("--refresh", "request a new session, even if one is cached"),
    ("--chain", CHAIN_HELP),
)


def add_assume_options(parser: Parser) -> None:
    """Declare the options that shape an AssumeRole; every command has the same."""
    group = parser.add_argument_group("session options")
    group.add_argument("--duration", metavar="TIME", help="session duration: 3600, 45m or 8h")
    for option, metavar, words in _TEXT_OPTIONS:
        group.add_argument(option, metavar=metavar, default="", help=words)
    for option, metavar, words in _REPEATED_OPTIONS:
        group.add_argument(option, metavar=metavar, action="append", default=[], help=words + AGAIN)
    group.add_argument(
        "--policy", metavar="FILE", help="inline session policy: a file name, or the JSON itself"
    )
    group.add_argument(
        "--request", metavar="TEXT", help="repeat an earlier request: the value of $SWTUI_REQUEST"
    )
    for option, words in _FLAG_OPTIONS:
        group.add_argument(option, action="store_true", help=words)


def assume_options(args: Arguments) -> AssumeOptions:
    """Return the options of the call. Raises UsageError for a value that AWS would reject."""
    return requested(args).options


def requested(args: Arguments) -> SessionRequest:
    """Return the request; with --request that of an earlier session, changed by the other options.

    Raises UsageError as `assume_options`, ConfigError for a request that cannot be repeated.
    """
    given = _given(args)
    if args.request is None:
        return SessionRequest(given, args.source_profile)
    earlier = read_request(args.request)
    return SessionRequest(earlier.repeated(given), args.source_profile or earlier.source_profile)


def _given(args: Arguments) -> AssumeOptions:
    return AssumeOptions(
        duration=parse_duration(args.duration) if args.duration is not None else None,
        session_name=_fitting("--session-name", args.session_name, SESSION_NAME),
        external_id=_fitting("--external-id", args.external_id, EXTERNAL_ID),
        source_identity=_fitting("--source-identity", args.source_identity, SESSION_NAME),
        tags=tuple(_tag(text) for text in args.tag),
        transitive_tags=tuple(_tag_key(text) for text in args.transitive_tag),
        policy=_policy(args.policy),
        policy_arns=_policy_arns(args.policy_arn),
        region=_region(args.region),
        mfa_serial=_device(args.mfa_serial),
        refresh=args.refresh,
        chain=args.chain,
        instance_role=args.instance_role,
        ask_first=args.mfa_stdin,
    )


def parse_duration(text: str) -> int:
    """Parse `900`, `45m` or `8h` into seconds. Raises UsageError outside 900…43200."""
    seconds = parse_session_duration(text)
    if seconds is None:
        raise UsageError(
            f"--duration {clip(text, 40)!r} is not a time from 15 minutes to 12 hours",
            hint="write seconds (3600), minutes (45m) or hours (8h)",
        )
    return seconds


def _fitting(option: str, text: str, form: re.Pattern[str]) -> str:
    if text and not form.fullmatch(text):
        shown = form.pattern.replace(r"\w", "A-Za-z0-9_")  # a backslash is shown as two
        raise UsageError(
            f"{option} {clip(text, 80)!r} does not match the form that STS requires: {shown}"
        )
    return text


def _device(serial: str) -> str:
    problem = check_mfa_serial(_fitting("--mfa-serial", serial, MFA_SERIAL))
    if problem is not None:
        raise UsageError(f"--mfa-serial {clip(serial, 200)!r} {problem.words}", hint=problem.hint)
    return serial


def _tag(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not 1 <= len(key) <= 128 or len(value) > 256:
        raise UsageError(f"--tag {clip(text, 80)!r} is not KEY=VALUE")
    return key, value


def _tag_key(text: str) -> str:
    if not 1 <= len(text) <= 128:
        raise UsageError(f"--transitive-tag {clip(text, 80)!r} is not a tag key")
    return text


def _policy_arns(arns: list[str]) -> tuple[str, ...]:
    for arn in arns:
        if not POLICY_ARN.fullmatch(arn):
            raise UsageError(
                f"--policy-arn {clip(arn, 200)!r} is not the ARN of a managed policy",
                hint="such as arn:aws:iam::aws:policy/ReadOnlyAccess",
            )
    if len(arns) > MOST_POLICY_ARNS:
        raise UsageError(f"--policy-arn: STS takes at most {MOST_POLICY_ARNS}, not {len(arns)}")
    return tuple(arns)


def _region(text: str) -> str:
    if text and not is_region_name(text):
        raise UsageError(f"--region {clip(text, 40)!r} is not a region", hint="such as eu-west-1")
    return text


def _policy(path: str | None) -> str:
    if path is None:
        return ""
    if path.lstrip()[:1] == "{":
        return _short_enough(path, "--policy")
    try:
        text = read_regular(Path(path)).decode("utf-8")
    except (FileNotFoundError, UnicodeDecodeError, ConfigError) as problem:
        why = "it does not exist" if isinstance(problem, FileNotFoundError) else problem
        raise UsageError(f"--policy {clip(path, 200)}: cannot be read ({why})") from None
    return _short_enough(text, f"--policy {clip(path, 200)}")


def _short_enough(text: str, option: str) -> str:
    if len(text) > POLICY_LIMIT:
        raise UsageError(f"{option} has more than STS's {POLICY_LIMIT} characters")
    try:
        is_object = isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        is_object = False
    if not is_object:
        raise UsageError(f"{option} is not a policy: it must be a JSON object")
    return text

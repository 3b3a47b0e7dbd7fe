"""Evidence: all that is known of one refused call, in one value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from swtui.access.diagnosis.history import History
from swtui.access.diagnosis.start_words import start_words
from swtui.access.diagnosis.web_token import WebToken
from swtui.access.evaluator.policy import Policy
from swtui.access.evaluator.request import Principal, Request
from swtui.errors import RefusedError, SwtuiError
from swtui.files import shown_path
from swtui.roles.arn import (
    ArnParts,
    RoleArn,
    SessionArn,
    find_permission_set,
    parse_role_arn,
    parse_session_arn,
    split_arn,
)
from swtui.when import rfc3339

if TYPE_CHECKING:
    from swtui.aws.endpoint import Endpoint
    from swtui.roles.aws_config import AwsFiles
    from swtui.roles.chain import Chain, Hop
    from swtui.roles.profile import Profile
    from swtui.roles.role import Place


NOT_AUTHORIZED = re.compile(
    r"(?:User: (?P<caller>\S{1,2048}) is )?[Nn]ot authorized to perform:? "
    r"(?P<action>[\w-]{1,64}:\w{1,64})"
    r"(?: on resource: (?P<resource>\S{1,2048}))?"
)
"""AWS's sentence of a denial, and of one where the caller or the resource is not named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCall:
    """One refused call; what is not known is empty."""

    error: SwtuiError
    chain: Chain
    hop: int = 0
    """The number of the hop, from 1; 0 when the start itself failed."""
    caller: str = ""
    """The ARN of who asked."""
    user_id: str = ""
    """The caller's unique id (`AIDA…`, `AROA…:session`)."""
    caller_role: str = ""
    """The role's ARN, with its path, if the caller is a role's session."""
    sent: Mapping[str, Any] = field(default_factory=dict)
    """The call's parameters by the API's names, without the MFA code."""
    env: Mapping[str, str] = field(default_factory=dict)
    files: AwsFiles | None = None
    endpoint: Endpoint | None = None
    now: float | None = None
    """Our clock when the answer came, in seconds since the epoch."""
    history: History | None = None
    """The changes since this role last worked; None when it never did here."""
    worked: tuple[str, ...] = ()
    """The profiles whose roles were assumed from here before, the latest first."""
    temporary: bool = False
    """Whether the caller signs with temporary credentials, not with long-term keys."""
    instance_role: bool = False
    """Whether this machine is an EC2 instance with a role of its own."""
    long_term_start: bool = False
    """Whether the chain starts from the long-term keys of a user."""
    web_token: WebToken | None = None
    """The claims of the web identity token that the chain starts from, if it does."""

    @property
    def words(self) -> str:
        """AWS's own words, or the error's."""
        said = self.error.aws_message if isinstance(self.error, RefusedError) else ""
        return said or self.error.message

    @property
    def code(self) -> str:
        """AWS's error code, or empty."""
        return self.error.code if isinstance(self.error, RefusedError) else ""

    @property
    def code_fact(self) -> str:
        """The error code as a fact for a cause."""
        return f"AWS says {self.code}"

    @property
    def start_text(self) -> str:
        """The credentials that the chain starts from, in words."""
        return start_words(self.chain.start, self.env or None)

    @property
    def start_profile(self) -> Profile | None:
        """The profile of the credentials that the chain starts from."""
        start = self.chain.start
        return self.files.profiles.get(start.profile or "") if self.files and start else None

    @property
    def hop_before(self) -> Hop:
        """The hop whose session made the call; there is one where `hop` is above 1."""
        return self.chain.hops[self.hop - 2]

    @property
    def step(self) -> Hop | None:
        """The hop that was refused."""
        hops = self.chain.hops
        return hops[self.hop - 1] if 0 < self.hop <= len(hops) else None

    @property
    def role(self) -> RoleArn | None:
        """The role that was asked for."""
        return self.step.role if self.step else None

    @property
    def who(self) -> str:
        """The caller in few words: `user jo of 123456789012`, `role jump of …`."""
        kind, name = self.caller_arn.kind, self.caller_arn.rest
        if not name or not self.account:
            return "the caller"
        if self.session_arn:
            kind, name = "role", self.session_arn.role_name
        return f"{kind} {name} of {self.account}"

    @property
    def account(self) -> str:
        """The caller's account, 12 digits, or empty."""
        return self.caller_arn.account

    @property
    def caller_arn(self) -> ArnParts:
        """The parts of the caller's ARN, empty where it is not known."""
        return split_arn(self.caller)

    @property
    def session_arn(self) -> SessionArn | None:
        """The parts of the caller's ARN where it is a session of a role."""
        return parse_session_arn(self.caller)

    @property
    def action(self) -> str:
        """The action that AWS's words name, or the call itself."""
        match = NOT_AUTHORIZED.search(self.words)
        return match["action"] if match else "sts:AssumeRole"

    @property
    def permission_set(self) -> str:
        """The permission set of Identity Center that the caller's role is made from, or empty."""
        return find_permission_set(self.session_arn.role_name) if self.session_arn else ""

    @property
    def allow_step(self) -> str:
        """The place where the caller's side is to be allowed, as a sentence."""
        if self.permission_set:
            return (
                f"Have it allowed in the permission set {self.permission_set} of Identity Center: "
                "its role cannot be edited in IAM."
            )
        return "Have it allowed in a policy of the caller."

    @property
    def is_denial(self) -> bool:
        """Whether AWS's answer is that policies do not allow the call."""
        error = self.error
        if not isinstance(error, RefusedError):
            return False
        return error.code.startswith("AccessDenied") or bool(error.encoded)

    @property
    def encoded(self) -> str:
        """AWS's encoded authorization message, or empty."""
        return self.error.encoded if isinstance(self.error, RefusedError) else ""

    @property
    def is_role(self) -> bool:
        """Whether the caller is itself an assumed role."""
        return self.session_arn is not None

    @property
    def profile(self) -> Profile | None:
        """The profile that names the refused hop."""
        return self.files.profiles.get(self.step.profile) if self.files and self.step else None

    def written_at(self, key: str) -> str:
        """Return ` (file:line)` for a key of the refused hop, or nothing."""
        return self.at(self.step.places.get(key)) if self.step else ""

    def at(self, place: Place | None) -> str:
        """Return ` (file:line)` for a place, or nothing."""
        if place is None:
            return ""
        line = f":{place.line}" if place.line else ""
        return f" ({shown_path(place.file, self.env)}{line})"

    def siblings(self) -> tuple[Profile, ...]:
        """Return the other profiles that reach a role."""
        if self.files is None or self.step is None:
            return ()
        mine = self.step.profile
        return tuple(
            p for p in self.files.profiles.values() if p.name != mine and p.get("role_arn")
        )


def caller_in(words: str) -> str:
    """Return the ARN that AWS's words name as the caller, or empty."""
    match = NOT_AUTHORIZED.search(words)
    return (match["caller"] or "") if match else ""


def needed_actions(refused: RefusedCall) -> tuple[str, ...]:
    """Return the actions that the call needs (IAM User Guide, "Passing session tags in STS")."""
    actions = ["sts:AssumeRole"]
    if refused.sent.get("Tags") or refused.action == "sts:TagSession":
        actions.append("sts:TagSession")
    if refused.sent.get("SourceIdentity") or refused.action == "sts:SetSourceIdentity":
        actions.append("sts:SetSourceIdentity")
    return tuple(actions)


def build_request(refused: RefusedCall, action: str, policy: Policy) -> Request:
    """Return the request; the address AWS saw, the organization and the caller's tags are open.

    The session tags that the policy asks for are known to be absent where none was sent.
    """
    named = {c.key.lower() for each in policy.statements for c in each.conditions}
    absent: dict[str, tuple[str, ...] | str] = {
        key: () for key in named if key.startswith("aws:requesttag/")
    }
    sent = {key.lower(): values for key, values in _context(refused).items()}
    return Request(
        action=action,
        resource=str(refused.role or ""),
        principal=build_principal(refused),
        context=absent | sent,
    )


def build_principal(refused: RefusedCall) -> Principal:
    """Return who asked."""
    kind = refused.caller_arn.kind
    if kind not in ("user", "role", "assumed-role"):
        kind = "root"
    return Principal(
        arn=refused.caller,
        account=refused.account,
        kind=kind,
        user_id=refused.user_id,
        role_arn=refused.caller_role,
    )


def simulated_arn(refused: RefusedCall) -> str:
    """Return whose policies are to be simulated: the user, or the session's role; else empty."""
    if refused.is_role:
        readable = not isinstance(parse_role_arn(refused.caller_role), str)
        return refused.caller_role if readable else ""
    return refused.caller if ":user/" in refused.caller else ""


def simulated_context(refused: RefusedCall) -> tuple[dict[str, Any], ...]:
    """Return what is known of the request as ContextEntries of IAM's simulator."""
    principal = build_principal(refused)
    known = {"aws:PrincipalArn": principal.role_arn or principal.arn, **_context(refused)}
    entries = []
    for key, found in known.items():
        values = [found] if isinstance(found, str) else list(found)
        if values:
            kind = _TYPES.get(key, "string")
            entries.append(
                {"ContextKeyName": key, "ContextKeyValues": values, "ContextKeyType": kind}
            )
    return tuple(entries)


_TYPES = {
    "aws:MultiFactorAuthPresent": "boolean",
    "aws:SecureTransport": "boolean",
    "aws:ViaAWSService": "boolean",
    "aws:PrincipalIsAWSService": "boolean",
    "aws:MultiFactorAuthAge": "numeric",
    "aws:EpochTime": "date",
    "aws:CurrentTime": "date",
    "aws:TagKeys": "stringList",
    "sts:TransitiveTagKeys": "stringList",
}


def list_unknown_keys(refused: RefusedCall, lacked: Iterable[str]) -> tuple[str, ...]:
    """Return those of the keys a simulator lacked whose values are not known to be absent."""
    absent = {key.lower() for key, values in _context(refused).items() if not values}
    return tuple(key for key in lacked if key.lower() not in absent)


def _context(refused: RefusedCall) -> dict[str, tuple[str, ...] | str]:
    """Return the condition keys that follow from the call (IAM User Guide, "Available keys")."""
    sent = refused.sent
    tags = sent.get("Tags") or ()
    keys: dict[str, tuple[str, ...] | str] = {
        "sts:ExternalId": _one(sent.get("ExternalId")),
        "sts:RoleSessionName": _one(sent.get("RoleSessionName")),
        "sts:SourceIdentity": _one(sent.get("SourceIdentity")),
        "sts:TransitiveTagKeys": tuple(map(str, sent.get("TransitiveTagKeys") or ())),
        "aws:TagKeys": tuple(str(tag["Key"]) for tag in tags),
        "aws:SecureTransport": "true",
        "aws:ViaAWSService": "false",
        "aws:PrincipalIsAWSService": "false",
        **{f"aws:RequestTag/{tag['Key']}": str(tag["Value"]) for tag in tags},
        **_mfa(refused),
    }
    if refused.endpoint is not None:
        keys["aws:RequestedRegion"] = refused.endpoint.region
    if refused.now is not None:
        keys["aws:CurrentTime"] = rfc3339(refused.now).replace("+00:00", "Z")
        keys["aws:EpochTime"] = str(int(refused.now))
    return keys


def _mfa(refused: RefusedCall) -> dict[str, tuple[str, ...] | str]:
    """Return what the call says of MFA; of a user's session that was made before, nothing."""
    present, age = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"
    if refused.sent.get("SerialNumber"):
        return {present: "true", age: "0"}
    if refused.is_role:
        return {present: "false", age: ()}
    return {} if refused.temporary else {present: (), age: ()}


def _one(value: object) -> tuple[str, ...]:
    return (str(value),) if value else ()


def trust_words(refused: RefusedCall) -> str:
    """Name the trust policy."""
    role = refused.role
    return f"trust policy of role {role.name} in {role.account_id}" if role else "trust policy"


def caller_principal(refused: RefusedCall) -> str:
    """Return the ARN that a trust policy uses for the caller; empty where it cannot name it."""
    if build_principal(refused).kind not in ("user", "role", "assumed-role"):
        return ""
    return refused.caller_role or refused.caller


def find_role_arn(arn: str) -> str:
    """Return a session's ARN as that of its role, without the path, which it does not show."""
    session = parse_session_arn(arn)
    return session.role_arn if session else arn

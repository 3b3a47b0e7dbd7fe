"""Evidence: all that is known of one refused call, in one value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from swtui.access.explanation.history import History
from swtui.access.explanation.web_token import WebToken
from swtui.errors import RefusedError, SwtuiError
from swtui.files import shown_path
from swtui.roles.arn import RoleArn

if TYPE_CHECKING:
    from swtui.aws.endpoint import Endpoint
    from swtui.roles.aws_config import AwsFiles
    from swtui.roles.chain import Chain, Hop
    from swtui.roles.profile import Profile
    from swtui.roles.role import Place

_SAID = re.compile(
    r"(?:User: (?P<caller>\S{1,2048}) is )?[Nn]ot authorized to perform:? "
    r"(?P<action>[\w-]{1,64}:\w{1,64})"
    r"(?: on resource: (?P<resource>\S{1,2048}))?"
)


_RESERVED = re.compile(r":assumed-role/AWSReservedSSO_(?P<name>[^/]+)_[0-9a-f]{16}/")


@dataclass(frozen=True, slots=True)
class Evidence:
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
    """Where the caller is a role's session: the role's ARN, with its path."""
    sent: Mapping[str, Any] = field(default_factory=dict)
    """The call's parameters by the API's names, without the MFA code."""
    env: Mapping[str, str] = field(default_factory=dict)
    files: AwsFiles | None = None
    endpoint: Endpoint | None = None
    now: float | None = None
    """Our clock when the answer came, in seconds since the epoch."""
    history: History | None = None
    """What changed since this role last worked; None when it never did here."""
    worked: tuple[str, ...] = ()
    """The profiles whose roles were assumed from here before, the latest first."""
    temporary: bool = False
    """Whether the caller signs with temporary credentials, not with long-term keys."""
    instance_role: bool = False
    """Whether this machine is an EC2 instance with a role of its own."""
    long_term_start: bool = False
    """Whether the chain starts from the long-term keys of a user."""
    web_token: WebToken | None = None
    """What the web identity token says of itself, where the chain starts from one."""

    @property
    def words(self) -> str:
        """AWS's own words, or the error's."""
        said = self.error.aws_message if isinstance(self.error, RefusedError) else ""
        return said or self.error.message

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
        kind, _, name = self.caller.rpartition(":")[2].partition("/")
        if not name or not self.account:
            return "the caller"
        if kind == "assumed-role":
            kind, name = "role", name.partition("/")[0]
        return f"{kind} {name} of {self.account}"

    @property
    def account(self) -> str:
        """The caller's account, 12 digits, or empty."""
        parts = self.caller.split(":")
        return parts[4] if len(parts) > 5 else ""

    @property
    def action(self) -> str:
        """The action that AWS's words name, or the call itself."""
        match = _SAID.search(self.words)
        return match["action"] if match else "sts:AssumeRole"

    @property
    def permission_set(self) -> str:
        """The permission set of Identity Center that the caller's role is made from, or empty."""
        match = _RESERVED.search(self.caller)
        return match["name"] if match else ""

    @property
    def allow_step(self) -> str:
        """Where the caller's side is to be allowed, as a sentence."""
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
        return ":assumed-role/" in self.caller

    @property
    def profile(self) -> Profile | None:
        """The profile that names the refused hop."""
        return self.files.profiles.get(self.step.profile) if self.files and self.step else None

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
    match = _SAID.search(words)
    return (match["caller"] or "") if match else ""

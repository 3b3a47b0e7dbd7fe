"""Account, Role, Problem and Place: the values of the list of roles."""

from __future__ import annotations

from swtui.records import pair, record


@pair
class Place:
    """The file and line of a fact, for messages and the editor."""

    file: str
    """The path as it was opened."""
    line: int
    """Counted from 1; 0 when the whole file is meant."""


@record
class Problem:
    """One problem of the AWS files, with a hint."""

    message: str
    """The problem: one sentence, raw text (made safe where it is shown)."""
    place: Place | None = None
    """Its place, if it is in a file."""
    ignored: bool = False
    """True when AWS's own tools silently skip this section, rather than fail."""
    hint: str = ""
    """The next step for the user, raw; often a command."""
    fact: str = ""
    """The message without the hint, where the message ends with it."""


@record
class Account:
    """An AWS account; an unknown value is empty."""

    id: str = ""
    """12 digits, or empty when the configuration does not say."""
    name: str = ""
    """The name from the settings, else from the profile's own keys, else empty."""
    color: str = ""
    """A colour's name or `#rrggbb`, else empty."""
    production: bool | None = None
    """The value of the settings; None when the words of the names decide."""

    @property
    def label(self) -> str:
        """The name if there is one, else the id, else a dash."""
        return self.name or self.id or "-"


KINDS = ("role", "sso", "process", "web-identity", "login", "keys", "none")
"""What a profile is: a role to assume, Identity Center, a credential process, web identity,
`aws login`, plain keys, or nothing that gives credentials."""


@record
class Role:
    """One row of the list: a role that can be assumed, or another profile."""

    name: str
    """The profile's name, raw; for a typed role its ARN."""
    kind: str
    """One of `KINDS`."""
    origin: str
    """Its origin: `config` (AWS config files) or `typed`."""
    account: Account = Account()
    role_name: str = ""
    """The name of the IAM role or of the Identity Center permission set, else empty."""
    arn: str = ""
    """The role's ARN, else empty."""
    region: str = ""
    """The profile's own region, else empty."""
    chain: tuple[str, ...] = ()
    """The profiles passed through: the start's first, this one last."""
    problem: Problem | None = None
    """Why it cannot be used; None when it can."""
    place: Place | None = None
    """The place of its section's header."""
    production: bool = False
    """Whether it is guarded as production."""
    source_profile: str = ""
    """The profile a typed role starts from, or what --source-profile named; else empty."""
    from_environment: bool = False
    """Whether its chain starts in the environment's variables."""

    @property
    def is_usable(self) -> bool:
        """Whether it can be assumed, by the configuration."""
        return self.problem is None and self.kind != "none"

    @property
    def is_cacheable(self) -> bool:
        """Whether its sessions are cached; keys in a file, which do not expire, never are."""
        return self.kind not in ("keys", "none")

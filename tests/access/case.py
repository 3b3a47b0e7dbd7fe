"""A case of the laboratory: one refusal, what leads to it, and what must be said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from swtui.demo.callers import DemoCaller
from swtui.demo.organisation import DemoGroup, DemoPolicy, DemoRole
from swtui.demo.policy import Document
from swtui.demo.policy_shorthand import ALL, root, trusting

PEOPLE = "123456789012"
"""The account of the callers."""
HOME = "900000000001"
"""The account of the roles, of the same organization."""
PARTNER = "900900900900"
"""An account of another organization."""
EVERYONE = root(PEOPLE)
SERIAL = "arn:aws:iam::123456789012:mfa/jo"


@dataclass(frozen=True)
class Case:
    """One refusal, and what must be said of it."""

    says: str
    """What is wrong."""
    first: str
    """The kind of the cause that must rank first."""
    member: str = ""
    """In a group: the reading that must rank first in it."""
    also: tuple[str, ...] = ()
    """Kinds that must be there as well."""
    absent: tuple[str, ...] = ()
    """Kinds that must not be there."""
    words: tuple[str, ...] = ()
    """Words that the first cause must hold."""
    exit_code: int = 4
    hop: int = 1
    """Which hop is refused."""
    trust: Document | None = field(default_factory=lambda: trusting(EVERYONE))
    """The role's trust policy; None: there is no such role."""
    account: str = HOME
    """The role's account."""
    path: str = ""
    policies: tuple[Document, ...] = (ALL,)
    """Inline, of the user who calls."""
    attached: tuple[DemoPolicy, ...] = ()
    groups: tuple[DemoGroup, ...] = ()
    boundary: Document | None = None
    scp: tuple[Document, ...] = ()
    """Over the caller's account."""
    rcp: tuple[Document, ...] = ()
    """Over the role's account."""
    via: DemoRole | None = None
    """A role between the user and the role; its trust and ARN are filled in."""
    session: Callable[[DemoCaller], DemoCaller] | None = None
    """The caller is a session, made from the user (or from `via`) by this."""
    expired: bool = False
    """Whether that session has ended."""
    profile: Mapping[str, str] = field(default_factory=dict)
    """More keys of the profile."""
    beside: str = ""
    """More sections of the config file; `{account}` is the role's, `{arn}` its ARN."""
    keys: str = ""
    """The credentials file's section of the caller, in place of the user's own keys."""
    env: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    codes: tuple[str, ...] = ("right",)
    """What is answered when MFA is asked for; empty: nothing."""
    fault: tuple[str, str] = ("", "")
    """An answer that STS gives instead of its own."""
    action: str = "AssumeRole"
    """Which call gets that answer."""
    unsaid: tuple[str, ...] = ()
    """Words that the first cause must not hold."""
    clock: float = 0.0
    """Seconds by which AWS's clock is ahead of swtui."""

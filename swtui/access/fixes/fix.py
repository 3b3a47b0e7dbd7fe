"""Change: one thing that would have let a refused call through, and where it is to be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from swtui.access.diagnosis.caller_policies import AttachedPolicy

CALLER, TRUST, PROFILE = "caller", "trust", "asker"
"""The caller's policies; the role's trust policy; what the asker gives along: profile, options."""

SURE, LIKELY, POSSIBLE = "sure", "likely", "possible"
"""It is missing on that side by AWS's message or by what was read; it is the likeliest of what AWS
left open; it is one of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One change. With neither `proposed`, `settings` nor `options` it only says who has to change
    what: an explicit deny, a condition that only its owner may widen, a policy that was not read.
    """

    side: str
    """`CALLER`, `TRUST` or `PROFILE`."""
    kind: str
    """The cause's kind, such as `not-trusted`."""
    why: str
    """The change and the reason for it, or the obstacle: one sentence, raw."""
    where: str
    """The policy or profile: `trust policy of role Admin in 111122223333`, `profile it`, …"""
    certainty: str = SURE
    """`SURE`, `LIKELY` or `POSSIBLE`: whether this is what is missing."""
    current: Mapping[str, Any] | None = None
    """The present policy; None when it was not read, or does not exist yet."""
    proposed: Mapping[str, Any] | None = None
    """The whole policy as it would be; None when that is not known, or nothing is proposed."""
    statement: str = ""
    """The statement that it speaks of, of a policy that was read: `Statement[1] (Ops)`."""
    policy: AttachedPolicy | None = None
    """The policy of the caller that is changed; None for a new one."""
    settings: tuple[tuple[str, str], ...] = ()
    """Of the asker's profile: keys of `~/.aws/config` with their new values."""
    removed: tuple[str, ...] = ()
    """Of the asker's profile: keys that `settings` take the place of."""
    options: tuple[str, ...] = ()
    """Of one call: options that do the same, or what no profile can say."""
    notes: tuple[str, ...] = field(default=())
    """Notes to read before it is made: sentences, raw."""

    @property
    def is_proposal(self) -> bool:
        """Whether there is something to hand over."""
        return bool(self.proposed is not None or self.settings or self.options)

"""The policy that AWS's message names as what refused.

Wording: IAM User Guide, "Troubleshoot access denied error messages". Where a Deny of a policy that
has an ARN applies, the ARN follows after a colon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAMED = re.compile(
    r"(?:(?P<explicit>explicit deny in (?:an?|the))|because no) "
    r"(?P<kind>[a-zA-Z -]{3,40}? ?(?:policy|boundary))"
    r"(?: transitively through an? (?P<behind>[a-zA-Z -]{3,40}? ?policy))?"
    r"(?:: (?P<arn>arn:[^\s,;)\"']{1,2048}))?"
)
_SAME = {"role trust policy": "resource-based policy", "sessions policy": "session policy"}
"""Other words of AWS's for a kind of policy."""
IDENTITY, TRUST_POLICY = "identity-based policy", "resource-based policy"
"""What AWS calls the caller's own policies; what a role's trust policy is among the kinds."""
GRANTING = (IDENTITY, TRUST_POLICY)
"""The kinds in which an Allow lets a call through; every other kind only limits."""


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """What AWS says of the policy that refused."""

    kind: str
    """`identity-based policy`, `permissions boundary`, …, in small letters; a role's trust policy
    is its `resource-based policy`."""
    explicit: bool
    """Whether a Deny applies; else an Allow is lacking."""
    arn: str = ""
    """The policy's own ARN, where AWS gives it."""


def named_policy(words: str) -> NamedPolicy | None:
    """Return the policy that AWS's words name, or None when they name none.

    Of `a VPC endpoint policy transitively through a service control policy` it is the latter that
    has to change.
    """
    match = _NAMED.search(words)
    if match is None:
        return None
    kind = (match["behind"] or match["kind"]).strip().lower()
    arn = (match["arn"] or "").rstrip(".")
    return NamedPolicy(_SAME.get(kind, kind), bool(match["explicit"]), arn)

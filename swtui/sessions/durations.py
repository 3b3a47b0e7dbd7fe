"""How long a session shall last, and what to do when AWS allows less.

AWS caps a role assumed with another role's credentials (or any temporary ones) at one hour
(IAM User Guide, "Role chaining"), and every role at its own MaxSessionDuration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from swtui.errors import RefusedError

CHAINED = 3600
DEFAULT = 3600
SHORTEST = 900
_STEPS = (43200, 28800, 14400, 7200, 3600)
"""12, 8, 4, 2 and 1 hours: what administrators set."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What will be asked of AWS."""

    seconds: int | None
    """None leaves it to AWS: one hour."""
    note: str = ""
    """What the user should know about it, else empty."""


def first_asked(wanted: int | None, *, chained: bool, remembered: int | None) -> Asked:
    """Return what to ask for first, given what is wanted and what was learnt of the role."""
    if wanted is None:
        return Asked(None)
    if chained and wanted > CHAINED:
        return Asked(CHAINED, f"asking for 1 h, not {shown(wanted)}: AWS caps chained roles at 1 h")
    if remembered is not None and wanted > remembered:
        words = f"asking for {shown(remembered)}, the most this role allowed before"
        return Asked(remembered, f"{words}; --refresh tries {shown(wanted)} again")
    return Asked(wanted)


def lower_steps(asked: int, *, with_mfa: bool) -> tuple[int, ...]:
    """Return what to try after `asked` was too long, in order; a code is good only once."""
    if asked <= CHAINED:
        return (SHORTEST,) if asked > SHORTEST else ()
    return (CHAINED,) if with_mfa else tuple(step for step in _STEPS if step < asked)


def limit_exceeded(error: RefusedError) -> Literal["", "role", "chain"]:
    """Return which limit AWS says was exceeded: the role's own, the chaining cap, or none."""
    if error.code != "ValidationError":
        return ""
    if "1 hour session limit" in error.aws_message:
        return "chain"
    return "role" if "MaxSessionDuration" in error.aws_message else ""


def shown(seconds: int) -> str:
    """Return a duration as people say it: `12 h`, `1 h 30 min`, `15 min`."""
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else ""]
    return " ".join(part for part in parts if part)

"""Session durations: their limits, and what to request when AWS allows less.

AWS caps a role assumed with another role's credentials (or any temporary ones) at one hour
(IAM User Guide, "Role chaining"), and every role at its own MaxSessionDuration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from swtui.duration import HOUR, LONGEST_CHAINED, SHORTEST_SESSION, describe_duration
from swtui.errors import RefusedError
from swtui.records import pair
from swtui.roles.recent import Lasting, load_recent, remember_duration

_STEPS = tuple(hours * HOUR for hours in (12, 8, 4, 2, 1))
"""The limit that administrators set."""


@pair
class RequestedDuration:
    """The duration that AWS will be asked for."""

    seconds: int | None
    """None leaves it to AWS: one hour."""
    note: str = ""
    """A note about it for the user, else empty."""
    is_capped: bool = False
    """Whether AWS's cap of chained roles is the reason."""


def first_asked(
    wanted: int | None, *, chained: bool, remembered: Lasting | None
) -> RequestedDuration:
    """Return the duration to request first, given the wish and what is known of the role.

    Less than the wish is requested only where as much was refused before.
    """
    if wanted is None:
        return RequestedDuration(None)
    if chained and wanted > LONGEST_CHAINED:
        words = f"asking for 1 h, not {describe_duration(wanted)}: AWS caps chained roles at 1 h"
        return RequestedDuration(LONGEST_CHAINED, words, is_capped=True)
    if remembered is not None and 0 < remembered.refused <= wanted:
        granted = describe_duration(remembered.granted)
        reason = f"it did not allow {describe_duration(remembered.refused)} before"
        if remembered.is_exact:
            reason = "it allows no more"
        words = f"asking this role for {granted}, not {describe_duration(wanted)}: {reason}"
        return RequestedDuration(
            remembered.granted, f"{words}; --refresh tries {describe_duration(wanted)} again"
        )
    return RequestedDuration(wanted)


def lower_steps(
    asked: int, *, with_mfa: bool, remembered: Lasting | None = None
) -> tuple[int, ...]:
    """Return what to try after `asked` was too long, in order; a code is good only once."""
    sure = remembered.granted if remembered is not None and remembered.granted < asked else 0
    if asked <= LONGEST_CHAINED:
        return (SHORTEST_SESSION,) if asked > SHORTEST_SESSION else ()
    if with_mfa:
        return (max(sure, LONGEST_CHAINED),)
    return tuple(
        sorted({step for step in (*_STEPS, sure) if sure <= step < asked and step}, reverse=True)
    )


def granted_words(got: int, wanted: int, lasting: Lasting) -> str:
    """Return the sentence for a session that lasts less long than was asked for."""
    words = f"granted {describe_duration(got)}, not {describe_duration(wanted)}: the role"
    if lasting.is_exact:
        return f"{words} allows no more"
    refused = describe_duration(lasting.refused)
    return f"{words} does not allow {refused}; what lies between was not tried"


def spent_words(asked: int | None) -> str:
    """Return why AWS does not take a code that a refused, longer request has used already."""
    spent = describe_duration(asked or 0)
    return f"it was used for {spent}, which the role does not allow; ask for less time"


def limit_exceeded(error: RefusedError) -> Literal["", "role", "chain"]:
    """Return which limit AWS says was exceeded: the role's own, the chaining cap, or none."""
    if error.code != "ValidationError":
        return ""
    if "1 hour session limit" in error.aws_message:
        return "chain"
    return "role" if "MaxSessionDuration" in error.aws_message else ""


def load_duration_memory(env: Mapping[str, str], default: int) -> DurationMemory:
    """Return what is remembered; `default` is the settings' duration in seconds, 0 for AWS's."""

    def remember(arn: str, lasting: Lasting) -> None:
        remember_duration(env, arn, lasting)

    return DurationMemory(load_recent(env).lasting.get, remember, default)


@pair
class DurationMemory:
    """The known maximum durations of roles, and where to store more of them."""

    remembered: Callable[[str], Lasting | None]
    """Takes the role's ARN."""
    remember: Callable[[str, Lasting], None]
    default: int = 0
    """Seconds requested by default; 0 leaves it to AWS."""

"""Progress: what a walk along a chain says of itself while it goes."""

from __future__ import annotations

from collections.abc import Callable

from swtui.records import record

STATES = ("start", "asking", "calling", "cached", "done", "refused", "note")
"""`start`: the first credentials are fetched · `asking`: an MFA code is needed · `calling`: STS
is asked · `cached`: a cached session is used · `done` · `refused` · `note`: a sentence for the user
that changes nothing."""


@record
class Progress:
    """One step of a walk."""

    hop_index: int
    """0 is the start, 1 the first hop."""
    total: int
    """The number of hops."""
    state: str
    """One of `STATES`."""
    text: str = ""
    """Words for the user, raw."""
    limit: str = ""
    """On a note that the session lasts less long than was asked for, whose limit it was: `role`,
    or `chain` for AWS's cap of chained roles."""


Report = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Discard a report."""

"""A hop that was allowed for less time than was asked for: said, with the limit that did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from swtui.access.explanation.cause import Cause
from swtui.access.explanation.causes import causes_of
from swtui.access.explanation.evidence import Evidence
from swtui.errors import RefusedError
from swtui.sessions import durations
from swtui.sessions.trial import Call, Trial


def shortened(
    number: int, calls: Sequence[Call], trial: Trial, env: Mapping[str, str]
) -> tuple[Cause, ...]:
    """Return why hop `number`, though allowed, lasts less than was asked for; mostly nothing."""
    chain = trial.plan.chain
    for call in calls[:-1]:
        error = call.answer
        if isinstance(error, RefusedError) and durations.limit_exceeded(error):
            return causes_of(Evidence(error, chain, number, sent=call.sent, env=env))[:1]
    own = (step for step in trial.steps if step.hop_index == number)
    capped = [step.text for step in own if step.limit == "chain"]
    if not capped:
        return ()
    return (
        Cause(
            "over-chaining-cap",
            "A role reached through another role lasts at most one hour, and more was asked for.",
            (capped[0],),
            "Ask for 1h or less: duration_seconds in the profile, or --duration.",
            told=True,
            ready="--duration 1h",
        ),
    )

"""Rule: one way a call fails, as a row of the tables beside this file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One way a call fails. Sentences may name {caller} {action} {role} {serial} {start} {renew}"""

    kind: str
    """A short name of the cause."""
    codes: tuple[str, ...] = ()
    """AWS's error codes; empty: any."""
    words: tuple[str, ...] = ()
    """Lower-case words that must all be in the message."""
    cause: str = ""
    """What probably happened."""
    next_step: str = ""
    """What to do about it."""
    told: bool = False
    """Whether the answer itself says so."""

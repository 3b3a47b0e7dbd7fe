"""Cause: one probable reason for a refusal, with what speaks for it and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason; every text is raw and must be made safe before it is shown."""

    kind: str
    """A short name, such as `no-identity-based-policy`."""
    sentence: str
    """What probably happened."""
    evidence: tuple[str, ...] = ()
    """What speaks for it: facts, the strongest first."""
    next_step: str = ""
    """What to do about it, in a sentence."""
    certain: bool = False
    """True when AWS's answer, or a fact that was read, says so; False for a reading of it."""
    snippet: str = ""
    """A command, a policy or a line of a file, ready to copy; else empty."""
    setting: tuple[str, str] | None = None
    """The key of a profile and its value that the snippet is, else None."""
    group: str = ""
    """The kind of the cause that it is one possibility of: AWS gives the same answer for all of
    them, and the next step of that cause is the check that decides."""
    statement: str = ""
    """The statement of a policy that was read and that it speaks of: `Statement[1] (Ops)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRule:
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
    certain: bool = False
    """Whether the answer itself says so."""

"""Compare the inputs of a role with those of the last time it worked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from swtui.roles.recent import Worked, load_recent
from swtui.sessions.fingerprint import session_fingerprint

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.sessions.plan import Plan


@dataclass(frozen=True, slots=True)
class InputChange:
    """One fact that is not as it was."""

    fact: str
    """`external_id`, `mfa_serial of jump`, `access key`, …"""
    how: str
    """`changed`, `was added` or `was removed`."""

    @property
    def kind(self) -> str:
        """The fact without the profile it belongs to."""
        return self.fact.partition(" of ")[0]

    def __str__(self) -> str:
        return f"{self.fact} {self.how}"


@dataclass(frozen=True, slots=True)
class History:
    """The last time a role worked, and the inputs that changed since."""

    at: float
    """Seconds since the epoch."""
    changes: tuple[InputChange, ...]

    def words(self, now: float) -> str:
        """Return it as a sentence."""
        when = ago(now - self.at)
        if not self.changes:
            return f"it last worked {when}; nothing on your side changed since"
        return f"since it last worked ({when}): {', '.join(map(str, self.changes))}"


def compare_history(worked: Worked | None, facts: Mapping[str, str]) -> History | None:
    """Return what changed since, or None when it never worked here."""
    if worked is None:
        return None
    names = [*facts, *(name for name in worked.facts if name not in facts)]
    found = (_change(name, worked.facts.get(name, ""), facts.get(name, "")) for name in names)
    return History(worked.at, tuple(change for change in found if change is not None))


def history_for(name: str, plan: Plan, files: AwsFiles, env: Mapping[str, str]) -> History | None:
    """Return what changed since the role `name` last worked, from the state file."""
    return compare_history(load_recent(env).worked.get(name), session_fingerprint(plan, files, env))


def worked_names(env: Mapping[str, str]) -> tuple[str, ...]:
    """Return the roles that were assumed from here, the latest first, from the state file."""
    worked = load_recent(env).worked
    return tuple(sorted(worked, key=lambda name: worked[name].at, reverse=True))


def _change(name: str, before: str, now: str) -> InputChange | None:
    if before == now:
        return None
    return InputChange(name, "changed" if before and now else "was added" if now else "was removed")


def ago(seconds: float) -> str:
    """Return how long ago that was, as people say it."""
    minutes = max(0, int(seconds)) // 60
    if minutes < 2:
        return "just now"
    if minutes < 120:
        return f"{minutes} minutes ago"
    if minutes < 2 * 1440:
        return f"{minutes // 60} hours ago"
    return f"{minutes // 1440} days ago"

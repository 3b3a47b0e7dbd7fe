"""What is said on stderr of proposed changes: why, how sure that is, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from swtui.access.bare_denial import readers_of
from swtui.access.change import LIKELY, POSSIBLE, SURE
from swtui.cli import talk
from swtui.text import clip

if TYPE_CHECKING:
    from swtui.access.change import Change
    from swtui.access.report import HopReport

_DOUBT = {SURE: "", LIKELY: "probably: ", POSSIBLE: "perhaps: "}


def say_why(
    failed: HopReport, changes: tuple[Change, ...], chosen: tuple[Change, ...], side: str
) -> None:
    """Say what is proposed and why, what stands in the way, and what could not be read.

    `changes` are all there are, `chosen` those that are printed, of `side` alone if that is said.
    """
    unsure = bool(chosen) and all(change.certainty != SURE for change in chosen)
    if unsure:
        talk.say("AWS does not say what lacks, and not enough could be read to tell")
    for change in (*chosen, *(each for each in changes if not each.is_proposal)):
        say_change(change)
    others = [each for each in changes if each.is_proposal and each not in chosen]
    if unsure:
        for other in others:
            talk.say(clip(f"or else: {other.where}: {other.why}", 1000))
    elif not changes and failed.causes:
        cause = failed.causes[0]
        talk.say(clip(f"{cause.sentence} {cause.next_step}".strip(), 1000))
    elif not chosen and side and others:
        words = f"the {side} side is not what lacks; {others[0].where}: {others[0].why}"
        talk.say(clip(words, 1000))
    if not any(change.certainty == SURE for change in changes):
        for line in _unread(failed):
            talk.say(clip(line, 1000))


def say_change(change: Change) -> None:
    """Say one change: what it is made to, why, and what to know of it."""
    talk.say(clip(f"{_DOUBT[change.certainty]}{change.where}: {change.why}", 1500))
    if change.options:
        talk.say(clip(f"  for one call: {' '.join(change.options)}", 500))
    for note in change.notes:
        talk.say(clip(f"  {note}", 1500))


def _unread(failed: HopReport) -> Iterator[str]:
    """Yield what could not be read of either side, and who could."""
    reading = failed.reading
    if reading is None:
        return
    held = reading.held.problems if reading.held is not None else ()
    for problem in (*reading.problems, *held[:1]):
        yield f"not read: {problem}"
    if failed.evidence is not None and reading.trust is None and not reading.is_missing:
        for profile in readers_of(failed.evidence)[:1]:
            yield f"reading the trust policy decides: --read-with {profile.name}"

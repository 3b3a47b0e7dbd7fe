"""Describe proposed changes on stderr: why, how certain that is, and what prevents them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from swtui.access.diagnosis.named_policy import IDENTITY, named_policy
from swtui.access.diagnosis.unexplained_denial import find_readers
from swtui.access.fixes.fix import LIKELY, POSSIBLE, SURE
from swtui.cli import output
from swtui.text import clip

if TYPE_CHECKING:
    from swtui.access.diagnosis.report import HopReport
    from swtui.access.fixes.fix import Fix

_DOUBT = {SURE: "", LIKELY: "probably: ", POSSIBLE: "perhaps: "}
_INDENT = " " * len("swtui: ")


def tell(lines: Iterable[str], width: int) -> None:
    """Print each line, wrapped to `width` columns with an indent."""
    for line in lines:
        text = clip(line, 1500)
        hanging = " " * (len(text) - len(text.lstrip()))
        wrapped = textwrap.wrap(
            text,
            max(20, width - len(_INDENT)),
            break_long_words=False,
            break_on_hyphens=False,
            subsequent_indent=hanging,
        )
        output.print_notice(f"\n{_INDENT}".join(wrapped))


def why_lines(
    failed: HopReport, changes: tuple[Fix, ...], chosen: tuple[Fix, ...], side: str
) -> Iterator[str]:
    """Yield what is proposed and why, what prevents it, and what could not be read.

    `changes` are all there are, `chosen` those that are printed, of `side` alone if that is said.
    """
    unsure = bool(chosen) and all(change.certainty != SURE for change in chosen)
    if unsure and not _names_caller(failed):
        yield "AWS does not say what is missing, and too little could be read to tell"
    for change in (*chosen, *(each for each in changes if not each.is_proposal)):
        yield from change_lines(change)
    others = [each for each in changes if each.is_proposal and each not in chosen]
    if unsure:
        yield from (f"or else: {other.where}: {other.why}" for other in others)
    elif not chosen and side and others:
        yield f"the {side} side already allows it; {others[0].where}: {others[0].why}"
    elif not chosen and failed.causes and all(change.is_proposal for change in changes):
        cause = failed.causes[0]
        yield f"{cause.sentence} {cause.next_step}".strip()
    if not any(change.certainty == SURE for change in changes):
        yield from _unread(failed)


def _names_caller(failed: HopReport) -> bool:
    """Return whether AWS says that the caller's own policies do not allow it."""
    named = named_policy(failed.evidence.words) if failed.evidence is not None else None
    return named is not None and named.kind == IDENTITY


def change_lines(change: Fix) -> Iterator[str]:
    """Yield one change: what it is made to, why, and what to know of it."""
    yield f"{_DOUBT[change.certainty]}{change.where}: {change.why}"
    if change.options:
        yield f"  for one call: {' '.join(change.options)}"
    yield from (f"  {note}" for note in change.notes)


def _unread(failed: HopReport) -> Iterator[str]:
    """Yield what could not be read of either side, and who could."""
    lookup = failed.lookup
    if lookup is None:
        return
    held = lookup.held.problems if lookup.held is not None else ()
    for problem in (*lookup.problems, *held[:1]):
        yield f"not read: {problem}"
    if failed.evidence is not None and lookup.trust is None and not lookup.is_missing:
        decides = () if _names_caller(failed) else find_readers(failed.evidence)[:1]
        for profile in decides:
            yield f"reading the trust policy decides: --read-with {profile.name}"

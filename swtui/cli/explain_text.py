"""An explanation as lines for eyes: the hops in a column, then why, then what to do."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from swtui.access.diagnosis.named_policy import GRANTING, named_policy
from swtui.errors import OUR_CODES
from swtui.files import with_tilde
from swtui.text import clip, one_line, safe

if TYPE_CHECKING:
    from swtui.access.diagnosis.cause import Cause
    from swtui.access.diagnosis.policy_lookup import PolicyLookup
    from swtui.access.diagnosis.report import Explanation, HopReport
    from swtui.roles.chain import Start

_MARKS = {"allowed": "✓", "refused": "✗", "no answer": "✗", "not tried": "·"}
_LABEL = 12
"""Columns of the first column."""


def explanation_lines(explanation: Explanation, width: int, remedy: str = "") -> list[str]:
    """Return display-safe lines of at most `width` columns, where words can be broken.

    `remedy` is a command that shows what would fix a denial, else empty.
    """
    return [safe(explanation.chain.profile), *_lines(explanation, width, remedy)]


def _lines(explanation: Explanation, width: int, remedy: str) -> Iterator[str]:
    yield from _start(explanation.start, explanation.chain.start, width)
    for hop in explanation.hops:
        yield from _hop(hop, width)
    for check in explanation.checks:
        if check.note:
            label = "  before" if check.name == "last-worked" else "  note"
            yield from _row(label, clip(check.sentence, 300), width)
    yield ""
    failed = explanation.refused
    if failed is None:
        yield from _notes(explanation.hops, width)
        yield "allowed; the session was discarded"
        return
    yield from causes_lines(failed.causes, width)
    if failed.lookup is not None:
        yield from reading_lines(failed.lookup, width)
    if remedy and _may_be_lifted(failed):
        yield ""
        yield from _row("to fix it", f"{remedy} finds the smallest change", width)


def _may_be_lifted(failed: HopReport) -> bool:
    """Whether a policy that we propose could: not against a Deny, nor in a policy that limits."""
    named = named_policy(failed.aws_message)
    limits = named is not None and (named.explicit or named.kind not in GRANTING)
    denied = failed.code.startswith("AccessDenied") and not limits
    hopeless = ("caller-denied", "denied", "reserved-role")
    return denied and not any(cause.kind in hopeless for cause in failed.causes)


def reading_lines(lookup: PolicyLookup, width: int) -> Iterator[str]:
    """Yield what was read of either side: each statement, matched or not, and why."""
    marks = {True: "✓", False: "✗", None: "?"}
    if lookup.evaluations or lookup.simulated or lookup.decoded or lookup.problems:
        yield ""
    reader = clip(lookup.reader, 200)
    for action, evaluation in lookup.evaluations.items():
        yield from _row("read", f"the trust policy, for {action}, as {reader}", width)
        for result in evaluation.results:
            why = f"{marks[result.matched]} {clip(result.why, 1000)}"
            yield from _row("", why, width, hanging=2)
    for warning in lookup.warnings:
        yield from _row("warning", clip(warning, 500), width)
    for action, decision in lookup.simulated.items():
        said = f"the caller's own policies, {action}: {decision}"
        unsure = ", ".join(lookup.unsure.get(action, ()))
        said += f" (not knowing {clip(unsure, 200)})" if unsure else ""
        yield from _row("simulated", said, width)
    if lookup.decoded is not None:
        yield from _row("decoded", clip(lookup.decoded.sentence, 1000), width)
        for fact in lookup.decoded.facts():
            yield from _row("", f"· {clip(fact, 500)}", width, hanging=2)
    for problem in lookup.problems:
        yield from _row("not read", clip(problem, 500), width)


def _start(start: HopReport, begun: Start | None, width: int) -> Iterator[str]:
    mark = _MARKS[start.outcome] if start.outcome in ("refused", "no answer") else " "
    yield from _row(f"{mark} start", clip(start.caller, 300), width)
    whose = clip(start.asked[0], 300) if start.asked else ""
    if whose and whose != clip(start.caller, 300):
        yield from _row("", f"the keys of {whose}" if "profile" in whose else whose, width)
    if begun is not None and begun.role:
        yield from _row("", f"role {clip(begun.role, 300)}", width)
    yield from _said(start, width)


def _hop(hop: HopReport, width: int) -> Iterator[str]:
    took = f"   {hop.seconds:.1f} s" if hop.seconds is not None else ""
    left = f"   {hop.outcome}" if hop.outcome == "not tried" else took
    yield from _row(
        f"{_MARKS[hop.outcome]} hop {hop.number}", clip(hop.role_arn, 300) + left, width
    )
    if hop.outcome == "not tried":
        return
    if hop.number > 1:
        yield from _row("", f"as {clip(hop.caller, 300)}", width)
    if hop.asked:
        yield from _row("", ", ".join(clip(words, 200) for words in hop.asked), width)
    yield from _said(hop, width)


def _said(hop: HopReport, width: int) -> Iterator[str]:
    """Yield what came back, where it was a refusal."""
    if hop.outcome not in ("refused", "no answer"):
        return
    code = f"{clip(hop.code, 80)}: " if hop.code and hop.code not in OUR_CODES else ""
    words = one_line(with_tilde(hop.aws_message, os.environ), 500)
    yield from _row("  answer", code + words, width)
    if hop.request_id:
        yield from _row("", f"request ID {clip(hop.request_id, 100)}", width)


def _notes(hops: Iterable[HopReport], width: int) -> Iterator[str]:
    for hop in hops:
        if hop.causes:
            yield from causes_lines(hop.causes, width)
            yield ""


def causes_lines(causes: tuple[Cause, ...], width: int) -> Iterator[str]:
    """Yield the causes, likeliest first; the readings of a group are numbered."""
    number = 0
    for index, cause in enumerate(causes):
        if cause.group:
            number += 1
            label = f"{number:>3}"
        elif index == 0:
            label = "because" if cause.certain else "probably"
        else:
            label = "and" if cause.certain and cause.statement and causes[0].certain else "or"
        if index:
            yield ""
        yield from _cause(label, cause, width)


def _cause(label: str, cause: Cause, width: int) -> Iterator[str]:
    yield from _row(label, clip(with_tilde(cause.sentence, os.environ), 1000), width)
    for fact in cause.evidence:
        yield from _row("", f"· {clip(with_tilde(fact, os.environ), 500)}", width, hanging=2)
    if cause.next_step:
        yield from _row("", f"→ {clip(cause.next_step, 700)}", width, hanging=2)
    for line in cause.snippet.splitlines():
        yield " " * (_LABEL + 4) + safe(line)


def _row(label: str, text: str, width: int, hanging: int = 0) -> Iterator[str]:
    """Yield a label and its text, the text broken in its own column."""
    wrapped = textwrap.wrap(
        text, max(20, width - _LABEL), break_long_words=False, break_on_hyphens=False,
        subsequent_indent=" " * hanging,
    )  # fmt: skip
    for index, line in enumerate(wrapped or [""]):
        yield f"{label if index == 0 else '':<{_LABEL}}{line}".rstrip()

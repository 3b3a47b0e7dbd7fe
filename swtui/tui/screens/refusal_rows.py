"""The rows of a refusal: the causes in their order, what was read, what is ready to copy."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from swtui.errors import OUR_CODES, ConfigError, RefusedError, SwtuiError
from swtui.files import shown_path, with_tilde
from swtui.text import clip, one_line, safe
from swtui.tui.screens.modal import BAD, CAREFUL, GOOD, KEY, MUTED
from swtui.tui.widgets.table import Row

if TYPE_CHECKING:
    from swtui.access.diagnosis.cause import Cause
    from swtui.access.diagnosis.policy_lookup import PolicyLookup
    from swtui.access.diagnosis.refused_call import RefusedCall
    from swtui.roles.role import Role

_BELOW = " "
"""A label that only keeps its column."""
_SHOWN_LINES, _SHOWN_COLUMNS = 3, 200
"""The most characters of a text to copy that is shown whole."""
_MARKS = {True: ("✓", GOOD), False: ("✗", BAD), None: ("?", CAREFUL)}


def asked_rows(refused: RefusedCall, role: Role, when: float) -> Iterator[Row]:
    """Yield who asked for what, and whether that ever worked."""
    yield "caller", clip(refused.caller, 200)
    arn = str(refused.role) if refused.role else role.arn
    yield "role", clip(arn or role.name, 250)
    if refused.history is not None:
        yield "before", clip(refused.history.words(when), 300)


def said_rows(
    error: SwtuiError, causes: Sequence[Cause] = (), env: Mapping[str, str] = os.environ
) -> Iterator[Row]:
    """Yield AWS's words, or what went wrong and where; not what the first cause repeats."""
    ours = isinstance(error, RefusedError) and error.code in OUR_CODES
    if isinstance(error, RefusedError) and not ours and (error.aws_message or error.code):
        code = Content.styled(clip(error.code, 80), "bold")
        yield "AWS says", Content.assemble(code, ": ", one_line(error.aws_message, 500))
        return
    if isinstance(error, ConfigError) and error.file:
        line = f":{error.line}" if error.line else ""
        yield "where", f"{clip(shown_path(error.file, env), 200)}{line}"
    if not causes or _bare(causes[0].sentence) != _bare(error.message):
        yield "what", one_line(with_tilde(error.message, env), 500)


def _bare(sentence: str) -> str:
    return sentence.rstrip(".").casefold()


def cause_rows(causes: Iterable[Cause]) -> Iterator[Row]:
    """Yield the causes, likeliest first.

    The readings of a group are numbered; all but the first are short.
    """
    number, first_is_told = 0, False
    for index, cause in enumerate(causes):
        number += bool(cause.group)
        also = "and" if cause.certain and cause.statement and first_is_told else "or"
        label = f" {number}" if cause.group else also
        first_is_told = first_is_told or (index == 0 and cause.certain)
        if index == 0:
            label = "because" if cause.certain else "probably"
        elif number < 3:
            yield _BELOW, _BELOW
        sentence = clip(with_tilde(cause.sentence, os.environ), 900)
        yield label, Content(sentence) if sentence else ""
        for fact in cause.evidence:
            yield _BELOW, Content.styled(f"· {clip(with_tilde(fact, os.environ), 400)}", MUTED)
        if number < 2:
            yield from _next(_BELOW if cause.sentence else label, cause)


def _next(label: str, cause: Cause) -> Iterator[Row]:
    """Yield what to do: in words, and what is ready to copy."""
    if cause.next_step:
        yield label, Content.styled(clip(cause.next_step, 600), "bold")
    lines = cause.snippet.splitlines()
    if len(lines) <= _SHOWN_LINES:
        for line in lines:
            yield _BELOW, Content.styled(clip(line, _SHOWN_COLUMNS), KEY)
    else:
        yield _BELOW, Content.styled(f"{_find_kind(cause.snippet)} of {len(lines)} lines", KEY)


def _find_kind(ready: str) -> str:
    return "ready to copy: a policy" if '"Version"' in ready else "ready to copy: a statement"


def reading_rows(lookup: PolicyLookup) -> Iterator[Row]:
    """Yield what was read of either side: each statement, matched or not, and why."""
    for action, evaluation in lookup.evaluations.items():
        yield "read", Content(f"the trust policy, for {safe(action)}")
        for result in evaluation.results:
            mark, style = _MARKS[result.matched]
            yield _BELOW, Content.assemble((mark, style), " ", clip(result.why, 900))
    for warning in lookup.warnings:
        yield "warning", Content.styled(clip(warning, 400), CAREFUL)
    for action, decision in lookup.simulated.items():
        said = f"the caller's policies, {safe(action)}: {clip(decision, 40)}"
        unsure = ", ".join(lookup.unsure.get(action, ()))
        said += f" (not knowing {clip(unsure, 200)})" if unsure else ""
        yield "simulated", Content(said)
    if lookup.decoded is not None:
        yield "decoded", Content(clip(lookup.decoded.sentence, 900))
        for fact in lookup.decoded.facts():
            yield _BELOW, Content.styled(f"· {clip(fact, 400)}", MUTED)
    for problem in lookup.problems:
        yield "not read", Content.styled(clip(problem, 400), CAREFUL)


def copyable(causes: Iterable[Cause]) -> str:
    """Return what the key for the next step copies: what is ready, else the sentence."""
    first = next(iter(causes), None)
    if first is None:
        return ""
    return first.snippet or first.next_step

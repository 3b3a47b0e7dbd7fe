"""The ticket: a refusal as plain text, for the owner of the role or of the caller's policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from swtui.access.diagnosis.cause import Cause
from swtui.errors import RefusedError, SwtuiError
from swtui.roles.chain import Chain
from swtui.roles.role import Role
from swtui.text import one_line, safe
from swtui.when import rfc3339


def ticket(
    error: SwtuiError,
    role: Role,
    chain: Chain,
    *,
    caller: str,
    when: float,
    causes: Sequence[Cause] = (),
) -> str:
    """Return lines `label: value` with what the owner of the role needs to know; no secrets.

    Below them stand the causes. `when` is in seconds since the epoch, and is written as RFC 3339.
    The text is display-safe.
    """
    rows = [
        ("caller", caller),
        ("role", role.arn or (str(chain.hops[-1].role) if chain.hops else role.name)),
        ("profile", role.name),
        ("time", rfc3339(when)),
    ]
    if isinstance(error, RefusedError):
        rows += [
            ("call", error.operation),
            ("endpoint", error.host),
            ("error", error.code),
            ("request ID", error.request_id),
            ("encoded message", error.encoded),
        ]
    words = error.aws_message if isinstance(error, RefusedError) else ""
    lines = [f"{label}: {safe(value)}" for label, value in rows if value]
    lines.append(f"message: {one_line(words or error.message, 2000)}")
    return "\n".join([*lines, *_cause_lines(causes)]) + "\n"


def _cause_lines(causes: Sequence[Cause]) -> Iterator[str]:
    """Yield each cause with what speaks for it; of the readings of a group the sentence alone."""
    for cause in causes:
        if cause.group:
            yield f"- {safe(cause.sentence)}"
            continue
        yield f"{'cause' if cause.certain else 'probable cause'}: {safe(cause.sentence)}"
        yield from (f"- {safe(fact)}" for fact in cause.evidence)
        if cause.next_step:
            yield f"next step: {safe(cause.next_step)}"

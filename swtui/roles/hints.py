"""Hints for problems of the AWS files that several modules share."""

from __future__ import annotations

from swtui.roles.role import Problem

USE_ANOTHER = "name a profile that exists and has credentials"
BREAK_CYCLE = "let one of them start from a profile that has credentials"

FIX_THERE = "fix it there"
_SEE_ALL = "fix it there; `swtui list` shows every broken profile"


def describe_hint(problem: Problem) -> str:
    """Return the hint of a problem, raw, or its place; empty if it has neither."""
    return problem.hint or (FIX_THERE if problem.place else "")


def describe_next_step(problem: Problem) -> str:
    """Return the next step for a profile that cannot be used."""
    return problem.hint or _SEE_ALL

"""Hints for problems of the AWS files that several modules share."""

from __future__ import annotations

from swtui.roles.role import Problem

USE_ANOTHER = "name a profile that exists and has credentials"
BREAK_CYCLE = "let one of them start from a profile that has credentials"

FIX_THERE = "fix it there"
_SEE_ALL = "fix it there; `swtui list` shows every broken profile"


def describe_hint(problem: Problem) -> str:
    """Return what to do about a problem, raw; empty for one without a hint and a place."""
    return problem.hint or (FIX_THERE if problem.place else "")


def describe_next_step(problem: Problem) -> str:
    """Return what a command suggests for a profile that cannot be used."""
    return problem.hint or _SEE_ALL

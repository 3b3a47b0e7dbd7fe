"""Cause: one probable reason for a refusal, with what speaks for it and what to do about it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason; every text is raw and must be made safe before it is shown."""

    kind: str
    """A short name, such as `no-identity-based-policy`."""
    sentence: str
    """The probable reason, in a sentence."""
    evidence: tuple[str, ...] = ()
    """The evidence: facts, the strongest first."""
    next_step: str = ""
    """The next step, in a sentence."""
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


@cache
def load_texts(name: str) -> Mapping[str, Any]:
    """Return the tables of `causes.toml` or `errors.toml`, by the file's name; read once."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def build_cause(
    row: str,
    *,
    evidence: Iterable[str] = (),
    next_step: str = "",
    certain: bool | None = None,
    snippet: str = "",
    setting: tuple[str, str] | None = None,
    statement: str = "",
    **facts: object,
) -> Cause:
    """Return the cause of a row of `causes.toml`, with `facts` for what its texts name in braces.

    The kind is the row's name up to its slash. Arguments replace what the row has.
    """
    return fill_row(
        load_texts("causes")[row],
        facts,
        kind=row.partition("/")[0],
        evidence=tuple(evidence),
        next_step=next_step,
        certain=certain,
        snippet=snippet,
        setting=setting,
        statement=statement,
    )


def fill_row(
    row: Mapping[str, Any],
    facts: Mapping[str, object],
    *,
    kind: str,
    next_step: str = "",
    certain: bool | None = None,
    snippet: str = "",
    **more: Any,
) -> Cause:
    """Return the cause of a row, with the facts that its texts name filled in."""
    return Cause(
        kind=kind,
        sentence=row["sentence"].format_map(facts),
        next_step=next_step or row.get("next_step", "").format_map(facts),
        certain=row.get("certain", False) if certain is None else certain,
        snippet=snippet or row.get("snippet", "").format_map(facts),
        **more,
    )

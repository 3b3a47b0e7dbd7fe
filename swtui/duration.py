"""Durations in seconds: AWS's limits, and how people write them (STS API reference)."""

from __future__ import annotations

import re

HOUR = 3600
SHORTEST_SESSION = 900
"""AssumeRole and GetSessionToken give no shorter session."""
LONGEST_SESSION = 12 * HOUR
"""The longest that AssumeRole gives; also GetSessionToken's default."""
LONGEST_CHAINED = HOUR
"""The longest that AssumeRole gives to temporary credentials (IAM User Guide, "Role chaining")."""
LONGEST_TOKEN = 36 * HOUR
"""The longest that GetSessionToken gives."""

_UNITS = {None: 1, "s": 1, "m": 60, "h": HOUR}


def parse_duration(text: str, shortest: int, longest: int) -> int | None:
    """Return the seconds that `900`, `45m` or `8h` mean; None for other text or out of range."""
    match = re.fullmatch(r"(\d{1,6})([smh])?", text.strip(), re.ASCII)
    seconds = int(match[1]) * _UNITS[match[2]] if match else 0
    return seconds if match and shortest <= seconds <= longest else None


def is_session_duration(seconds: int) -> bool:
    """Return whether AssumeRole gives sessions of this length."""
    return SHORTEST_SESSION <= seconds <= LONGEST_SESSION


def parse_session_duration(text: str) -> int | None:
    """Return the seconds that a session may be requested for; None when AssumeRole refuses it."""
    return parse_duration(text, SHORTEST_SESSION, LONGEST_SESSION)


def format_duration(seconds: int) -> str:
    """Return seconds as `parse_duration` reads them: `901`, `45m`, `8h`."""
    if seconds % HOUR == 0:
        return f"{seconds // HOUR}h"
    return f"{seconds // 60}m" if seconds % 60 == 0 else str(seconds)


def describe_duration(seconds: int) -> str:
    """Return a duration as people say it: `12 h`, `1 h 30 min`, `15 min`."""
    hours, minutes = seconds // HOUR, seconds % HOUR // 60
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else ""]
    return " ".join(part for part in parts if part)

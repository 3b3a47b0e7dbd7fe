"""Match wildcards and fill in policy variables (IAM User Guide, "Policy variables")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

Context = Mapping[str, tuple[str, ...]]
"""What is known of a request: lower-cased condition key → its values."""

_VARIABLE = re.compile(r"\$\{\s*([^},\s]+)\s*(?:,\s*'([^']*)'\s*)?\}")


@lru_cache(maxsize=4096)
def _compiled(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    translated = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(translated, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def fits(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """Return whether `text` fits `pattern`, where `*` is any text and `?` any one character."""
    return _compiled(pattern, ignore_case).fullmatch(text) is not None


def fits_arn(pattern: str, text: str) -> bool:
    """Return whether an ARN fits part by part: a `*` does not reach over the first five colons."""
    patterns, parts = pattern.split(":", 5), text.split(":", 5)
    return len(patterns) == len(parts) == 6 and all(map(fits, patterns, parts))


def fill(text: str, context: Context) -> str | None:
    """Return `text` with its `${key}` variables replaced; None when one has no single value."""
    missing = False

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        name, default = match[1], match[2]
        if name in ("*", "?", "$"):
            return name
        values = context.get(name.lower(), ())
        if len(values) == 1:
            return values[0]
        missing = missing or default is None
        return default or ""

    filled = _VARIABLE.sub(value, text) if "${" in text else text
    return None if missing else filled

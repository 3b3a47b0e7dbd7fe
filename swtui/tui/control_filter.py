"""The last guard before the terminal: no control or bidi character gets through, from any widget.

Text from outside is made visible where it is shown (`swtui.text`); this catches what was missed.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_DANGEROUS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class ControlCharFilter(LineFilter):
    """Replaces what could move the cursor, run a terminal command, or reorder text."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the segments of a line with every dangerous character replaced."""
        find_dangerous = _DANGEROUS.search
        if not any(find_dangerous(segment.text) for segment in segments if not segment.control):
            return segments
        return [
            segment
            if segment.control
            else Segment(_DANGEROUS.sub(REPLACEMENT, segment.text), segment.style)
            for segment in segments
        ]

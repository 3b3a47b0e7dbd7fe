"""CodeEntry: what has been typed of an MFA code, without showing it."""

from __future__ import annotations

import unicodedata

LENGTH = 6
"""Digits of a code (RFC 6238 as AWS uses it)."""
MAX_TYPED = 16
"""More than this is never kept, whatever is pasted."""
_PASTED = 64
"""Characters of a paste that are looked at."""


class CodeEntry:
    """The digits typed so far; full-width and other scripts' digits become ASCII."""

    def __init__(self) -> None:
        self._digits = ""
        self.note = ""
        """Why the last key or paste was not taken as it was, else empty."""

    def type(self, text: str) -> None:
        """Take what was typed or pasted: digits are kept, blanks and dashes are skipped."""
        refused = False
        for character in text[:_PASTED]:
            digit = unicodedata.decimal(character, None)
            if digit is not None:
                self._digits += str(digit)
            elif not (character.isspace() or unicodedata.category(character) == "Pd"):
                refused = True
        self._digits = self._digits[:MAX_TYPED]
        self.note = "a code has digits only" if refused else ""
        if len(self._digits) > LENGTH:
            self.note = f"a code has {LENGTH} digits; these are {len(self._digits)}"

    def rub_out(self) -> None:
        """Remove the last digit."""
        self._digits = self._digits[:-1]
        self.type("")

    def clear(self) -> None:
        """Remove every digit."""
        self._digits = ""
        self.note = ""

    @property
    def complete(self) -> bool:
        """Whether there are exactly as many digits as a code has."""
        return len(self._digits) == LENGTH

    @property
    def count(self) -> int:
        """How many digits were typed."""
        return len(self._digits)

    def code(self) -> str:
        """Return the digits, for the one call that needs them."""
        return self._digits

    def dots(self) -> str:
        """Return a dot for each digit and a mark for each that is missing, in groups of three."""
        marks = ["●"] * self.count + ["·"] * (LENGTH - self.count)
        return "   ".join(" ".join(marks[at : at + 3]) for at in range(0, len(marks), 3))

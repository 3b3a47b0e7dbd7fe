"""The text of the filter and its caret: a value, with each edit as a function of it."""

from __future__ import annotations

from collections.abc import Callable

from swtui.records import pair
from swtui.roles.console_link import looks_like_link

MAX_LENGTH = 256
"""Characters; what is typed or pasted beyond is left out."""

LONGEST_LINK = 2048
"""Characters of a filter that is a link."""


@pair
class FilterLine:
    """The typed filter, and the place of the next character."""

    text: str = ""
    caret: int = 0
    """Between 0 and the length of `text`."""

    def insert(self, typed: str) -> FilterLine:
        """Put `typed` at the caret; a slash is swallowed when it would be the first character."""
        if not self.text:
            typed = typed.removeprefix("/")
        typed = typed[: max(0, _limit(self.text or typed) - len(self.text))]
        text = self.text[: self.caret] + typed + self.text[self.caret :]
        return FilterLine(text, self.caret + len(typed))

    def rub_out(self) -> FilterLine:
        """Delete the character before the caret."""
        if self.caret == 0:
            return self
        return FilterLine(
            self.text[: self.caret - 1] + self.text[self.caret :], max(0, self.caret - 1)
        )

    def delete(self) -> FilterLine:
        """Delete the character under the caret."""
        return FilterLine(self.text[: self.caret] + self.text[self.caret + 1 :], self.caret)

    def rub_word(self) -> FilterLine:
        """Delete the blanks before the caret and the word before them."""
        before = self.text[: self.caret].rstrip()
        kept = before[: before.rfind(" ") + 1]
        return FilterLine(kept + self.text[self.caret :], len(kept))

    def moved(self, by: int) -> FilterLine:
        """Move the caret by so many characters, as far as there are any."""
        return FilterLine(self.text, min(max(self.caret + by, 0), len(self.text)))


_EDITS: dict[str, Callable[[FilterLine], FilterLine]] = {
    "backspace": FilterLine.rub_out,
    "ctrl+h": FilterLine.rub_out,
    "delete": FilterLine.delete,
    "left": lambda line: line.moved(-1),
    "right": lambda line: line.moved(1),
    "home": lambda line: line.moved(-LONGEST_LINK),
    "ctrl+a": lambda line: line.moved(-LONGEST_LINK),
    "end": lambda line: line.moved(LONGEST_LINK),
    "ctrl+e": lambda line: line.moved(LONGEST_LINK),
}


def edited(line: FilterLine, key: str, character: str | None) -> FilterLine | None:
    """Return the line after a key; None when the key edits nothing."""
    if key in _EDITS:
        return _EDITS[key](line)
    if character and character.isprintable():
        return line.insert(character)
    return None


def pasted(text: str) -> str:
    """Return the part of a paste that can be a filter: one line, blanks for line ends and tabs."""
    start = text[:LONGEST_LINK].strip()
    return " ".join(start.split())[: _limit(start)]


def _limit(text: str) -> int:
    """Return how long a filter may be that begins with `text`."""
    return LONGEST_LINK if looks_like_link(text) else MAX_LENGTH

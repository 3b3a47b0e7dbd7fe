"""What is wrong with a document, gathered while it is read."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from swtui.access.evaluator.policy_document import Problem


class Faults:
    """Collects the problems of one document."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, path: str, message: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(path, message))

    def unknown(self, path: str, value: Mapping[str, Any], known: Iterable[str]) -> None:
        """Note every key that is not known, with the nearest that is."""
        names = tuple(known)
        for key in value:
            if key not in names:
                self.add(under(path, str(key)), f"There is no element {key}{meant(key, names)}")

    def texts(self, value: Any, path: str) -> tuple[str, ...]:
        """Return a text or a list of texts as a tuple, and note what is none."""
        listed = value if isinstance(value, list | tuple) else [value]
        if not listed:
            self.add(path, "The list is empty.")
        for index, each in enumerate(listed):
            if not isinstance(each, str):
                self.add(f"{path}[{index}]", "A text is wanted here.")
        return tuple(each for each in listed if isinstance(each, str))


def meant(word: object, known: Iterable[str]) -> str:
    """Return the end of a sentence about an unknown word: the known one it is most like."""
    lowered = {name.lower(): name for name in known}
    found = difflib.get_close_matches(str(word)[:100].lower(), lowered, 1, 0.75)
    return f"; perhaps {lowered[found[0]]} is meant." if found else "."


def under(path: str, key: str) -> str:
    """Return the path of an element's own element."""
    return f"{path}.{key}" if path else key

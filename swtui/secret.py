"""Secret: a string that never shows itself."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing is slow to import, and only the type checker needs it
    from collections.abc import Callable
    from typing import NoReturn


class Secret:
    """Holds a secret text; `reveal()` is the only way to read it.

    repr, str, format, f-strings, `%s`, vars() and tracebacks show `***`; pickling and copying to
    bytes or JSON raise TypeError. Equality compares the texts.
    """

    __slots__ = ("_reveal",)

    _reveal: Callable[[], str]

    def __init__(self, text: str) -> None:
        # A closure keeps the text out of __slots__ values that debuggers and `vars` print.
        object.__setattr__(self, "_reveal", lambda: text)

    def reveal(self) -> str:
        """Return the secret text itself, for the one place that hands it over."""
        return self._reveal()

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "***"

    def __bool__(self) -> bool:
        return bool(self.reveal())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.reveal() == other.reveal()

    def __hash__(self) -> int:
        return hash((Secret, self.reveal()))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a Secret cannot be changed")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is not written anywhere")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

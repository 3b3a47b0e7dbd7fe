r"""One word of a command that is shown: every supported shell reads it as the same text.

bash, zsh, dash, fish and tcsh agree on single quotes but for a quote, which goes into double ones,
and a backslash, which is doubled outside of quotes. (In tcsh a `!` is history even so: it says
`Event not found`, and runs nothing.) What is evaluated rather than shown is quoted for its very
shell, by `handoff.dialects`.
"""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[A-Za-z0-9_./:@-]+")
_PIECES = re.compile(r"'+|\\+|[^'\\]+")


def shell_word(text: str) -> str:
    r"""Return `text` as one word of a command line, as it is where every shell reads it so.

    With control characters in it, which no two shells spell the same way, it is written for bash
    and zsh (`$'\033'`): nowhere does pasting it press a key.
    """
    if _PLAIN.fullmatch(text):
        return text
    if any(_is_control(character) for character in text):
        shown = (f"\\{ord(c):03o}" if _is_control(c) or c in "\\'!" else c for c in text)
        return "$'" + "".join(shown) + "'"
    return "".join(_quoted(piece) for piece in _PIECES.findall(text)) or "''"


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character < "\xa0"


def _quoted(piece: str) -> str:
    if piece[0] == "'":
        return f'"{piece}"'
    if piece[0] == "\\":
        return 2 * piece
    return f"'{piece}'"

"""The words of docstrings, comments, messages, tests and documents: plain technical English."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

PLAINER = {
    "lacks?|lacking": "is missing",
    "mend(?:s|ed|ing)?": "fix",
    "anew": "again",
    "nobody|somebody": "no one, someone",
    "whoever|whom": "the owner of …, anyone who",
    "forgets?|forgotten": "delete",
    "beside": "next to, besides",
    "alike": "the same",
    "cures?": "hint, fix",
    "held|kept": "cached, stored",
    r"(?:is|are|was|were) over(?= |[.,;:]|$)": "has expired",
    "is none of": "is not one of",
    "of ours": "ours, internal",
    "not there": "does not exist",
    "stands|stood": "is",
    "(?:is|are) told": "is reported",
}
"""Expression → what to write instead."""

BANNED = re.compile(rf"\b(?:{'|'.join(PLAINER)})\b", re.IGNORECASE)

NAME = re.compile(r"""["'][$\w-]*["']""")
"""A literal that is a name: an action's ID, a colour, a field."""
CODE = re.compile(r"\{[^{}]*\}|`[^`\n]*`")
"""Code within a text."""

TEXT_TOKENS = (tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", -1))

FILES = sorted(
    path
    for folder in ("swtui", "tests")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".toml", ".bash", ".zsh", ".fish") and path != Path(__file__)
)
DOCUMENTS = sorted(ROOT.glob("*.md"))


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file that people read, each with its number; no data of a test."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(CODE.sub("", text).splitlines(), 1)
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        is_data = (
            ROOT / "tests" in path.parents
            and token.string[:1] in "bf'\"rR"
            and (not token.string.startswith('"""'))
        )
        if token.type in TEXT_TOKENS and not is_data and not NAME.fullmatch(token.string):
            yield from enumerate(CODE.sub("", token.string).splitlines(), token.start[0])


def rejected(path: Path) -> list[str]:
    """Return what has to be reworded in a file: place, word, line."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {found[0]!r} in {line.strip()}"
        for number, line in prose(path)
        if (found := BANNED.search(line))
    ]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_is_in_plain_english(path: Path) -> None:
    assert rejected(path) == []


def test_the_program_and_its_tests_are_in_plain_english() -> None:
    assert [line for path in FILES for line in rejected(path)] == []


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("the profile lacks role_arn", "lacks"),
        ("Nobody signed in", "Nobody"),
        ("the session is over.", "is over"),
        ("the file is not there", "not there"),
    ],
)
def test_a_word_is_found_wherever_it_is(line: str, word: str) -> None:
    found = BANNED.search(line)
    assert found is not None
    assert found[0] == word


@pytest.mark.parametrize("line", ["over HTTP", "is overridden", "understands", "a mended_file"])
def test_another_word_is_not_mistaken_for_it(line: str) -> None:
    assert BANNED.search(line) is None

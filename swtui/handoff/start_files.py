"""Find the AWS variables that a shell's start-up files set or remove, without running them.

Only unconditional commands count: those in a condition or a function are ignored.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from swtui.errors import ConfigError
from swtui.files import home, read_regular
from swtui.handoff.environment import REGIONS, REMOVED
from swtui.records import record

_LIMIT = 1024 * 1024
"""Bytes; larger files are not looked at."""
_WATCHED = frozenset(REMOVED + REGIONS)
_DECLARING = frozenset(("export", "declare", "typeset", "readonly"))
_CLOSES = {
    "fi": ("if",),
    "esac": ("case",),
    "done": ("for", "while", "until", "select"),
    "}": ("{",),
    ")": ("(",),
    "end": ("if", "switch", "for", "while", "function", "begin"),
}
"""The word that ends a block → the words that begin it; `end` is fish's."""
_OPENING = frozenset(word for end in _CLOSES if end != "end" for word in _CLOSES[end])
_OPENING_FISH = frozenset(_CLOSES["end"])
_CONDITIONAL = frozenset(("&&", "||"))
_AFTER = frozenset(("then", "do", "else", "time", "!", "{"))
"""Words after which a statement begins."""


@record
class Touch:
    """One AWS variable that a start-up file sets or removes."""

    name: str
    path: Path
    line: int
    """Counted from 1."""
    removes: bool


def start_files(kind: str, env: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the files that a shell of `kind` (bash, zsh, fish) reads when swtui starts it."""
    root = home(env)
    if kind == "bash":
        return (root / ".bashrc",)
    if kind == "zsh":
        folder = Path(env["ZDOTDIR"]) if env.get("ZDOTDIR") else root
        return (folder / ".zshenv", folder / ".zshrc")
    if kind == "fish":
        config_home = env.get("XDG_CONFIG_HOME", "")
        folder = (Path(config_home) if config_home.startswith("/") else root / ".config") / "fish"
        return (*_list_fish_parts(folder / "conf.d"), folder / "config.fish")
    return ()


def _list_fish_parts(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob("*.fish"))
    except OSError:
        return []


def find_touches(kind: str, path: Path) -> list[Touch]:
    """Return the AWS variables that a start-up file sets or removes; none if it cannot be read."""
    changes: list[Touch] = []
    blocks: list[str] = []
    fish = kind == "fish"
    for number, line in enumerate(read_lines(path), 1):
        for words, conditional in _statements(line):
            inside = bool(blocks)
            _update_blocks(words, blocks, fish=fish)
            if not inside and not blocks and not conditional:
                read = _find_fish_names if fish else _find_sh_names
                changes += [
                    Touch(name=name, path=path, line=number, removes=removes)
                    for name, removes in read(words)
                ]
    return changes


def find_init(path: Path, kind: str) -> tuple[str, int] | None:
    """Return the file and line of `swtui init` in a start-up file, or None."""
    for number, line in enumerate(read_lines(path), 1):
        if f"swtui init {kind}" in line.split("#")[0]:
            return str(path), number
    return None


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file; none if it cannot be read."""
    try:
        return read_regular(path, _LIMIT).decode("utf-8", "replace").splitlines()
    except (FileNotFoundError, ConfigError):
        return []


def _statements(line: str) -> Iterator[tuple[list[str], bool]]:
    """Yield the words of each statement of a line, and whether it depends on the one before."""
    words: list[str] = []
    conditional = False
    for word in _split_words(line):
        if word in (";", "&", ";;", *_CONDITIONAL):
            yield words, conditional
            words, conditional = [], word in _CONDITIONAL
        else:
            words.append(word)
    yield words, conditional


def _split_words(line: str) -> list[str]:
    reader = shlex.shlex(line, posix=True, punctuation_chars=True)
    reader.whitespace_split = True
    try:
        return list(reader)
    except ValueError:  # a quote that is closed on another line
        return line.split()


def _update_blocks(words: list[str], blocks: list[str], *, fish: bool) -> None:
    """Update `blocks`, the words that began the open blocks, by the words of a statement."""
    for word in words[:1] if fish else words:
        if word in (_OPENING_FISH if fish else _OPENING):
            blocks.append(word)
        elif blocks and blocks[-1] in _CLOSES.get(word, ()):
            blocks.pop()


def _find_sh_names(words: list[str]) -> Iterator[tuple[str, bool]]:
    while words and words[0] in _AFTER:
        words = words[1:]
    if not words:
        return
    if words[0] == "unset":
        yield from ((word, True) for word in words[1:] if word in _WATCHED)
        return
    assignments = words[1:] if words[0] in _DECLARING else words
    if assignments is words and not all("=" in word and not word.startswith("=") for word in words):
        return  # variables before a command are the command's alone
    for word in assignments:
        name, equals, value = word.partition("=")
        if equals and name in _WATCHED and not _is_default(name, value):
            yield name, False


def _is_default(name: str, value: str) -> bool:
    """Return whether a value is the variable's earlier value, or only a default for it."""
    starts = (f"${{{name}-", f"${{{name}:-", f"${{{name}=", f"${{{name}:=")
    return value in (f"${name}", f"${{{name}}}") or value.startswith(starts)


def _find_fish_names(words: list[str]) -> Iterator[tuple[str, bool]]:
    if words[:1] != ["set"]:
        return
    flags = [word for word in words[1:] if word.startswith("-")]
    short = "".join(flag[1:] for flag in flags if not flag.startswith("--"))
    others = [word for word in words[1:] if not word.startswith("-")]
    if "q" in short or "l" in short or {"--query", "--local", "--function"} & set(flags):
        return
    removes = "e" in short or "--erase" in flags
    for name in others if removes else others[:1]:
        if name in _WATCHED and (removes or others[1:] != [f"${name}"]):
            yield name, removes

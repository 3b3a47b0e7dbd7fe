"""A section's header: the kind and name that AWS's tools read in it, or what to write instead.

Headers are split as a shell would, as in `botocore.configloader.build_profile_map`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

KINDS = ("profile", "sso-session", "services")
"""What a section of the config file can be; the first word of its header."""
PROFILE, SSO_SESSION, SERVICES = KINDS
_NOT_PROFILES = ("plugins", "preview")
"""Sections of the config file that AWS's tools use for themselves."""
_FENCES = ("granted_registry_start", "granted_registry_end")
"""First words of the headers between which Granted keeps a registry's profiles."""
_LONGEST = 20_000
"""Characters; `shlex` takes time by the square of them."""
_PLAIN = re.compile(rf"({'|'.join(KINDS)})[ \t]+([^\s\"'\\\]]+)")
"""What nearly all headers are: these need no `shlex`, which takes 50 times as long."""
_COMMENT = re.compile(r"\]\s*[#;]")
"""Where a comment behind the bracket begins, when a later bracket hides the end of the header."""
_INNER_COMMENT = re.compile(r"\s[#;]")
"""Where a comment begins that stands inside the brackets."""
_FIRST_WORD = re.compile(r"([A-Za-z][A-Za-z_-]*)(?:[\s:=/]+(.*))?", re.DOTALL)
_QUOTES = "\"'\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb"
"""Straight ones, and those that an editor makes of them."""
_ALL = "AWS tools"
_PYTHON = "the AWS CLI and boto3 alone"


class Header(NamedTuple):
    """What a header says."""

    kind: str
    """One of `KINDS`; empty for a section that is not the user's."""
    name: str
    """The name it gives; where tools ignore the section, the name that was probably meant."""
    ignored_by: str = ""
    """Who skips the section, in words; empty when it is read."""
    instead: str = ""
    """The whole header to write, with its brackets; empty when it is read."""
    is_elsewhere: bool = False
    """Whether that header belongs into the config file."""

    @property
    def cure(self) -> str:
        """What to do about a section that is ignored."""
        return f"{'move it to the config file: ' if self.is_elsewhere else ''}write {self.instead}"


def config_header(header: str) -> Header:
    """Return what a header of the config file says."""
    plain = _PLAIN.fullmatch(header)
    if plain:
        return Header(plain[1], plain[2])
    if header == "default":
        return Header(PROFILE, header)
    if header in _NOT_PROFILES or header.startswith(_FENCES):
        return Header("", header)
    text, is_misread = _without_comment(header)
    kind = next((kind for kind in KINDS if header.startswith(kind)), "")
    words = _words(header) if kind else []
    if len(words) == 2 and words[1] and not is_misread:
        return Header(kind, words[1])
    kind, name = _meant(text)
    read_elsewhere = is_misread or text != text.strip() or _is_in_many_words(kind, words)
    return Header(kind, name, _PYTHON if read_elsewhere else _ALL, written(kind, name))


def credentials_header(header: str) -> Header:
    """Return what a header of the credentials file says: there the bare name is the profile's."""
    text, is_misread = _without_comment(header)
    first = text.split(maxsplit=1)
    kind = _kind_of(first[0], exactly=True) if len(first) == 2 else ""
    if kind in (SSO_SESSION, SERVICES):
        name = _unquoted(first[1])
        return Header(kind, name, _ALL, written(kind, name), is_elsewhere=True)
    name = _unquoted(first[1] if kind else text)
    is_quoted = name != text.strip() and not kind and text.strip()[:1] in _QUOTES[:2]
    if not (is_misread or kind or is_quoted or text != text.strip()):
        return Header(PROFILE, header)
    is_same = is_misread or (not kind and not is_quoted)
    return Header(PROFILE, name, _PYTHON if is_same else _ALL, f"[{name or 'NAME'}]")


def is_quoted(header: str) -> bool:
    """Whether a header's name stands in quotes, which Java's SDK and others do not read."""
    return '"' in header or "'" in header


def written(kind: str, name: str) -> str:
    """Return the header to write for a name, so that every rule of splitting gives it again."""
    if kind == PROFILE and name == "default":
        return "[default]"
    if not name:
        return f"[{kind} NAME]"
    if re.search(r"[\s\"'\\]", name):
        inside = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'[{kind} "{inside}"]'
    return f"[{kind} {name}]"


def _words(header: str) -> list[str]:
    if len(header) > _LONGEST:
        return []
    import shlex

    try:
        return shlex.split(header)
    except ValueError:
        return []


def _is_in_many_words(kind: str, words: list[str]) -> bool:
    """Whether a name of several words stands without quotes: Go's SDK reads it all."""
    return len(words) > 2 and words[0] == kind


def _without_comment(header: str) -> tuple[str, bool]:
    """Return a header without the comment behind its bracket, and whether it took one in."""
    comment = _COMMENT.search(header)
    return (header[: comment.start()], True) if comment else (header, False)


def _meant(text: str) -> tuple[str, str]:
    """Return the kind and name that a header which no tool reads was probably meant to give."""
    text = _INNER_COMMENT.split(text, maxsplit=1)[0].strip().strip("[]")
    bare = _unquoted(text)
    parts = _FIRST_WORD.fullmatch(bare)
    if parts is None:
        return PROFILE, bare
    word, rest = parts[1], parts[2]
    if rest is None:
        return _glued(word, bare)
    kind = _kind_of(word)
    return (kind, _unquoted(rest)) if kind else (PROFILE, bare)


def _glued(word: str, bare: str) -> tuple[str, str]:
    """Return the kind and name of a header of one word: `profilex`, `Default`, `name`."""
    lowered = word.lower().replace("_", "-")
    if lowered == "default":
        return PROFILE, "default"
    kind = next((kind for kind in KINDS if lowered.startswith(kind)), "")
    rest = bare[len(kind) :]
    is_name = not kind or rest[:1] in ("-", "_")  # `profile-x` is rather a name
    return (PROFILE, bare) if is_name else (kind, _unquoted(rest))


def _kind_of(word: str, *, exactly: bool = False) -> str:
    """Return the kind that a first word means, however it is written."""
    lowered = word.lower().replace("_", "-")
    if lowered in KINDS:
        return lowered
    if exactly:
        return ""
    import difflib

    return next(iter(difflib.get_close_matches(lowered, KINDS, 1, cutoff=0.8)), "")


def _unquoted(text: str) -> str:
    return text.strip().strip(_QUOTES).strip()

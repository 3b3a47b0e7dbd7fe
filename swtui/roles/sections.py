"""Sort the sections of the AWS files by kind and name, each name with one meaning or none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from swtui.roles.config_bytes import MOST_REPORTED, FileFault
from swtui.roles.config_reader import ParsedConfig, Section, Value
from swtui.roles.profile import Profile, merge_profiles
from swtui.roles.role import Place, Problem

KINDS = ("profile", "sso-session", "services")
"""The kinds of sections of the config file; the first word of the header."""
PROFILE, SSO_SESSION, SERVICES = KINDS
_NOT_PROFILES = ("plugins", "preview")
"""Sections of the config file that AWS's tools use for themselves."""
_FENCES = ("granted_registry_start", "granted_registry_end")
"""First words of the headers between which Granted keeps a registry's profiles."""
_LONGEST = 20_000
"""Characters; `shlex` takes time by the square of them."""
_PLAIN = re.compile(rf"({'|'.join(KINDS)})[ \t]+([^\s\"'\\\]]+)")
"""The form of nearly all headers: these need no `shlex`, which takes 50 times as long."""
_COMMENT = re.compile(r"\]\s*[#;]")
"""A comment behind the bracket, when a later bracket hides the end of the header."""
_INNER_COMMENT = re.compile(r"\s[#;]")
"""The beginning of a comment inside the brackets."""
_FIRST_WORD = re.compile(r"([A-Za-z][A-Za-z_-]*)(?:[\s:=/]+(.*))?", re.DOTALL)
_QUOTES = "\"'\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb"
"""Straight ones, and those that an editor makes of them."""
_ALL = "AWS tools"
_PYTHON = "the AWS CLI and boto3 alone"


class Header(NamedTuple):
    """The meaning of a section's header."""

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
    def hint(self) -> str:
        """The hint for a section that is ignored."""
        return f"{'move it to the config file: ' if self.is_elsewhere else ''}write {self.instead}"


def config_header(header: str) -> Header:
    """Return the meaning of a header of the config file."""
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
    kind, name = _guess_header(text)
    read_elsewhere = is_misread or text != text.strip() or _is_in_many_words(kind, words)
    return Header(kind, name, _PYTHON if read_elsewhere else _ALL, format_header(kind, name))


def credentials_header(header: str) -> Header:
    """Return the meaning of a header of the credentials file, which is a profile's bare name."""
    text, is_misread = _without_comment(header)
    first = text.split(maxsplit=1)
    kind = _read_kind(first[0], exactly=True) if len(first) == 2 else ""
    if kind in (SSO_SESSION, SERVICES):
        name = _remove_quotes(first[1])
        return Header(kind, name, _ALL, format_header(kind, name), is_elsewhere=True)
    name = _remove_quotes(first[1] if kind else text)
    is_quoted = name != text.strip() and not kind and text.strip()[:1] in _QUOTES[:2]
    if not (is_misread or kind or is_quoted or text != text.strip()):
        return Header(PROFILE, header)
    is_same = is_misread or (not kind and not is_quoted)
    return Header(PROFILE, name, _PYTHON if is_same else _ALL, f"[{name or 'NAME'}]")


def is_quoted(header: str) -> bool:
    """Return whether a header's name is in quotes, which Java's SDK and others do not read."""
    return '"' in header or "'" in header


def format_header(kind: str, name: str) -> str:
    """Return the header for a name, quoted so that every tool reads the same name."""
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
    """Return whether a name of several words is without quotes: Go's SDK reads it all."""
    return len(words) > 2 and words[0] == kind


def _without_comment(header: str) -> tuple[str, bool]:
    """Return a header without a comment in it, and whether it had one."""
    comment = _COMMENT.search(header)
    return (header[: comment.start()], True) if comment else (header, False)


def _guess_header(text: str) -> tuple[str, str]:
    """Return the probable kind and name of a header that no tool reads."""
    text = _INNER_COMMENT.split(text, maxsplit=1)[0].strip().strip("[]")
    bare = _remove_quotes(text)
    parts = _FIRST_WORD.fullmatch(bare)
    if parts is None:
        return PROFILE, bare
    word, rest = parts[1], parts[2]
    if rest is None:
        return _split_glued(word, bare)
    kind = _read_kind(word)
    return (kind, _remove_quotes(rest)) if kind else (PROFILE, bare)


def _split_glued(word: str, bare: str) -> tuple[str, str]:
    """Return the kind and name of a header of one word: `profilex`, `Default`, `name`."""
    lowered = word.lower().replace("_", "-")
    if lowered == "default":
        return PROFILE, "default"
    kind = next((kind for kind in KINDS if lowered.startswith(kind)), "")
    rest = bare[len(kind) :]
    is_name = not kind or rest[:1] in ("-", "_")  # `profile-x` is rather a name
    return (PROFILE, bare) if is_name else (kind, _remove_quotes(rest))


def _read_kind(word: str, *, exactly: bool = False) -> str:
    """Return the kind for a first word, with any spelling."""
    lowered = word.lower().replace("_", "-")
    if lowered in KINDS:
        return lowered
    if exactly:
        return ""
    import difflib

    return next(iter(difflib.get_close_matches(lowered, KINDS, 1, cutoff=0.8)), "")


def _remove_quotes(text: str) -> str:
    return text.strip().strip(_QUOTES).strip()


_QUOTED = "a name in quotes is read by the AWS CLI and boto3, not by some other SDKs"


class Sections:
    """The sections read so far."""

    def __init__(self) -> None:
        self.profiles: dict[str, Profile] = {}
        self.sso_sessions: dict[str, Profile] = {}
        self.services: dict[str, Profile] = {}
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.stops: list[Problem] = []

    def config_file(self, path: Path, reading: ParsedConfig) -> None:
        """Add the sections of the config file, each by its kind."""
        file = str(path)
        kinds = {
            PROFILE: self.profiles,
            SSO_SESSION: self.sso_sessions,
            SERVICES: self.services,
        }
        repeated: set[tuple[str, str]] = set()
        is_plain = _PLAIN.fullmatch
        for section in reading.sections:
            plain = None if section.problems else is_plain(section.header)
            if plain and plain[2] not in kinds[plain[1]]:  # nearly all, and without a call
                name, values, lines = plain[2], section.values, section.own_lines
                kinds[plain[1]][name] = Profile(
                    name=name, values=values, lines=lines, file=file, line=section.line
                )
                continue
            header = config_header(section.header)
            kind, name = header.kind, header.name
            if header.ignored_by:
                self._ignored(kinds[kind], header, section, file)
            elif kind:
                if name in kinds[kind] and not is_ignored(kinds[kind][name]):
                    repeated.add((kind, name))
                kinds[kind][name] = _profile(name, section, file)
        for kind, name in sorted(repeated):
            again = [
                section
                for section in reading.sections
                if config_header(section.header)[:3] == (kind, name, "")
            ]
            kinds[kind][name] = self._choose_one(name, again, file)
        for section in reading.swallowed:
            header = config_header(section.header)
            if header.kind:
                self._swallowed(kinds[header.kind], header.name, section, file)
        self._needlessly_quoted(reading, repeated, file)

    def credentials_file(self, path: Path, reading: ParsedConfig) -> None:
        """Add the sections of the credentials file: each is a profile, by its bare name."""
        file = str(path)
        own: dict[str, Profile] = {}
        repeated: set[str] = set()
        for section in reading.sections:
            header = credentials_header(section.header)
            if header.ignored_by:
                into = self.profiles if header.kind == PROFILE else self._other(header.kind)
                self._ignored(into, header, section, file)
                continue
            if header.name in own:
                repeated.add(header.name)
            own[header.name] = _profile(header.name, section, file, from_credentials=True)
        for name in sorted(repeated):
            again = [section for section in reading.sections if section.header == name]
            own[name] = self._choose_one(name, again, file, from_credentials=True)
        for name, profile in own.items():
            known = self.profiles.get(name)
            if known is not None and is_ignored(known):
                self._warn(known.problems[0])
            both = known is not None and not is_ignored(known)
            self.profiles[name] = merge_profiles(known, profile) if known and both else profile
        for section in reading.swallowed:
            name = credentials_header(section.header).name
            self._swallowed(self.profiles, name, section, file)

    def _needlessly_quoted(
        self, reading: ParsedConfig, repeated: set[tuple[str, str]], file: str
    ) -> None:
        """Warn of the first name that is quoted without need, unless it is repeated."""
        for section in reading.sections:
            if '"' in section.header or "'" in section.header:
                kind, name, ignored_by, *_ = config_header(section.header)
                without = format_header(kind, name)
                is_read = kind and not ignored_by and (kind, name) not in repeated
                if is_read and not is_quoted(without):
                    place, hint = Place(file, section.line), f"write {without}"
                    self._warn(
                        Problem(message=f"{_QUOTED}: {hint}", place=place, hint=hint, fact=_QUOTED)
                    )
                    return

    def _other(self, kind: str) -> dict[str, Profile]:
        return self.sso_sessions if kind == SSO_SESSION else self.services

    def _ignored(
        self, into: dict[str, Profile], header: Header, section: Section, file: str
    ) -> None:
        """Add a section that AWS tools skip, unless they use another with its name."""
        place = Place(file, section.line)
        fact = f"ignored by {header.ignored_by}"
        problem = _ignored_problem(fact, header.hint, place)
        self._skipped(into, header.name or section.header, section, problem)

    def _swallowed(self, into: dict[str, Profile], name: str, section: Section, file: str) -> None:
        """Add a section whose header is part of a value, since it does not start a line."""
        hint = f"write [{section.header}] at the start of its line"
        fact = "ignored by AWS tools, since its header does not start a line"
        problem = _ignored_problem(fact, hint, Place(file, section.line))
        self._skipped(into, name or section.header, section, problem)

    def _skipped(
        self, into: dict[str, Profile], name: str, section: Section, problem: Problem
    ) -> None:
        known = into.get(name)
        is_used = known is not None and not is_ignored(known)
        if is_used or into is not self.profiles:
            self._warn(problem)  # such a section has no row that could say it
        if not is_used and problem.place is not None:
            into.pop(name, None)
            into[name] = _profile(name, section, problem.place.file, extra=(problem,))

    def _warn(self, problem: Problem) -> None:
        if len(self.warnings) < MOST_REPORTED:
            self.warnings.append(problem)

    def _choose_one(
        self, name: str, sections: list[Section], file: str, *, from_credentials: bool = False
    ) -> Profile:
        """Return the profile of several sections with one name; unusable if tools differ."""
        last = sections[-1]
        others = _as_other_sdks(sections)
        headers = [section.header for section in sections]
        stops = len(set(headers)) < len(headers)
        place = Place(file, last.line)
        before = _describe_lines([section.line for section in sections[:-1]])
        if not stops and _merge_values(others) == last.values:
            self._warn(
                Problem(
                    message=f"'{name}' is repeated here, after {before}: this counts", place=place
                )
            )
            return _profile(name, last, file, from_credentials=from_credentials)
        lines = _describe_lines([section.line for section in sections])
        rest = "put them together" if len(others) > 1 else f"take line {others[0].line}"
        python = "stop here" if stops else f"take line {last.line} alone"
        message = (
            f"is defined {'twice' if len(sections) == 2 else f'{len(sections)} times'}, at "
            f"{lines}: AWS's command line and Python's SDK {python}, other SDKs {rest}"
        )
        hint = "rename or remove all but one of them"
        extra = (Problem(message=message, place=place, hint=hint),)
        return _profile(name, last, file, from_credentials=from_credentials, extra=extra)


def build_problem(fault: FileFault, file: str) -> Problem:
    """Return a reader's fault as a problem of its file."""
    return Problem(message=fault.message, place=Place(file, fault.line), hint=fault.hint)


def _ignored_problem(fact: str, hint: str, place: Place) -> Problem:
    return Problem(message=f"{fact}: {hint}", place=place, ignored=True, hint=hint, fact=fact)


def is_ignored(profile: Profile) -> bool:
    """Return whether AWS tools ignore this profile."""
    return any(problem.ignored for problem in profile.problems)


def _profile(
    name: str,
    section: Section,
    file: str,
    *,
    from_credentials: bool = False,
    extra: tuple[Problem, ...] = (),
) -> Profile:
    problems = extra
    if section.problems:
        problems += tuple(build_problem(fault, file) for fault in section.problems)
    return Profile(
        name=name,
        values=section.values,
        lines=section.own_lines,
        file=file,
        line=section.line,
        problems=problems,
        from_credentials=from_credentials,
    )


def _as_other_sdks(sections: list[Section]) -> list[Section]:
    """Return the sections of one name that the SDKs of Java, Rust and others merge.

    They read no name in quotes, and `[default]` only without a `[profile default]`.
    """
    bare = [section for section in sections if not is_quoted(section.header)] or sections
    return [section for section in bare if section.header != "default"] or bare


def _merge_values(sections: list[Section]) -> dict[str, Value]:
    """Return the values of all sections; the last one of a repeated key."""
    values: dict[str, Value] = {}
    for section in sections:
        values |= section.values
    return values


def _describe_lines(lines: list[int]) -> str:
    """Return line numbers in words: `line 1`, `lines 1, 2 and 3`."""
    if len(lines) == 1:
        return f"line {lines[0]}"
    shown = lines if len(lines) <= MOST_REPORTED else [*lines[: MOST_REPORTED - 1], lines[-1]]
    return f"lines {', '.join(map(str, shown[:-1]))} and {shown[-1]}"

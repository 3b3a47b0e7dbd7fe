"""~/.aws/config and ~/.aws/credentials as profiles, each with its problems and where they stand."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from swtui.errors import ConfigError
from swtui.files import home, read_regular
from swtui.roles.config_reader import Reading, Section, Value, read_ini
from swtui.roles.role import Place, Problem

_NOT_PROFILES = ("plugins", "preview")
"""Sections of the config file that AWS's tools use for themselves."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile, its keys from both files together; the credentials file's win."""

    name: str
    values: Mapping[str, Value]
    """Keys in lower case, values raw; an indented block is a dict."""
    lines: Mapping[str, int]
    """Line (from 1) of each key in the file of `place`."""
    place: Place
    """Where its section starts."""
    problems: tuple[Problem, ...] = ()
    """Any of these makes it unusable."""
    from_credentials: bool = False
    """Whether only the credentials file knows it."""
    added: Mapping[str, Place] = field(default_factory=dict)
    """Where the keys stand that the credentials file adds to a section of the config file."""

    def get(self, key: str) -> str:
        """Return a plain value, or an empty string."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ""

    def place_of(self, key: str) -> Place:
        """Return where a key stands, else where the section starts."""
        if key in self.added:
            return self.added[key]
        line = self.lines.get(key)
        return Place(self.place.file, line) if line else self.place

    @property
    def places(self) -> dict[str, Place]:
        """Where each key stands."""
        return {key: self.place_of(key) for key in self.values}


@dataclass(frozen=True, slots=True)
class AwsFiles:
    """What both files say, and how they were found."""

    config_path: Path
    credentials_path: Path
    profiles: Mapping[str, Profile]
    """In the order of the files."""
    sso_sessions: Mapping[str, Profile] = field(default_factory=dict)
    services: Mapping[str, Profile] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """Of a file as a whole, or of lines outside of every section."""
    warnings: tuple[Problem, ...] = ()
    """Worth saying, though everything works."""
    stamp: Hashable = ()
    """Changes when a file does."""

    @property
    def searched(self) -> tuple[Path, ...]:
        """The files that were looked for."""
        return (self.config_path, self.credentials_path)


def config_path(env: Mapping[str, str]) -> Path:
    """Return where the config file is: AWS_CONFIG_FILE, else ~/.aws/config."""
    return _path(env, "AWS_CONFIG_FILE", "config")


def credentials_path(env: Mapping[str, str]) -> Path:
    """Return where the credentials file is; AWS_SHARED_CREDENTIALS_FILE names another."""
    return _path(env, "AWS_SHARED_CREDENTIALS_FILE", "credentials")


def _path(env: Mapping[str, str], variable: str, name: str) -> Path:
    named = env.get(variable, "")
    if named == "~" or named.startswith("~/"):
        return home(env) / named[2:]
    return Path(named) if named else home(env) / ".aws" / name


def files_stamp(env: Mapping[str, str]) -> Hashable:
    """Return a value that changes when either file does: two stat calls, nothing is read."""
    return tuple(_stamp(path) for path in (config_path(env), credentials_path(env)))


def _stamp(path: Path) -> Hashable:
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return None
    return (about.st_mtime_ns, about.st_size, about.st_ino)


def read_aws_files(env: Mapping[str, str]) -> AwsFiles:
    """Return all profiles of both files; whatever is wrong with them is said inside."""
    stamp = files_stamp(env)
    gathered = _Gathered()
    config, credentials = config_path(env), credentials_path(env)
    gathered.config_file(config, _read(config, gathered))
    gathered.credentials_file(credentials, _read(credentials, gathered))
    gathered.warnings += _mode_warnings(credentials)
    return AwsFiles(
        config,
        credentials,
        gathered.profiles,
        gathered.sso_sessions,
        gathered.services,
        tuple(gathered.problems),
        tuple(gathered.warnings),
        stamp,
    )


def _read(path: Path, gathered: _Gathered) -> Reading:
    try:
        reading = read_ini(read_regular(path))
    except FileNotFoundError:
        if path.is_symlink():
            gathered.warnings.append(Problem("is a link to nothing", Place(str(path), 0)))
        return Reading([], [], [])
    except ConfigError as problem:
        gathered.problems.append(Problem(problem.message, Place(str(path), 0)))
        return Reading([], [], [])
    file = str(path)
    gathered.problems += [Problem(text, Place(file, line)) for line, text in reading.problems]
    gathered.warnings += [Problem(text, Place(file, line)) for line, text in reading.warnings]
    return reading


def _mode_warnings(path: Path) -> list[Problem]:
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return []
    place = Place(str(path), 0)
    found = []
    if stat.S_IMODE(about.st_mode) & 0o077:
        found.append(Problem(f"can be read by other users: chmod 600 {path}", place))
    if about.st_uid != os.geteuid():
        found.append(Problem("belongs to another user", place))
    return found


class _Gathered:
    """What has been read so far."""

    def __init__(self) -> None:
        self.profiles: dict[str, Profile] = {}
        self.sso_sessions: dict[str, Profile] = {}
        self.services: dict[str, Profile] = {}
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def config_file(self, path: Path, reading: Reading) -> None:
        """Take the sections of the config file, each by its kind."""
        file = str(path)
        for section in reading.sections:
            header = section.header
            if header == "default":
                self._add(self.profiles, "default", section, file)
            elif header.startswith("profile"):
                self._named(self.profiles, section, file)
            elif header.startswith("sso-session"):
                self._named(self.sso_sessions, section, file)
            elif header.startswith("services"):
                self._named(self.services, section, file)
            elif header not in _NOT_PROFILES:
                why = f"AWS's tools ignore [{header}]: write [profile {header}]"
                self._ignored(header, why, section, file)

    def credentials_file(self, path: Path, reading: Reading) -> None:
        """Take the sections of the credentials file: each is a profile, by its bare name."""
        file = str(path)
        own: dict[str, Profile] = {}
        for section in reading.sections:
            if section.header.startswith("profile "):
                why = "AWS's tools ignore `profile` in the credentials file: write the bare name"
                self._ignored(section.header, why, section, file)
            else:
                self._add(own, section.header, section, file, from_credentials=True)
        for name, profile in own.items():
            known = self.profiles.get(name)
            real = known is not None and not any(item.ignored for item in known.problems)
            self.profiles[name] = _merged(known, profile) if known and real else profile

    def _named(self, into: dict[str, Profile], section: Section, file: str) -> None:
        """Take a section of two words, as a shell would split them."""
        try:
            words = shlex.split(section.header) if _QUOTING & set(section.header) else None
        except ValueError:
            words = []
        words = section.header.split() if words is None else words
        if len(words) == 2:
            self._add(into, words[1], section, file)
        elif into is self.profiles:
            why = f"AWS's tools ignore [{section.header}]: quote a name that has blanks"
            self._ignored(section.header.partition(" ")[2] or section.header, why, section, file)

    def _ignored(self, name: str, why: str, section: Section, file: str) -> None:
        if name not in self.profiles:
            problem = Problem(why, Place(file, section.line), ignored=True)
            self._add(self.profiles, name, section, file, extra=(problem,))

    def _add(
        self,
        into: dict[str, Profile],
        name: str,
        section: Section,
        file: str,
        *,
        from_credentials: bool = False,
        extra: tuple[Problem, ...] = (),
    ) -> None:
        place = Place(file, section.line)
        problems = extra
        if section.problems:
            problems += tuple(Problem(text, Place(file, line)) for line, text in section.problems)
        if "\0" in name:
            problems += (Problem("the name holds a NUL character", place),)
        known = into.get(name)
        if known is not None and not any(item.ignored for item in known.problems):
            problems = (_ambiguous(known, place), *problems)
        into[name] = Profile(name, section.values, section.lines, place, problems, from_credentials)


_QUOTING = frozenset("\"'\\")


def _ambiguous(known: Profile, place: Place) -> Problem:
    first = known.place.line
    return Problem(
        f"stands twice, at lines {first} and {place.line}: AWS's tools disagree over which counts",
        place,
    )


def _merged(config: Profile, credentials: Profile) -> Profile:
    return Profile(
        config.name,
        {**config.values, **credentials.values},
        config.lines,
        config.place,
        config.problems + credentials.problems,
        added=credentials.places,
    )

"""Read ~/.aws/config and ~/.aws/credentials as profiles, with the place of each problem."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Hashable, Mapping
from pathlib import Path

from swtui.errors import ConfigError
from swtui.files import home, read_regular, shown_path
from swtui.records import EMPTY, record
from swtui.roles.config_bytes import FileFault
from swtui.roles.config_reader import ParsedConfig, read_ini
from swtui.roles.profile import Profile
from swtui.roles.role import Place, Problem
from swtui.roles.sections import Sections, build_problem
from swtui.shell_word import shell_word
from swtui.system import is_closed, is_own

__all__ = [
    "AwsFiles",
    "Profile",
    "config_path",
    "credentials_path",
    "files_stamp",
    "read_aws_files",
]


@record
class AwsFiles:
    """The profiles and problems of both files, and the paths of the files."""

    config_path: Path
    credentials_path: Path
    profiles: Mapping[str, Profile]
    """In the order of the files."""
    sso_sessions: Mapping[str, Profile] = EMPTY
    services: Mapping[str, Profile] = EMPTY
    problems: tuple[Problem, ...] = ()
    """Of a file as a whole, or of lines outside of every section."""
    warnings: tuple[Problem, ...] = ()
    """Worth saying, though everything works."""
    stops: tuple[Problem, ...] = ()
    """The first line of each file at which AWS's command line and Python's SDK give it all up."""
    stamp: Hashable = ()
    """Changes when a file does."""

    @property
    def searched(self) -> tuple[Path, ...]:
        """The files that were looked for."""
        return (self.config_path, self.credentials_path)

    @property
    def notices(self) -> tuple[Problem, ...]:
        """The problems of the files for a listing, the most urgent first and no place twice."""
        places = {stop.place for stop in self.stops}
        rest = (each for each in self.problems if each.place not in places)
        return (*self.stops, *rest, *self.warnings)


def config_path(env: Mapping[str, str]) -> Path:
    """Return the path of the config file: AWS_CONFIG_FILE, else ~/.aws/config."""
    return _path(env, "AWS_CONFIG_FILE", "config")


def credentials_path(env: Mapping[str, str]) -> Path:
    """Return the path of the credentials file: AWS_SHARED_CREDENTIALS_FILE, or the default."""
    return _path(env, "AWS_SHARED_CREDENTIALS_FILE", "credentials")


def _path(env: Mapping[str, str], variable: str, name: str) -> Path:
    """Return the path a variable names, with `$NAME` and `~` replaced as botocore does."""
    path_text = _VARIABLE.sub(lambda m: env.get(m[1] or m[2], m[0]), env.get(variable, ""))
    if path_text == "~" or path_text.startswith("~/"):
        return home(env) / path_text[2:].lstrip("/")
    if path_text.startswith("~"):
        return Path(os.path.expanduser(path_text))  # another user's home: asks the system, not HOME
    return Path(path_text) if path_text else home(env) / ".aws" / name


_VARIABLE = re.compile(r"\$(?:(\w+)|\{([^}]*)\})", re.ASCII)


def files_stamp(env: Mapping[str, str]) -> Hashable:
    """Return a value that changes when either file does, by two stat calls."""
    return tuple(_stamp(path) for path in (config_path(env), credentials_path(env)))


def _stamp(path: Path) -> Hashable:
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return None
    return (about.st_mtime_ns, about.st_size, about.st_ino)


def read_aws_files(env: Mapping[str, str]) -> AwsFiles:
    """Return all profiles of both files, with their problems."""
    stamp = files_stamp(env)
    sections = Sections()
    config, credentials = config_path(env), credentials_path(env)
    sections.config_file(config, _read(config, sections))
    sections.credentials_file(credentials, _read(credentials, sections))
    sections.warnings += _mode_warnings(credentials)
    sections.warnings += _misspelt(env)
    return AwsFiles(
        config_path=config,
        credentials_path=credentials,
        profiles=sections.profiles,
        sso_sessions=sections.sso_sessions,
        services=sections.services,
        problems=tuple(sections.problems),
        warnings=tuple(sections.warnings),
        stops=tuple(sections.stops),
        stamp=stamp,
    )


def _read(path: Path, sections: Sections) -> ParsedConfig:
    file = str(path)
    if file == os.devnull:
        return ParsedConfig()  # how people say that there shall be none
    try:
        reading = read_ini(read_regular(path))
    except FileNotFoundError:
        if path.is_symlink():
            hint = "remove the link, or put the file back that it names"
            problem = Problem(message="is a link to nothing", place=Place(file, 0), hint=hint)
            sections.warnings.append(problem)
        return ParsedConfig()
    except ConfigError as error:
        sections.problems.append(
            Problem(message=error.message, place=Place(file, 0), hint=error.hint)
        )
        return ParsedConfig()
    sections.stops += [_stop(fault, file) for fault in reading.stops[:1]]
    sections.problems += [build_problem(fault, file) for fault in reading.problems]
    sections.warnings += [build_problem(fault, file) for fault in reading.warnings]
    return reading


def _stop(fault: FileFault, file: str) -> Problem:
    """Return the problem of a line because of which AWS tools ignore the whole file."""
    stops = "AWS's command line and Python's SDK stop here, and read no profile at all"
    return build_problem(fault._replace(message=f"{stops}: {fault.message}"), file)


def _misspelt(env: Mapping[str, str]) -> list[Problem]:
    """Return a problem for each file whose name is nearly that of an AWS file."""
    problems = []
    for variable, name, path in (
        ("AWS_CONFIG_FILE", "config", config_path(env)),
        ("AWS_SHARED_CREDENTIALS_FILE", "credentials", credentials_path(env)),
    ):
        for other in () if env.get(variable) else _MISSPELT[name]:
            other_path = path.with_name(other)
            if os.path.isfile(other_path):
                text = f"is not read by AWS's tools: they read {shown_path(path, env)}"
                hint = "rename it, or move its profiles there"
                problems.append(Problem(message=text, place=Place(str(other_path), 0), hint=hint))
    return problems


_MISSPELT: Mapping[str, tuple[str, ...]] = {
    "config": ("configs", "config.txt", "config.ini"),
    "credentials": ("credential", "credential.txt", "credentials.txt", "credentials.ini"),
}


def _mode_warnings(path: Path) -> list[Problem]:
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return []
    if not stat.S_ISREG(about.st_mode):
        return []  # it is not read, and to take /dev/null away from others would break much
    place = Place(str(path), 0)
    problems = []
    if not is_closed(about):
        fact, hint = "can be read by other users", f"chmod 600 {shell_word(str(path))}"
        problems.append(Problem(message=f"{fact}: {hint}", place=place, hint=hint, fact=fact))
    if not is_own(about):
        hint = f'take it over: sudo chown "$(id -un)" {shell_word(str(path))}'
        problems.append(Problem(message="belongs to another user", place=place, hint=hint))
    return problems

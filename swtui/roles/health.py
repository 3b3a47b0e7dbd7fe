"""Check the AWS files: their paths, and every profile that cannot be used."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from swtui.aws.keys import placeholder_words
from swtui.files import shown_path
from swtui.health import HealthLine, State
from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.catalogue import Catalogue
from swtui.roles.hints import describe_hint
from swtui.roles.profile_rules import section_problems
from swtui.roles.role import Place, Problem, Role
from swtui.roles.unused_keys import hidden_keys
from swtui.shell_word import shell_word
from swtui.system import HAS_OWNERS, is_own

FILES, PROFILES = "AWS files", "profiles"
_OF_THE_CALL = (
    "mfa_serial",
    "external_id",
    "role_session_name",
    "duration_seconds",
    "credential_source",
    "endpoint_url",
    "services",
)
"""Keys by which two profiles of one role differ."""
_MOST_NAMED = 5
"""Profiles that one line names."""
_KIND_WORDS = {
    "role": "to assume",
    "sso": "of Identity Center",
    "login": "of `aws login`",
    "process": "with a credential_process",
    "web-identity": "with a web identity",
    "keys": "with keys",
    "none": "without credentials",
}


def health(catalogue: Catalogue, env: Mapping[str, str]) -> list[HealthLine]:
    """Return the lines about the AWS files and their profiles; makes no call and runs nothing."""
    return [*_files(catalogue.files, env), *_profiles(catalogue, env)]


def _files(files: AwsFiles, env: Mapping[str, str]) -> Iterator[HealthLine]:
    config, credentials = files.searched
    yield from _file(config, "AWS_CONFIG_FILE", env)
    yield from _file(credentials, "AWS_SHARED_CREDENTIALS_FILE", env)
    for problem in files.problems:
        yield _line(FILES, "problem", problem, at=_at(problem, env))
    for warning in files.warnings:
        area = PROFILES if warning.ignored else FILES
        yield _line(area, "warning", warning, at=_at(warning, env))
    for stop in files.stops:
        yield _line(FILES, "problem", stop, at=_at(stop, env))


def _file(path: Path, variable: str, env: Mapping[str, str]) -> Iterator[HealthLine]:
    shown, is_named = shown_path(path, env), bool(env.get(variable))
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        if is_named:
            text = f"{variable} names {shown}, which does not exist"
            yield HealthLine(
                area=FILES, state="problem", text=text, hint=f"unset {variable}, or make that file"
            )
        elif not path.is_symlink():  # a link to nothing is reported as such
            yield HealthLine(area=FILES, state="ok", text=f"{shown} does not exist", absent=True)
        return
    mode = stat.S_IMODE(about.st_mode) if HAS_OWNERS else 0o600
    whose = "yours" if is_own(about) else f"of user {about.st_uid}"
    by = f", named by {variable}" if is_named else ""
    link = f", a link to {shown_path(os.path.realpath(path), env)}" if path.is_symlink() else ""
    how = f"mode {mode:04o}, {whose}" if HAS_OWNERS else "there"
    yield HealthLine(area=FILES, state="ok", text=f"{shown} is {how}{by}{link}")
    if mode & 0o022 and stat.S_ISREG(about.st_mode):
        text = f"{shown} can be written by other users: they decide what your tools run"
        yield HealthLine(
            area=FILES, state="problem", text=text, hint=f"chmod go-w {shell_word(str(path))}"
        )


def _profiles(catalogue: Catalogue, env: Mapping[str, str]) -> Iterator[HealthLine]:
    roles = catalogue.roles
    yield from _sections(catalogue.files)
    if not roles:
        hint = "aws configure --profile base makes one; `swtui demo` shows the program without"
        yield HealthLine(area=PROFILES, state="warning", text="there are no profiles", hint=hint)
        return
    yield HealthLine(area=PROFILES, state="ok", text=_counts(roles))
    for role in roles:
        if role.problem is not None:
            state: State = "warning" if role.problem.ignored else "problem"
            yield _line(PROFILES, state, role.problem, about=role.name)
    yield from _placeholders(catalogue, env)
    yield from _alike(roles, catalogue.files)
    for profile in catalogue.files.profiles.values():
        yield from _in_both_files(profile)
        yield from _hidden(profile)


def _placeholders(catalogue: Catalogue, env: Mapping[str, str]) -> Iterator[HealthLine]:
    """Yield a line on the access keys that AWS can only refuse; a test server may accept them."""
    if any(env.get(name) for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS")):
        return
    found = [
        profile
        for profile in catalogue.files.profiles.values()
        if placeholder_words(profile.get("aws_access_key_id"))
        and not (profile.get("endpoint_url") or profile.get("services"))
    ]
    if not found:
        return
    names = ", ".join(profile.name for profile in found[:_MOST_NAMED])
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    count = "1 profile holds" if len(found) == 1 else f"{len(found)} profiles hold"
    hint = (
        "put real keys there; on an EC2 machine, credential_source = Ec2InstanceMetadata instead "
        "of source_profile"
    )
    place = found[0].find_place("aws_access_key_id")
    text = f"{count} placeholder keys, which AWS refuses: {names}{more}"
    yield HealthLine(area=PROFILES, state="problem", text=text, hint=hint, place=_pair(place))


def _sections(files: AwsFiles) -> Iterator[HealthLine]:
    """Yield the problems of sections for profiles, also of those that no profile names."""
    sections = [(section, section_problems(section)) for section in files.sso_sessions.values()]
    sections += [(section, section.problems) for section in files.services.values()]
    for section, problems in sections:
        for problem in problems:
            if not problem.ignored:  # that is one of the files' warnings
                yield _line(PROFILES, "problem", problem, at=f"{section.name}: ")


def _counts(roles: Sequence[Role]) -> str:
    usable = [role for role in roles if role.problem is None]
    counted = Counter(role.kind for role in usable)
    parts = [f"{counted[kind]} {words}" for kind, words in _KIND_WORDS.items() if counted[kind]]
    if len(roles) > len(usable):
        parts.append(f"{len(roles) - len(usable)} that cannot be used")
    return f"{len(roles)} profile{'' if len(roles) == 1 else 's'}: {', '.join(parts)}"


def _hidden(profile: Profile) -> Iterator[HealthLine]:
    """Yield profiles with several sources of credentials, and the key that AWS tools use."""
    hidden = None if profile.problems else hidden_keys(profile)
    if hidden is not None:
        unused = " and ".join(hidden.unused)
        fact = f"{hidden.used} is used, and {unused} never"
        place = _pair(profile.find_place(hidden.unused[0]))
        yield _fact("warning", profile.name, fact, "remove what is not meant", place)


def _alike(roles: Sequence[Role], files: AwsFiles) -> Iterator[HealthLine]:
    """Yield what is easily mistaken: the same role twice, similar names."""
    usable = [role for role in roles if role.problem is None]
    seen: dict[tuple[object, ...], Role] = {}
    for role in usable:
        if not role.arn:
            continue
        own = files.profiles.get(role.name)
        asked = tuple(own.get(key) for key in _OF_THE_CALL) if own else ()
        first = seen.setdefault((role.arn, role.chain[:-1], role.region, asked), role)
        if first is not role:
            text = f"{first.name} and {role.name} are the same role, from the same start"
            yield HealthLine(
                area=PROFILES,
                state="warning",
                text=text,
                hint="remove one of them",
                place=_pair(role.place),
            )
    names: dict[str, str] = {}
    for role in usable:
        other = names.setdefault(role.name.casefold(), role.name)
        if other != role.name:
            text = f"{other} and {role.name} differ in upper and lower case alone"
            yield HealthLine(
                area=PROFILES,
                state="warning",
                text=text,
                hint="rename one of them",
                place=_pair(role.place),
            )


def _in_both_files(profile: Profile) -> Iterator[HealthLine]:
    """Report keys that are in both files: those of the credentials file count."""
    both = [key for key in profile.added if profile.find_line(key)]
    if both:
        is_or_are = "is" if len(both) == 1 else "are"
        fact = f"{', '.join(both)} {is_or_are} in both files; the credentials file counts"
        at = Place(profile.file, profile.find_line(both[0])) if profile.file else None
        yield _fact("warning", profile.name, fact, "remove one of them", _pair(at))


def _fact(
    state: State, profile: str, fact: str, hint: str, place: tuple[str, int] | None
) -> HealthLine:
    return HealthLine(
        area=PROFILES,
        state=state,
        text=f"{profile}: {fact}",
        hint=hint,
        place=place,
        about=profile,
        shared=fact,
    )


def _line(
    area: str, state: State, problem: Problem, *, about: str = "", at: str = ""
) -> HealthLine:
    """Return a problem as a line, `about` a profile, or `at` a place in a file."""
    fact = problem.fact or problem.message
    text = f"{about}: {fact}" if about else at + fact
    shared = fact if about else ""
    return HealthLine(
        area=area,
        state=state,
        text=text,
        hint=describe_hint(problem),
        place=_pair(problem.place),
        about=about,
        shared=shared,
    )


def _at(problem: Problem, env: Mapping[str, str]) -> str:
    """Return the place with which a sentence starts if it has no profile's name."""
    if problem.place is None:
        return ""
    line = f":{problem.place.line}" if problem.place.line else ""
    return f"{shown_path(problem.place.file, env)}{line}: "


def _pair(place: Place | None) -> tuple[str, int] | None:
    return (place.file, place.line) if place else None

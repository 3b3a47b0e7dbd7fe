"""Which section of the AWS files is what: a profile, a sign-in, a service, or nothing of AWS's.

Section names are split as a shell would, as in `botocore.configloader.build_profile_map`.
"""

from __future__ import annotations

import re
from pathlib import Path

from swtui.roles.config_bytes import MOST_REPORTED
from swtui.roles.config_reader import Reading, Section
from swtui.roles.profile import Profile, merged
from swtui.roles.role import Place, Problem

_NOT_PROFILES = ("plugins", "preview")
"""Sections of the config file that AWS's tools use for themselves."""
_LONGEST_HEADER = 20_000
"""Characters; `shlex` takes time by the square of them."""
_PLAIN = re.compile(r"(profile|sso-session|services)[ \t]+([^\s\"'\\]+)")
"""What nearly all headers are: these need no `shlex`, which takes 50 times as long."""


class Sections:
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
        kinds = {
            "profile": self.profiles,
            "sso-session": self.sso_sessions,
            "services": self.services,
        }
        for section in reading.sections:
            header = section.header
            plain = _PLAIN.fullmatch(header)
            if plain:
                self._add(kinds[plain[1]], plain[2], section, file)
            elif header == "default":
                self._add(self.profiles, "default", section, file)
            elif kind := next((kind for kind in kinds if header.startswith(kind)), ""):
                self._named(kinds[kind], section, file)
            elif header not in _NOT_PROFILES:
                why = f"ignored by AWS tools: write [profile {header}]"
                self._ignored(header, why, section, file)

    def credentials_file(self, path: Path, reading: Reading) -> None:
        """Take the sections of the credentials file: each is a profile, by its bare name."""
        file = str(path)
        own: dict[str, Profile] = {}
        for section in reading.sections:
            if section.header.startswith("profile "):
                why = "ignored by AWS tools: in the credentials file the bare name stands alone"
                self._ignored(section.header, why, section, file)
            else:
                self._add(own, section.header, section, file, from_credentials=True)
        for name, profile in own.items():
            known = self.profiles.get(name)
            if known is not None and is_ignored(known):
                self._warn(known.problems[0])
            both = known is not None and not is_ignored(known)
            self.profiles[name] = merged(known, profile) if known and both else profile

    def _named(self, into: dict[str, Profile], section: Section, file: str) -> None:
        """Take a section of two words; any other number of them is ignored by AWS's tools."""
        name = _second_word(section.header)
        if name is not None:
            self._add(into, name, section, file)
        elif into is self.profiles:
            shown = section.header.partition(" ")[2].strip("\"' ")
            quoted = f'a name with blanks needs quotes, [profile "{shown}"]'
            after = section.header.removeprefix("profile") or "NAME"
            why = quoted if shown else f"write [profile {after}]"
            self._ignored(shown or section.header, f"ignored by AWS tools: {why}", section, file)

    def _ignored(self, name: str, why: str, section: Section, file: str) -> None:
        """List what AWS's tools skip, unless a profile they do use has that name."""
        problem = Problem(why, Place(file, section.line), ignored=True)
        known = self.profiles.get(name)
        if known is not None and not is_ignored(known):
            self._warn(problem)
        else:
            self.profiles.pop(name, None)
            self._add(self.profiles, name, section, file, extra=(problem,))

    def _warn(self, problem: Problem) -> None:
        if len(self.warnings) < MOST_REPORTED:
            self.warnings.append(problem)

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
        if name in into and not is_ignored(into[name]):
            problems = (_ambiguous(into[name], place), *problems)
        into[name] = Profile(name, section.values, section.lines, place, problems, from_credentials)


def is_ignored(profile: Profile) -> bool:
    """Whether AWS's own tools do not see this profile."""
    return any(problem.ignored for problem in profile.problems)


def _second_word(header: str) -> str | None:
    if len(header) > _LONGEST_HEADER:
        return None
    import shlex

    try:
        words = shlex.split(header)
    except ValueError:
        return None
    return words[1] if len(words) == 2 else None


_TWICE = "stands twice, at lines "


def _ambiguous(known: Profile, place: Place) -> Problem:
    """Return the problem of a name that stands again at `place`; it names every line."""
    before = next((p.message for p in known.problems if p.message.startswith(_TWICE)), "")
    lines = before.partition(":")[0][len(_TWICE) :].replace(" and ", ", ")
    if lines.count(",") >= MOST_REPORTED:
        lines = lines.rpartition(", ")[0]
    if not lines and known.place:
        lines = str(known.place.line)
    message = f"{_TWICE}{lines} and {place.line}: AWS's tools disagree over which counts"
    return Problem(message, place)

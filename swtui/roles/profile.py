"""Profile: one section of the AWS files, with the place of each key."""

from __future__ import annotations

from collections.abc import Mapping

from swtui.records import record
from swtui.roles.config_reader import Value
from swtui.roles.role import Place, Problem

SECRET_KEYS = ("aws_secret_access_key", "aws_session_token", "aws_security_token")
"""What belongs to the `aws_access_key_id` of the same file, and to no other."""


_NOTHING_ADDED: Mapping[str, Place] = {}
"""One for all the profiles that stand in one file."""


@record
class Profile:
    """One profile with its keys from both files; those of the credentials file win."""

    name: str
    values: Mapping[str, Value]
    """Keys in lower case, values raw; an indented block is a dict."""
    lines: Mapping[str, int] | None = None
    """Line (from 1) of each key in `file`; None when each key is on the line after the one before
    it, the first on the line after `line`."""
    file: str = ""
    """The file of its section; empty when it is in no file."""
    line: int = 0
    """The line of its section's header, from 1."""
    problems: tuple[Problem, ...] = ()
    """Any of these makes it unusable."""
    from_credentials: bool = False
    """Whether only the credentials file knows it."""
    added: Mapping[str, Place] = _NOTHING_ADDED
    """The places of the keys that the credentials file adds to a section of the config file."""
    apart: frozenset[str] = frozenset()
    """Those of `SECRET_KEYS` that stand in the other file than the access key ID: AWS's tools
    take keys from one file, and never put halves of two together."""

    @property
    def place(self) -> Place | None:
        """The place of its section's header; None when it is in no file."""
        return Place(self.file, self.line) if self.file else None

    def get(self, key: str) -> str:
        """Return a plain value, or an empty string."""
        value = self.values.get(key, "")
        if self.apart and key in self.apart:
            return ""
        return value if isinstance(value, str) else ""

    def find_line(self, key: str) -> int:
        """Return the line of a key in `file`, from 1; 0 where it is not in that file."""
        if self.lines is not None:
            return self.lines.get(key, 0)
        keys = enumerate(self.values, self.line + 1)
        return next((line for line, each in keys if each == key), 0)

    def find_place(self, key: str) -> Place | None:
        """Return the place of a key, or of the section's header."""
        if key in self.added:
            return self.added[key]
        line = self.find_line(key)
        return Place(self.file, line) if line and self.file else self.place

    @property
    def places(self) -> dict[str, Place]:
        """The place of each key."""
        places = {key: self.find_place(key) for key in self.values}
        return {key: place for key, place in places.items() if place is not None}


def merge_profiles(config: Profile, credentials: Profile) -> Profile:
    """Return a profile that is in both files, as botocore's `Session.full_config` has it."""
    apart: list[str] = []
    if "aws_access_key_id" in credentials.values:
        apart = [key for key in SECRET_KEYS if key not in credentials.values]
    elif "aws_access_key_id" in config.values:
        apart = [key for key in SECRET_KEYS if key in credentials.values]
    return Profile(
        name=config.name,
        values={**config.values, **credentials.values},
        lines={key: config.find_line(key) for key in config.values},
        file=config.file,
        line=config.line,
        problems=config.problems + credentials.problems,
        added=credentials.places,
        apart=frozenset(apart),
    )

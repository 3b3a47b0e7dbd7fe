"""Programs and token files that profiles and settings name, and that are not there.

Nothing is run: PATH and the files tell.
"""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from swtui.files import home
from swtui.health import HealthLine

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.roles.profile import Profile
    from swtui.settings import Settings

AREA = "programs"
PROCESS, TOKEN, MFA = "credential_process", "web_identity_token_file", "mfa_process"


def program_lines(
    env: Mapping[str, str], files: AwsFiles, settings: Settings
) -> Iterator[HealthLine]:
    """Yield a line for each command that cannot be started, and each token that is not there."""
    for profile in files.profiles.values():
        if profile.problems:
            continue
        for key in (PROCESS, MFA):
            wrong = _wrong(profile.get(key), env)
            if wrong:
                yield _line(profile, key, f"{profile.name}: its {key} {wrong}", _cure(key))
        token = profile.get(TOKEN)
        if token and not os.access(_path(token, env), os.R_OK):
            text = f"{profile.name}: its {TOKEN} names {token}, which cannot be read here"
            yield _line(
                profile,
                TOKEN,
                text,
                "name the file that is there, or use the profile where that token is written",
            )
    wrong = _wrong(settings.mfa_process, env)
    if wrong:
        yield HealthLine(AREA, "problem", f"{MFA} of the settings {wrong}", _cure(MFA))


def _cure(key: str) -> str:
    return f"install it, or write its whole path into {key}"


def _wrong(command: str, env: Mapping[str, str]) -> str:
    """Return why a command cannot be started, as the end of a sentence; empty when it can be."""
    if not command:
        return ""
    try:
        words = shlex.split(command)
    except ValueError as problem:
        return f"cannot be split into words: {str(problem).lower()}"
    if not words:
        return "is empty"
    if shutil.which(words[0], path=env.get("PATH")):
        return ""
    literal = ", and ~ stands for itself there" if words[0].startswith("~") else ""
    return f"names {words[0]}, which is no program here{literal}"


def _path(named: str, env: Mapping[str, str]) -> Path:
    return home(env) / named[2:] if named.startswith("~/") else Path(named)


def _line(profile: Profile, key: str, text: str, cure: str) -> HealthLine:
    at = profile.place_of(key)
    return HealthLine(AREA, "problem", text, cure, (at.file, at.line) if at else None)

"""Missing programs and token files that profiles and settings name.

Nothing is run: PATH and the files tell.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from swtui.files import home
from swtui.health import HealthLine, State
from swtui.sessions.command_line import Fault, shell_fault, split_command, start_fault

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.roles.profile import Profile
    from swtui.settings import Settings

AREA = "programs"
PROCESS, TOKEN, MFA = "credential_process", "web_identity_token_file", "mfa_process"


def program_lines(
    env: Mapping[str, str], files: AwsFiles, settings: Settings
) -> Iterator[HealthLine]:
    """Yield a line for each command that cannot be started, and each missing token file."""
    for profile in files.profiles.values():
        if profile.problems:
            continue
        for key in (PROCESS, MFA):
            for state, fault in _faults(profile.get(key), env):
                yield _line(profile, key, fault, state)
        token = profile.get(TOKEN)
        if token and not os.access(_path(token, env), os.R_OK):
            fault = Fault(
                f"names {token}, which cannot be read here",
                "name the file that is there, or use the profile where that token is written",
            )
            yield _line(profile, TOKEN, fault)
    for state, fault in _faults(settings.mfa_process, env):
        yield HealthLine(
            area=AREA, state=state, text=f"{MFA} of the settings {fault.text}", hint=fault.hint
        )


def _faults(command: str, env: Mapping[str, str]) -> Iterator[tuple[State, Fault]]:
    """Yield why a command cannot be started, and what in it only a shell would understand."""
    if not command:
        return
    words = split_command(command)
    if isinstance(words, Fault):
        yield "problem", words
        return
    missing, odd = start_fault(words, env), shell_fault(words)
    if missing is not None:
        yield "problem", missing
    elif odd is not None:
        yield "warning", odd


def _path(named: str, env: Mapping[str, str]) -> Path:
    return home(env) / named[2:] if named.startswith("~/") else Path(named)


def _line(profile: Profile, key: str, fault: Fault, state: State = "problem") -> HealthLine:
    at = profile.find_place(key)
    place = (at.file, at.line) if at else None
    fact = f"{key} {fault.text}"
    text = f"{profile.name}: its {fact}"
    return HealthLine(
        area=AREA,
        state=state,
        text=text,
        hint=fault.hint,
        place=place,
        about=profile.name,
        shared=fact,
    )

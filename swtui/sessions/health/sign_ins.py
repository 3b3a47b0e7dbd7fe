"""Sign-ins that profiles need, and whether they are good: Identity Center and `aws login`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from swtui.files import home
from swtui.health import HealthLine, State
from swtui.installed import install_commands
from swtui.login_command import login_command
from swtui.roles.source_path import SourcePaths
from swtui.sessions.sign_in import sign_in_state
from swtui.when import local_time, time_left

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles, Profile

AREA = "sign-ins"


def sign_in_lines(env: Mapping[str, str], files: AwsFiles, now: float) -> Iterator[HealthLine]:
    """Yield a line for each sign-in that some profile needs; `now` is in seconds (epoch).

    One that has expired is a problem: its profiles worked, and do not. One that never existed is a
    warning, for configurations are shared; but a problem where nothing works without one.
    """
    needed: dict[str, list[Profile]] = {}
    for profile in files.profiles.values():
        key = profile.get("sso_session") or profile.get("sso_start_url")
        named = profile.get("sso_session")
        is_there = not named or named in files.sso_sessions
        if key and is_there and not profile.problems:
            needed.setdefault(key, []).append(profile)
    states = {key: sign_in_state(key, env, now) for key in needed}
    idle = all(state == "never" for state, _ in states.values()) and _nothing_else(files, env)
    for key, profiles in needed.items():
        yield _identity_center(
            key, profiles, *states[key], now, unused="problem" if idle else "warning"
        )
    logins = [p for p in files.profiles.values() if p.get("login_session") and not p.problems]
    if logins and find_spec("awscrt") is None:
        others = f" and {len(logins) - 1} more" * (len(logins) > 1)
        text = (
            f"{logins[0].name}{others}: `aws login` needs swtui's extra login (botocore[crt]), "
            "which is not installed"
        )
        yield HealthLine(area=AREA, state="problem", text=text, hint=install_commands("login"))
    for profile in logins:
        if not _login_file(profile.get("login_session"), env).is_file():
            hint = login_command("login", profile.name)
            yield HealthLine(
                area=AREA,
                state="warning",
                text=f"{profile.name}: not signed in on this machine",
                hint=hint,
            )


def _nothing_else(files: AwsFiles, env: Mapping[str, str]) -> bool:
    """Return whether no profile that could be used starts from anything but Identity Center."""
    ways = SourcePaths(files, env)
    return all(ways.way(name).kind in ("sso", "none", "") for name in files.profiles)


def _identity_center(
    key: str, profiles: list[Profile], state: str, ends: float, now: float, *, unused: State
) -> HealthLine:
    waiting = f"{len(profiles)} profiles need it" if len(profiles) > 1 else "1 profile needs it"
    first = profiles[0]
    hint = login_command("sso", first.name, first.get("sso_session"))
    if state == "good":
        return HealthLine(
            area=AREA, state="ok", text=f"{key} is good for another {time_left(ends - now)}"
        )
    if state == "renewable":
        return HealthLine(
            area=AREA, state="ok", text=f"{key} is renewed when it is needed, without a browser"
        )
    if state == "over":
        text = f"{key} expired at {local_time(ends, now)}; {waiting}"
        return HealthLine(area=AREA, state="problem", text=text, hint=hint)
    return HealthLine(area=AREA, state=unused, text=f"not signed in to {key}; {waiting}", hint=hint)


def _login_file(session: str, env: Mapping[str, str]) -> Path:
    """Return where botocore keeps an `aws login` (`botocore.utils.LoginTokenLoader`)."""
    named = env.get("AWS_LOGIN_CACHE_DIRECTORY", "")
    folder = Path(named) if named else home(env) / ".aws" / "login" / "cache"
    return folder / f"{hashlib.sha256(session.encode('utf-8', 'replace')).hexdigest()}.json"

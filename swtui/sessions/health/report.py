"""Check the environment, the network, sign-ins and cached sessions."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from swtui.files import cache_dir, shown_path, state_dir
from swtui.health import HealthLine
from swtui.sessions.health.environment import key_lines, machine_lines
from swtui.sessions.health.network import address_lines
from swtui.sessions.health.programs import program_lines
from swtui.sessions.health.sign_ins import sign_in_lines
from swtui.shell_word import shell_word
from swtui.system import is_closed, is_own

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles
    from swtui.sessions.cache.store import LayeredStore
    from swtui.settings import Settings

SESSIONS = "sessions"


def health(
    env: Mapping[str, str],
    files: AwsFiles,
    settings: Settings,
    store: LayeredStore,
    *,
    now: float,
) -> list[HealthLine]:
    """Return the lines of this room; `now` is in seconds since the epoch.

    Makes no call and runs nothing; finding out where sessions go may open the OS keyring, which
    takes two seconds at the most.
    """
    return [
        *key_lines(env, files, now),
        *machine_lines(env, files),
        *address_lines(env, files, settings),
        *sign_in_lines(env, files, now),
        *program_lines(env, files, settings),
        *_kept(store),
        *_directories(env),
    ]


def _kept(store: LayeredStore) -> Iterator[HealthLine]:
    is_plain = store.name == "plain file"
    full = store.full
    if full:
        words, _, choices = full.partition(". ")
        yield HealthLine(area=SESSIONS, state="warning", text=words, hint=choices)
    elif (store.shared and not is_plain) or store.chosen == "memory":
        yield HealthLine(area=SESSIONS, state="ok", text=store.why)
    elif is_plain:
        hint = 'sessions = "auto" in the settings takes a keyring instead'
        yield HealthLine(area=SESSIONS, state="warning", text=store.why, hint=hint)
    else:
        words, _, choices = store.why.partition(". ")
        yield HealthLine(area=SESSIONS, state="warning", text=words, hint=choices)
    count = len(store.list())
    if count:
        text = f"{count} session{' is' if count == 1 else 's are'} cached"
        yield HealthLine(
            area=SESSIONS,
            state="ok",
            text=text,
            hint="swtui sessions lists them, sessions clear deletes them",
        )


def _directories(env: Mapping[str, str]) -> Iterator[HealthLine]:
    """Report directories that others can read: nothing is stored there then."""
    for path in (cache_dir(env), state_dir(env)):
        try:
            about = os.lstat(path)
        except (OSError, ValueError):
            continue
        shown, quoted = shown_path(path, env), shell_word(str(path))
        if stat.S_ISLNK(about.st_mode) or not stat.S_ISDIR(about.st_mode):
            text = f"{shown} is not a directory of its own"
            yield HealthLine(
                area=SESSIONS,
                state="problem",
                text=text,
                hint=f"move it away: mv {quoted} {quoted}.old",
            )
        elif not is_own(about):
            text = f"{shown} belongs to another user"
            yield HealthLine(
                area=SESSIONS,
                state="problem",
                text=text,
                hint=f"move it away: mv {quoted} {quoted}.old",
            )
        elif not is_closed(about):
            text = f"{shown} is open to other users, so nothing is stored there"
            yield HealthLine(area=SESSIONS, state="problem", text=text, hint=f"chmod 700 {quoted}")

"""Find a credential_process that runs swtui or the AWS CLI for a profile that starts from itself.

Nothing is run: the command's words name the program and the profile. A cycle within a script is
noticed when it runs (`swtui.sessions.plan`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.hints import BREAK_CYCLE
from swtui.roles.profile_rules import assumes_role, has_keys, start_kind
from swtui.roles.role import Problem

_PROGRAMS = ("swtui", "aws")
_ELSEWHERE = re.compile(
    "ssh|mosh|docker|podman|nerdctl|kubectl|oc|lxc|incus|multipass|vagrant|wsl(.exe)?|limactl|"
    "colima|distrobox|toolbox|flatpak-spawn|systemd-run|machinectl|chroot|su|sudo|doas|runuser|"
    "AWS_CONFIG_FILE|AWS_SHARED_CREDENTIALS_FILE|HOME"
)
"""Programs and variables with which a command reads other files, or another machine's."""
_BY_VARIABLE = ("AWS_PROFILE=", "AWS_DEFAULT_PROFILE=")
_DEEPEST = 8
"""Command lines within command lines that are looked into."""
_LONGEST = 16
"""Profiles that are followed from process to process."""


def process_cycle(profile: Profile, files: AwsFiles) -> Problem | None:
    """Return the problem of a credential_process that leads back to its profile, or None."""
    if not any(program in profile.get("credential_process") for program in _PROGRAMS):
        return None
    loop = _loop((profile.name,), profile, files, {profile.name})
    if not loop:
        return None
    words = f"cycle {' → '.join(loop)}: the credential_process leads back to itself"
    return Problem(message=words, place=profile.find_place("credential_process"), hint=BREAK_CYCLE)


def _loop(
    path: tuple[str, ...], profile: Profile, files: AwsFiles, passed: set[str]
) -> tuple[str, ...]:
    """Return the first cycle of profiles from process to process, or ()."""
    for requested in _find_requested(profile.get("credential_process"), files):
        way = path
        for name in _walk_to_start(requested, files):
            if name in way:
                return (*way[way.index(name) :], name)
            way = (*way, name)
        last = files.profiles[way[-1]]
        if start_kind(last) != "process" or last.name in passed or len(way) > _LONGEST:
            continue
        passed.add(last.name)
        loop = _loop(way, last, files, passed)
        if loop:
            return loop
    return ()


def _walk_to_start(name: str, files: AwsFiles) -> Iterator[str]:
    """Yield a profile and its source profiles, as far as they exist."""
    passed: set[str] = set()
    profile = files.profiles.get(name)
    while profile is not None and profile.name not in passed:
        yield profile.name
        passed.add(profile.name)
        if not assumes_role(profile) or (len(passed) > 1 and has_keys(profile)):
            return
        profile = files.profiles.get(profile.get("source_profile"))


def _find_requested(command: str, files: AwsFiles) -> list[str]:
    """Return the profiles for which a command runs swtui or the AWS CLI."""
    words = list(_split_words(command))
    if any(_ELSEWHERE.fullmatch(os.path.basename(word.partition("=")[0])) for word in words):
        return []
    programs = [os.path.basename(word) for word in words]
    profiles: dict[str, None] = {}
    if "swtui" in programs:
        for word in words[programs.index("swtui") + 1 :]:
            name = word.removeprefix("--source-profile=")
            profiles.update(dict.fromkeys(_find_profiles(name, files)))
    elif "aws" in programs:
        is_named = any(word.partition("=")[0] == "--profile" for word in words)
        for at, word in enumerate(words):
            if word == "--profile" and at + 1 < len(words):
                profiles.update(dict.fromkeys(_find_profiles(words[at + 1], files)))
            elif word.startswith("--profile=") or (word.startswith(_BY_VARIABLE) and not is_named):
                profiles.update(dict.fromkeys(_find_profiles(word.partition("=")[2], files)))
    return list(profiles)


def _split_words(text: str, depth: int = 0) -> Iterator[str]:
    """Yield the words of a command line and of the command lines within it."""
    marks = ";&|()<>" if depth else ""  # the outermost line is read by no shell
    import shlex

    lexer = shlex.shlex(text.replace("`", " "), posix=True, punctuation_chars=marks)
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError:
        return
    for word in words:
        if depth < _DEEPEST and len(word.split()) > 1:
            yield from _split_words(word, depth + 1)  # as sh -c has it, or env -S
        else:
            yield word


def _find_profiles(text: str, files: AwsFiles) -> Iterator[str]:
    """Yield the profiles with a name, a role's ARN or ACCOUNT/ROLE."""
    if text in files.profiles:
        yield text
    elif "/" in text:
        account, _, role = text.rpartition("/")
        for name, profile in files.profiles.items():
            arn = profile.get("role_arn")
            short = arn.endswith(f"/{role}") and f"::{account}:" in arn
            signs_in = (profile.get("sso_account_id"), profile.get("sso_role_name"))
            if (arn and arn == text) or short or signs_in == (account, role):
                yield name

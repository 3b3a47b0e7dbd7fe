"""Find the path from a profile over its source profiles to its start, or the problem on it.

The rules are those of the AWS SDK for Python: a source profile with keys of its own is used as it
is, unless it was passed already; a profile may name itself only when it has keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from swtui.records import replace
from swtui.roles.arn import split_arn
from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.chain import MAX_HOPS
from swtui.roles.hints import BREAK_CYCLE, USE_ANOTHER
from swtui.roles.process_cycles import process_cycle
from swtui.roles.profile_rules import (
    assumes_role,
    call_problem,
    has_keys,
    selected_problem,
    source_problem,
    start_kind,
    start_problem,
    wrong_value,
)
from swtui.roles.role import Place, Problem
from swtui.roles.sts_values import CREDENTIAL_SOURCES
from swtui.roles.unused_keys import source_without_role

NO_CREDENTIALS = "has no credentials, and names nowhere to get them from"


class SourcePath(NamedTuple):
    """The path from a profile back to its start."""

    names: tuple[str, ...]
    """The profiles passed through, the start's first (once, if it names itself)."""
    hops: tuple[str, ...]
    """The profiles whose roles are assumed, in the order of the calls."""
    kind: str = ""
    """One of `START_KINDS`; empty when there is no start."""
    start: str | None = None
    """The profile that holds the first credentials."""
    place: Place | None = None
    """The place of its credentials in the files."""
    problem: Problem | None = None


class SourcePaths:
    """Finds the paths of many profiles; the path of a shared source profile is found once."""

    def __init__(self, files: AwsFiles, env: Mapping[str, str]) -> None:
        self._files = files
        self._env = env
        self._shared: dict[str, SourcePath] = {}
        """Source profile → its path, if it leads to a start."""

    def way(self, name: str) -> SourcePath:
        """Return the path back from profile `name`, with the problem at which it ends, if any."""
        profile = self._files.profiles[name]
        problem = selected_problem(profile, self._files, self._env)
        if problem is not None and not profile.problems:
            return SourcePath((name,), (), problem=problem)
        source = profile.get("source_profile")
        if source not in self._shared or not assumes_role(profile):
            return self._remembered(source, self._walk(profile))
        shared = self._shared[source]
        own = name in shared.names or len(shared.hops) >= MAX_HOPS
        if own or _own_problem(profile) or _check_partition(profile, self._files.profiles[source]):
            return self._walk(profile)
        _, _, kind, start, place, _ = shared
        return SourcePath((*shared.names, name), (*shared.hops, name), kind, start, place)

    def _remembered(self, source: str, way: SourcePath) -> SourcePath:
        if way.kind and len(way.names) > 1:
            rest = way.names[:-1], way.hops[:-1]
            self._shared[source] = SourcePath(*rest, way.kind, way.start, way.place)
        return way

    def _walk(self, profile: Profile) -> SourcePath:
        name, current = profile.name, profile
        hops: list[str] = []
        while assumes_role(current):
            hops.append(current.name)
            problem = _own_problem(current)
            if problem is not None:
                return _build_stopped(current, hops, _add_profile_name(problem, current, name))
            if len(hops) > MAX_HOPS:
                problem = Problem(
                    message=f"the chain is longer than {MAX_HOPS} hops", place=current.place
                )
                return _build_stopped(current, hops, problem)
            if "credential_source" in current.values:
                order = tuple(reversed(hops))
                kind = CREDENTIAL_SOURCES[current.get("credential_source")]
                return SourcePath(order, order, kind, None, current.find_place("credential_source"))
            source = _find_source(current, hops, self._files)
            if isinstance(source, Problem):
                return _build_stopped(current, hops, source)
            current = source
            if has_keys(current):
                break
        return _build_started(current, hops, name, self._files)


def _own_problem(profile: Profile) -> Problem | None:
    if profile.problems:
        return profile.problems[0]
    return call_problem(profile) or source_problem(profile)


def _build_started(profile: Profile, hops: list[str], name: str, files: AwsFiles) -> SourcePath:
    kind, place, problem = _start(profile, files)
    if problem is not None:
        return _build_stopped(profile, hops, _add_profile_name(problem, profile, name))
    order = tuple(reversed(hops))
    names = order if order[:1] == (profile.name,) else (profile.name, *order)
    if kind != "none":
        return SourcePath(names, order, kind, profile.name, place)
    if not hops:
        return SourcePath(names, order)
    message = f"source_profile '{profile.name}' {NO_CREDENTIALS}"
    return SourcePath(
        names, order, problem=Problem(message=message, place=profile.place, hint=USE_ANOTHER)
    )


def _start(profile: Profile, files: AwsFiles) -> tuple[str, Place | None, Problem | None]:
    """Return the kind, the place and the problem of a profile's credentials."""
    kind = start_kind(profile)
    problem = profile.problems[0] if profile.problems else start_problem(profile, kind, files)
    if problem is None and kind == "process":
        problem = process_cycle(profile, files)
    elif problem is None and kind == "none":
        problem = source_without_role(profile)
    key = {"keys": "aws_access_key_id", "process": "credential_process"}.get(kind, "")
    return kind, profile.find_place(key), problem


def _find_source(current: Profile, hops: list[str], files: AwsFiles) -> Profile | Problem:
    """Return the source profile, or the problem that prevents its use."""
    wanted = current.get("source_profile")
    source = files.profiles.get(wanted)
    if source is None:
        return wrong_value(
            current, "source_profile", f"source_profile '{wanted}' does not exist", USE_ANOTHER
        )
    if wanted in hops and not (wanted == current.name and has_keys(source)):
        loop = [*hops[hops.index(wanted) :], wanted]
        return Problem(
            message=f"cycle {' → '.join(loop)}",
            place=current.find_place("source_profile"),
            hint=BREAK_CYCLE,
        )
    return _check_partition(current, source) or source


def _check_partition(profile: Profile, source: Profile) -> Problem | None:
    """Return the problem of a role whose source is a role of another partition."""
    if "role_arn" not in source.values or has_keys(source):
        return None
    own, other = _partition(profile), _partition(source)
    if own == other or not own or not other:
        return None
    return Problem(
        message=crossing(own, source.name, other), place=profile.find_place("source_profile")
    )


def crossing(own: str, source: str, other: str) -> str:
    """Return the message for a role of partition `own` with a source profile of `other`.

    Partitions share no accounts, and none trusts another (IAM User Guide, "IAM JSON policy
    elements: Principal").
    """
    return f"the role is in the partition {own}, that of source_profile '{source}' in {other}"


def _partition(profile: Profile) -> str:
    return split_arn(profile.get("role_arn")).partition


def _add_profile_name(problem: Problem, profile: Profile, selected: str) -> Problem:
    """Return a problem with the profile's name, unless it is the selected profile."""
    if profile.name == selected:
        return problem
    return replace(problem, message=f"source profile '{profile.name}': {problem.message}")


def _build_stopped(at: Profile, hops: list[str], problem: Problem) -> SourcePath:
    order = tuple(reversed(hops))
    names = order if order[:1] == (at.name,) else (at.name, *order)
    return SourcePath(names, order, problem=problem)

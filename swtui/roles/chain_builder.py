"""From a profile to its chain: where it starts and every hop, or a readable problem; no network.

The rules are those of the AWS SDK for Python: a source profile with keys of its own is used as it
is, unless it was passed already; a profile may name itself only when it has keys; the selected
profile's region and endpoint serve every hop, all else belongs to its own hop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from swtui.roles.arn import RoleArn, parse_role_arn
from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.chain import MAX_HOPS, Chain, Hop, Start
from swtui.roles.profile_rules import (
    CREDENTIAL_SOURCES,
    assumes_role,
    has_keys,
    keys_problem,
    own_problem,
    start_kind,
)
from swtui.roles.role import Place, Problem

_HOP_KEYS = ("role_arn", "mfa_serial", "external_id", "role_session_name", "duration_seconds")
_NO_CREDENTIALS = "holds no credentials, and names nowhere to get them from"


@dataclass(frozen=True, slots=True)
class Walk:
    """The way back from a profile to where it starts."""

    names: tuple[str, ...]
    """The profiles passed through, the start's first (once, if it names itself)."""
    hops: tuple[str, ...]
    """The profiles whose roles are assumed, in the order of the calls."""
    start_kind: str = ""
    start_profile: str | None = None
    start_place: Place | None = None
    problem: Problem | None = None


def walk(name: str, files: AwsFiles) -> Walk:
    """Return the way back from profile `name`, or as far as it goes and why no further."""
    hops: list[str] = []
    current = files.profiles[name]
    while True:
        problem = own_problem(current, files)
        if problem is not None:
            return _stopped(name, current, hops, problem)
        if not assumes_role(current):
            return _started(current, start_kind(current), hops)
        hops.append(current.name)
        source = current.get("credential_source")
        if source:
            at = current.place_of("credential_source")
            kind = CREDENTIAL_SOURCES[source]
            return Walk(tuple(reversed(hops)), tuple(reversed(hops)), kind, None, at)
        if len(hops) > MAX_HOPS:
            problem = Problem(f"the chain is longer than {MAX_HOPS} hops", current.place)
            return _stopped(name, current, hops[:-1], problem)
        found = _source_of(current, hops, files)
        if isinstance(found, Problem):
            return _stopped(name, current, hops[:-1], found)
        if has_keys(found):
            return _with_keys(found, name, hops)
        current = found


def _source_of(current: Profile, hops: list[str], files: AwsFiles) -> Profile | Problem:
    """Return the source profile, or what keeps it from being one."""
    wanted = current.get("source_profile")
    at = current.place_of("source_profile")
    source = files.profiles.get(wanted)
    if source is None:
        return Problem(f"source_profile {wanted!r} is not there", at)
    if wanted in hops and not (wanted == current.name and has_keys(source)):
        loop = [*hops[hops.index(wanted) :], wanted]
        return Problem(f"cycle {' → '.join(loop)}", at)
    return source


def _with_keys(source: Profile, name: str, hops: list[str]) -> Walk:
    """End at a source with keys of its own; a sign-in standing beside them comes before."""
    problem = source.problems[0] if source.problems else None
    kind = start_kind(source)
    if problem is None and kind == "keys":
        problem = keys_problem(source)
    if problem is not None:
        return _stopped(name, source, hops, problem)
    return _started(source, kind, hops)


def _started(profile: Profile, kind: str, hops: list[str]) -> Walk:
    order = tuple(reversed(hops))
    names = order if order[:1] == (profile.name,) else (profile.name, *order)
    if kind == "none":
        said = f"source_profile {profile.name!r} {_NO_CREDENTIALS}" if hops else _NO_CREDENTIALS
        return Walk(names, order, problem=Problem(said, profile.place) if hops else None)
    key = {"keys": "aws_access_key_id", "process": "credential_process"}.get(kind, "")
    return Walk(names, order, kind, profile.name, profile.place_of(key))


def _stopped(name: str, at: Profile, hops: list[str], problem: Problem) -> Walk:
    """End with a problem; one of another profile than the selected one says whose it is."""
    order = tuple(reversed(hops))
    names = order if order[:1] == (at.name,) else (at.name, *order)
    if at.name != name and not problem.message.startswith(("cycle", "the chain")):
        problem = replace(problem, message=f"source profile {at.name!r}: {problem.message}")
    return Walk(names, order, problem=problem)


def build_chain(profile_name: str, files: AwsFiles, env: Mapping[str, str]) -> Chain:  # noqa: ARG001
    """Return the chain of a profile of the files; a problem stands inside.

    Raises KeyError when there is no such profile.
    """
    way = walk(profile_name, files)
    selected = files.profiles[profile_name]
    problem = way.problem
    if problem is None and not way.start_kind:
        problem = Problem(_NO_CREDENTIALS, selected.place)
    start = None
    if problem is None:
        start = Start(way.start_kind, way.start_profile, way.start_place)
    hops = tuple(hop for name in way.hops if (hop := _hop(files.profiles[name])) is not None)
    return Chain(
        profile_name,
        start,
        hops,
        region=selected.get("region"),
        endpoint_url=_endpoint(selected, files),
        problem=problem,
        sts_regional=selected.get("sts_regional_endpoints") or "regional",
        ca_bundle=selected.get("ca_bundle"),
    )


def _hop(profile: Profile) -> Hop | None:
    arn = parse_role_arn(profile.get("role_arn"))
    if isinstance(arn, str):
        return None
    duration = profile.get("duration_seconds")
    places = {key: at for key in _HOP_KEYS if (at := _exact_place(profile, key)) is not None}
    return Hop(
        profile.name,
        arn,
        mfa_serial=profile.get("mfa_serial"),
        external_id=profile.get("external_id"),
        session_name=profile.get("role_session_name"),
        duration=int(duration) if duration.isdigit() else None,
        places=places,
        mfa_process=profile.get("mfa_process"),
    )


def _exact_place(profile: Profile, key: str) -> Place | None:
    return profile.place_of(key) if key in profile.values else None


def _endpoint(profile: Profile, files: AwsFiles) -> str:
    """Return the STS endpoint a profile names, its `services` section before `endpoint_url`."""
    services = files.services.get(profile.get("services"))
    block = services.values.get("sts") if services else None
    specific = block.get("endpoint_url", "") if isinstance(block, dict) else ""
    return specific or profile.get("endpoint_url")


def typed_chain(
    arn: RoleArn, source_profile: str, files: AwsFiles, env: Mapping[str, str]
) -> Chain:
    """Return the chain of a role that no profile names.

    It starts from `source_profile`; without one from what the environment says, as AWS's own
    tools would: the key variables, else AWS_PROFILE, else the profile `default`.
    """
    name = str(arn)
    hop = Hop(name, arn)
    if not source_profile and env.get("AWS_ACCESS_KEY_ID"):
        return Chain(name, Start("environment", None), (hop,), region=_region(env))
    wanted = source_profile or env.get("AWS_DEFAULT_PROFILE") or env.get("AWS_PROFILE") or "default"
    if wanted not in files.profiles:
        said = f"source profile {wanted!r} is not there" if source_profile else _NOWHERE
        return Chain(name, None, (hop,), problem=Problem(said))
    base = build_chain(wanted, files, env)
    if base.problem is not None:
        said = f"source profile {wanted!r}: {base.problem.message}"
        return replace(base, profile=name, problem=replace(base.problem, message=said))
    return replace(base, profile=name, hops=(*base.hops, hop))


_NOWHERE = "nothing to start from: name a profile with --source-profile"


def _region(env: Mapping[str, str]) -> str:
    return env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or ""

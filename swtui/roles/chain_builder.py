"""Build a profile's chain: its start and every hop, or a readable problem, without a call.

The selected profile's region and endpoint serve every hop; all else belongs to its own hop.
"""

from __future__ import annotations

from collections.abc import Mapping

from swtui.records import replace
from swtui.roles.arn import RoleArn, parse_role_arn
from swtui.roles.aws_config import AwsFiles, Profile
from swtui.roles.chain import MAX_HOPS, Chain, Hop, ProfileEndpoint, Start
from swtui.roles.hints import USE_ANOTHER
from swtui.roles.profile_rules import call_problem, profile_kind, selected_problem
from swtui.roles.role import Place, Problem
from swtui.roles.source_path import NO_CREDENTIALS, SourcePaths, crossing

_HOP_KEYS = ("role_arn", "mfa_serial", "external_id", "role_session_name", "duration_seconds")


def build_chain(profile_name: str, files: AwsFiles, env: Mapping[str, str]) -> Chain:
    """Return the chain of a profile of the files; a problem is part of it.

    Raises KeyError when there is no such profile.
    """
    way = SourcePaths(files, env).way(profile_name)
    selected = files.profiles[profile_name]
    problem = way.problem
    if problem is None and not way.kind:
        problem = Problem(message=NO_CREDENTIALS, place=selected.place)
    start = None
    if problem is None:
        start = _start(way.kind, way.start, way.place, files)
    hops = tuple(hop for name in way.hops if (hop := _hop(files.profiles[name])) is not None)
    return Chain(
        profile=profile_name,
        start=start,
        hops=hops,
        region=selected.get("region"),
        problem=problem,
        endpoint=profile_endpoint(selected, files),
    )


def _hop(profile: Profile) -> Hop | None:
    arn = parse_role_arn(profile.get("role_arn"))
    if isinstance(arn, str):
        return None
    duration = profile.get("duration_seconds")
    places = {key: at for key in _HOP_KEYS if (at := _exact_place(profile, key)) is not None}
    return Hop(
        profile=profile.name,
        role=arn,
        mfa_serial=profile.get("mfa_serial"),
        external_id=profile.get("external_id"),
        session_name=profile.get("role_session_name"),
        duration=int(duration) if duration.isascii() and duration.isdigit() else None,
        places=places,
        mfa_process=profile.get("mfa_process"),
    )


def _start(kind: str, name: str | None, place: Place | None, files: AwsFiles) -> Start:
    profile = files.profiles.get(name or "")
    session = profile.get("sso_session") if profile is not None and kind == "sso" else ""
    known = session if session in files.sso_sessions else ""
    return Start(
        kind=kind,
        profile=name,
        place=place,
        role=_signed_in_to(kind, name, files),
        sso_session=known,
    )


def _signed_in_to(kind: str, name: str | None, files: AwsFiles) -> str:
    """Return the role whose credentials a start gives: an ARN, ACCOUNT/ROLE, or nothing."""
    profile = files.profiles.get(name or "")
    if profile is None:
        return ""
    if kind == "web-identity":
        return profile.get("role_arn")
    account, role = profile.get("sso_account_id"), profile.get("sso_role_name")
    return f"{account}/{role}" if kind == "sso" and account and role else ""


def _exact_place(profile: Profile, key: str) -> Place | None:
    return profile.find_place(key) if key in profile.values else None


def profile_endpoint(profile: Profile, files: AwsFiles) -> ProfileEndpoint:
    """Return the endpoint settings of a profile and its `services` section."""
    section = files.services.get(profile.get("services"))
    blocks = section.values.items() if section else ()
    services = tuple(
        (name, url)
        for name, block in blocks
        if isinstance(block, dict) and (url := block.get("endpoint_url"))
    )
    return ProfileEndpoint(
        url=profile.get("endpoint_url"),
        services=services,
        ignored=bool(_switch(profile, "ignore_configured_endpoint_urls")),
        fips=_switch(profile, "use_fips_endpoint"),
        dual_stack=_switch(profile, "use_dualstack_endpoint"),
        sts_regional=profile.get("sts_regional_endpoints"),
        ca_bundle=profile.get("ca_bundle"),
    )


def _switch(profile: Profile, key: str) -> bool | None:
    """Return the Boolean value of a key, as botocore reads it; None for any other value."""
    text = profile.get(key)
    return text.lower() == "true" if text else None


def typed_chain(
    arn: RoleArn, source_profile: str, files: AwsFiles, env: Mapping[str, str]
) -> Chain:
    """Return the chain of a role that no profile names.

    It starts from `source_profile`; without one from what the environment says, as AWS's own
    tools would: the key variables, else AWS_PROFILE, else the profile `default`.
    """
    name = str(arn)
    hop = Hop(profile=name, role=arn)
    if not source_profile and env.get("AWS_ACCESS_KEY_ID"):
        return Chain(profile=name, start=Start(kind="environment", profile=None), hops=(hop,))
    wanted, variable = usual_profile(env)
    usual = files.profiles.get(wanted)
    if source_profile or (usual and (usual.problems or profile_kind(usual) != "none")):
        return _append_hop(source_profile or wanted, hop, files, env)
    why = "has no credentials" if usual else "does not exist"
    whose = f"{variable or 'the profile'} '{wanted}' {why}"
    message = f"nothing to start from ({whose}): name a --source-profile"
    return Chain(profile=name, start=None, hops=(hop,), problem=Problem(message=message))


def usual_profile(env: Mapping[str, str]) -> tuple[str, str]:
    """Return the profile that AWS's tools would use, and the variable that names it."""
    variable = next((item for item in ("AWS_DEFAULT_PROFILE", "AWS_PROFILE") if env.get(item)), "")
    return env.get(variable) or "default", variable


def sourced_chain(
    profile_name: str, source_profile: str, files: AwsFiles, env: Mapping[str, str]
) -> Chain:
    """Return the chain of a profile's role with `source_profile` as its source.

    Its own region, endpoint, MFA and external ID stay. Raises KeyError as `build_chain` does.
    """
    own = build_chain(profile_name, files, env)
    selected = files.profiles[profile_name]
    hop = _hop(selected)
    problem = call_problem(selected) or selected_problem(selected, files, env)
    if hop is None or problem is not None or selected.problems:
        problem = selected.problems[0] if selected.problems else problem
        return replace(own, start=None, problem=problem)
    chain = _append_hop(source_profile, hop, files, env)
    return replace(chain, region=own.region, endpoint=own.endpoint)


def _append_hop(source: str, hop: Hop, files: AwsFiles, env: Mapping[str, str]) -> Chain:
    """Return the chain of a source profile with one more hop."""
    if source not in files.profiles:
        missing = Problem(message=f"source profile '{source}' does not exist", hint=USE_ANOTHER)
        return Chain(profile=hop.profile, start=None, hops=(hop,), problem=missing)
    base = build_chain(source, files, env)
    problem = base.problem
    if problem is not None:
        problem = replace(problem, message=f"source profile '{source}': {problem.message}")
    elif len(base.hops) >= MAX_HOPS:
        problem = Problem(
            message=f"the chain is longer than {MAX_HOPS} hops", place=hop.places.get("role_arn")
        )
    elif base.hops and base.hops[-1].role.partition != hop.role.partition:
        words = crossing(hop.role.partition, source, base.hops[-1].role.partition)
        problem = Problem(message=words, place=hop.places.get("role_arn"))
    start = base.start if problem is None else None
    return replace(base, profile=hop.profile, start=start, hops=(*base.hops, hop), problem=problem)

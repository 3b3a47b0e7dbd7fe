"""Digests of a working session's inputs, to report later what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from swtui.sessions.fact_cache import digest
from swtui.sessions.plan import Plan

if TYPE_CHECKING:
    from swtui.roles.aws_config import AwsFiles

_LENGTH = 12
"""Hexadecimal digits: enough to see a change, too few to guess a value by."""


def session_fingerprint(plan: Plan, files: AwsFiles, env: Mapping[str, str]) -> dict[str, str]:
    """Return fact → digest; what is absent is an empty text. No secret goes into it.

    The last hop's facts have the config file's names (`external_id`), those of a hop before also
    its profile (`mfa_serial of jump`).
    """
    start, options, hops = plan.start, plan.options, plan.chain.hops
    facts = {
        "source_profile": f"{start.kind} {start.profile or ''}",
        "access key": _key_id(plan, files, env),
        "endpoint": plan.endpoint.url,
        "region": plan.endpoint.region,
        "the profiles passed through": " ".join(hop.profile for hop in hops[:-1]),
    }
    for hop in hops:
        is_last = hop is hops[-1]
        suffix = "" if is_last else f" of {hop.profile}"
        said = options if is_last else None
        facts |= {
            f"role_arn{suffix}": str(hop.role),
            f"mfa_serial{suffix}": (said and said.mfa_serial) or hop.mfa_serial,
            f"external_id{suffix}": (said and said.external_id) or hop.external_id,
            f"role_session_name{suffix}": (said and said.session_name) or hop.session_name,
        }
    return {name: digest(name, value)[:_LENGTH] if value else "" for name, value in facts.items()}


def _key_id(plan: Plan, files: AwsFiles, env: Mapping[str, str]) -> str:
    """Return the id of a long-term key; those of temporary ones change by themselves."""
    if plan.start.kind == "environment":
        key_id = env.get("AWS_ACCESS_KEY_ID", "")
    else:
        profile = files.profiles.get(plan.start.profile or "")
        key_id = profile.get("aws_access_key_id") if profile and plan.start.kind == "keys" else ""
    return "" if key_id.startswith("ASIA") else key_id

"""A role's configured chain, as the documented JSON object and as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from swtui.cli.list_roles import problem_json
from swtui.files import shown_path
from swtui.text import safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from swtui.roles.chain import Chain, Hop, Start
    from swtui.roles.role import Place


def chain_json(chain: Chain) -> dict[str, Any]:
    """Return a chain as the documented object; an external ID is only a boolean."""
    start = chain.start
    return {
        "profile": chain.profile,
        "start": None if start is None else _start_json(start),
        "hops": [
            {
                "profile": hop.profile,
                "role_arn": str(hop.role),
                "mfa_serial": hop.mfa_serial or None,
                "external_id": bool(hop.external_id),
                "session_name": hop.session_name or None,
                "duration": hop.duration,
            }
            for hop in chain.hops
        ],
        "problem": problem_json(chain.problem),
    }


def _start_json(start: Start) -> dict[str, Any]:
    fields = {"kind": start.kind, "profile": start.profile}
    return {**fields, "role": start.role} if start.role else fields


def chain_lines(chain: Chain, env: Mapping[str, str]) -> list[str]:
    """Return the chain as display-safe lines: the start, each hop, and any problem."""
    shown = [safe(chain.profile)]
    if chain.start is not None:
        holder = f" of {safe(chain.start.profile)}" if chain.start.profile else ""
        shown.append(f"  start  {chain.start.kind}{holder}{_at(chain.start.place, env)}")
        if chain.start.role:
            shown.append(f"         role {safe(chain.start.role)}")
    for number, hop in enumerate(chain.hops, 1):
        shown.append(f"  hop {number}  {safe(str(hop.role))}{_at(hop.places.get('role_arn'), env)}")
        shown += [f"         {line}" for line in _hop_facts(hop, env)]
    if chain.problem is not None:
        shown.append(f"  ✗ {safe(chain.problem.message)}{_at(chain.problem.place, env)}")
    return shown


def _hop_facts(hop: Hop, env: Mapping[str, str]) -> list[str]:
    facts = {
        "mfa_serial": f"MFA {safe(hop.mfa_serial)}" if hop.mfa_serial else "",
        "external_id": "external ID" if hop.external_id else "",
        "role_session_name": f"session name {safe(hop.session_name)}" if hop.session_name else "",
        "duration_seconds": f"for {hop.duration} s" if hop.duration else "",
    }
    return [text + _at(hop.places.get(key), env) for key, text in facts.items() if text]


def _at(place: Place | None, env: Mapping[str, str]) -> str:
    if place is None:
        return ""
    return f"  ({safe(shown_path(place.file, env))}:{place.line})"

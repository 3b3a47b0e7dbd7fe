"""The name a session carries: it is what CloudTrail shows of who did something."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FOREIGN = re.compile(r"[^\w+=,.@-]+", re.ASCII)
LONGEST = 64


def valid_name(text: str) -> str:
    """Return `text` as STS takes it: 2 to 64 of `A-Za-z0-9_+=,.@-` (AssumeRole)."""
    name = _FOREIGN.sub("-", text).strip("-")[:LONGEST]
    if not name:
        return "swtui"
    return name if len(name) > 1 else f"{name}-swtui"


def callers_name(arn: str) -> str:
    """Return the own name of whom an ARN names: user `jo`, the session name of a role, `root`."""
    return arn.rpartition("/")[2] if "/" in arn else arn.rpartition(":")[2]


def local_name(env: Mapping[str, str]) -> str:
    """Return the name of the user of this machine, for when AWS does not say."""
    return env.get("LOGNAME") or env.get("USER") or "swtui"

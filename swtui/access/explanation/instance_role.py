"""Whether this machine is an EC2 instance with a role: the cure for keys that AWS does not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from swtui.access.explanation.evidence import Evidence
from swtui.access.explanation.key_causes import UNKNOWN_KEY
from swtui.aws.deadline import Deadline
from swtui.aws.metadata import instance_keys_or_none
from swtui.errors import RefusedError, SwtuiError

INSTANCE_SECONDS = 1.0
"""More is not waited for the instance metadata service."""


def look_for_instance(evidence: Evidence) -> Evidence:
    """Return the evidence with whether this machine has a role of its own (asked as below)."""
    start = evidence.chain.start
    if start is None or not has_instance_role(evidence.error, start.kind, evidence.env):
        return evidence
    return replace(evidence, instance_role=True)


def has_instance_role(error: SwtuiError, start: str, env: Mapping[str, str]) -> bool:
    """Whether this machine has a role of its own; asked (1 s) only where that may be the cure."""
    unknown = isinstance(error, RefusedError) and error.code in UNKNOWN_KEY
    if not unknown or start not in ("keys", "environment"):
        return False
    return instance_keys_or_none(env, Deadline(INSTANCE_SECONDS)) is not None

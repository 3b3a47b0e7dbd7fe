"""Chain: the first credentials (the start) and each AssumeRole after them (the hops)."""

from __future__ import annotations

from dataclasses import dataclass, field

from swtui.roles.arn import RoleArn
from swtui.roles.role import Place, Problem

MAX_HOPS = 16
"""Longer chains are refused as a mistake."""

START_KINDS = (
    "keys",
    "environment",
    "ec2",
    "ecs",
    "process",
    "web-identity",
    "sso",
    "login",
)


@dataclass(frozen=True, slots=True)
class Start:
    """Where the first credentials come from."""

    kind: str
    """One of `START_KINDS`."""
    profile: str | None
    """The profile that holds them; None for the environment, EC2 and ECS."""
    place: Place | None = None
    """Where that is written."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One AssumeRole; what is absent is empty or None and is left to the defaults."""

    profile: str
    """The profile that names it; for a typed role its ARN."""
    role: RoleArn
    mfa_serial: str = ""
    external_id: str = ""
    session_name: str = ""
    duration: int | None = None
    """Seconds, 900 to 43200."""
    places: dict[str, Place] = field(default_factory=dict)
    """Where each key stands: `role_arn`, `mfa_serial`, `external_id`, …"""
    mfa_process: str = ""
    """A command that prints this profile's MFA code, else empty."""


@dataclass(frozen=True, slots=True)
class Chain:
    """How a role is reached, or the problem that keeps it from being reached."""

    profile: str
    """The profile it ends in; for a typed role its ARN."""
    start: Start | None
    """None only when there is a problem."""
    hops: tuple[Hop, ...] = ()
    region: str = ""
    """The selected profile's own region, else empty; it serves every hop."""
    endpoint_url: str = ""
    """The selected profile's own STS endpoint, else empty."""
    ignores_endpoints: bool = False
    """`ignore_configured_endpoint_urls` of the selected profile: AWS's own endpoints alone."""
    problem: Problem | None = None
    sts_regional: str = "regional"
    """`sts_regional_endpoints` of the selected profile: `regional` or `legacy`."""
    ca_bundle: str = ""
    """`ca_bundle` of the selected profile, else empty."""

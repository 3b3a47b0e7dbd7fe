"""Chain: the first credentials (the start) and each AssumeRole after them (the hops)."""

from __future__ import annotations

from collections.abc import Mapping

from swtui.records import EMPTY, record
from swtui.roles.arn import RoleArn
from swtui.roles.role import Place, Problem

MAX_HOPS = 16
"""Longer chains are refused as a mistake."""

START_KINDS = {
    "keys": "access key",
    "environment": "environment variables",
    "ec2": "EC2 instance role",
    "ecs": "ECS container role",
    "process": "credential_process",
    "web-identity": "web identity token",
    "sso": "Identity Center sign-in",
    "login": "aws login",
}
"""Each kind of start, and what people call it."""


@record
class Start:
    """The source of the first credentials."""

    kind: str
    """One of `START_KINDS`."""
    profile: str | None
    """The profile that holds them; None for the environment, EC2 and ECS."""
    place: Place | None = None
    """The place where that is written."""
    role: str = ""
    """The role that it signs in to without an AssumeRole: an ARN, or ACCOUNT/ROLE; else empty."""
    sso_session: str = ""
    """The `sso-session` section that its sign-in is for, where there is one; else empty."""


@record
class Hop:
    """One AssumeRole; an absent value is empty or None, and left to the defaults."""

    profile: str
    """The profile that names it; for a typed role its ARN."""
    role: RoleArn
    mfa_serial: str = ""
    external_id: str = ""
    session_name: str = ""
    duration: int | None = None
    """Seconds, 900 to 43200."""
    places: Mapping[str, Place] = EMPTY
    """The place of each key: `role_arn`, `mfa_serial`, `external_id`, …"""
    mfa_process: str = ""
    """A command that prints this profile's MFA code, else empty."""


@record
class ProfileEndpoint:
    """The endpoint settings of a profile; an absent value is empty."""

    url: str = ""
    """`endpoint_url`: for every service."""
    services: tuple[tuple[str, str], ...] = ()
    """Service (`sts`, `s3`, `sso_oidc`) → URL, of the profile's `services` section."""
    ignored: bool = False
    """`ignore_configured_endpoint_urls`: AWS's own endpoints alone."""
    fips: bool | None = None
    """`use_fips_endpoint`."""
    dual_stack: bool | None = None
    """`use_dualstack_endpoint`."""
    sts_regional: str = ""
    """`sts_regional_endpoints`: `regional` or `legacy`."""
    ca_bundle: str = ""

    @property
    def has_urls(self) -> bool:
        """Whether any endpoint is named."""
        return bool(self.url or self.services)


@record
class Chain:
    """The start and the hops to a role, or the problem that prevents them."""

    profile: str
    """The profile it ends in; for a typed role its ARN."""
    start: Start | None
    """None only when there is a problem."""
    hops: tuple[Hop, ...] = ()
    region: str = ""
    """The selected profile's own region, else empty; it serves every hop."""
    problem: Problem | None = None
    endpoint: ProfileEndpoint = ProfileEndpoint()
    """The endpoint of the selected profile; it serves every hop."""

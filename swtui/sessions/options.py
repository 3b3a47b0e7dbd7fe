"""AssumeOptions: what the user said on the command line about the call."""

from __future__ import annotations

import re

from swtui.records import record


@record
class AssumeOptions:
    """Overrides for the last hop; what is empty or None is left to the profile and the settings.

    Limits are those of the STS API reference, AssumeRole.
    """

    duration: int | None = None
    """Seconds, 900 to 43200."""
    session_name: str = ""
    """2 to 64 of `A-Za-z0-9_=,.@-`."""
    external_id: str = ""
    source_identity: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    transitive_tags: tuple[str, ...] = ()
    policy: str = ""
    """An inline session policy: its JSON text."""
    policy_arns: tuple[str, ...] = ()
    region: str = ""
    """Also the region handed over."""
    mfa_serial: str = ""
    refresh: bool = False
    """Do not use a cached session (the new one is cached)."""
    chain: bool = False
    """Allow a chain that starts in the environment inside a swtui shell."""
    instance_role: bool = False
    """Start from the EC2 instance's own role, whatever the profile says."""
    ask_first: bool = False
    """Ask for MFA codes though an mfa_process is set; true where the asker was named."""


SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
"""Session name and source identity (STS API reference, AssumeRole)."""
EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
"""External ID (the same)."""
POLICY_ARN = re.compile(r"arn:aws[\w-]*:iam::(\d{12}|aws):policy/[\w+=,.@/-]{1,512}", re.ASCII)
"""The ARN of a managed policy: a customer's, or AWS's own."""
MFA_SERIAL = re.compile(r"[\w+=/:,.@-]{9,256}", re.ASCII)
"""Serial number or ARN of an MFA device (STS API reference, AssumeRole)."""
MOST_POLICY_ARNS = 10
"""Managed policies of one session (the same)."""
SHORTEST, LONGEST = 900, 43200
"""Seconds a session may last."""

_DURATION = re.compile(r"(\d{1,6})([smh])?", re.ASCII)
_SECONDS = {None: 1, "s": 1, "m": 60, "h": 3600}


def seconds_of(text: str) -> int | None:
    """Return the seconds that `900`, `45m` or `8h` mean; None when that is no valid duration."""
    match = _DURATION.fullmatch(text.strip())
    seconds = int(match[1]) * _SECONDS[match[2]] if match else 0
    return seconds if SHORTEST <= seconds <= LONGEST else None


def time_of(seconds: int) -> str:
    """Return seconds as `seconds_of` reads them: `900`, `45m`, `8h`."""
    if seconds % 3600 == 0:
        return f"{seconds // 3600}h"
    return f"{seconds // 60}m" if seconds % 60 == 0 else str(seconds)

"""AssumeOptions: the options of an AssumeRole call that the user gives."""

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


POLICY_ARN = re.compile(r"arn:aws[\w-]*:iam::(\d{12}|aws):policy/[\w+=,.@/-]{1,512}", re.ASCII)
"""The ARN of a managed policy: a customer's, or AWS's own."""
MOST_POLICY_ARNS = 10
"""Managed policies of one session (STS API reference, AssumeRole)."""

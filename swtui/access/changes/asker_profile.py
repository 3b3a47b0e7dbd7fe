"""The asker's profile as lines of `~/.aws/config`: as it stands, and as a change would have it."""

from __future__ import annotations

from collections.abc import Mapping

from swtui.access.changes.change import Change
from swtui.access.explanation.evidence import Evidence
from swtui.files import shown_path

SHOWN = (
    "role_arn",
    "source_profile",
    "credential_source",
    "external_id",
    "mfa_serial",
    "role_session_name",
    "duration_seconds",
    "region",
)
"""The keys that say how a role is reached; of a section nothing else is shown, no secret least."""


def section_now(evidence: Evidence) -> list[str]:
    """Return the profile's section; empty when no profile names the role."""
    profile = evidence.profile
    if profile is None:
        return []
    in_config = not profile.from_credentials and profile.name != "default"
    header = f"[profile {profile.name}]" if in_config else f"[{profile.name}]"
    return [header, *_lines({key: profile.get(key) for key in profile.values if key in SHOWN})]


def section_then(evidence: Evidence, changes: tuple[Change, ...], name: str = "") -> list[str]:
    """Return the section with the changes made; for a role without a profile a new one.

    `name` is what a new one is called, else `ROLE-ACCOUNT`.
    """
    wanted = {key: value for change in changes for key, value in change.settings}
    removed = {key for change in changes for key in change.removed}
    now = section_now(evidence)
    if now:
        header, *lines = now
        then: list[str] = []
        for line in lines:
            key = line.partition(" = ")[0]
            if key in removed:
                then += _lines(wanted)
                wanted.clear()
            else:
                then.append(f"{key} = {wanted.pop(key)}" if key in wanted else line)
        return [header, *then, *_lines(wanted)]
    role, sent, start = evidence.role, evidence.sent, evidence.chain.start
    if role is None:
        return []
    values = {
        "role_arn": str(role),
        "source_profile": (start.profile if start is not None else "") or "",
        "credential_source": _CREDENTIAL_SOURCE.get(start.kind, "") if start is not None else "",
        "external_id": str(sent.get("ExternalId") or ""),
        "mfa_serial": str(sent.get("SerialNumber") or ""),
    }
    return [f"[profile {name or f'{role.name}-{role.account_id}'}]", *_lines(values | wanted)]


_CREDENTIAL_SOURCE = {
    "ec2": "Ec2InstanceMetadata",
    "ecs": "EcsContainer",
    "environment": "Environment",
}
"""AWS SDKs and Tools Reference Guide, "Assume role credential provider"."""


def _lines(values: Mapping[str, str]) -> list[str]:
    return [f"{key} = {value}" for key, value in values.items() if value]


def file_words(evidence: Evidence) -> str:
    """Name the file that the profile stands in, or that a new one goes into."""
    place = evidence.profile.place if evidence.profile is not None else None
    if place is None:
        return "~/.aws/config"
    return f"{shown_path(place.file, evidence.env)}:{place.line}"

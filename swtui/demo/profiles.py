"""Build the profiles of the demo's ~/.aws/config, for roles and for other credentials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from swtui.demo.organisation import HOUR, DemoProfile, DemoRole, DemoUser

REGIONS = ("eu-west-1", "us-east-1", "eu-central-1")
JO_DEVICE = "arn:aws:iam::123456789012:mfa/jo"


def profile_name(account_name: str, role_name: str) -> str:
    """Return the profile's name: `payments-prod` and `ReadOnly` give `payments-prod-readonly`."""
    if role_name == "jump":
        return role_name
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", role_name).lower()
    return f"{account_name}-{words.replace('read-only', 'readonly')}"


def role_profile(
    account_name: str,
    role: DemoRole,
    *,
    way: str = "direct",
    extra: Mapping[str, str] | None = None,
) -> DemoProfile:
    """Return the profile of a role.

    `way` is `direct` or `mfa` (from the keys of `base`), `jump` or `security-audit` (through that
    role), or `instance` (from the EC2 instance's role).
    """
    sources = {"jump": "jump", "security-audit": "security-audit-auditor"}
    values = {"role_arn": role.arn}
    if way == "instance":
        values["credential_source"] = "Ec2InstanceMetadata"
    else:
        values["source_profile"] = sources.get(way, "base")
    if way == "mfa":
        values["mfa_serial"] = JO_DEVICE
    if role.max_duration >= 2 * HOUR and role.name != "jump":
        values["duration_seconds"] = str(role.max_duration)
    values["region"] = REGIONS[sum(map(int, re.findall(r"\d", role.account_id))) % len(REGIONS)]
    return DemoProfile(profile_name(account_name, role.name), values | dict(extra or {}))


def other_profiles(users: Iterable[DemoUser], of_roles: Iterable[DemoProfile]) -> list[DemoProfile]:
    """Return all profiles in the file's order: the keys, the roles, then odd and broken ones."""
    region = {"region": REGIONS[0]}
    keys = [DemoProfile("default", region), DemoProfile("base", region)]
    keys += [DemoProfile(user.name, region) for user in users if user.name != "jo"]
    return [*keys, *of_roles, *_borrowed(), *_without_roles(), *_broken()]


def _borrowed() -> list[DemoProfile]:
    """Return roles reached with another user's keys, and one that no longer exists."""
    payments, missing = "arn:aws:iam::111122223333:role/", "arn:aws:iam::333344445555:role/"
    return [
        DemoProfile(
            "contractor-deploy",
            {"role_arn": payments + "ci/Deploy", "source_profile": "contractor"},
        ),
        DemoProfile(
            "intern-readonly", {"role_arn": payments + "ReadOnly", "source_profile": "intern"}
        ),
        DemoProfile(
            "stale-keys", {"role_arn": payments + "ReadOnly", "source_profile": "old-laptop"}
        ),
        DemoProfile("legacy-missing", {"role_arn": missing + "Retired", "source_profile": "base"}),
    ]


def _without_roles() -> list[DemoProfile]:
    return [
        DemoProfile(
            "portal-developer",
            {
                "sso_session": "acme",
                "sso_account_id": "112112112112",
                "sso_role_name": "Developer",
                "region": REGIONS[0],
            },
        ),
        DemoProfile("robot-process", {"credential_process": "cat {home}/.aws/robot.json"}),
        DemoProfile(
            "robot-readonly",
            {
                "role_arn": "arn:aws:iam::222233334444:role/ReadOnly",
                "source_profile": "robot-process",
            },
        ),
    ]


def _broken() -> list[DemoProfile]:
    anywhere = "arn:aws:iam::333344445555:role/Admin"
    return [
        DemoProfile("loop-a", {"role_arn": anywhere, "source_profile": "loop-b"}),
        DemoProfile("loop-b", {"role_arn": anywhere, "source_profile": "loop-a"}),
        DemoProfile("orphan", {"role_arn": anywhere, "source_profile": "gone"}),
        DemoProfile(
            "bad-arn",
            {"role_arn": "arn:aws:iam::33334444555:role/Admin", "source_profile": "base"},
        ),
    ]

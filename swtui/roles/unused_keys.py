"""Find keys of a profile that AWS's tools ignore because another key goes before them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from swtui.roles.profile import Profile
from swtui.roles.profile_rules import profile_kind
from swtui.roles.role import Problem

_OF_ROLES = ("source_profile", "credential_source")
"""Keys that mean nothing without a role_arn."""
_ORDER: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "role": ("role_arn", ("login_session", "credential_process")),
    "web-identity": ("web_identity_token_file", ("login_session", "credential_process")),
    "sso": ("sso_role_name", ()),
    "keys": ("aws_access_key_id", ("login_session", "credential_process")),
    "login": ("login_session", ("aws_access_key_id",)),
    "process": ("credential_process", ("aws_access_key_id",)),
}
"""Kind of a profile → the key that is used, and those that it hides.

Next to a sign-in people keep keys or a credential_process for tools that know no sign-in: these are
left out.
"""


class Hidden(NamedTuple):
    """The key that AWS tools use, and those that they ignore."""

    used: str
    unused: tuple[str, ...]


def hidden_keys(profile: Profile) -> Hidden | None:
    """Return the keys of a profile that AWS tools ignore, or None."""
    kind = profile_kind(profile)
    if kind not in _ORDER:
        return None
    used, others = _ORDER[kind]
    without_role = () if kind == "role" else _OF_ROLES
    unused = tuple(key for key in (*others, *without_role) if key in profile.values)
    return Hidden(used, unused) if unused else None


def source_without_role(profile: Profile) -> Problem | None:
    """Return the problem of a profile with a source but without a role and credentials."""
    key = next((key for key in _OF_ROLES if profile.get(key)), "")
    if not key or profile_kind(profile) != "none":
        return None
    message = f"has {key}, but no role_arn: AWS's tools then ignore {key}, and find no credentials"
    other = f", or use {profile.get(key)} itself" if key == "source_profile" else ""
    return Problem(
        message=message, place=profile.find_place(key), hint=f"add role_arn = ARN{other}"
    )

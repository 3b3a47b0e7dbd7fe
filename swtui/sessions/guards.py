"""What must not happen however a session came about: a wrong account, a chain begun in itself."""

from __future__ import annotations

from collections.abc import Mapping

from swtui.aws.metadata import has_container
from swtui.errors import BadAnswerError, ConfigError
from swtui.sessions.answers import assumed_role_name, reserved_for
from swtui.sessions.credentials import UNKNOWN
from swtui.sessions.plan import Plan
from swtui.sessions.sts import Made


def refuse_own_environment(plan: Plan, env: Mapping[str, str]) -> None:
    """Refuse, inside a swtui shell, to take that shell's session for the start of a chain.

    A start in the container's variables is refused too: they are not handed on.

    Raises ConfigError.
    """
    inside = env.get("SWTUI_LEVEL") and plan.start.kind == "environment"
    if inside and not plan.options.chain:
        held = env.get("SWTUI_ROLE", "another role")
        raise ConfigError(
            f"{plan.role.name} starts in the environment, which holds the session of {held}",
            hint="leave this swtui shell first, or start from that session with --chain",
        )
    if env.get("SWTUI_LEVEL") and plan.start.kind == "ecs" and not has_container(env):
        raise ConfigError(
            f"{plan.role.name} starts in the container's variables, which were taken away when "
            "this shell got its session",
            hint="leave this swtui shell first (in a switched shell: sw --off)",
        )


def check_identity(plan: Plan, made: Made) -> None:
    """Refuse credentials of another account than the profile names, or of another role.

    For a role that was assumed, see `identity_of_role`; this is for sign-ins and processes.
    Raises BadAnswerError.
    """
    role, identity = plan.role, made.identity
    if identity == UNKNOWN:
        return
    wanted = role.account.id
    if wanted and identity.account != wanted:
        raise BadAnswerError(
            f"wrong account: {role.name} is in {wanted}, and the credentials are of "
            f"{identity.account}",
            hint=_LOOK,
        )
    if plan.start.kind != "sso" or plan.chain.hops or not role.role_name:
        return
    found = assumed_role_name(identity.arn)
    if found != role.role_name and reserved_for(found) != role.role_name:
        raise BadAnswerError(
            f"wrong role: {role.name} signs in to {role.role_name}, and the credentials are of "
            f"{identity.arn}",
            hint=_LOOK,
        )


_LOOK = "nothing was handed over; look at the profile"

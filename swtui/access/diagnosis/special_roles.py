"""Roles for which a denial has a cause of its own: those that assume themselves, those of AWS.

IAM User Guide, "Troubleshoot IAM roles" and "Service-linked roles"; IAM Identity Center User Guide,
"Referencing permission sets in resource policies". IAM refuses every change of such a role's trust
policy ("this role is only modifiable by AWS").
"""

from __future__ import annotations

import re

from swtui.access.diagnosis.cause import Cause
from swtui.access.diagnosis.named_policy import GRANTING, named_policy
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.roles.arn import RoleArn
from swtui.roles.role import Place

ITSELF, RESERVED = "assumes-itself", "reserved-role"
_PERMISSION_SET = re.compile(r"AWSReservedSSO_(?P<name>.+?)(?:_[0-9a-f]{16})?")
_SSO_PATH, _SERVICE_PATH, _AWS_PATH = (
    "aws-reserved/sso.amazonaws.com/",
    "aws-service-role/",
    "aws-reserved/",
)
_SERVICE_NAME = "AWSServiceRoleFor"


def is_reserved(role: RoleArn | None) -> bool:
    """Return whether only AWS may change the trust policy of a role."""
    if role is None:
        return False
    reserved = (_SERVICE_PATH, _AWS_PATH)
    return role.path.startswith(reserved) or role.name.startswith(
        (_SERVICE_NAME, "AWSReservedSSO_")
    )


def leading(refused: RefusedCall, causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
    """Return the causes with what kind of role it is before them, where that decides.

    A role that only AWS may change has no other cause: IAM refuses the change it would propose.
    """
    role = refused.role
    if role is None or not refused.is_denial or "MultiFactorAuth" in refused.words:
        return causes
    if is_reserved(role):
        return (_reserved(refused, role),)
    rest = tuple(cause for cause in causes if cause.kind != ITSELF)
    named = named_policy(refused.words)
    limits = named is not None and (named.explicit or named.kind not in GRANTING)
    admitted = any(cause.kind == "elsewhere" for cause in rest)
    missing = any(cause.kind == "no-such-role" and cause.certain for cause in rest)
    denied = any(cause.kind.startswith("denied-by-") for cause in rest)
    if not assumes_itself(refused) or limits or admitted or missing or denied:
        return rest
    return (_itself(refused, role), *rest)


def assumes_itself(refused: RefusedCall) -> bool:
    """Return whether the caller is a session of the very role that it asks for."""
    role, caller = refused.role, refused.session_arn
    if role is None or caller is None or caller.account != role.account_id:
        return False
    return caller.role_name.lower() == role.name.lower()


def _itself(refused: RefusedCall, role: RoleArn) -> Cause:
    return Cause(
        kind=ITSELF,
        sentence=f"The role assumes itself: the caller is a session of {role.name} already.",
        evidence=(
            f"the caller is {refused.caller}",
            "AWS lets a role assume itself only if its trust policy names it",
        ),
        next_step="Leave this hop out: the caller has the role's rights already. If it is meant, "
        "have the role's own ARN named in its trust policy.",
        certain=True,
    )


def _reserved(refused: RefusedCall, role: RoleArn) -> Cause:
    said = f"the role is {role}{refused.at(_place(refused))}"
    match = _PERMISSION_SET.fullmatch(role.name)
    if match is not None or role.path.startswith(_SSO_PATH):
        name = match["name"] if match else role.name
        return Cause(
            kind=RESERVED,
            sentence=f"The role belongs to Identity Center's permission set {name}: it is reached "
            "by signing in, and only Identity Center may change its trust policy.",
            evidence=(said, "IAM refuses every change of it: only AWS may modify the role"),
            next_step=f"Have the permission set {name} assigned to you in account "
            f"{role.account_id}, and sign in to it: sso_account_id and sso_role_name in the place "
            "of role_arn.",
            certain=True,
            snippet=f"sso_account_id = {role.account_id}\nsso_role_name = {name}",
        )
    service = role.path.removeprefix(_SERVICE_PATH).partition("/")[0] if role.path else ""
    who = service or "one AWS service"
    return Cause(
        kind=RESERVED,
        sentence=f"The role is linked to {who}, which alone may assume it and change its trust "
        "policy.",
        evidence=(said, "IAM refuses every change of it: only AWS may modify the role"),
        next_step="Assume a role of your own that allows what is needed; ask the owner of account "
        f"{role.account_id} for one.",
        certain=True,
    )


def _place(refused: RefusedCall) -> Place | None:
    return refused.step.places.get("role_arn") if refused.step else None

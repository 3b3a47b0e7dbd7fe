"""Roles for which a denial has a cause of its own: those that assume themselves, those of AWS.

IAM User Guide, "Troubleshoot IAM roles" and "Service-linked roles"; IAM Identity Center User Guide,
"Referencing permission sets in resource policies". IAM refuses every change of such a role's trust
policy ("this role is only modifiable by AWS").
"""

from __future__ import annotations

import re

from swtui.access.diagnosis.cause import Cause, build_cause
from swtui.access.diagnosis.named_policy import GRANTING, named_policy
from swtui.access.diagnosis.refused_call import RefusedCall
from swtui.roles.arn import RoleArn

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
    facts = (
        f"the caller is {refused.caller}",
        "AWS lets a role assume itself only if its trust policy names it",
    )
    return build_cause(ITSELF, evidence=facts, name=role.name)


def _reserved(refused: RefusedCall, role: RoleArn) -> Cause:
    facts = (
        f"the role is {role}{refused.written_at('role_arn')}",
        "IAM refuses every change of it: only AWS may modify the role",
    )
    match = _PERMISSION_SET.fullmatch(role.name)
    if match is not None or role.path.startswith(_SSO_PATH):
        name = match["name"] if match else role.name
        row = "reserved-role/permission-set"
        return build_cause(row, evidence=facts, name=name, account=role.account_id)
    service = role.path.removeprefix(_SERVICE_PATH).partition("/")[0] or "one AWS service"
    row = "reserved-role/service"
    return build_cause(row, evidence=facts, service=service, account=role.account_id)

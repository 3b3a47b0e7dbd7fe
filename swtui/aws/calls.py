"""The AWS calls that swtui makes, with plain values in and out.

Every function takes the `AwsCaller` first, and raises RefusedError, NetworkError, ConfigError and
CancelledError. Parameters and limits are those of the STS and IAM API references.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from swtui.aws.clients import AwsCaller
from swtui.aws.keys import Keys
from swtui.errors import NetworkError

USER, ROLE, GROUP = "user", "role", "group"
"""Kinds of identities that have policies."""

MOST_PAGES = 100
"""More pages of one list are not read: no identity has so many policies."""

_NAMES = {USER: "UserName", ROLE: "RoleName", GROUP: "GroupName"}


def assume_role(aws: AwsCaller, parameters: Mapping[str, Any], keys: Keys) -> dict[str, Any]:
    """Return STS's raw answer to AssumeRole; `parameters` have the API's names."""
    return aws.call("sts", "assume_role", parameters, keys)


def web_identity_role(aws: AwsCaller, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return STS's raw answer to AssumeRoleWithWebIdentity; its token replaces keys."""
    return aws.call("sts", "assume_role_with_web_identity", parameters, None)


def session_token(
    aws: AwsCaller, serial: str, code: str, seconds: int, keys: Keys
) -> dict[str, Any]:
    """Return STS's raw answer to GetSessionToken with MFA, for 900 to 129600 `seconds`."""
    parameters = {"SerialNumber": serial, "TokenCode": code, "DurationSeconds": seconds}
    return aws.call("sts", "get_session_token", parameters, keys)


def caller_identity(aws: AwsCaller, keys: Keys | None) -> dict[str, Any]:
    """Return `Account`, `Arn` and `UserId` of the keys' owner; without keys STS refuses."""
    return aws.call("sts", "get_caller_identity", {}, keys)


def decoded_message(aws: AwsCaller, encoded: str, keys: Keys) -> str:
    """Return the content of an encoded authorization message, as JSON text.

    STS DecodeAuthorizationMessage; the caller needs sts:DecodeAuthorizationMessage.
    """
    answer = aws.call("sts", "decode_authorization_message", {"EncodedMessage": encoded}, keys)
    return str(answer.get("DecodedMessage") or "")


def account_alias(aws: AwsCaller, keys: Keys) -> str:
    """Return the alias of the keys' account, or an empty string when it has none."""
    answer = aws.call("iam", "list_account_aliases", {"MaxItems": 1}, keys)
    names = answer.get("AccountAliases") or [""]
    return str(names[0])


def get_role(aws: AwsCaller, role_name: str, keys: Keys) -> dict[str, Any]:
    """Return a role of the keys' own account as IAM GetRole gives it; its trust policy is a dict.

    A name finds the role of that account, whatever account was intended.
    """
    role = aws.call("iam", "get_role", {"RoleName": role_name}, keys).get("Role")
    return dict(role) if isinstance(role, Mapping) else {}


def role_max_duration(aws: AwsCaller, role_name: str, keys: Keys) -> int | None:
    """Return MaxSessionDuration, in seconds, of a role in the keys' own account (IAM GetRole)."""
    seconds = get_role(aws, role_name, keys).get("MaxSessionDuration")
    return seconds if isinstance(seconds, int) else None


def simulated(
    aws: AwsCaller,
    principal_arn: str,
    actions: Sequence[str],
    resource_arn: str,
    context: Sequence[Mapping[str, Any]],
    keys: Keys,
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return action → decision, and the condition keys that the simulator missed for it.

    The decision is `allowed`, `implicitDeny` or `explicitDeny` (IAM SimulatePrincipalPolicy).
    `principal_arn` is a user or role of the keys' own account; IAM simulates its own policies and
    its boundary, and not the role's trust policy. `context` has ContextEntries, at most 100: the
    simulator takes any other key as absent, and reports it.
    """
    answer = aws.call(
        "iam",
        "simulate_principal_policy",
        {
            "PolicySourceArn": principal_arn,
            "ActionNames": list(actions),
            "ResourceArns": [resource_arn],
            "ContextEntries": list(context),
        },
        keys,
    )
    return {
        str(result.get("EvalActionName")): (str(result.get("EvalDecision")), _missing_keys(result))
        for result in answer.get("EvaluationResults") or ()
    }


def _missing_keys(result: Mapping[str, Any]) -> tuple[str, ...]:
    """Return MissingContextValues; where resources were named, each of them has its own."""
    parts = (result, *(result.get("ResourceSpecificResults") or ()))
    missing = (str(key) for part in parts for key in part.get("MissingContextValues") or ())
    return tuple(dict.fromkeys(missing))


def own_access_keys(aws: AwsCaller, keys: Keys) -> list[dict[str, Any]]:
    """Return `AccessKeyId`, `Status` and `CreateDate` of each key of the user who signs."""
    answer = aws.call("iam", "list_access_keys", {}, keys)
    return [dict(item) for item in answer.get("AccessKeyMetadata") or ()]


def key_last_used(aws: AwsCaller, access_key_id: str, keys: Keys) -> str:
    """Return when a key of the caller's account was last used, as AWS writes it; empty: never."""
    answer = aws.call("iam", "get_access_key_last_used", {"AccessKeyId": access_key_id}, keys)
    return str((answer.get("AccessKeyLastUsed") or {}).get("LastUsedDate") or "")


# The policies of a user, role or group


def inline_policies(aws: AwsCaller, holder: str, name: str, keys: Keys) -> list[str]:
    """Return the names of the inline policies of a `USER`, `ROLE` or `GROUP`, from all pages."""
    named = {_NAMES[holder]: name}
    return [
        str(each) for each in _pages(aws, f"list_{holder}_policies", named, "PolicyNames", keys)
    ]


def inline_document(
    aws: AwsCaller, holder: str, name: str, policy_name: str, keys: Keys
) -> dict[str, Any]:
    """Return an inline policy's document."""
    parameters = {_NAMES[holder]: name, "PolicyName": policy_name}
    return _document(
        aws.call("iam", f"get_{holder}_policy", parameters, keys).get("PolicyDocument")
    )


def attached_policies(aws: AwsCaller, holder: str, name: str, keys: Keys) -> list[tuple[str, str]]:
    """Return the name and ARN of each managed policy that is attached."""
    named = {_NAMES[holder]: name}
    policies = _pages(aws, f"list_attached_{holder}_policies", named, "AttachedPolicies", keys)
    return [(str(each.get("PolicyName")), str(each.get("PolicyArn"))) for each in policies]


def user_groups(aws: AwsCaller, user_name: str, keys: Keys) -> list[str]:
    """Return the names of a user's groups."""
    groups = _pages(aws, "list_groups_for_user", {"UserName": user_name}, "Groups", keys)
    return [str(each.get("GroupName")) for each in groups]


def managed_policy(aws: AwsCaller, arn: str, keys: Keys) -> tuple[dict[str, Any], int]:
    """Return the default version of a managed policy, and how many identities use the policy.

    A permissions boundary counts as a use.
    """
    about = aws.call("iam", "get_policy", {"PolicyArn": arn}, keys).get("Policy") or {}
    used = int(about.get("AttachmentCount") or 0) + int(
        about.get("PermissionsBoundaryUsageCount") or 0
    )
    named = {"PolicyArn": arn, "VersionId": str(about.get("DefaultVersionId") or "v1")}
    answer = aws.call("iam", "get_policy_version", named, keys)
    return _document((answer.get("PolicyVersion") or {}).get("Document")), used


def _document(value: object) -> dict[str, Any]:
    """Return a document as botocore decodes it; what it could not decode is no policy."""
    if isinstance(value, Mapping):
        return dict(value)
    raise NetworkError("IAM's answer has no readable policy")


def _pages(
    aws: AwsCaller, operation: str, parameters: Mapping[str, Any], key: str, keys: Keys
) -> list[Any]:
    """Return all items of a list that comes in pages (`IsTruncated`, `Marker`)."""
    items: list[Any] = []
    more: dict[str, Any] = {}
    for _ in range(MOST_PAGES):
        answer = aws.call("iam", operation, {**parameters, **more}, keys)
        items += answer.get(key) or ()
        marker = answer.get("Marker")
        if not answer.get("IsTruncated") or not marker:
            return items
        more = {"Marker": marker}
    raise NetworkError(f"IAM's answer to {operation} does not come to an end")

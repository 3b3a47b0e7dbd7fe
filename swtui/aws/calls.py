"""The AWS calls this program makes of itself, with plain values in and out.

Their parameters and limits are those of the STS and IAM API references.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from swtui.aws.clients import call
from swtui.aws.deadline import Deadline, never
from swtui.aws.endpoint import Endpoint
from swtui.aws.keys import Keys


def assume_role(
    parameters: Mapping[str, Any],
    keys: Keys,
    *,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> dict[str, Any]:
    """Return STS's raw answer to AssumeRole; `parameters` are the API's own, by its names.

    Raises RefusedError, NetworkError, ConfigError, CancelledError, as do all calls here.
    """
    return call(
        "sts",
        "assume_role",
        parameters,
        keys=keys,
        endpoint=endpoint,
        deadline=deadline,
        cancelled=cancelled,
    )


def web_identity_role(
    parameters: Mapping[str, Any],
    *,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> dict[str, Any]:
    """Return STS's raw answer to AssumeRoleWithWebIdentity; the token replaces keys."""
    return call(
        "sts",
        "assume_role_with_web_identity",
        parameters,
        keys=None,
        endpoint=endpoint,
        deadline=deadline,
        cancelled=cancelled,
    )


def session_token(
    serial: str,
    code: str,
    seconds: int,
    keys: Keys,
    *,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> dict[str, Any]:
    """Return STS's raw answer to GetSessionToken with MFA, for 900 to 129600 `seconds`."""
    return call(
        "sts",
        "get_session_token",
        {"SerialNumber": serial, "TokenCode": code, "DurationSeconds": seconds},
        keys=keys,
        endpoint=endpoint,
        deadline=deadline,
        cancelled=cancelled,
    )


def caller_identity(
    keys: Keys,
    *,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> dict[str, Any]:
    """Return `Account`, `Arn` and `UserId` of the keys' owner."""
    return call(
        "sts",
        "get_caller_identity",
        {},
        keys=keys,
        endpoint=endpoint,
        deadline=deadline,
        cancelled=cancelled,
    )


def account_alias(
    keys: Keys,
    *,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> str:
    """Return the alias of the keys' account, or an empty string when it has none."""
    answer = call(
        "iam",
        "list_account_aliases",
        {"MaxItems": 1},
        keys=keys,
        endpoint=endpoint,
        deadline=deadline,
        cancelled=cancelled,
    )
    names = answer.get("AccountAliases") or [""]
    return str(names[0])


def get_role(
    role_name: str,
    keys: Keys,
    *,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> dict[str, Any]:
    """Return a role of the keys' own account as IAM GetRole gives it; its trust policy is a dict.

    Mind that a name finds the role of that account, whatever account was meant.
    """
    answer = call(
        "iam",
        "get_role",
        {"RoleName": role_name},
        keys=keys,
        endpoint=endpoint,
        deadline=deadline,
        cancelled=cancelled,
    )
    found = answer.get("Role")
    return dict(found) if isinstance(found, Mapping) else {}


def role_max_duration(
    role_name: str,
    keys: Keys,
    *,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> int | None:
    """Return MaxSessionDuration, in seconds, of a role in the keys' own account (IAM GetRole)."""
    role = get_role(role_name, keys, endpoint=endpoint, deadline=deadline, cancelled=cancelled)
    found = role.get("MaxSessionDuration")
    return found if isinstance(found, int) else None


def simulated(
    principal_arn: str,
    actions: Sequence[str],
    resource_arn: str,
    context: Sequence[Mapping[str, Any]],
    keys: Keys,
    *,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return action → decision, and the condition keys that the simulator lacked for it.

    The decision is `allowed`, `implicitDeny` or `explicitDeny` (IAM SimulatePrincipalPolicy).
    `principal_arn` is a user or role of the keys' own account; what is simulated are its own
    policies and its boundary, and not the role's trust policy. `context` holds ContextEntries, at
    most 100: what is not among them the simulator takes for absent, and says so.
    """
    answer = call(
        "iam",
        "simulate_principal_policy",
        {
            "PolicySourceArn": principal_arn,
            "ActionNames": list(actions),
            "ResourceArns": [resource_arn],
            "ContextEntries": list(context),
        },
        keys=keys,
        endpoint=endpoint,
        deadline=deadline,
        cancelled=cancelled,
    )
    return {
        str(found.get("EvalActionName")): (str(found.get("EvalDecision")), _lacked(found))
        for found in answer.get("EvaluationResults") or ()
    }


def _lacked(result: Mapping[str, Any]) -> tuple[str, ...]:
    """Return MissingContextValues; where resources were named, they stand with each of those."""
    parts = (result, *(result.get("ResourceSpecificResults") or ()))
    found = (str(key) for part in parts for key in part.get("MissingContextValues") or ())
    return tuple(dict.fromkeys(found))


def decoded_message(
    encoded: str,
    keys: Keys,
    *,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> str:
    """Return what an encoded authorization message holds, as JSON text.

    STS DecodeAuthorizationMessage; the caller needs sts:DecodeAuthorizationMessage.
    """
    answer = call(
        "sts",
        "decode_authorization_message",
        {"EncodedMessage": encoded},
        keys=keys,
        endpoint=endpoint,
        deadline=deadline,
        cancelled=cancelled,
    )
    return str(answer.get("DecodedMessage") or "")


def own_access_keys(
    keys: Keys,
    *,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> list[dict[str, Any]]:
    """Return `AccessKeyId`, `Status` and `CreateDate` of each key of the user who signs."""
    answer = call(
        "iam",
        "list_access_keys",
        {},
        keys=keys,
        endpoint=endpoint,
        deadline=deadline,
        cancelled=cancelled,
    )
    return [dict(item) for item in answer.get("AccessKeyMetadata") or ()]


def key_last_used(
    access_key_id: str,
    keys: Keys,
    *,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> str:
    """Return when a key of the caller's account was used last, as AWS writes it; empty: never."""
    answer = call(
        "iam",
        "get_access_key_last_used",
        {"AccessKeyId": access_key_id},
        keys=keys,
        endpoint=endpoint,
        deadline=deadline,
        cancelled=cancelled,
    )
    return str((answer.get("AccessKeyLastUsed") or {}).get("LastUsedDate") or "")

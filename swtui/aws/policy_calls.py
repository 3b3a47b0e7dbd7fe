"""IAM's calls that read the policies of a user, a role or a group, with plain values out.

IAM API reference: ListUserPolicies, GetUserPolicy, ListAttachedUserPolicies, ListGroupsForUser,
their likes for roles and groups, GetPolicy, GetPolicyVersion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from swtui.aws.clients import call
from swtui.aws.deadline import Deadline, never
from swtui.aws.endpoint import Endpoint
from swtui.aws.keys import Keys
from swtui.errors import NetworkError

USER, ROLE, GROUP = "user", "role", "group"
MOST_PAGES = 100
"""More pages of one list are not read: no identity has so many policies."""

_NAMES = {USER: "UserName", ROLE: "RoleName", GROUP: "GroupName"}


def inline(
    holder: str,
    name: str,
    *,
    keys: Keys,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> list[str]:
    """Return the names of the inline policies of a `USER`, `ROLE` or `GROUP`, all pages of them.

    Raises RefusedError, NetworkError, ConfigError, CancelledError, as do all calls here.
    """
    found = _pages(
        f"list_{holder}_policies",
        {_NAMES[holder]: name},
        "PolicyNames",
        {"keys": keys, "endpoint": endpoint, "deadline": deadline, "cancelled": cancelled},
    )
    return [str(each) for each in found]


def inline_document(
    holder: str,
    name: str,
    policy_name: str,
    *,
    keys: Keys,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> dict[str, Any]:
    """Return an inline policy as JSON has it."""
    answer = call(
        "iam",
        f"get_{holder}_policy",
        {_NAMES[holder]: name, "PolicyName": policy_name},
        keys=keys,
        endpoint=endpoint,
        deadline=deadline,
        cancelled=cancelled,
    )
    return _document(answer.get("PolicyDocument"))


def attached(
    holder: str,
    name: str,
    *,
    keys: Keys,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> list[tuple[str, str]]:
    """Return the name and ARN of each managed policy that is attached."""
    found = _pages(
        f"list_attached_{holder}_policies",
        {_NAMES[holder]: name},
        "AttachedPolicies",
        {"keys": keys, "endpoint": endpoint, "deadline": deadline, "cancelled": cancelled},
    )
    return [(str(each.get("PolicyName")), str(each.get("PolicyArn"))) for each in found]


def groups_of(
    user_name: str,
    *,
    keys: Keys,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> list[str]:
    """Return the names of a user's groups."""
    found = _pages(
        "list_groups_for_user",
        {"UserName": user_name},
        "Groups",
        {"keys": keys, "endpoint": endpoint, "deadline": deadline, "cancelled": cancelled},
    )
    return [str(each.get("GroupName")) for each in found]


def managed(
    arn: str,
    *,
    keys: Keys,
    endpoint: Endpoint,
    deadline: Deadline,
    cancelled: Callable[[], bool] = never,
) -> tuple[dict[str, Any], int]:
    """Return the default version of a managed policy, and in how many places the policy is used.

    A permissions boundary counts as a place.
    """
    options: Any = {"endpoint": endpoint, "deadline": deadline, "cancelled": cancelled}
    about = call("iam", "get_policy", {"PolicyArn": arn}, keys=keys, **options).get("Policy") or {}
    used = int(about.get("AttachmentCount") or 0) + int(
        about.get("PermissionsBoundaryUsageCount") or 0
    )
    named = {"PolicyArn": arn, "VersionId": str(about.get("DefaultVersionId") or "v1")}
    answer = call("iam", "get_policy_version", named, keys=keys, **options)
    return _document((answer.get("PolicyVersion") or {}).get("Document")), used


def _document(value: object) -> dict[str, Any]:
    """Return a document as botocore decodes it; what it could not decode is no policy."""
    if isinstance(value, Mapping):
        return dict(value)
    raise NetworkError("IAM's answer holds no policy that can be read")


def _pages(
    operation: str, parameters: Mapping[str, Any], key: str, options: Mapping[str, Any]
) -> list[Any]:
    """Return all items of a list that comes in pages (`IsTruncated`, `Marker`)."""
    found: list[Any] = []
    more: dict[str, Any] = {}
    for _ in range(MOST_PAGES):
        answer = call("iam", operation, {**parameters, **more}, **options)
        found += answer.get(key) or ()
        marker = answer.get("Marker")
        if not answer.get("IsTruncated") or not marker:
            return found
        more = {"Marker": marker}
    raise NetworkError(f"IAM's answer to {operation} does not come to an end")

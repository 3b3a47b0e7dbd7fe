"""Answer the demo's IAM calls on the policies of users, roles and groups, page by page.

Actions and answers are those of the IAM API reference.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from urllib.parse import quote

from swtui.demo.iam_permission import authorize_call
from swtui.demo.organisation import (
    DemoGroup,
    DemoPolicy,
    DemoRole,
    DemoUser,
    Organisation,
    unique_id,
)
from swtui.demo.policy import Document
from swtui.demo.query_protocol import Answer
from swtui.demo.service_error import ServiceError
from swtui.demo.sts import DemoCall

PAGE = 3
""""IAM might return fewer than the MaxItems number of results, even when there are more": so a
reader that ignores the next page is found out."""
CREATED = "2020-01-01T00:00:00Z"
Holder = DemoUser | DemoRole | DemoGroup


class IamPolicies:
    """The IAM actions on policies of the caller's own account."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self.actions: dict[str, Callable[[DemoCall], Answer]] = {
            "ListGroupsForUser": self.list_groups_for_user,
            "GetPolicy": self.get_policy,
            "GetPolicyVersion": self.get_policy_version,
        }
        for kind in ("User", "Role", "Group"):
            own = {
                f"List{kind}Policies": self.list_policies,
                f"Get{kind}Policy": self.get_inline_policy,
                f"ListAttached{kind}Policies": self.list_attached_policies,
            }
            for action, answer in own.items():
                self.actions[action] = functools.partial(answer, action, kind)

    def list_policies(self, action: str, kind: str, call: DemoCall) -> Answer:
        """Return the names of the inline policies."""
        holder = self._allowed(call, action, kind)
        return _page(call, "PolicyNames", [name for name, _ in _inline(holder)])

    def get_inline_policy(self, action: str, kind: str, call: DemoCall) -> Answer:
        """Return one inline policy, its document URL-encoded."""
        holder, name = self._allowed(call, action, kind), call.parameters.get("PolicyName", "")
        document = dict(_inline(holder)).get(name)
        if document is None:
            lower = kind.lower()
            raise _missing(f"The {lower} policy with name {name} cannot be found.")
        return {
            f"{kind}Name": holder.name,
            "PolicyName": name,
            "PolicyDocument": _encoded(document),
        }

    def list_attached_policies(self, action: str, kind: str, call: DemoCall) -> Answer:
        """Return names and ARNs of the attached managed policies."""
        holder = self._allowed(call, action, kind)
        attached = [{"PolicyName": each.name, "PolicyArn": each.arn} for each in holder.attached]
        return _page(call, "AttachedPolicies", attached)

    def list_groups_for_user(self, call: DemoCall) -> Answer:
        """Return the groups of a user."""
        user = self._allowed(call, "ListGroupsForUser", "User")
        groups = user.groups if isinstance(user, DemoUser) else ()
        entries = [
            {
                "Path": "/",
                "GroupName": group.name,
                "GroupId": unique_id("AGPA", group.arn),
                "Arn": group.arn,
                "CreateDate": CREATED,
            }
            for group in groups
        ]
        return _page(call, "Groups", entries)

    def get_policy(self, call: DemoCall) -> Answer:
        """Return a managed policy without its document, and the number of its attachments."""
        policy = self._managed(call, "iam:GetPolicy")
        return {
            "Policy": {
                "PolicyName": policy.name,
                "PolicyId": unique_id("ANPA", policy.arn),
                "Arn": policy.arn,
                "Path": f"/{policy.path}",
                "DefaultVersionId": "v1",
                "AttachmentCount": sum(policy in each.attached for each in self._holders()),
                "PermissionsBoundaryUsageCount": 0,
                "IsAttachable": True,
                "CreateDate": CREATED,
                "UpdateDate": CREATED,
            }
        }

    def get_policy_version(self, call: DemoCall) -> Answer:
        """Return the document of a managed policy, URL-encoded."""
        policy = self._managed(call, "iam:GetPolicyVersion")
        if call.parameters.get("VersionId") != "v1":
            raise _missing(f"Policy {policy.arn} version does not exist.")
        return {
            "PolicyVersion": {
                "Document": _encoded(policy.document),
                "VersionId": "v1",
                "IsDefaultVersion": True,
                "CreateDate": CREATED,
            }
        }

    def _managed(self, call: DemoCall, action: str) -> DemoPolicy:
        arn = call.parameters.get("PolicyArn", "")
        authorize_call(self._organisation, call, action, arn, shown=f"policy {arn}")
        known = {each.arn: each for holder in self._holders() for each in holder.attached}
        if arn not in known or arn.split(":")[4] not in (call.caller.account_id, "aws"):
            raise _missing(f"Policy {arn} was not found.")
        return known[arn]

    def _holders(self) -> list[Holder]:
        """Return each user, role and group once."""
        users = list(self._organisation.users.values())
        groups = {group.arn: group for user in users for group in user.groups}
        return [*users, *self._organisation.roles.values(), *groups.values()]

    def _allowed(self, call: DemoCall, action: str, kind: str) -> Holder:
        """Return the user, role or group that an authorized call is about."""
        name = call.parameters.get(f"{kind}Name", "")
        account = call.caller.account_id
        kinds = {"User": DemoUser, "Role": DemoRole, "Group": DemoGroup}
        holders = [
            each
            for each in self._holders()
            if isinstance(each, kinds[kind]) and (each.account_id, each.name) == (account, name)
        ]
        lower = kind.lower()
        arn = holders[0].arn if holders else f"arn:aws:iam::{account}:{lower}/{name}"
        authorize_call(self._organisation, call, f"iam:{action}", arn, shown=f"{lower} {name}")
        if not holders:
            raise _missing(f"The {lower} with name {name} cannot be found.")
        return holders[0]


def _inline(holder: Holder) -> list[tuple[str, Document]]:
    return [(f"Inline{number}", each) for number, each in enumerate(holder.policies, 1)]


def _encoded(document: Document) -> str:
    return quote(json.dumps(document), safe="")


def _page(call: DemoCall, key: str, items: Sequence[object]) -> Answer:
    """Return one page of a list; the marker is the start of the next one."""
    marker = call.parameters.get("Marker", "0")
    if not marker.isascii() or not marker.isdigit():
        raise ServiceError("InvalidInput", "Invalid Marker.", 400)
    start = int(marker)
    end = start + min(PAGE, int(call.parameters.get("MaxItems", "100")))
    more = end < len(items)
    return {key: list(items[start:end]), "IsTruncated": more, "Marker": str(end) if more else None}


def _missing(message: str) -> ServiceError:
    return ServiceError("NoSuchEntity", message, 404)

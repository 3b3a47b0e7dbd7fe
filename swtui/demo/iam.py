"""Answer the demo's IAM calls on roles, on the calling user, and of the policy simulator.

Actions and answers are those of the IAM API reference.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from swtui.demo.authorization import decision
from swtui.demo.callers import DemoCaller, role_as_caller, user_as_caller
from swtui.demo.iam_permission import authorize_call
from swtui.demo.iam_policies import IamPolicies
from swtui.demo.organisation import DemoUser, Organisation, unique_id
from swtui.demo.policy import Document
from swtui.demo.query_protocol import Answer, Parameters, members, structures
from swtui.demo.request_context import build_request, condition_keys
from swtui.demo.service_error import ServiceError, invalid
from swtui.demo.sts import DemoCall

_ITS_OWN = ("aws:currenttime", "aws:epochtime")
_OF_PRINCIPAL = ("aws:principal", "aws:user")


def simulate(
    organisation: Organisation, principal: DemoCaller, parameters: Parameters, now: float
) -> Iterator[Answer]:
    """Yield an EvaluationResult for each action and resource."""
    whole = condition_keys(principal, organisation, address="", region="", now=now)
    context = {k: v for k, v in whole.items() if k in _ITS_OWN or k.startswith(_OF_PRINCIPAL)}
    context |= _entries(parameters)
    missing = sorted(_find_policy_keys(principal) - context.keys())
    for action in members(parameters, "ActionNames"):
        for resource in members(parameters, "ResourceArns"):
            request = build_request(principal, action, resource, context)
            decided = decision(organisation, principal, request)
            yield {
                "EvalActionName": action,
                "EvalResourceName": resource,
                "EvalDecision": decided,
                "ResourceSpecificResults": [
                    {
                        "EvalResourceName": resource,
                        "EvalResourceDecision": decided,
                        "MissingContextValues": missing,
                    }
                ],
            }


def _entries(parameters: Parameters) -> dict[str, tuple[str, ...]]:
    return {
        entry["ContextKeyName"].lower(): tuple(members(entry, "ContextKeyValues"))
        for entry in structures(parameters, "ContextEntries")
    }


def _find_policy_keys(principal: DemoCaller) -> set[str]:
    """Return the condition keys of the principal's own policies, in lower case."""
    boundary = (principal.boundary,) if principal.boundary is not None else ()
    return {key for document in (*principal.policies, *boundary) for key in _find_keys(document)}


def _find_keys(document: Document) -> Iterator[str]:
    listed = document.get("Statement", [])
    statements: list[Mapping[str, Any]] = [listed] if isinstance(listed, Mapping) else listed
    for statement in statements:
        for keys in statement.get("Condition", {}).values():
            yield from (key.lower() for key in keys)


CREATED = "2020-01-01T00:00:00Z"


class Iam:
    """The IAM actions for the caller's own account."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self.actions: dict[str, Callable[[DemoCall], Answer]] = {
            "GetRole": self.get_role,
            "ListAccountAliases": self.list_account_aliases,
            "GetUser": self.get_user,
            "ListMFADevices": self.list_mfa_devices,
            "ListAccessKeys": self.list_access_keys,
            "SimulatePrincipalPolicy": self.simulate_principal_policy,
            **IamPolicies(organisation).actions,
        }

    def get_role(self, call: DemoCall) -> Answer:
        """Return a role of the caller's account: ARN, trust policy, MaxSessionDuration."""
        name = call.parameters.get("RoleName", "")
        if not name:
            raise invalid(
                "Value null at 'roleName' failed to satisfy constraint: Member must not be null"
            )
        role = self._organisation.role_named(call.caller.account_id, name)
        arn = role.arn if role else f"arn:aws:iam::{call.caller.account_id}:role/{name}"
        authorize_call(self._organisation, call, "iam:GetRole", arn, shown=f"role {name}")
        if role is None:
            message = f"The role with name {name} cannot be found."
            raise ServiceError("NoSuchEntity", message, 404)
        return {
            "Role": {
                "Path": f"/{role.path}",
                "RoleName": role.name,
                "RoleId": role.unique_id,
                "Arn": role.arn,
                "CreateDate": CREATED,
                "AssumeRolePolicyDocument": quote(json.dumps(role.trust), safe=""),
                "MaxSessionDuration": role.max_duration,
            }
        }

    def list_account_aliases(self, call: DemoCall) -> Answer:
        """Return the alias of the caller's account, which is its name."""
        authorize_call(self._organisation, call, "iam:ListAccountAliases", "*")
        account = self._organisation.accounts[call.caller.account_id]
        return {"AccountAliases": [account.name], "IsTruncated": False}

    def get_user(self, call: DemoCall) -> Answer:
        """Return the calling user."""
        user = self._user(call.caller)
        authorize_call(self._organisation, call, "iam:GetUser", user.arn, shown=f"user {user.name}")
        return {
            "User": {
                "Path": "/",
                "UserName": user.name,
                "UserId": unique_id("AIDA", user.arn),
                "Arn": user.arn,
                "CreateDate": CREATED,
            }
        }

    def list_mfa_devices(self, call: DemoCall) -> Answer:
        """Return the devices of the calling user."""
        user = self._user(call.caller)
        authorize_call(
            self._organisation, call, "iam:ListMFADevices", user.arn, shown=f"user {user.name}"
        )
        device = {"UserName": user.name, "SerialNumber": user.mfa_serial, "EnableDate": CREATED}
        return {"MFADevices": [device] if user.has_mfa else [], "IsTruncated": False}

    def list_access_keys(self, call: DemoCall) -> Answer:
        """Return the access key of the calling user; all are as old as the organisation."""
        user = self._user(call.caller)
        authorize_call(
            self._organisation, call, "iam:ListAccessKeys", user.arn, shown=f"user {user.name}"
        )
        key = {
            "UserName": user.name,
            "AccessKeyId": user.access_key_id,
            "Status": "Active",
            "CreateDate": CREATED,
        }
        return {"AccessKeyMetadata": [key], "IsTruncated": False}

    def simulate_principal_policy(self, call: DemoCall) -> Answer:
        """Simulate the own policies of a user or role, without trust policies."""
        arn = call.parameters.get("PolicySourceArn", "")
        authorize_call(self._organisation, call, "iam:SimulatePrincipalPolicy", arn)
        principal = self._principal(arn, call.caller.account_id)
        results = simulate(self._organisation, principal, call.parameters, call.now)
        return {"EvaluationResults": list(results), "IsTruncated": False}

    def _principal(self, arn: str, account_id: str) -> DemoCaller:
        users = self._organisation.users.values()
        user = next((u for u in users if u.arn == arn and u.account_id == account_id), None)
        if user is not None:
            return user_as_caller(user)
        role = self._organisation.roles.get(arn)
        if role is None or role.account_id != account_id:
            raise ServiceError("NoSuchEntity", f"The entity {arn} cannot be found.", 404)
        return role_as_caller(role, "simulated")

    def _user(self, caller: DemoCaller) -> DemoUser:
        if not caller.username:
            raise ServiceError(
                "ValidationError", "Must specify userName when calling with non-User credentials"
            )
        return self._organisation.user(caller.username)

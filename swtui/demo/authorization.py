"""Decide a call by the policies of the demo's organisation, and word the refusal as AWS does.

Rules: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic";
wording: "Troubleshoot access denied error messages" there.
"""

from __future__ import annotations

from collections.abc import Iterable

from swtui.demo.callers import DemoCaller
from swtui.demo.organisation import DemoRole, Organisation
from swtui.demo.policy import DemoRequest, Document, applying, named_principals, says
from swtui.demo.service_error import ServiceError, access_denied

Layer = tuple[str, tuple[Document, ...]]
"""A kind of policy as AWS's messages name it, and the policies of that kind."""

IDENTITY = "identity-based policy"
BOUNDARY = "permissions boundary"
SESSION = "session policy"
SERVICE_CONTROL = "service control policy"
RESOURCE_CONTROL = "resource control policy"
TRUST = "role trust policy"


def authorize(organisation: Organisation, caller: DemoCaller, request: DemoRequest) -> None:
    """Let the caller's own policies decide, as for a call within its account.

    Raises ServiceError AccessDenied.
    """
    own = _own_layers(organisation, caller)
    _refuse_denied(caller, request, own)
    _refuse_missing(caller, request, own, told=True)


def decision(organisation: Organisation, caller: DemoCaller, request: DemoRequest) -> str:
    """Return `allowed`, `implicitDeny` or `explicitDeny`, as IAM's simulator words it."""
    said = [says(documents, request) for _, documents in _own_layers(organisation, caller)]
    if "Deny" in said:
        return "explicitDeny"
    return "allowed" if all(word == "Allow" for word in said) else "implicitDeny"


def authorize_assume(
    organisation: Organisation,
    caller: DemoCaller,
    request: DemoRequest,
    role: DemoRole | None,
) -> None:
    """Let both sides decide about an AssumeRole; `role` is None for an ARN without a role.

    In one account a trust policy that names the caller itself is enough; the account's root, or
    another account, leaves it to the caller's policies as well. What the trust policy does not
    allow is never said, nor anything about a role of another organization. Raises ServiceError.
    """
    own = _own_layers(organisation, caller)
    account_id = request.resource.split(":")[4]
    account = organisation.accounts.get(account_id)
    home = organisation.accounts.get(caller.account_id)
    beside: list[Layer] = []
    if account and account.resource_control:
        beside.append((RESOURCE_CONTROL, account.resource_control))
    if role:
        beside.append((TRUST, (role.trust,)))
    _refuse_denied(caller, request, [*own, *beside])

    told = bool(account and home and account.organization == home.organization)
    admitted_as = _admitted_as(role, request)
    if account_id == caller.account_id and admitted_as - _account_names(caller.account_id):
        # Named itself: a role's boundary and session policies still limit it, a user's do not.
        by_role_arn = caller.principal_arn != caller.arn and caller.arn not in admitted_as
        spared = {IDENTITY} if by_role_arn else {IDENTITY, BOUNDARY, SESSION}
        own = [layer for layer in own if layer[0] not in spared]
    _refuse_missing(caller, request, own, told=told)
    if not admitted_as:
        raise _denied(caller, request)
    _refuse_missing(caller, request, [layer for layer in beside if layer[0] != TRUST], told=told)


def _account_names(account_id: str) -> set[str]:
    return {account_id, f"arn:aws:iam::{account_id}:root"}


def _admitted_as(role: DemoRole | None, request: DemoRequest) -> frozenset[str]:
    """Return the names under which the trust policy allows the caller in; empty: not at all."""
    statements = applying(role.trust, request) if role else []
    allowing = [s for s in statements if s["Effect"] == "Allow"]
    return frozenset().union(*(named_principals(s, request) for s in allowing))


def _own_layers(organisation: Organisation, caller: DemoCaller) -> list[Layer]:
    """Return the kinds of policy that limit the caller; those that do not exist limit nothing."""
    account = organisation.accounts.get(caller.account_id)
    layers: list[Layer] = []
    if account and account.service_control:
        layers.append((SERVICE_CONTROL, account.service_control))
    layers.append((IDENTITY, caller.policies))
    if caller.boundary is not None:
        layers.append((BOUNDARY, (caller.boundary,)))
    if caller.session_policies:
        layers.append((SESSION, caller.session_policies))
    return layers


def _refuse_denied(caller: DemoCaller, request: DemoRequest, layers: Iterable[Layer]) -> None:
    for kind, documents in layers:
        if says(documents, request) == "Deny":
            article = "the" if kind == TRUST else "an" if kind[0] in "aeiou" else "a"
            raise _denied(caller, request, f" with an explicit deny in {article} {kind}")


def _refuse_missing(
    caller: DemoCaller, request: DemoRequest, layers: Iterable[Layer], *, told: bool
) -> None:
    for kind, documents in layers:
        if says(documents, request) != "Allow":
            reason = f" because no {kind} allows the {request.action} action"
            raise _denied(caller, request, reason if told else "")


def _denied(caller: DemoCaller, request: DemoRequest, reason: str = "") -> ServiceError:
    return access_denied(
        f"User: {caller.arn} is not authorized to perform: {request.action} "
        f"on resource: {request.resource}{reason}"
    )

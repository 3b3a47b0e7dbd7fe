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
    """Authorize a call within the caller's account by the caller's own policies.

    Raises ServiceError AccessDenied.
    """
    own = _own_layers(organisation, caller)
    _refuse_denied(caller, request, own)
    _refuse_missing(caller, request, own, names_policy=True)


def decision(organisation: Organisation, caller: DemoCaller, request: DemoRequest) -> str:
    """Return `allowed`, `implicitDeny` or `explicitDeny`, as IAM's simulator words it."""
    results = [says(documents, request) for _, documents in _own_layers(organisation, caller)]
    if "Deny" in results:
        return "explicitDeny"
    return "allowed" if all(word == "Allow" for word in results) else "implicitDeny"


def authorize_assume(
    organisation: Organisation,
    caller: DemoCaller,
    request: DemoRequest,
    role: DemoRole | None,
) -> None:
    """Authorize an AssumeRole by both sides' policies; `role` is None where there is none.

    In one account a trust policy that names the caller itself is enough; the account's root, or
    another account, leaves it to the caller's policies as well. What the trust policy does not
    allow is never said, nor anything about a role of another organization. Raises ServiceError.
    """
    own = _own_layers(organisation, caller)
    account_id = request.resource.split(":")[4]
    account = organisation.accounts.get(account_id)
    home = organisation.accounts.get(caller.account_id)
    role_side: list[Layer] = []
    if account and account.resource_control:
        role_side.append((RESOURCE_CONTROL, account.resource_control))
    if role:
        role_side.append((TRUST, (role.trust,)))
    _refuse_denied(caller, request, [*own, *role_side])

    names_policy = bool(account and home and account.organization == home.organization)
    admitted_as = _admitted_as(role, request)
    if account_id == caller.account_id and admitted_as - _account_names(caller.account_id):
        # Named itself: a role's boundary and session policies still limit it, a user's do not.
        by_role_arn = caller.principal_arn != caller.arn and caller.arn not in admitted_as
        exempt = {IDENTITY} if by_role_arn else {IDENTITY, BOUNDARY, SESSION}
        own = [layer for layer in own if layer[0] not in exempt]
    _refuse_missing(caller, request, own, names_policy=names_policy)
    if not admitted_as:
        raise _denied(caller, request)
    limits = [layer for layer in role_side if layer[0] != TRUST]
    _refuse_missing(caller, request, limits, names_policy=names_policy)


def _account_names(account_id: str) -> set[str]:
    return {account_id, f"arn:aws:iam::{account_id}:root"}


def _admitted_as(role: DemoRole | None, request: DemoRequest) -> frozenset[str]:
    """Return the principals by which the trust policy admits the caller; empty if it does not."""
    statements = applying(role.trust, request) if role else []
    allowing = [s for s in statements if s["Effect"] == "Allow"]
    return frozenset().union(*(named_principals(s, request) for s in allowing))


def _own_layers(organisation: Organisation, caller: DemoCaller) -> list[Layer]:
    """Return the caller's policies by their kind, without the kinds that it does not have."""
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
    caller: DemoCaller, request: DemoRequest, layers: Iterable[Layer], *, names_policy: bool
) -> None:
    for kind, documents in layers:
        if says(documents, request) != "Allow":
            reason = f" because no {kind} allows the {request.action} action"
            raise _denied(caller, request, reason if names_policy else "")


def _denied(caller: DemoCaller, request: DemoRequest, reason: str = "") -> ServiceError:
    return access_denied(
        f"User: {caller.arn} is not authorized to perform: {request.action} "
        f"on resource: {request.resource}{reason}"
    )

"""Check that the caller's policies allow a call to the demo's IAM."""

from __future__ import annotations

from swtui.demo.authorization import authorize
from swtui.demo.organisation import Organisation
from swtui.demo.request_context import build_request, condition_keys
from swtui.demo.service_error import ServiceError
from swtui.demo.sts import DemoCall


def authorize_call(
    organisation: Organisation, call: DemoCall, action: str, resource: str, shown: str = ""
) -> None:
    """Authorize a call by the caller's policies; IAM's messages name the resource as `shown`.

    Raises ServiceError.
    """
    if call.caller.temporary and call.caller.username and call.caller.mfa_at is None:
        # IAM takes no GetSessionToken session without MFA (STS API reference).
        message = "The security token included in the request is invalid"
        raise ServiceError("InvalidClientTokenId", message, 403)
    context = condition_keys(
        call.caller, organisation, address=call.address, region=call.region, now=call.now
    )
    try:
        authorize(organisation, call.caller, build_request(call.caller, action, resource, context))
    except ServiceError as error:
        message = error.message.replace(resource, shown) if shown else error.message
        raise ServiceError(error.code, message, error.status) from None

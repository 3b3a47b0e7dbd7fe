"""Answer a request of the query API: find the action, verify the signature, call the service."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from swtui.demo.callers import KeyRing
from swtui.demo.iam import Iam
from swtui.demo.machine_credentials import Reply
from swtui.demo.mfa import MfaDevices
from swtui.demo.organisation import Organisation
from swtui.demo.query_protocol import (
    NAMESPACES,
    Answer,
    Parameters,
    read_parameters,
    refusal,
    result,
)
from swtui.demo.service_error import ServiceError
from swtui.demo.signature import HttpRequest, verified
from swtui.demo.sts import DemoCall, DemoSts

SWITCHED_OFF = ("af-south-1", "ap-east-1", "me-south-1")
"""Regions that the organisation has not opted into."""
_NEVER_KEPT = ("TokenCode",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One call that the server received, for tests."""

    action: str
    caller: str
    """The caller's ARN; empty when the signature was refused."""
    parameters: Parameters
    """Without the MFA code."""
    code: str
    """AWS's error code; empty when the call was answered."""


class QueryApi:
    """STS and IAM at one address, distinguished by the API version."""

    def __init__(
        self,
        organisation: Organisation,
        keys: KeyRing,
        devices: MfaDevices,
        clock: Callable[[], float],
        pause: Callable[[float], object],
    ) -> None:
        self._keys = keys
        self._clock = clock
        self._services = {
            "2011-06-15": ("sts", DemoSts(organisation, keys, devices, pause).actions),
            "2010-05-08": ("iam", Iam(organisation).actions),
        }
        self._faults: list[tuple[str, ServiceError]] = []
        self._lock = threading.Lock()
        self.seen: list[Seen] = []
        """Every call, oldest first."""

    def fail_next(
        self, code: str, message: str, *, status: int = 400, action: str = "", times: int = 1
    ) -> None:
        """Refuse the next `times` calls (of `action`, or any) with this error, for tests."""
        with self._lock:
            self._faults += [(action, ServiceError(code, message, status))] * times

    def count(self, action: str) -> int:
        """Return the number of calls of `action` that were answered or refused."""
        return sum(call.action == action for call in self.seen)

    def answer(self, request: HttpRequest) -> Reply:
        """Return the XML reply to one request."""
        parameters = read_parameters(request.body, request.query)
        request_id = str(uuid.uuid4())
        caller = ""
        try:
            call, action = self._accepted(request, parameters)
            caller = call.caller.arn
            body = result(parameters, action(call), request_id)
            status, code = 200, ""
        except ServiceError as error:
            body = refusal(parameters, error, request_id)
            status, code = error.status, error.code
        shown = {key: value for key, value in parameters.items() if key not in _NEVER_KEPT}
        self.seen.append(
            Seen(action=parameters.get("Action", ""), caller=caller, parameters=shown, code=code)
        )
        return status, "text/xml", body

    def _accepted(
        self, request: HttpRequest, parameters: Parameters
    ) -> tuple[DemoCall, Callable[[DemoCall], Answer]]:
        name, version = parameters.get("Action", ""), parameters.get("Version", "")
        service, actions = self._services.get(version, ("", {}))
        now = self._clock()
        self._fail_on_request(name)
        if not service or name not in actions:
            known = version if version in NAMESPACES else "NO_VERSION_SPECIFIED"
            message = f"Could not find operation {name or 'UNKNOWN'} for version {known}"
            raise ServiceError("InvalidAction", message)
        keys, region = verified(request, self._keys, service, now)
        if service == "sts" and region in SWITCHED_OFF:
            raise ServiceError(
                "RegionDisabledException",
                f"STS is not activated in this region for account:{keys.caller.account_id}. Your "
                "account administrator can activate STS in this region using the IAM Console.",
                403,
            )
        return DemoCall(
            caller=keys.caller,
            parameters=parameters,
            address=request.address,
            region=region,
            now=now,
        ), actions[name]

    def _fail_on_request(self, action: str) -> None:
        with self._lock:
            for index, (wanted, error) in enumerate(self._faults):
                if wanted in ("", action):
                    del self._faults[index]
                    raise error

    @staticmethod
    def request_id(body: bytes) -> str:
        """Return the request ID that a reply's XML names, for its header; else empty."""
        match = re.search(rb"<RequestId>([0-9a-f-]{36})</RequestId>", body)
        return match[1].decode() if match else ""

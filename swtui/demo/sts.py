"""Answer the demo's STS calls: AssumeRole, GetSessionToken, … (STS API reference)."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from swtui.demo.assume_parameters import AssumeParameters, duration_faults, read_assume_parameters
from swtui.demo.authorization import authorize, authorize_assume
from swtui.demo.callers import DemoCaller, KeyRing, SigningKeys, role_as_caller
from swtui.demo.mfa import MfaDevices
from swtui.demo.organisation import HOUR, DemoRole, Organisation
from swtui.demo.query_protocol import Answer, Parameters
from swtui.demo.request_context import build_request, condition_keys, lowered
from swtui.demo.service_error import ServiceError, access_denied, invalid

_MFA_NOW = lowered({"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCall:
    """One verified call: its caller, source address and parameters."""

    caller: DemoCaller
    parameters: Parameters
    address: str
    region: str
    now: float
    """The server's time, in seconds since the epoch."""


class DemoSts:
    """The actions of STS; `pause` waits some seconds, for slow roles."""

    def __init__(
        self,
        organisation: Organisation,
        keys: KeyRing,
        devices: MfaDevices,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._organisation = organisation
        self._keys = keys
        self._devices = devices
        self._pause = pause
        self.actions: dict[str, Callable[[DemoCall], Answer]] = {
            "AssumeRole": self.assume_role,
            "GetSessionToken": self.get_session_token,
            "GetCallerIdentity": self.get_caller_identity,
            "DecodeAuthorizationMessage": self.decode_authorization_message,
        }

    def get_caller_identity(self, call: DemoCall) -> Answer:
        """Return the caller; no policy can deny it."""
        caller = call.caller
        return {"Arn": caller.arn, "UserId": caller.user_id, "Account": caller.account_id}

    def decode_authorization_message(self, call: DemoCall) -> Answer:
        """Return the content of an encoded message: the demo's are JSON in base64 (RFC 4648)."""
        request = build_request(call.caller, "sts:DecodeAuthorizationMessage", "*", {})
        authorize(self._organisation, call.caller, request)
        try:
            raw = base64.urlsafe_b64decode(call.parameters.get("EncodedMessage", ""))
            text = raw.decode("utf-8")
        except ValueError:
            raise ServiceError(
                "InvalidAuthorizationMessageException", "Message is not valid"
            ) from None
        return {"DecodedMessage": text}

    def get_session_token(self, call: DemoCall) -> Answer:
        """Return a session of the user itself, with MFA if a code was sent."""
        faults = list(duration_faults(call.parameters, longest=36 * HOUR))
        if faults:
            raise invalid(*faults)
        if call.caller.temporary:
            raise access_denied("Cannot call GetSessionToken with session credentials")
        serial = call.parameters.get("SerialNumber", "")
        with_mfa = self._check_mfa(serial, call.parameters.get("TokenCode", ""))
        duration = int(call.parameters.get("DurationSeconds", 12 * HOUR))
        caller = _as_session(call.caller, call.now if with_mfa else None)
        return {"Credentials": _credentials(self._keys.issue(caller, call.now + duration))}

    def assume_role(self, call: DemoCall) -> Answer:
        """Return a role's session, if the policies of both sides and the limits allow it."""
        parameters = read_assume_parameters(call.parameters)
        role = self._organisation.roles.get(parameters.role_arn)
        if role and role.delay:
            self._pause(role.delay)
        with_mfa = self._check_mfa(parameters.serial, parameters.code)
        self._authorize(call, parameters, role, with_mfa)
        _check_inherited(parameters, call.caller)
        assert role is not None  # noqa: S101 - where there is none, nothing is authorized
        _check_duration(parameters, role, call.caller)
        caller = _build_session(role, parameters, call.caller)
        keys = self._keys.issue(caller, call.now + parameters.duration)
        return {
            "Credentials": _credentials(keys),
            "AssumedRoleUser": {"AssumedRoleId": caller.user_id, "Arn": caller.arn},
            "SourceIdentity": caller.source_identity or None,
        }

    def _check_mfa(self, serial: str, code: str) -> bool:
        """Use the MFA code, and return whether one was sent; raises AccessDenied."""
        if not serial and not code:
            return False
        if not serial or not code:
            raise access_denied(
                "MultiFactorAuthentication failed, must provide both MFA serial number and one "
                "time pass code."
            )
        if not self._devices.knows(serial):
            raise access_denied(
                "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify "
                "your MFA serial number is valid and associated with this user."
            )
        if not self._devices.accepts(serial, code):
            raise access_denied(
                "MultiFactorAuthentication failed with invalid MFA one time pass code."
            )
        return True

    def _authorize(
        self, call: DemoCall, parameters: AssumeParameters, role: DemoRole | None, with_mfa: bool
    ) -> None:
        context = condition_keys(
            call.caller,
            self._organisation,
            address=call.address,
            region=call.region,
            now=call.now,
        )
        context |= _request_keys(parameters)
        if with_mfa:
            context |= _MFA_NOW
        actions = ["sts:AssumeRole"]
        if parameters.tags or call.caller.transitive_tags:
            actions.append("sts:TagSession")
        if parameters.source_identity or call.caller.source_identity:
            actions.append("sts:SetSourceIdentity")
        for action in actions:
            request = build_request(call.caller, action, parameters.role_arn, context)
            authorize_assume(self._organisation, call.caller, request, role)


def _request_keys(parameters: AssumeParameters) -> dict[str, tuple[str, ...]]:
    """Return the condition keys of the call's parameters."""
    keys = lowered(
        {
            "sts:ExternalId": parameters.external_id,
            "sts:RoleSessionName": parameters.session_name,
            "sts:SourceIdentity": parameters.source_identity,
            **{f"aws:RequestTag/{key}": value for key, value in parameters.tags.items()},
        }
    )
    lists = {
        "aws:tagkeys": tuple(parameters.tags),
        "sts:transitivetagkeys": tuple(sorted(parameters.transitive_tags)),
    }
    return keys | {key: values for key, values in lists.items() if values}


def _check_inherited(parameters: AssumeParameters, caller: DemoCaller) -> None:
    """Refuse a tag or source identity that differs from an inherited one."""
    inherited = {key.lower() for key in caller.transitive_tags}
    if inherited & {key.lower() for key in parameters.tags}:
        raise ServiceError(
            "InvalidParameterValue",
            "One of the specified transitive tag keys can't be set because it conflicts with a "
            "transitive tag key from the calling session.",
        )
    if parameters.source_identity and caller.source_identity not in (
        "",
        parameters.source_identity,
    ):
        raise access_denied("The source identity is already set for this assume role session")


def _check_duration(parameters: AssumeParameters, role: DemoRole, caller: DemoCaller) -> None:
    if caller.temporary and parameters.duration > HOUR:
        raise ServiceError(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by "
            "role chaining.",
        )
    if parameters.duration > role.max_duration:
        raise ServiceError(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        )


def _build_session(role: DemoRole, parameters: AssumeParameters, caller: DemoCaller) -> DemoCaller:
    inherited = {key: caller.tags[key] for key in caller.transitive_tags if key in caller.tags}
    return role_as_caller(
        role,
        parameters.session_name,
        tags={**role.tags, **parameters.tags, **inherited},
        transitive_tags=parameters.transitive_tags | frozenset(inherited),
        source_identity=parameters.source_identity or caller.source_identity,
        session_policies=parameters.session_policies,
    )


def _as_session(user: DemoCaller, mfa_at: float | None) -> DemoCaller:
    return replace(user, temporary=True, mfa_at=mfa_at)


def _credentials(keys: SigningKeys) -> Answer:
    return {
        "AccessKeyId": keys.access_key_id,
        "SecretAccessKey": keys.secret_access_key,
        "SessionToken": keys.token,
        "Expiration": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(keys.expires_at)),
    }

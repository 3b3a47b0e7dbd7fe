"""An MFA device that cannot serve the caller: it belongs to another account."""

from __future__ import annotations

import re

from swtui.access.explanation.cause import Cause
from swtui.access.explanation.evidence import Evidence

FOREIGN_DEVICE = "mfa-foreign-device"
_SERIAL = re.compile(r"arn:[\w-]+:iam::(?P<account>\d{12}):(?:mfa|u2f|sms-mfa)/\S+", re.ASCII)
_FAILED = "multifactorauthentication failed"


def is_mfa_failure(evidence: Evidence) -> bool:
    """Whether AWS did not take an MFA code, or its device."""
    return _FAILED in evidence.words.lower()


def foreign_device(evidence: Evidence) -> tuple[Cause, ...]:
    """Return that the device is of another account than the caller's; nothing where it is not."""
    serial = str(evidence.sent.get("SerialNumber") or _configured(evidence))
    match = _SERIAL.fullmatch(serial)
    if match is None or not is_mfa_failure(evidence):
        return ()
    account = evidence.account
    if not account or match["account"] == account:
        return ()
    step = evidence.step
    place = evidence.at(step.places.get("mfa_serial")) if step else ""
    return (
        Cause(
            FOREIGN_DEVICE,
            f"The MFA device belongs to account {match['account']}, and the caller to {account}: "
            "a code counts only from a device of the caller's own user.",
            (f"mfa_serial is {serial}{place}", f"the caller is {evidence.caller}"),
            "Put a device of the caller's user into mfa_serial, or start from keys of the device's "
            "account.",
            told=True,
            ready="aws iam list-mfa-devices",
        ),
    )


def _configured(evidence: Evidence) -> str:
    return evidence.step.mfa_serial if evidence.step else ""
